"""Reads captures of the lab and says whose their packets are, by the truth (Python standard library only)."""

import gzip
import ipaddress
import struct

PROTOCOLS = {"icmp": 1, "tcp": 6, "udp": 17, "icmpv6": 58}
NAMES = {number: name for name, number in PROTOCOLS.items()}
EXTENSIONS = {0, 43, 60}  # of IPv6: hop-by-hop, routing, destination options
LATE = 60

RULE = (
    "A packet belongs to an attack if its time lies between start and end + 60 s, both included, and: "
    "(1) where the attack has macs, the Ethernet source or destination of the frame is one of them, and "
    "nothing else is asked, nor does any other frame belong to it; "
    "(2) otherwise, where it is an IP packet of the attack's protocol ('any': of every one), with its "
    "source in sources, its destination in destinations and its destination port in ports, or the other "
    "way round, as an answer: source in destinations, destination in sources, source port in ports; empty "
    "ports ask for none, and a packet without ports, such as a later fragment, has only empty ones; "
    "(3) where the attack has answers 'icmp', also if it is an ICMP or ICMPv6 packet, such as port "
    "unreachable, from a source to a destination or from a destination to a source. "
    "The source 'random' stands for every address that is not in the list of hosts. "
    "No packet belongs to two attacks. Every other packet is honest."
)


class Frame:
    """What the rule asks of a frame; the fields that it does not have are None."""

    __slots__ = ("time", "size", "to_mac", "from_mac", "kind", "protocol", "source", "destination", "ports")


def read(path):
    """The frames of a capture, in its order."""
    with (gzip.open if path.endswith(".gz") else open)(path, "rb") as file:
        for seconds, fraction, size, data in records(file):
            yield decoded(seconds + fraction / 1e6, size, data)


def records(file):
    """The packets as they are stored: seconds, microseconds, size, bytes."""
    head = file.read(24)
    if struct.unpack("<I", head[:4])[0] != 0xA1B2C3D4:
        raise SystemExit("the capture is not a little-endian pcap file with microseconds")
    while True:
        about = file.read(16)
        if len(about) < 16:
            return
        seconds, fraction, kept, size = struct.unpack("<IIII", about)
        yield seconds, fraction, size, file.read(kept)


def decoded(time, size, data):
    frame = Frame()
    frame.time, frame.size, frame.to_mac, frame.from_mac = time, size, data[0:6], data[6:12]
    frame.kind = int.from_bytes(data[12:14], "big")
    frame.protocol = frame.source = frame.destination = frame.ports = None
    if frame.kind == 0x0800:
        version4(frame, data)
    elif frame.kind == 0x86DD:
        version6(frame, data)
    return frame


def version4(frame, data):
    frame.protocol, frame.source, frame.destination = data[23], data[26:30], data[30:34]
    if not int.from_bytes(data[20:22], "big") & 0x1FFF:
        ports(frame, data, 14 + (data[14] & 15) * 4)


def version6(frame, data):
    frame.protocol, frame.source, frame.destination = data[20], data[22:38], data[38:54]
    at = 54
    while frame.protocol in EXTENSIONS and at + 2 <= len(data):
        frame.protocol, at = data[at], at + 8 + data[at + 1] * 8
    if frame.protocol == 44 and at + 4 <= len(data):
        first = not int.from_bytes(data[at + 2:at + 4], "big") & 0xFFF8
        frame.protocol, at = data[at], at + 8
        if not first:
            return
    ports(frame, data, at)


def ports(frame, data, at):
    if frame.protocol in (6, 17) and at + 4 <= len(data):
        frame.ports = struct.unpack_from(">HH", data, at)


class Addresses:
    """Some addresses and networks; 'random' is all but those of the hosts."""

    def __init__(self, words, hosts):
        self.all_but = hosts if words == ["random"] else None
        self.single, self.networks = set(), []
        for network in map(ipaddress.ip_network, [] if self.all_but else words):
            if network.prefixlen == network.max_prefixlen:
                self.single.add(network.network_address.packed)
            else:
                self.networks.append(network)

    def __contains__(self, packed):
        if self.all_but is not None:
            return packed not in self.all_but
        return packed in self.single or any(ipaddress.ip_address(packed) in n for n in self.networks)


class Attack:
    def __init__(self, told, hosts):
        self.name, self.start, self.end = told["attack"], told["start"], told["end"]
        self.macs = {bytes.fromhex(mac.replace(":", "")) for mac in told.get("macs", [])}
        self.protocol = PROTOCOLS.get(told["protocol"])
        self.sources = Addresses(told["sources"], hosts)
        self.destinations = Addresses(told["destinations"], hosts)
        self.icmp = told.get("answers") == "icmp"
        self.ports = set()
        for word in filter(None, told["ports"].split(",")):
            first, _, last = word.partition("-")
            self.ports.update(range(int(first), int(last or first) + 1))

    def has(self, frame):
        if not self.start <= frame.time <= self.end + LATE:
            return False
        if self.macs:
            return frame.from_mac in self.macs or frame.to_mac in self.macs
        if frame.protocol is None:
            return False
        there = frame.source in self.sources and frame.destination in self.destinations
        back = frame.source in self.destinations and frame.destination in self.sources
        if (there or back) and self.icmp and frame.protocol in (1, 58):
            return True
        if self.protocol not in (None, frame.protocol):
            return False
        return there and self.asks(frame, 1) or back and self.asks(frame, 0)

    def asks(self, frame, end):
        return not self.ports or frame.ports is not None and frame.ports[end] in self.ports


def attacks(truth):
    hosts = {ipaddress.ip_address(a).packed for host in truth["hosts"] for a in host["addresses"]}
    return [Attack(told, hosts) for told in truth["attacks"]]
