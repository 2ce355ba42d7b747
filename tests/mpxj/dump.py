"""Prints what MPXJ reads in a file: its tasks with their dates, and its links."""
import sys

import jpype
import mpxj  # noqa: F401  (puts the library's archives on the class path)

jpype.startJVM()
from org.mpxj.reader import UniversalProjectReader  # noqa: E402

project = UniversalProjectReader().read(sys.argv[1])
for task in project.getTasks():
    if task.getOutlineLevel() == 0:
        continue
    kind = "S" if task.getSummary() else "T"
    start, finish = str(task.getStart())[:16], str(task.getFinish())[:16]
    print(f"{kind}|{task.getWBS()}|{task.getName()}|{start}|{finish}")
    for link in task.getPredecessors():
        print(f"L|{link.getPredecessorTask().getWBS()}|{task.getWBS()}|{link.getType()}")
