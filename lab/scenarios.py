#!/usr/bin/env python3
"""Writes the README of the scenarios that a folder has (Python standard library only).

usage: scenarios.py FOLDER >README.md
"""

import collections
import glob
import os
import sys

from results import counts_by_label, read_flows, read_truth, table

TEXT = """\
# Scenarios made with the lab

Labelled flows of one attack each, by real tools, among honest clients of real
servers in a small made-up network. Some of the honest clients begin only during
the attack. They were made with

    lab/run --scenario all --out DIR

which makes the network of namespaces, runs the servers, clients and attack
tools in it, captures the traffic at the gateway, has Merlon make flows of it
and writes these files, this one too. A single scenario is made anew with
`--scenario NAME`. No packet ever was on a real network; all addresses are
private or set aside for documentation, but for those that hping3 made up. A
run with the same seed makes traffic alike, not the same bytes.

{summary}

| file | what |
| --- | --- |
| `NAME.flows.csv.gz` | the flows, labelled; the columns are those of [the sample](../README.md) |
| `NAME.truth.json` | hosts, attacks with their exact times and command lines, rule of the labels, tool versions |

What a response makes of one:

    ./merlon evaluate samples/scenarios/{first}.flows.csv.gz

{sections}

## Licence

Apache-2.0, as the whole project.
"""

SECTION = """\
## {name}

{about}

{attacks}

{counts}

Made on {made} in {seconds:.0f} s ({mode} run, seed {seed})."""

ATTACK = """\
{sources} for {lasted:.0f} s, with {tool}:

    {command}"""


class Scenario:
    """What a folder has of one scenario."""

    def __init__(self, path):
        self.truth = read_truth(path)
        self.name = self.truth["scenario"]
        self.flows = read_flows(path.replace(".truth.json", ".flows.csv.gz"))
        self.labels = collections.Counter(flow["label"] for flow in self.flows)
        began = min(float(flow["timestamp"]) for flow in self.flows)
        ended = max(float(flow["timestamp"]) + float(flow["duration"]) for flow in self.flows)
        self.seconds = ended - began

    def summary(self):
        return [f"[{self.name}](#{self.name})", f"{self.seconds:.0f}",
                self.labels["malicious"], len(self.sources("malicious")),
                self.labels["benign"], len(self.sources("benign"))]

    def sources(self, label):
        return {flow["src ip"] for flow in self.flows if flow["label"] == label}

    def section(self):
        return SECTION.format(
            name=self.name, about=self.truth["about"], seconds=self.seconds, mode=self.truth["mode"],
            seed=self.truth["seed"], made=self.truth["made"][:10], counts=counts_by_label(self.flows),
            attacks="\n\n".join(map(described, self.truth["attacks"])))


def described(attack):
    sources = attack["sources"]
    return ATTACK.format(
        sources=f"From {sources[0] if len(sources) == 1 else str(len(sources)) + ' addresses'}",
        lasted=attack["end"] - attack["start"], tool=attack["tool"], command=attack["command"],
    ).replace("From random", "From addresses at random")


def main():
    folder = sys.argv[1]
    found = [Scenario(path) for path in sorted(glob.glob(os.path.join(folder, "*.truth.json")))]
    print(TEXT.format(
        summary=table(["scenario", "seconds", "malicious flows", "from sources", "benign flows", "from sources"],
                      [scenario.summary() for scenario in found]),
        first=found[0].name, sections="\n\n".join(scenario.section() for scenario in found)), end="")


if __name__ == "__main__":
    main()
