#!/usr/bin/env python3
"""Writes the README of a run of the lab (Python standard library only).

usage: report.py FOLDER COMMAND >README.md
"""

import collections
import os
import sys

from results import counts_by_label, read_flows, read_truth, table


def benign_by_service(flows):
    count = collections.Counter(
        (f["protocol"], f["dst port"]) for f in flows if f["label"] == "benign")
    return table(["protocol", "destination port", "benign flows"],
                 [(*key, number) for key, number in count.most_common()])


def attacks(truth, began):
    return table(
        ["", "attack", "host", "source", "destination", "protocol", "ports", "from second", "to second"],
        [(a["number"], a["attack"], a["host"], ", ".join(a["sources"]), ", ".join(a["destinations"]),
          a["protocol"], a["ports"] if len(a["ports"]) < 30 else f"{a['ports'].count(',') + 1} ports",
          f"{a['start'] - began:.1f}", f"{a['end'] - began:.1f}") for a in truth["attacks"]])


def hosts(truth):
    return table(["host", "role", "addresses"],
                 [(h["name"], h["role"], ", ".join(h["addresses"])) for h in truth["hosts"]])


TEXT = """\
# A sample made with the lab

Traffic of a small made-up network at its gateway, with honest clients and
attackers, and who was who. It was made on {made} ({mode} run, seed {seed}) with

    {command}

which makes the whole network of namespaces, runs real servers, clients and
attack tools in it and writes these files. No packet of it ever was on a real
network, and all addresses are private or set aside for documentation. A run
with the same seed makes traffic alike, not the same bytes. This file was
written by that run too.

| file | what | bytes |
| --- | --- | --- |
{files}

The capture has {packets} packets in {seconds:.0f} seconds; the kernel dropped
{dropped}. Each is cut at {snap} bytes, its original length is kept. It was taken at
one interface of the gateway, the one towards the outside, so that each packet
that crosses the gateway is in it once, and so are the probes for addresses that
nobody has and the answers to spoofed sources.

## Counts

{flows} flows:

{by_label}

{by_service}

The shared address {shared} has {shared_benign} benign flows (an honest visitor of the web
servers) and {shared_malicious} malicious ones (an ssh brute force), at the same time.

## Attacks

Seconds are counted from the first packet. The attack numbers are those of
`truth.json`, which has the exact times and command lines.

{attacks}

## Hosts

{hosts}

## office.flows.csv

Made of the capture and its truth by Merlon, and to be made again with

    ./merlon flows samples/office.pcap.gz --truth samples/truth.json --emit csv > samples/office.flows.csv

One row a flow, both ways together, in the order of their first packets.

| column | meaning |
| --- | --- |
| timestamp | first packet, seconds since 1970-01-01 UTC |
| src ip, src port | who sent the first packet; the port is empty for icmp and ipv6-icmp |
| dst ip, dst port | the other side |
| protocol | tcp, udp, icmp or ipv6-icmp |
| duration | from the first to the last packet, seconds |
| src packets, dst packets | packets sent by the source, and by the destination |
| src bytes, dst bytes | their bytes: IP packets with the IP header, without the link layer |
| label | benign or malicious |
| attack | name of the attack, empty if benign |
| answer | what came back: silence, refusal or service; empty where it cannot be told |
| score | empty: no detector was asked |

A flow ends when no packet of it came for 60 s (TCP, new or closed), 10 minutes
(TCP, established), 30 s (others) or 5 minutes (others, answered); closed TCP also
ends with the next SYN, and until then late packets still count in it. ICMP requests
that bear one number, and their answers, are one flow: each run of `ping` is one, and
each of nmap's probes of the same address. So has a Linux firewall them (conntrack),
which is what rules are held against; Suricata and Zeek tell them apart by addresses
and type alone. An ICMP error, such as port unreachable, is counted in the flow whose
packet caused it, as a packet of the destination's side, also if a router sent it.
IPv6 neighbour discovery makes flows, ARP does not.

The labels come from `truth.json` alone: {rule} The packet rule:
{packet_rule}

## Licence

Apache-2.0, as the whole project.
"""


def main():
    folder, command = sys.argv[1:]
    truth = read_truth(os.path.join(folder, "truth.json"))
    flows = read_flows(os.path.join(folder, "office.flows.csv"))
    began = min(float(f["timestamp"]) for f in flows)
    ended = max(float(f["timestamp"]) + float(f["duration"]) for f in flows)
    shared = next(h["addresses"][0] for h in truth["hosts"] if h["role"] == "shared")
    label = collections.Counter(f["label"] for f in flows if shared in (f["src ip"], f["dst ip"]))
    what = {
        "office.pcap.gz": "the capture (pcap, gzip)",
        "office.flows.csv": "the flows in it, labelled",
        "truth.json": "hosts, attacks with their exact times, rule of the labels, tool versions",
    }
    print(TEXT.format(
        made=truth["made"][:10], mode=truth["mode"], seed=truth["seed"], command=command,
        files="\n".join(f"| `{name}` | {text} | {os.path.getsize(os.path.join(folder, name))} |"
                        for name, text in what.items()),
        packets=truth["capture"]["packets"], seconds=ended - began,
        dropped=truth["capture"]["packets dropped by the kernel"] or "none",
        snap=truth["capture"]["snap length"], flows=len(flows),
        by_label=counts_by_label(flows), by_service=benign_by_service(flows),
        shared=shared, shared_benign=label["benign"], shared_malicious=label["malicious"],
        attacks=attacks(truth, began), hosts=hosts(truth), rule=truth["rule"], packet_rule=truth["packet rule"]), end="")


if __name__ == "__main__":
    main()
