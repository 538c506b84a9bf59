"""A first timetable to start from: sessions one by one, each where its team's days grow least; again and again, those
that were left out earlier each time."""

import bisect
import collections
import itertools
import time

from visit import DAY, clock, number

_SECONDS = 2
_MANDATORY = 10**6  # the cost of one left out: more than of all optional ones


class _Draft:
    def __init__(self, visit):
        self._visit = visit
        self.lost = 0  # minutes of travel and waiting
        self.chosen = {}  # a session's place in the list: (start, venue, team)
        self._venues = collections.defaultdict(list)
        self._groups = collections.defaultdict(list)
        self._days = collections.defaultdict(list)  # (reviewer, day): (start, end, venue) in order
        self._away = [[visit.window(window) for window in member.get("unavailable", [])] for member in visit.team]

    def place(self, at, choices):
        """Where the session costs least; false if it fits nowhere."""
        session, best = self._visit.sessions[at], None
        for start in choices.starts:
            span = (start, start + choices.minutes)
            if not self._is_in_order(at, span) or any(
                    _overlaps(self._groups[group], span) for group in session.get("groups", [])):
                continue
            for venue in choices.venues:
                if len(_overlaps(self._venues[venue], span)) >= self._visit.rooms[venue]:
                    continue
                growth = [self._growth(i, span, venue) for i in range(len(self._visit.team))]
                for team in choices.teams:
                    if all(growth[i] is not None for i in team):
                        grown = sum(growth[i] for i in team)
                        rank = grown + choices.lateness * start
                        if best is None or rank < best[0]:
                            best = rank, grown, start, venue, team
        if best is None:
            return False
        _, grown, start, venue, team = best
        self.lost += grown
        span = (start, start + choices.minutes)
        self.chosen[at] = start, venue, team
        self._venues[venue].append(span)
        for group in session.get("groups", []):
            self._groups[group].append(span)
        for i in team:
            bisect.insort(self._days[i, start // DAY], (*span, venue))
        return True

    def _is_in_order(self, at, span):
        sessions = self._visit.sessions
        for other, (start, _, _) in self.chosen.items():
            end = start + number(sessions[other], "minutes")
            if sessions[other]["id"] in sessions[at].get("after", []) and end > span[0]:
                return False
            if sessions[at]["id"] in sessions[other].get("after", []) and span[1] > start:
                return False
        return True

    def _growth(self, i, span, venue):
        """How many minutes of travel and waiting are added to i's day; None if i cannot."""
        if _overlaps(self._away[i], span):
            return None
        day = self._days[i, span[0] // DAY]
        before = self._lost(day, span[0] // DAY)
        after = self._lost(sorted([*day, (*span, venue)]), span[0] // DAY)
        return None if after is None else after - before

    def _lost(self, row, day):
        """Minutes of a day in travel and waiting; None if there is no time for the ways or for lunch."""
        if not row:
            return 0
        hours = self._visit.days[day]
        lunch = number(hours, "lunchMinutes")
        opens, closes = (day * DAY + clock(hours.get(hour) or "00:00") for hour in ("lunchStart", "lunchEnd"))
        free = [(day * DAY + clock(hours["start"]), row[0][0]), (row[-1][1], day * DAY + clock(hours["end"]))]
        for (_, end, venue), (start, _, elsewhere) in itertools.pairwise(row):
            way = self._visit.travel[venue, elsewhere]
            if start - end < way:
                return None
            free += [(end, start - way), (end + way, start)]
        if lunch and all(min(to, closes) - max(since, opens) < lunch for since, to in free):
            return None
        return row[-1][1] - row[0][0] - sum(end - start for start, end, _ in row)


def _overlaps(spans, span):
    return [other for other in spans if other[0] < span[1] and span[0] < other[1]]


# What is to come before others is placed early, and those are placed late.
_Choices = collections.namedtuple("_Choices", "minutes starts venues teams lateness")


def first_timetable(visit):
    """The best that was found, as a session's place in the list: (start, venue, team)."""
    followed = {before for session in visit.sessions for before in session.get("after", [])}
    choices = [_Choices(number(session, "minutes"), list(visit.starts(session)), visit.venues(session),
                        list(visit.teams(session)), (session["id"] in followed) - bool(session.get("after")))
               for session in visit.sessions]
    weight = number(visit.weights, "unplaced")
    missed = [_MANDATORY if session.get("mandatory") else weight * number(session, "priority")
              for session in visit.sessions]
    trouble = collections.Counter()
    until = time.monotonic() + _SECONDS
    best = None
    while best is None or time.monotonic() < until:
        draft, cost = _Draft(visit), 0
        for at in sorted(range(len(choices)), key=lambda at: (
                not visit.sessions[at].get("mandatory"), -trouble[at], not visit.sessions[at].get("wholeTeam"),
                len(choices[at].starts))):
            if not draft.place(at, choices[at]):
                cost += missed[at]
                trouble[at] += missed[at]
        cost += draft.lost
        if best is None or cost < best[0]:
            best = cost, draft.chosen
    return best[1]
