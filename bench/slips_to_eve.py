#!/usr/bin/env python3
"""The alerts of Slips on a Zeek log, as EVE alerts on the flows of that log.

    slips_to_eve.py conn.log.gz alerts.json.gz > alerts.eve.json

Slips writes IDEA: no ports, the time at which it read the log, and flow ids of its own. What tells the flow are the
addresses, the hour (its time windows count hours from the log's beginning), and the port in the words of some alerts.
The n-th alert on the same takes the n-th such flow of the hour, and the last one when there are more alerts than flows.
"""

import gzip
import json
import re
import sys
from collections import Counter, defaultdict
from datetime import datetime, timezone

HOUR = 3600
PORT = re.compile(r"(?:destination port: |to port |port: HTTPS? )(\d+)")


def flows_of(path):
    """Rows of a Zeek conn.log by column name, in order of time."""
    with gzip.open(path, "rt") as log:
        lines = [line.rstrip("\n").split("\t") for line in log]
    fields = next(line[1:] for line in lines if line[0] == "#fields")
    rows = [dict(zip(fields, line)) for line in lines if not line[0].startswith("#")]
    return sorted(rows, key=lambda row: float(row["ts"]))


def what_tells(alert):
    """Source, destination and port of the flow that an alert is about; None where it names no destination."""
    words = " ".join(part.get("Content", "") for part in alert.get("Attach", []))
    source = alert["Source"][0].get("IP4", [None])[0]
    target = next((target["IP4"][0] for target in alert.get("Target", []) if "IP4" in target), None)
    if source is None or target is None:
        return None
    port = PORT.search(words)
    return source, target, port.group(1) if port else "80" if words.startswith("Unencrypted HTTP") else None


def eve_of(flow, words):
    at = datetime.fromtimestamp(float(flow["ts"]), timezone.utc)
    return {
        "timestamp": at.strftime("%Y-%m-%dT%H:%M:%S.%f+0000"), "event_type": "alert",
        "src_ip": flow["id.orig_h"], "src_port": int(flow["id.orig_p"]),
        "dest_ip": flow["id.resp_h"], "dest_port": int(flow["id.resp_p"]), "proto": flow["proto"].upper(),
        "alert": {"signature": words, "severity": 3},
    }


def main(log, alerts):
    flows = flows_of(log)
    start, end = float(flows[0]["ts"]), float(flows[-1]["ts"])
    places = defaultdict(list)
    for flow in flows:
        ends = ((float(flow["ts"]) - start) // HOUR, flow["id.orig_h"], flow["id.resp_h"])
        for port in (flow["id.resp_p"], None):
            places[(*ends, port)].append(flow)

    used, fates = Counter(), Counter()
    with gzip.open(alerts, "rt") as lines:
        for alert in map(json.loads, lines):
            hour, told = alert["timewindow"] - 1, what_tells(alert)
            found = places.get((hour, *told)) if told else None
            if start + hour * HOUR > end:
                fates["of a later hour than the log"] += 1
            elif told is None:
                fates["that name no destination address"] += 1
            elif found is None:
                fates["on no flow of the log"] += 1
            else:
                flow = found[min(used[(hour, *told)], len(found) - 1)]
                used[(hour, *told)] += 1
                fates["mapped to a flow"] += 1
                print(json.dumps(eve_of(flow, "Slips: " + ", ".join(alert["Category"]))))
    print("; ".join(f"{count:,} alerts {fate}" for fate, count in fates.most_common()), file=sys.stderr)


main(*sys.argv[1:])
