"""Reads what divan and peer.py printed and prints both side by side, with the ratio of theirs to ours."""
import re
import sys

UNITS = {"ns": 1e-6, "µs": 1e-3, "ms": 1.0, "s": 1e3}
ours, group = {}, None
for line in open(sys.argv[1], encoding="utf-8"):
    found = re.match(r"[│├╰─\s]*(\S+)\s+(.*)", line)
    if not found:
        continue
    name, rest = found.groups()
    cells = [cell.strip() for cell in rest.split("│")]
    if len(cells) < 3 or not re.match(r"[\d.]+ (ns|µs|ms|s)$", cells[2]):
        group = name
        continue
    number, unit = cells[2].split()
    ours["level" if name == "level" else group, name] = float(number) * UNITS[unit]

theirs, notes = {}, []
for line in open(sys.argv[2], encoding="utf-8"):
    plan, *figures = line.split()
    for work, figure in zip(["read_xml", "schedule", "change"], figures):
        if figure != "-":
            theirs[work, plan] = float(figure)
    if len(figures) > 3:
        notes.append(f"{plan}: {' '.join(figures[3:])}")


def text(value):
    return "—" if value is None else f"{value:.2f}" if value < 100 else f"{value:,.0f}"


print("\n| work | plan | ours, ms | MPXJ, ms | MPXJ takes |\n|---|---|--:|--:|--:|")
WORKS = [
    ("schedule", "full schedule", "schedule"),
    ("follow", "one task changed", "change"),
    ("change", "plan made anew", None),
    ("read_xml", "read XML", "read_xml"),
]
for work, label, peer in WORKS:
    for (one, plan), value in ours.items():
        if one == work:
            other = theirs.get((peer, plan))
            times = "—" if other is None else f"{other / value:.1f} ×"
            print(f"| {label} | {plan.replace('-', ' ')} | {text(value)} | {text(other)} | {times} |")
if ("level", "level") in ours:
    print(f"| level | tree 1000, 12 people | {text(ours['level', 'level'])} | — | — |")
for note in notes:
    print(note)
