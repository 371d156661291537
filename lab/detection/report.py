#!/usr/bin/env python3
"""Writes the README.md of the scenario "detection" (Python standard library only).

usage: report.py FOLDER COUNTS.json COMMAND >README.md
"""

import json
import os
import sys

from results import read_truth, table

TEXT = """# Captures to train, calibrate and test a detector with

Traffic of a small made-up network, seen at the inside of its gateway, also what
goes from one inside host to another. It was made on {day} ({mode} run, seed {seed}) with

    {command}

in one run, with real servers, clients and attack tools in network namespaces. No
packet of it ever was on a real network, and all addresses are private or set
aside for documentation or benchmarks. A run with the same seed makes traffic alike, not
the same bytes. This file was written by that run too.

## Captures

{captures}

Each packet is cut at {snap} bytes, its original length is kept. The kernel dropped
none. The times in which attacks go on are {under_attack:.0f} s of the test; the other {free:.0f} s of it
have honest traffic alone, but for late answers.

## Attacks

Seconds are counted from the start of test.pcap.gz. `late` are the packets after the end of the
attack that still belong to it.

{attacks}

## Whose a packet is

{rule}

## Honest packets, by protocol and port

The last column is what came in the test while no attack went on.

{services}

## Hosts

{hosts}

## Licence

Apache-2.0, as the whole project.
"""


def main():
    folder, counts, command = sys.argv[1:]
    truth = read_truth(os.path.join(folder, "truth.json"))
    with open(counts, encoding="utf-8") as file:
        counts = json.load(file)
    test = truth["captures"][-1]
    under_attack = sum(attack["end"] - attack["start"] for attack in truth["attacks"])
    print(TEXT.format(
        day=truth["made"][:10], mode=truth["mode"], seed=truth["seed"], command=command,
        snap=truth["capture"]["snap length"], rule=truth["packet rule"],
        under_attack=under_attack, free=test["end"] - test["start"] - under_attack,
        captures=captures(folder, truth, counts), attacks=attacks(truth, test, counts[-1]),
        services=services(counts), hosts=hosts(truth)), end="")


def captures(folder, truth, counts):
    lines = []
    for told, count in zip(truth["captures"], counts):
        seconds = told["end"] - told["start"]
        lines.append((f"`{told['file']}`", told["purpose"], f"{seconds:.0f}", told["packets"],
                      f"{told['packets'] / seconds:.0f}", sum(count["honest"].values()), count["bytes"],
                      os.path.getsize(os.path.join(folder, told["file"]))))
    return table(["file", "purpose", "seconds", "packets", "a second", "honest packets", "bytes on the wire",
                  "bytes of the file"], lines)


def attacks(truth, test, counts):
    lines = []
    for told, count in zip(truth["attacks"], counts["attacks"]):
        lines.append((told["number"], told["attack"], told["tool"], told["host"], short(told["sources"]),
                      short(told["destinations"]), told["protocol"], short(told["ports"].split(",")),
                      f"{told['start'] - test['start']:.1f}", f"{told['end'] - told['start']:.1f}",
                      count["packets"], count["late"]))
    return table(["", "attack", "tool", "host", "sources", "destinations", "protocol", "ports", "from second",
                  "seconds", "packets", "late"], lines)


def short(words):
    return ", ".join(words) if len(words) <= 3 else f"{len(words)}: {words[0]} to {words[-1]}"


def services(counts):
    names = sorted({name for count in counts for name in count["honest"]},
                   key=lambda name: -counts[0]["honest"].get(name, 0))
    columns = [count["honest"] for count in counts] + [counts[-1]["honest between attacks"]]
    return table(["", "train", "calibrate", "test", "between attacks"],
                 [(name, *(column.get(name, 0) for column in columns)) for name in names])


def hosts(truth):
    return table(["host", "role", "addresses"],
                 [(h["name"], h["role"], ", ".join(h["addresses"])) for h in truth["hosts"]])


if __name__ == "__main__":
    main()
