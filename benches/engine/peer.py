"""MPXJ on one plan: prints its name and the medians in milliseconds of reading it, scheduling it, and scheduling it again after
one task changed; the virtual machine is warm. Says what went wrong in place of the figures.

usage: peer.py PLAN.xml
"""
import pathlib
import statistics
import sys
import time

import jpype
import mpxj  # noqa: F401  (puts the library's archives on the class path)

# The scheduler walks a chain by recursion; with the usual stack it breaks off at some ten thousand tasks.
jpype.startJVM("-Xss1g", "-Xmx4g")
from java.lang import Runnable, Thread  # noqa: E402
from org.mpxj import Duration, TimeUnit  # noqa: E402
from org.mpxj.cpm import MicrosoftScheduler  # noqa: E402
from org.mpxj.mspdi import MSPDIReader  # noqa: E402

WARM_SECONDS, ROUNDS = 5, 15


def median(work):
    """Of some rounds after warming up, fewer where one takes long."""
    began = time.perf_counter()
    work()
    while time.perf_counter() - began < WARM_SECONDS:
        work()
    took = []
    began = time.perf_counter()
    while len(took) < 3 or (len(took) < ROUNDS and time.perf_counter() - began < 15):
        start = time.perf_counter()
        work()
        took.append((time.perf_counter() - start) * 1000)
    return statistics.median(took)


def measure(path):
    read = median(lambda: MSPDIReader().read(path))
    project = MSPDIReader().read(path)
    start = project.getProjectProperties().getStartDate()
    schedule = median(lambda: MicrosoftScheduler().schedule(project, start))
    first = next(task for task in project.getTasks() if task.getOutlineLevel() > 0 and not task.hasChildTasks())
    days = [0]

    def change():
        days[0] = 3 - days[0] % 2
        first.setDuration(Duration.getInstance(days[0], TimeUnit.DAYS))
        first.setRemainingDuration(first.getDuration())
        MicrosoftScheduler().schedule(project, start)

    return read, schedule, median(change)


@jpype.JImplements(Runnable)
class Run:
    said = "no figures"

    @jpype.JOverride
    def run(self):
        try:
            self.said = " ".join(f"{figure:.3f}" for figure in measure(sys.argv[1]))
        except Exception as error:  # of Java: a stack that overflows, a plan it refuses
            self.said = f"- - - {type(error).__name__}: {str(error)[:80]}"


work = Run()
thread = Thread(None, work, "measure", 1 << 30)
thread.start()
thread.join()
print(pathlib.Path(sys.argv[1]).stem, work.said, flush=True)
