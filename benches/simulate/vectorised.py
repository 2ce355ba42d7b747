"""The same sampling and forward pass as the engine's, vectorised over the runs with NumPy: reads a Pursuit file, draws
PERT-beta durations (0.9, 1, 1.4 of what is planned) for every leaf, walks the tasks in the order of their links, and prints
mean, deviation and seconds as JSON. Office hours, Monday to Friday, no holidays; links from finish to start without lag.

usage: vectorised.py FILE.json RUNS SEED
"""
import datetime
import json
import sys
import time

import numpy as np

file, runs, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
tables = json.load(open(file))["tables"]
tasks = tables["tasks"]
project_start = datetime.date.fromisoformat(tables["projects"][0]["start"])
began = time.perf_counter()

parents = {task.get("parent") for task in tasks}
place = {task["id"]: at for at, task in enumerate(tasks)}
leaf = np.array([task["id"] not in parents for task in tasks])
before = [[] for _ in tasks]
for link in tables.get("links", []):
    before[place[link["to"]]].append(place[link["from"]])


def worked(moment):
    day, minute = datetime.date.fromisoformat(moment[:10]), int(moment[11:13]) * 60 + int(moment[14:16])
    within = min(max(minute - 540, 0), 180) + min(max(minute - 780, 0), 300)
    whole = int(np.busday_count(project_start, day)) * 480
    return float(whole + (within if day.weekday() < 5 else 0))


earliest = [worked(task["constraint"]["date"]) if task.get("constraint", {}).get("date") else 0.0 for task in tasks]
for task in tasks:  # what holds a summary back holds its children back
    above = task
    while above.get("parent"):
        above = tasks[place[above["parent"]]]
        earliest[place[task["id"]]] = max(earliest[place[task["id"]]], earliest[place[above["id"]]])

waiting = [len(found) for found in before]
after = [[] for _ in tasks]
for at, found in enumerate(before):
    for first in found:
        after[first].append(at)
order, ready = [], [at for at, count in enumerate(waiting) if count == 0]
while ready:
    at = ready.pop()
    order.append(at)
    for later in after[at]:
        waiting[later] -= 1
        if waiting[later] == 0:
            ready.append(later)
assert len(order) == len(tasks) and all(leaf[at] for found in before for at in found)

random = np.random.default_rng(seed)
mode = 0.1 / 0.5
finish = np.zeros((len(tasks), runs))
end = np.zeros(runs)
for at in order:
    if not leaf[at]:
        continue
    duration = tasks[at].get("duration", 480)
    drawn = duration * (0.9 + 0.5 * random.beta(1 + 4 * mode, 1 + 4 * (1 - mode), runs))
    start = np.full(runs, earliest[at])
    for first in before[at]:
        np.maximum(start, finish[first], out=start)
    np.add(start, drawn, out=finish[at])
    np.maximum(end, finish[at], out=end)

print(json.dumps({"mean_minutes": end.mean(), "sd_minutes": end.std(), "seconds": time.perf_counter() - began}))
