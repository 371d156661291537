"""Times the reference implementation: the median of seven runs, in milliseconds, of its replay and of all it does.

usage: time_reference.py REFERENCE.py FORMAT FILE [its options]
"""

import contextlib
import io
import json
import statistics
import sys
import time

source = open(sys.argv[1]).read().rsplit("try: main()", 1)[0]   # it runs itself at the end
names = {"__name__": "reference"}
exec(compile(source, sys.argv[1], "exec"), names)
load = names["load"]
spent = {}


def timed_load(*arguments):
    start = time.perf_counter()
    flows = load(*arguments)
    spent["load"] = time.perf_counter() - start
    return flows


names["load"] = timed_load
sys.argv = sys.argv[1:]
replays, alls = [], []
for _ in range(7):
    start = time.perf_counter()
    with contextlib.redirect_stdout(io.StringIO()):
        names["main"]()
    everything = time.perf_counter() - start
    alls.append(1000 * everything)
    replays.append(1000 * (everything - spent["load"]))

print(json.dumps({"replay": statistics.median(replays), "all": statistics.median(alls)}))
