#!/usr/bin/env python3
"""Checks the labels of a run of the lab (Python standard library only).

usage: check.py TRUTH.json FLOWS.csv

Exit code 1, with one line for each problem, if the labels cannot be right.
"""

import collections
import ipaddress
import sys

from results import read_flows, read_truth


def problems(truth, flows):
    """What cannot be: by the roles of the hosts alone, without times and ports."""
    role = {ipaddress.ip_address(a): h["role"] for h in truth["hosts"] for a in h["addresses"]}

    def role_of(text):
        address = ipaddress.ip_address(text)
        return "neighbour" if address.is_link_local or address.is_multicast else role.get(address, "unknown")

    shared = collections.Counter()
    found = []
    for flow in flows:
        source, destination = role_of(flow["src ip"]), role_of(flow["dst ip"])
        ends = {source, destination}
        malicious = flow["label"] == "malicious"
        if "shared" in ends:
            shared[flow["label"]] += 1
        if malicious and (source == "office" or ends & {"client", "outside-server"}):
            found.append(f"an honest host in a malicious flow, not as its target: {flow}")
        if not malicious and ends & {"attacker", "unknown"}:
            found.append(f"an attacker or a spoofed address in a benign flow: {flow}")
    if "shared" in role.values() and len(shared) != 2:
        found.append("the shared address does not have flows of both labels")
    have = {flow["attack"] for flow in flows}
    for attack in truth["attacks"]:
        if attack["attack"] not in have:
            found.append(f"no flow of the attack {attack['attack']}")
    if truth["capture"]["packets dropped by the kernel"]:
        found.append("the capture lost packets")
    return found


def main():
    truth, flows = sys.argv[1:]
    found = problems(read_truth(truth), read_flows(flows))
    if found:
        sys.exit("\n".join(["check.py: the labels do not fit the roles of the hosts:"] + found[:20]))


if __name__ == "__main__":
    main()
