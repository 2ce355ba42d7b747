"""Schedules files with MPXJ's MicrosoftScheduler and prints, for each, its name and a line for every task that is no summary:
`uid,start,finish,total_float_minutes,critical`, as examples/schedule.rs does. The plans hold no computed dates but the start of one that is planned backwards.

usage: schedule.py PLAN.xml…
"""
import sys

import jpype
import mpxj  # noqa: F401  (puts the library's archives on the class path)

jpype.startJVM()
from org.mpxj import TimeUnit  # noqa: E402
from org.mpxj.cpm import MicrosoftScheduler  # noqa: E402
from org.mpxj.reader import UniversalProjectReader  # noqa: E402


def minutes(task, properties):
    return round(task.getTotalSlack().convertUnits(TimeUnit.MINUTES, properties).getDuration())


for path in sys.argv[1:]:
    project = UniversalProjectReader().read(path)
    properties = project.getProjectProperties()
    MicrosoftScheduler().schedule(project, properties.getStartDate())
    print(f"# {path}")
    for task in project.getTasks():
        if task.getUniqueID() == 0 or task.getSummary():
            continue
        start, finish = str(task.getStart())[:16], str(task.getFinish())[:16]
        critical = "true" if task.getCritical() else "false"
        print(f"{task.getUniqueID()},{start},{finish},{minutes(task, properties)},{critical}")
