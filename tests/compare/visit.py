"""What a timetable problem allows each session by itself: places, starts and teams."""

import itertools

DAY = 24 * 60
_MOST_TEAMS = 5000  # of one session: each that could serve it is listed


def number(message, field):
    """A whole number of a message in JSON, where an int64 is a string and zero is absent."""
    return int(message.get(field, 0))


def clock(text):
    hours, minutes = text.split(":")
    return 60 * int(hours) + int(minutes)


def hhmm(minutes):
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _covered(windows, start, end):
    for a, b in sorted(windows):
        if a <= start < b:
            start = b
    return start >= end


class Visit:
    """Minutes count from the midnight before the first day, days of `DAY` minutes."""

    def __init__(self, problem):
        if problem.get("incumbent"):
            raise ValueError("timetables in force are not compared")
        self.days = problem["days"]
        self.team = problem["team"]
        self.sessions = problem["sessions"]
        self.rooms = {venue["id"]: number(venue, "rooms") for venue in problem["venues"]}
        self.weights = problem.get("weights", {})
        self.groups = {group["id"]: group for group in problem.get("groups", [])}
        self._slot = number(problem, "slotMinutes")
        self._order = {day["date"]: at for at, day in enumerate(self.days)}
        self.travel = dict(zip(itertools.product(self.rooms, self.rooms), map(int, problem["travelMinutes"])))

    def window(self, window):
        """From and to."""
        midnight = self._order.get(window["date"], len(self.days)) * DAY
        return midnight + clock(window["start"]), midnight + clock(window["end"])

    def starts(self, session):
        minutes, pinned = number(session, "minutes"), session.get("pinned", {})
        for at, day in enumerate(self.days):
            if session.get("dates") and day["date"] not in session["dates"]:
                continue
            if pinned.get("date") not in (None, "", day["date"]):
                continue
            earliest = max(clock(day["start"]), clock(session.get("earliest") or "00:00"))
            latest = min(clock(day["end"]), clock(session.get("latestEnd") or "24:00")) - minutes
            for start in range(-(-earliest // self._slot) * self._slot, latest + 1, self._slot):
                if (pinned.get("start") in (None, "", hhmm(start))
                        and self._all_come(session, at * DAY + start, minutes)):
                    yield at * DAY + start

    def _all_come(self, session, start, minutes):
        available = [self.groups[group].get("available") for group in session.get("groups", [])]
        return all(_covered(map(self.window, windows), start, start + minutes) for windows in available if windows)

    def venues(self, session):
        pinned = session.get("pinned", {}).get("venue")
        return [venue for venue in session.get("venues", []) if pinned in (None, "", venue) and self.rooms[venue]]

    def teams(self, session):
        """Each as a tuple of places in the team's list."""
        everybody = range(len(self.team))
        size = len(self.team) if session.get("wholeTeam") else number(session, "reviewersNeeded")
        pinned = session.get("pinned", {}).get("reviewers")
        of_size = list(itertools.islice(itertools.combinations(everybody, size), _MOST_TEAMS + 1))
        if len(of_size) > _MOST_TEAMS:
            raise ValueError(f"too many teams for session {session['id']}")
        for team in of_size:
            held = {theme for i in team for theme in self.team[i].get("themes", [])}
            if held.issuperset(session.get("themes", [])) and (
                    not pinned or {self.team[i]["id"] for i in team} == set(pinned)):
                yield team

    def perspectives(self, session):
        return {self.groups[group]["perspective"] for group in session.get("groups", [])
                if self.groups[group].get("perspective", "PERSPECTIVE_UNSPECIFIED") != "PERSPECTIVE_UNSPECIFIED"}

    def placement(self, session, start, venue, team):
        return {"session": session["id"], "date": self.days[start // DAY]["date"], "start": hhmm(start % DAY),
                "venue": venue, "reviewers": [self.team[i]["id"] for i in team]}
