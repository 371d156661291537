#!/usr/bin/env python3
"""Counts the packets of the three captures and checks whose they are (Python standard library only).

usage: check.py FOLDER >counts.json

The folder has truth.json and the captures. Exit code 1, with one line for each
problem, if what they say cannot be right: by the roles of the hosts alone.
"""

import collections
import ipaddress
import json
import os
import sys

import packets


def main():
    folder = sys.argv[1]
    with open(os.path.join(folder, "truth.json"), encoding="utf-8") as file:
        truth = json.load(file)
    judge = Judge(truth)
    counts = [judge.count(folder, capture) for capture in truth["captures"]]
    for told in counts[-1]["attacks"]:
        if not told["packets"]:
            judge.found[f"no packet of the attack {told['attack']}"] += 1
    if truth["capture"]["packets dropped by the kernel"]:
        judge.found["the capture lost packets"] += 1
    if judge.found:
        lines = [f"{what} ({number} times)" for what, number in judge.found.most_common(20)]
        sys.exit("\n".join(["check.py: the packets do not fit the roles of the hosts:"] + lines))
    json.dump(counts, sys.stdout)


class Judge:
    def __init__(self, truth):
        self.attacks = packets.attacks(truth)
        self.told = truth["attacks"]
        self.role = {ipaddress.ip_address(a).packed: h["role"] for h in truth["hosts"] for a in h["addresses"]}
        self.macs = set().union(*(attack.macs for attack in self.attacks))
        self.found = collections.Counter()

    def count(self, folder, capture):
        of_attack, honest, between, late = (collections.Counter() for _ in range(4))
        total = octets = 0
        for frame in packets.read(os.path.join(folder, capture["file"])):
            total, octets = total + 1, octets + frame.size
            whose = [n for n, attack in enumerate(self.attacks) if attack.has(frame)]
            self.judge(frame, whose, capture["purpose"])
            if whose:
                of_attack[whose[0]] += 1
                late[whose[0]] += frame.time > self.attacks[whose[0]].end
                continue
            honest[service(frame)] += 1
            if not any(attack.start <= frame.time <= attack.end for attack in self.attacks):
                between[service(frame)] += 1
        if total != capture["packets"]:
            self.found[f"{capture['file']} has {total} packets, not {capture['packets']}"] += 1
        return {
            "purpose": capture["purpose"], "packets": total, "bytes": octets,
            "honest": dict(honest), "honest between attacks": dict(between),
            "attacks": [{"attack": told["attack"], "packets": of_attack[n], "late": late[n]}
                        for n, told in enumerate(self.told)],
        }

    def judge(self, frame, whose, purpose):
        if len(whose) > 1:
            self.found["a packet belongs to two attacks: " + " ".join(self.told[n]["attack"] for n in whose)] += 1
        if whose and purpose != "test":
            self.found[f"a packet in {purpose} belongs to the attack {self.told[whose[0]]['attack']}"] += 1
        if not whose and self.is_bad(frame):
            self.found[f"a packet of an attacker in {purpose} belongs to no attack: {shown(frame)}"] += 1

    def is_bad(self, frame):
        """By an address that only an attacker has, or that no host has."""
        if frame.from_mac in self.macs:
            return True
        ends = [end for end in (frame.source, frame.destination) if end is not None and is_of_a_host(end)]
        return any(self.role.get(end, "attacker") == "attacker" for end in ends)


def is_of_a_host(packed):
    address = ipaddress.ip_address(packed)
    return not (address.is_multicast or address.is_link_local or address.is_unspecified
                or packed == b"\xff\xff\xff\xff")


def shown(frame):
    source, destination = (ipaddress.ip_address(end) for end in (frame.source, frame.destination)) \
        if frame.source else (frame.from_mac.hex(":"), frame.to_mac.hex(":"))
    return f"{source} to {destination}, {service(frame)}"


def service(frame):
    """In words: of the two ports the lower one is the server's, nearly always."""
    if frame.protocol is None:
        return {0x0806: "arp"}.get(frame.kind, "other")
    name = packets.NAMES.get(frame.protocol, str(frame.protocol))
    if frame.ports is None:
        return name
    port = min(frame.ports)
    return f"{name} {port if port < 30000 else 'ftp data'}"


if __name__ == "__main__":
    main()
