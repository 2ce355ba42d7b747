"""The same figures of a quarter by pandas, from the CSV that the example `forecast` writes."""
import statistics
import sys
import time

import pandas as pd

TODAY = pd.Timestamp("2026-11-25")
FROM, UNTIL = pd.Timestamp("2026-10-01"), pd.Timestamp("2027-01-01")


def forecast(deals):
    void = deals["kind"] == "void"
    won = deals[(deals["kind"] == "won") & (deals["closed"] >= FROM) & (deals["closed"] < UNTIL)]
    live = deals[deals["kind"].isin(["open", "on_hold"]) & ~void]
    due = live[(live["expected"] >= TODAY) & (live["expected"] >= FROM) & (live["expected"] < UNTIL)]
    weighted = ((due["amount"] * due["probability"] + 50) // 100).sum()
    by = due.groupby("category")["amount"].sum()
    total = won["amount"].sum()
    commit = total + by.get("commit", 0)
    best = commit + by.get("best_case", 0)
    lost = ((deals["kind"] == "lost") & (deals["closed"] >= FROM) & (deals["closed"] < UNTIL)).sum()
    cycle = (won["closed"] - won["opened"]).dt.days.mean()
    overdue = live.loc[live["expected"] < TODAY, "amount"].sum()
    last = deals[(deals["kind"] == "won") & (deals["closed"] >= "2026-07-01") & (deals["closed"] < FROM)]["amount"].sum()
    year = deals[(deals["kind"] == "won") & (deals["closed"] >= "2025-10-01") & (deals["closed"] < "2026-01-01")]["amount"].sum()
    rate = len(won) / max(len(won) + lost, 1)
    return int(total), int(weighted), int(due["amount"].sum()), int(commit), int(best), rate, cycle, overdue, last, year


def timed(name, work):
    times = []
    for _ in range(21):
        start = time.perf_counter()
        out = work()
        times.append((time.perf_counter() - start) * 1e3)
    print(f"{name} {statistics.median(times):.3f} ms {out}")


deals = pd.read_csv(sys.argv[1], parse_dates=["expected", "closed", "opened"])
timed("forecast", lambda: "won=%d weighted=%d open=%d commit=%d best=%d" % forecast(deals)[:5])
timed("by_member", lambda: "won=%d" % sum(forecast(part)[0] for _, part in deals.groupby("owner")))
year = lambda: deals[(deals["kind"] == "won") & (deals["closed"].dt.year == 2026)].groupby(deals["closed"].dt.month)["amount"].sum().sum()
timed("year_by_month", lambda: "won=%d" % year())
