#!/usr/bin/env python3
"""Groups the packets of a capture into flows and labels them (standard library only).

usage: flows.py CAPTURE TRUTH.json FLOWS.csv

The packets are read with tshark. A flow is all packets, both ways, of one
protocol between the same two addresses and ports (for ICMP: between the same
two addresses). Its source is who sent its first packet. It ends
  - TCP: 60 s after its last packet; or, once both sides sent FIN or one sent
    RST, as soon as a new SYN comes;
  - UDP and ICMP: 30 s after its last packet.
An ICMP error (unreachable, time exceeded, ...) is counted in the flow whose
packet caused it, as a packet towards that packet's sender. ARP, IPv6 neighbour
and router discovery and multicast listener reports are left out.

The rule for the labels is written in TRUTH.json.
"""

import csv
import ipaddress
import json
import subprocess
import sys

HEADER = [
    "timestamp", "src ip", "src port", "dst ip", "dst port", "protocol", "duration",
    "src packets", "dst packets", "src bytes", "dst bytes", "label", "attack",
]
FIELDS = [
    "frame.time_epoch", "ip.src", "ip.dst", "ip.proto", "ip.len",
    "ipv6.src", "ipv6.dst", "ipv6.nxt", "ipv6.plen",
    "tcp.srcport", "tcp.dstport", "tcp.flags", "udp.srcport", "udp.dstport",
    "icmp.type", "icmpv6.type",
]
IDLE = {"tcp": 60_000_000, "udp": 30_000_000, "icmp": 30_000_000, "ipv6-icmp": 30_000_000}
PROTOCOLS = {"1": "icmp", "6": "tcp", "17": "udp", "58": "ipv6-icmp"}
ICMP_ERRORS = {"icmp": {3, 4, 5, 11, 12}, "ipv6-icmp": {1, 2, 3, 4}}
LINK_NOISE = set(range(130, 138)) | {143}
FIN, SYN, RST, ACK = 1, 2, 4, 16
LATE_ANSWER = 60_000_000


class Packet:
    """One packet; inner is the beginning of the packet that an ICMP error is about."""

    def __init__(self, time, protocol, source, destination, length, flags=0, inner=None):
        self.time = time
        self.protocol = protocol
        self.source = source
        self.destination = destination
        self.length = length
        self.flags = flags
        self.inner = inner

    @property
    def key(self):
        return (self.protocol, *sorted((self.source, self.destination)))


class Flow:
    """All packets both ways; index 0 is the source's side, 1 the destination's."""

    def __init__(self, packet):
        self.protocol = packet.protocol
        self.source = packet.source
        self.destination = packet.destination
        self.first = self.last = packet.time
        self.packets = [0, 0]
        self.bytes = [0, 0]
        self.fin = [False, False]
        self.closed = False

    def add(self, packet, side):
        self.last = max(self.last, packet.time)
        self.packets[side] += 1
        self.bytes[side] += packet.length

    def add_own(self, packet):
        side = 0 if packet.source == self.source else 1
        self.add(packet, side)
        if packet.flags & FIN:
            self.fin[side] = True
        if packet.flags & RST or all(self.fin):
            self.closed = True

    def goes_on_with(self, packet):
        if packet.time - self.last > IDLE[self.protocol]:
            return False
        return not (self.closed and packet.flags & SYN and not packet.flags & ACK)


def microseconds(text):
    seconds, _, fraction = text.partition(".")
    return int(seconds) * 1_000_000 + int((fraction + "000000")[:6])


def read_packet(values):
    """The packet of one line of tshark, or None if it is not part of any flow."""
    f = {name: value.split(",") if value else [] for name, value in zip(FIELDS, values)}
    if f["ip.src"]:
        sources, destinations = f["ip.src"], f["ip.dst"]
        protocols, lengths = f["ip.proto"], [int(length) for length in f["ip.len"]]
    elif f["ipv6.src"]:
        sources, destinations = f["ipv6.src"], f["ipv6.dst"]
        protocols, lengths = f["ipv6.nxt"], [int(length) + 40 for length in f["ipv6.plen"]]
    else:
        return None
    time = microseconds(f["frame.time_epoch"][0])
    protocol = PROTOCOLS.get(protocols[0])
    if protocol is None:
        return None
    if protocol in ("tcp", "udp"):
        return Packet(
            time, protocol,
            (sources[0], f[protocol + ".srcport"][0]),
            (destinations[0], f[protocol + ".dstport"][0]),
            lengths[0], int(f["tcp.flags"][0], 16) if protocol == "tcp" else 0)

    kind = int(f["icmp.type" if protocol == "icmp" else "icmpv6.type"][0])
    if protocol == "ipv6-icmp" and kind in LINK_NOISE:
        return None
    packet = Packet(time, protocol, (sources[0], ""), (destinations[0], ""), lengths[0])
    if kind in ICMP_ERRORS[protocol] and len(sources) > 1:
        inner = PROTOCOLS.get(protocols[1])
        ports = ("", "")
        if inner in ("tcp", "udp"):
            ports = (f[inner + ".srcport"][0], f[inner + ".dstport"][0])
        packet.inner = Packet(time, inner, (sources[1], ports[0]), (destinations[1], ports[1]), 0)
    return packet


def read_packets(capture):
    command = ["tshark", "-n", "-r", capture, "-T", "fields", "-E", "separator=/t",
               "-E", "occurrence=a", "-E", "aggregator=,", "-o", "tcp.desegment_tcp_streams:FALSE"]
    for field in FIELDS:
        command += ["-e", field]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"flows.py: tshark failed: {done.stderr.strip()}")
    for line in done.stdout.splitlines():
        packet = read_packet(line.split("\t"))
        if packet:
            yield packet


def group(packets):
    """The flows of the packets."""
    flows, current = [], {}
    for packet in packets:
        if packet.inner:
            caused = current.get(packet.inner.key)
            if caused:
                caused.add(packet, 1 if packet.inner.source == caused.source else 0)
                continue
        flow = current.get(packet.key)
        if flow is None or not flow.goes_on_with(packet):
            flow = current[packet.key] = Flow(packet)
            flows.append(flow)
        flow.add_own(packet)
    return flows


class Attack:
    """One attack of the truth, ready to be asked about flows."""

    def __init__(self, entry, known):
        self.name = entry["attack"]
        self.protocol = entry["protocol"]
        self.known = known
        self.random = entry["sources"] == ["random"]
        self.sources = set() if self.random else {ipaddress.ip_address(s) for s in entry["sources"]}
        self.destinations = [ipaddress.ip_network(d) for d in entry["destinations"]]
        self.ports = ports(entry["ports"])
        self.start = round(entry["start"] * 1e6)
        self.end = round(entry["end"] * 1e6)

    def goes(self, source, destination):
        """Whether the attack goes from the one to the other (address and port)."""
        address = ipaddress.ip_address(source[0])
        if self.random:
            if address in self.known:
                return False
        elif address not in self.sources:
            return False
        if self.ports and int(destination[1]) not in self.ports:
            return False
        target = ipaddress.ip_address(destination[0])
        return any(target in network for network in self.destinations)

    def owns(self, flow):
        if flow.protocol != self.protocol or flow.first < self.start:
            return False
        if flow.first <= self.end and self.goes(flow.source, flow.destination):
            return True
        return flow.first <= self.end + LATE_ANSWER and self.goes(flow.destination, flow.source)


def ports(text):
    """The numbers in a list such as 1-99,443."""
    numbers = set()
    for part in filter(None, text.split(",")):
        low, _, high = part.partition("-")
        numbers.update(range(int(low), int(high or low) + 1))
    return numbers


def seconds(count):
    return f"{count // 1_000_000}.{count % 1_000_000:06d}"


def row(flow, attack):
    return [
        seconds(flow.first), flow.source[0], flow.source[1], flow.destination[0],
        flow.destination[1], flow.protocol, seconds(flow.last - flow.first),
        flow.packets[0], flow.packets[1], flow.bytes[0], flow.bytes[1],
        "malicious" if attack else "benign", attack.name if attack else "",
    ]


def main():
    capture, truth_file, out = sys.argv[1:]
    with open(truth_file, encoding="utf-8") as file:
        truth = json.load(file)
    known = {ipaddress.ip_address(a) for host in truth["hosts"] for a in host["addresses"]}
    attacks = [Attack(entry, known) for entry in truth["attacks"]]
    flows = group(read_packets(capture))
    flows.sort(key=lambda flow: (flow.last, flow.first))
    with open(out, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADER)
        for flow in flows:
            writer.writerow(row(flow, next((a for a in attacks if a.owns(flow)), None)))


if __name__ == "__main__":
    main()
