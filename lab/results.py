"""The results of a run of the lab, for check.py, report.py and scenarios.py."""

import collections
import csv
import gzip
import json


def read_truth(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def read_flows(path):
    opener = gzip.open if path.endswith(".gz") else open
    with opener(path, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def table(head, lines):
    out = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    out += ["| " + " | ".join(str(cell) for cell in line) + " |" for line in lines]
    return "\n".join(out)


def counts_by_label(flows):
    count = collections.Counter((f["label"], f["attack"]) for f in flows)
    packets, octets = collections.Counter(), collections.Counter()
    for f in flows:
        packets[f["label"], f["attack"]] += int(f["src packets"]) + int(f["dst packets"])
        octets[f["label"], f["attack"]] += int(f["src bytes"]) + int(f["dst bytes"])
    return table(["label", "attack", "flows", "packets", "bytes"],
                 [(*key, count[key], packets[key], octets[key]) for key in sorted(count)])
