#!/usr/bin/env python3
"""Makes truth.json of the notes that lab/run took (Python standard library only).

usage: truth.py NOTES-FOLDER >truth.json
"""

import json
import os
import sys

from detection.packets import RULE as RULE_OF_PACKETS

RULE = (
    "A flow belongs to an attack if its first packet does, by (2) or (3) of the packet rule; an attack that "
    "has macs has no flows. Every other flow is benign."
)


def rows(folder, name):
    with open(os.path.join(folder, name + ".tsv"), encoding="utf-8") as lines:
        return [line.rstrip("\n").split("\t") for line in lines]


def host(row):
    name, role, addresses = row
    return {"name": name, "role": role, "addresses": addresses.split(",")}


def attack(number, row, tools):
    name, attacker, sources, destinations, protocol, ports, start, end, macs, answers, command = row
    told = {
        "number": number,
        "attack": name,
        "tool": next(word for word in command.split(" ") if word in tools),
        "command": command,
        "host": attacker,
        "sources": sources.split(","),
        "destinations": destinations.split(","),
        "protocol": protocol,
        "ports": ports,
        "start": float(start),
        "end": float(end),
    }
    if macs:
        told["macs"] = macs.split(",")
    if answers:
        told["answers"] = answers
    return told


def main():
    print(json.dumps(truth(sys.argv[1]), indent=2))


def truth(folder):
    run = dict(rows(folder, "run"))
    tools = dict(rows(folder, "tools"))
    told = {
        "scenario": run["scenario"],
        "about": run["about"],
        "made": run["date"],
        "mode": run["mode"],
        "seed": int(run["seed"]),
        "wall seconds": int(run["wall_seconds"]),
        "capture": {
            "file": "office.pcap.gz" if run["scenario"] == "office" else None,
            "where": run["where"],
            "snap length": int(run["snap_length"]),
            "packets": int(run["captured"]),
            "packets dropped by the kernel": int(run["dropped"]),
        },
        "tools": tools,
        "rule": RULE,
        "packet rule": RULE_OF_PACKETS,
        "hosts": [host(row) for row in rows(folder, "hosts")],
        "attacks": [attack(n, row, tools) for n, row in enumerate(rows(folder, "attacks"), 1)],
    }
    if run["scenario"] == "detection":
        told["captures"] = [captured(row) for row in rows(folder, "captures")]
    return told


def captured(row):
    file, purpose, start, end, packets = row
    return {"file": file, "purpose": purpose, "start": float(start), "end": float(end), "packets": int(packets)}


if __name__ == "__main__":
    main()
