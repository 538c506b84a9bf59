"""Solves a timetable with Timefold (community edition), a planner by local search: the better of two searches at once.

usage: timefold.py CLASSES timetable PROBLEM SECONDS SEED   prints the answer; exit codes as of `peerchallenge solve`
  CLASSES   Timefold's libraries
"""

import json
import pathlib
import subprocess
import sys

from greedy import first_timetable
from visit import DAY, Visit, clock, number

_NOT_FOUND = 4


def _numbers(visit, first):
    """The visit as the numbers that TimetableSearch.java reads; ids have become places in lists, teams sets of bits."""
    for item in ("unplaced", "travel", "idle", "balance", "pairs", "coverage"):
        yield number(visit.weights, item)
    yield len(visit.days)
    for at, day in enumerate(visit.days):
        for hour in ("start", "end", "lunchStart", "lunchEnd"):
            yield at * DAY + clock(day.get(hour) or "00:00")
        yield number(day, "lunchMinutes")
    yield from _list(visit.rooms.values())
    yield from visit.travel.values()
    yield len(visit.team)
    for member in visit.team:
        yield from _list(minute for window in member.get("unavailable", []) for minute in visit.window(window))
    groups, venues = list(visit.groups), list(visit.rooms)
    lines = sorted({line for session in visit.sessions for line in session.get("lines", [])})
    sides = sorted({side for session in visit.sessions for side in visit.perspectives(session)})
    ids = [session["id"] for session in visit.sessions]
    yield from (len(lines), len(sides), len(groups), len(ids))
    for at, session in enumerate(visit.sessions):
        yield from (number(session, "minutes"), bool(session.get("mandatory")), number(session, "priority"),
                    bool(session.get("wholeTeam")))
        yield from _list(visit.starts(session))
        yield from _list(venues.index(venue) for venue in visit.venues(session))
        yield from _list(_bits(team) for team in visit.teams(session))
        yield from _list(groups.index(group) for group in set(session.get("groups", [])))
        yield from _list({lines.index(line) * len(sides) + sides.index(side)
                          for line in session.get("lines", []) for side in visit.perspectives(session)})
        yield from _list(ids.index(before) for before in session.get("after", []))
        start, venue, team = first.get(at) or (-1, visit.venues(session)[0], next(visit.teams(session)))
        yield from (start, venues.index(venue), _bits(team))


def _bits(team):
    return sum(1 << i for i in team)


def _list(values):
    values = list(values)
    return [len(values), *values]


def main():
    classes, _, file, seconds, seed = sys.argv[1:]
    with open(file, encoding="utf-8") as text:
        visit = Visit(json.load(text))
    program = pathlib.Path(__file__).with_name("TimetableSearch.java")
    numbers = " ".join(str(int(value)) for value in _numbers(visit, first_timetable(visit)))
    ran = subprocess.run(["java", "-XX:+UseSerialGC", "-cp", f"{classes}/*", program, seconds, seed], check=True,
                         input=numbers, stdout=subprocess.PIPE, text=True)
    if not ran.stdout:
        return _NOT_FOUND
    venues = list(visit.rooms)
    placements = []
    for line in ran.stdout.splitlines():
        session, start, venue, team = map(int, line.split())
        members = [i for i in range(len(visit.team)) if team >> i & 1]
        placements.append(visit.placement(visit.sessions[session], start, venues[venue], members))
    print(json.dumps({"placements": placements}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
