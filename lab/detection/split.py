#!/usr/bin/env python3
"""Makes three captures of the one that a run took (Python standard library only).

usage: split.py CAPTURE.pcap NOTES-FOLDER OUT-FOLDER

Which packets go where is in parts.tsv of the notes; what came of it goes to captures.tsv there.
"""

import os
import struct
import sys

from packets import records


def main():
    capture, notes, out = sys.argv[1:]
    with open(os.path.join(notes, "parts.tsv"), encoding="utf-8") as lines:
        parts = [Part(line.split(), out) for line in lines]
    with open(capture, "rb") as file:
        head = file.read(24)
        file.seek(0)
        for part in parts:
            part.file.write(head)
        for seconds, fraction, size, data in records(file):
            for part in parts:
                if part.start <= seconds * 1_000_000 + fraction < part.end:
                    part.file.write(struct.pack("<IIII", seconds, fraction, len(data), size) + data)
                    part.packets += 1
    with open(os.path.join(notes, "captures.tsv"), "w", encoding="utf-8") as told:
        for part in parts:
            part.file.close()
            print(part.name + ".pcap.gz", part.name, *part.times, part.packets, sep="\t", file=told)


class Part:
    def __init__(self, words, out):
        self.name, *self.times = words
        self.start, self.end = (int(time.replace(".", "")) for time in self.times)
        self.file = open(os.path.join(out, self.name + ".pcap"), "wb")
        self.packets = 0


if __name__ == "__main__":
    main()
