"""Writes the plans of this folder: small ones in the shapes that real plans have, as Microsoft Project XML without any computed date.
What must come of them stands beside each as CSV; `tests/oracle.rs` says where that comes from.

usage: make.py        (only to change or add a plan; the files are kept)
"""
import pathlib
import re

HERE = pathlib.Path(__file__).parent
LINKS = {"FF": 0, "FS": 1, "SF": 2, "SS": 3}
CONSTRAINTS = {"asap": 0, "alap": 1, "mso": 2, "mfo": 3, "snet": 4, "snlt": 5, "fnet": 6, "fnlt": 7}
OFFICE = "08:00-12:00 13:00-17:00"


def minutes(text, day=480):
    number, unit = re.fullmatch(r"(-?[\d.]+)(e?[mhdw])", text).groups()
    size = {"m": 1, "h": 60, "d": day, "w": 5 * day, "em": 1, "eh": 60, "ed": 1440, "ew": 10080}[unit]
    return round(float(number) * size), unit


def pt(value):
    return f"PT{value // 60}H{value % 60}M0S"


def hours(text):
    spans = [span.split("-") for span in text.split()]
    inner = "".join(f"<WorkingTime><FromTime>{a}:00</FromTime><ToTime>{b}:00</ToTime></WorkingTime>" for a, b in spans)
    return f"<WorkingTimes>{inner}</WorkingTimes>"


class Plan:
    def __init__(self, name, start=None, finish=None, day=480, **properties):
        self.name, self.start, self.finish, self.day, self.properties = name, start, finish, day, properties
        self.calendars, self.tasks, self.resources, self.assignments, self.named = [], [], [], [], {}
        self.calendar("Standard", {d: OFFICE for d in "23456"})

    def calendar(self, name, week=None, off=(), base=-1, work=()):
        """`week`: hours by day, 1 is Sunday; what is not named is off, or as in the base."""
        uid = len(self.calendars) + 1
        days = ""
        for day in "1234567":
            if week and day in week and week[day]:
                days += f"<WeekDay><DayType>{day}</DayType><DayWorking>1</DayWorking>{hours(week[day])}</WeekDay>"
            elif base < 0 or (week and day in week):
                days += f"<WeekDay><DayType>{day}</DayType><DayWorking>0</DayWorking></WeekDay>"
        exceptions = ""
        for span, spans in [(one, None) for one in off] + list(work):
            first, last = (span.split("..") + [span])[:2]
            body = hours(spans) if spans else ""
            exceptions += (f"<Exception><EnteredByOccurrences>0</EnteredByOccurrences><TimePeriod><FromDate>{first}T00:00:00</FromDate>"
                           f"<ToDate>{last}T23:59:00</ToDate></TimePeriod><Occurrences>1</Occurrences><Name>x</Name><Type>1</Type>"
                           f"<DayWorking>{1 if spans else 0}</DayWorking>{body}</Exception>")
        inside = (f"<WeekDays>{days}</WeekDays>" if days else "") + (f"<Exceptions>{exceptions}</Exceptions>" if exceptions else "")
        self.calendars.append(f"<Calendar><UID>{uid}</UID><Name>{name}</Name><IsBaseCalendar>{int(base < 0)}</IsBaseCalendar>"
                              f"<BaseCalendarUID>{base}</BaseCalendarUID>{inside}</Calendar>")
        return uid

    def person(self, name, calendar=None):
        uid = len(self.resources) + 1
        calendar = calendar or self.calendar(name, base=1)
        self.resources.append(f"<Resource><UID>{uid}</UID><ID>{uid}</ID><Name>{name}</Name><Type>1</Type><MaxUnits>1</MaxUnits>"
                              f"<CalendarUID>{calendar}</CalendarUID></Resource>")
        return uid

    def add(self, level, name, duration="", after="", by=(), **rules):
        uid = len(self.tasks) + 1
        self.named[name] = uid
        self.tasks.append([uid, level, name, duration, after, by, rules])

    def write(self):
        tasks = "".join(self.task(at) for at in range(len(self.tasks)))
        properties = "".join(f"<{key}>{value}</{key}>" for key, value in self.properties.items())
        anchor = f"<StartDate>{self.start}:00</StartDate>" if self.start else ""
        anchor += f"<FinishDate>{self.finish}:00</FinishDate>" if self.finish else ""
        text = (f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Project xmlns="http://schemas.microsoft.com/project">\n'
                f"<SaveVersion>14</SaveVersion><Title>{self.name}</Title><ScheduleFromStart>{int(self.finish is None)}</ScheduleFromStart>{anchor}"
                f"<CalendarUID>{self.properties.get('CalendarUID', 1)}</CalendarUID><MinutesPerDay>{self.day}</MinutesPerDay>"
                f"<MinutesPerWeek>{5 * self.day}</MinutesPerWeek><DaysPerMonth>20</DaysPerMonth>"
                f"{properties if 'CalendarUID' not in self.properties else ''}\n"
                "<Calendars>\n" + "\n".join(self.calendars) + f"\n</Calendars>\n<Tasks>\n{tasks}</Tasks>\n<Resources>\n"
                + "\n".join(self.resources) + "\n</Resources>\n<Assignments>\n" + "\n".join(self.assignments) + "\n</Assignments>\n</Project>\n")
        (HERE / f"{self.name}.xml").write_text(text, encoding="utf-8")

    def task(self, at):
        uid, level, name, duration, after, by, rules = self.tasks[at]
        summary = at + 1 < len(self.tasks) and self.tasks[at + 1][1] > level
        length, unit = minutes(duration or "0d", self.day)
        elapsed = unit.startswith("e")
        percent = rules.get("done", 0)
        done = length * percent // 100
        links = ""
        for piece in filter(None, (piece.strip() for piece in after.split(";"))):
            other, how = re.fullmatch(r"(.+?)(?: (F[FS]|S[FS])([+-].*)?)?", piece).groups()[:2]
            lag = re.search(r" (?:F[FS]|S[FS])([+-].*)$", piece)
            value, form = 0, 7
            if lag and lag[1].endswith("e%"):
                value, form = int(lag[1][:-2]), 20
            elif lag and lag[1].endswith("%"):
                value, form = int(lag[1][:-1]), 19
            elif lag:
                value, unit_of_lag = minutes(lag[1].lstrip("+"), self.day)
                value, form = value * 10, 8 if unit_of_lag.startswith("e") else 7
            links += (f"<PredecessorLink><PredecessorUID>{self.named[other]}</PredecessorUID><Type>{LINKS[how or 'FS']}</Type>"
                      f"<CrossProject>0</CrossProject><LinkLag>{value}</LinkLag><LagFormat>{form}</LagFormat></PredecessorLink>")
        kind, date = (rules.get("rule", "asap").split(" ") + [None])[:2]
        optional = f"<ConstraintDate>{date}:00</ConstraintDate>" if date else ""
        for field, key in [("Deadline", "deadline"), ("ActualStart", "started"), ("ActualFinish", "finished")]:
            if key in rules:
                optional += f"<{field}>{rules[key]}:00</{field}>"
        for field, key in [("CalendarUID", "calendar"), ("IgnoreResourceCalendar", "ignore")]:
            if key in rules:
                optional += f"<{field}>{rules[key]}</{field}>"
        units = sum(share for _, share in by)
        for person, share in by:
            work = length * share // 100
            worked = work * percent // 100
            self.assignments.append(
                f"<Assignment><UID>{len(self.assignments) + 1}</UID><TaskUID>{uid}</TaskUID><ResourceUID>{person}</ResourceUID><Units>{share / 100:g}</Units>"
                f"<Work>{pt(work)}</Work><ActualWork>{pt(worked)}</ActualWork><RemainingWork>{pt(work - worked)}</RemainingWork></Assignment>")
        work = f"<Work>{pt(length * units // 100)}</Work>" if by else ""
        return (f"<Task><UID>{uid}</UID><ID>{uid}</ID><Name>{name}</Name><Type>{rules.get('type', 0)}</Type><OutlineLevel>{level}</OutlineLevel>"
                f"<Duration>{pt(length)}</Duration><DurationFormat>{8 if elapsed else 7}</DurationFormat>{work}<Estimated>0</Estimated>"
                f"<Milestone>{int(length == 0 and not summary)}</Milestone><Summary>{int(summary)}</Summary><PercentComplete>{percent}</PercentComplete>"
                f"<ActualDuration>{pt(done)}</ActualDuration><RemainingDuration>{pt(length - done)}</RemainingDuration>"
                f"<ConstraintType>{CONSTRAINTS[kind]}</ConstraintType>{optional}{links}</Task>\n")


def tender():
    """Phases of a bid: summaries linked to summaries, milestones between them, leads, fixed dates, a deadline."""
    plan = Plan("tender", start="2026-03-02T08:00")
    add = plan.add
    add(1, "Qualify")
    add(2, "Read the call", "2d")
    add(2, "Bid or no bid", "1d", "Read the call")
    add(2, "Go", "", "Bid or no bid")
    add(1, "Prepare", after="Qualify")
    add(2, "Technical part")
    add(3, "Site visit", "1d", rule="snet 2026-03-10T08:00")
    add(3, "Solution", "6d", "Site visit")
    add(3, "Diagrams", "4d", "Solution SS+2d")
    add(3, "Technical text", "5d", "Solution FS-2d; Diagrams FF+1d")
    add(2, "Commercial part")
    add(3, "Costing", "4d")
    add(3, "Partner quotes", "5d", "Costing SS")
    add(3, "Price", "2d", "Costing; Partner quotes")
    add(2, "Draft ready", "", "Technical part; Commercial part")
    add(1, "Submit", after="Prepare")
    add(2, "Review", "2d", deadline="2026-03-27T17:00")
    add(2, "Corrections", "1.5d", "Review FS+4h")
    add(2, "Print", "4h", "Corrections")
    add(2, "Hand in", "", "Print", rule="fnlt 2026-04-02T12:00")
    add(1, "Clarify", "3d", "Hand in FS+10d")
    add(1, "Award", "", "Clarify FS+50%", rule="snet 2026-05-01T08:00")
    plan.write()


def building():
    """A six-day week with holidays, running durations and lags, a crew by night, per cent lags."""
    plan = Plan("building", start="2026-04-27T07:00", CalendarUID=2)
    plan.calendar("Site", {d: "07:00-12:00 13:00-16:00" for d in "234567"}, off=["2026-05-01..2026-05-05"], work=[("2026-05-10", "07:00-12:00")])
    night = plan.calendar("Night", {d: "00:00-06:00 22:00-00:00" for d in "34567"} | {"2": "22:00-00:00"})
    always = plan.calendar("Always", {d: "00:00-00:00" for d in "1234567"})
    add = plan.add
    add(1, "Ground")
    add(2, "Survey", "1d")
    add(2, "Dig", "4d", "Survey")
    add(2, "Pour", "1d", "Dig")
    add(2, "Cure", "3ed", "Pour")
    add(1, "Frame", after="Cure")
    add(2, "Columns", "5d")
    add(2, "Beams", "4d", "Columns SS+50%")
    add(2, "Deck", "3d", "Beams FF+1d; Columns")
    add(2, "Second cure", "2d", "Deck FS+36eh")
    add(1, "Close the road", "6h", "Deck", calendar=night)
    add(1, "Dry", "30h", "Deck", calendar=always)
    add(1, "Roof", "6d", "Second cure; Close the road")
    add(1, "Inspect", "4h", "Roof FS-50%; Dry")
    add(1, "Paint", "3d", "Inspect FS+1ed")
    add(1, "Tidy", "1d", "Paint", rule="alap")
    add(1, "Hand over", "", "Roof; Paint")
    plan.write()


def move():
    """People with calendars of their own, leave, part-time shares, several on one task, a fixed-duration task."""
    plan = Plan("move", start="2026-06-01T08:00")
    anna = plan.person("Anna", plan.calendar("Anna", {"4": None}, base=1))
    bo = plan.person("Bo", plan.calendar("Bo", off=["2026-06-08..2026-06-10"], base=1))
    chen = plan.person("Chen", plan.calendar("Chen", {"2": "13:00-17:00"}, base=1))
    dora = plan.person("Dora")
    add = plan.add
    add(1, "Inventory")
    add(2, "Count desks", "3d", by=[(anna, 100)])
    add(2, "Count machines", "4d", by=[(bo, 100)])
    add(2, "List", "1d", "Count desks; Count machines", by=[(chen, 100)])
    add(1, "Movers", after="Count desks")
    add(2, "Ask for quotes", "2d", by=[(dora, 50)])
    add(2, "Wait for quotes", "5d", "Ask for quotes")
    add(2, "Choose", "1d", "Wait for quotes; List", by=[(dora, 100)])
    add(1, "Packing", "6d", "List", by=[(anna, 100), (dora, 100)])
    add(1, "Cabling", "5d", "Choose SS+1d", by=[(bo, 100)])
    add(1, "Briefing", "2d", "Choose", by=[(chen, 100)], type=1)
    add(1, "Phones", "3d", "Cabling", by=[(chen, 100)], calendar=1, ignore=1)
    add(1, "Move", "2d", "Packing; Cabling", rule="snet 2026-06-26T08:00")
    add(1, "Moved", "", "Move; Phones; Briefing")
    plan.write()


def running():
    """A plan under way: finished early and late, half done, out of order, what is left waits."""
    plan = Plan("running", start="2026-01-05T08:00")
    add = plan.add
    add(1, "Analyse")
    add(2, "Interviews", "5d", done=100, started="2026-01-05T08:00", finished="2026-01-09T17:00")
    add(2, "Report", "3d", "Interviews", done=100, started="2026-01-12T08:00", finished="2026-01-14T17:00")
    add(2, "Agreed", "", "Report", done=100, started="2026-01-14T17:00", finished="2026-01-14T17:00")
    add(1, "Build", after="Analyse")
    add(2, "Model", "8d", done=50, started="2026-01-16T08:00")
    add(2, "Screens", "6d", "Model SS+2d", done=25, started="2026-01-20T13:00")
    add(2, "Connect", "5d", "Model; Screens")
    add(1, "Test", "4d", "Connect FS-1d")
    add(1, "Manual", "5d", "Screens FF", done=0)
    add(1, "Training", "2d", "Manual; Test", rule="snet 2026-02-16T08:00")
    add(1, "Live", "", "Training", deadline="2026-02-20T17:00")
    plan.write()


def fair():
    """Planned back from the day the fair opens. The start is what comes of it, as Microsoft Project keeps it beside the finish: MPXJ needs it."""
    plan = Plan("fair", start="2026-08-25T08:00", finish="2026-09-18T17:00")
    add = plan.add
    add(1, "Stand", rule="alap")
    add(2, "Design", "6d", rule="alap")
    add(2, "Build", "8d", "Design FS+2d", rule="alap")
    add(2, "Deliver", "1d", "Build", rule="alap")
    add(1, "Print", rule="alap")
    add(2, "Texts", "4d", rule="alap")
    add(2, "Layout", "3d", "Texts SS+2d", rule="alap")
    add(2, "Printing", "5d", "Layout; Texts", rule="alap")
    add(1, "People", rule="alap")
    add(2, "Choose staff", "1d", rule="asap")
    add(2, "Train staff", "2d", "Choose staff", rule="fnlt 2026-09-11T17:00")
    add(1, "Set up", "2d", "Deliver; Printing FS+1ed; Train staff", rule="alap")
    add(1, "Opening", "", "Set up", rule="alap")
    plan.write()


def overhaul():
    """A plant that stands still: around the clock, in hours and minutes, with every kind of link."""
    plan = Plan("overhaul", start="2026-10-10T06:00", day=1440, CalendarUID=2)
    plan.calendar("Always", {d: "00:00-00:00" for d in "1234567"})
    office = 1
    add = plan.add
    add(1, "Shut down", "90m")
    add(1, "Cool", "14h", "Shut down")
    add(1, "Open", "5h", "Cool")
    add(1, "Clean", "26h", "Open")
    add(1, "Inspect", "16h", "Clean SS+8h; Clean FF+4h")
    add(1, "Lab", "12h", "Inspect SS+25%", calendar=office)
    add(1, "Parts", "3d", "Lab FS-2h")
    add(1, "Weld", "20h", "Parts; Inspect")
    add(1, "Guard", "10h", "Weld SF+6h")
    add(1, "Close", "6h", "Weld; Guard")
    add(1, "Permit", "4h", "Close FF", calendar=office)
    add(1, "Pressure test", "8h", "Close", rule="snet 2026-10-20T06:00")
    add(1, "Start up", "3h", "Pressure test; Permit", rule="mfo 2026-10-21T12:00")
    add(1, "Running", "", "Start up")
    plan.write()


def campaign():
    """Two halves with a float limit, several ends, must-start, no-later-than and no-earlier-than in summaries."""
    plan = Plan("campaign", start="2026-11-02T08:00", CriticalSlackLimit=2)
    add = plan.add
    add(1, "Idea", "3d")
    add(1, "Online", after="Idea", rule="snet 2026-11-09T08:00")
    add(2, "Copy", "4d")
    add(2, "Pictures", "5d", "Copy SS+1d")
    add(2, "Pages", "6d", "Copy; Pictures FS-1d")
    add(2, "Go online", "", "Pages", rule="mso 2026-11-25T08:00")
    add(1, "Paper")
    add(2, "Media plan", "5d", "Idea")
    add(2, "Bookings", "2d", "Media plan", rule="snlt 2026-11-13T08:00")
    add(2, "Artwork", "7d", "Media plan SS+2d; Idea")
    add(2, "Press date", "", "Artwork; Bookings", rule="fnet 2026-11-27T17:00")
    add(1, "Follow up", "3d", "Online; Press date FS+1w")
    add(1, "Numbers", "1d", "Go online FS+5d")
    plan.write()


def chain():
    """Milestones one after the other, at the end of a day, before lunch, on a day off, and a chain of no duration."""
    plan = Plan("chain", start="2026-02-16T08:00")
    plan.calendar("Feast", {d: OFFICE for d in "23456"}, off=["2026-02-17..2026-02-23"])
    plan.properties["CalendarUID"] = 2
    add = plan.add
    add(1, "Start", "")
    add(1, "First", "1d", "Start")
    add(1, "Signed", "", "First")
    add(1, "Sealed", "", "Signed")
    add(1, "Delivered", "", "Sealed")
    add(1, "Half", "4h", "Delivered")
    add(1, "Noon", "", "Half")
    add(1, "On a Sunday", "", "Noon", rule="snet 2026-03-01T08:00")
    add(1, "After it", "1d", "On a Sunday")
    add(1, "Two hours later", "", "After it FS+2h")
    add(1, "Lead", "2d", "Two hours later FS-3d")
    add(1, "Very early", "1d", "First FS-10d")
    add(1, "End", "", "Lead; Very early")
    plan.write()


for make in (tender, building, move, running, fair, overhaul, campaign, chain):
    make()
