"""A timetable as a CP-SAT model: a place, a start and a team for each session, and a route for each reviewer's day."""

import collections
import itertools

from ortools.sat.python import cp_model

from greedy import first_timetable
from visit import DAY, Visit, clock, number


class _Placed:
    """What is chosen for one session. A mode is where and on which day: (venue, day)."""

    def __init__(self, visit, session, model):
        self.session = session
        self.minutes = number(session, "minutes")
        starts = sorted(visit.starts(session))
        self.placed = model.new_constant(1) if session.get("mandatory") else model.new_bool_var("")
        self.start = model.new_int_var_from_domain(cp_model.Domain.from_values(starts or [0]), "")
        self.earliest, self.latest = ({start // DAY: start for start in ordered} for ordered in (starts[::-1], starts))
        self.modes = {(venue, day): model.new_bool_var("") for venue in visit.venues(session)
                      for day in self.latest}
        model.add(sum(self.modes.values()) == self.placed)
        for (_, day), literal in self.modes.items():
            model.add_linear_constraint(self.start, day * DAY, (day + 1) * DAY - 1).only_enforce_if(literal)
        self.teams = {team: model.new_bool_var("") for team in visit.teams(session)}
        model.add(sum(self.teams.values()) == self.placed)

    def interval(self, literal, model):
        return model.new_optional_fixed_size_interval_var(self.start, self.minutes, literal, "")

    def may_precede(self, other, way):
        """On some day, with so many minutes between them."""
        return any(self.earliest[day] + self.minutes + way <= other.latest[day]
                   for day in self.earliest.keys() & other.earliest.keys())


class _Stop:
    """A reviewer at a session at a venue: `on` tells the day, `into` and `out_of` are the ways to and from it."""

    def __init__(self, placed, venue, attends, node, model):
        self.placed = placed
        self.venue = venue
        self.node = node
        self.on = {day: model.new_bool_var("") for (at, day) in placed.modes if at == venue}
        self.here = model.new_bool_var("")
        model.add(sum(self.on.values()) == self.here)
        for day, on in self.on.items():
            mode = placed.modes[venue, day]
            model.add_bool_and(attends, mode).only_enforce_if(on)
            model.add_bool_or(on, ~attends, ~mode)
        self.into, self.out_of = [], []


class TimetableModel:
    is_whole = True  # nothing of the problem is left out

    def __init__(self, problem):
        self.model = cp_model.CpModel()
        self._visit = Visit(problem)
        self._costs = []
        self._placed = [_Placed(self._visit, session, self.model) for session in self._visit.sessions]
        self._share_rooms_and_groups()
        self._keep_order()
        self._attends = [self._attendance(i) for i in range(len(self._visit.team))]
        for i in range(len(self._visit.team)):
            self._route(i)
        self._price()
        self.model.minimize(sum(number(self._visit.weights, item) * what for item, what in self._costs))

    def hints(self):
        """What to start from: variables and their values, which leave nothing to choose but routes and lunches."""
        chosen = first_timetable(self._visit)
        for at, placed in enumerate(self._placed):
            start, venue, team = chosen.get(at, (None, None, None))
            if not placed.session.get("mandatory"):
                yield placed.placed, start is not None
            if start is not None:
                yield placed.start, start
            for mode, literal in placed.modes.items():
                yield literal, start is not None and mode == (venue, start // DAY)
            for other, literal in placed.teams.items():
                yield literal, other == team

    def answer(self, value):
        """The timetable, where `value` tells what was chosen for a variable."""
        placements = []
        for placed in self._placed:
            if value(placed.placed):
                venue = next(venue for (venue, _), mode in placed.modes.items() if value(mode))
                team = next(team for team, literal in placed.teams.items() if value(literal))
                placements.append(self._visit.placement(placed.session, value(placed.start), venue, team))
        return {"placements": placements}

    def _share_rooms_and_groups(self):
        for venue, rooms in self._visit.rooms.items():
            held = []
            for placed in self._placed:
                modes = [mode for (at, _), mode in placed.modes.items() if at == venue]
                if modes:
                    held.append(placed.interval(self._any(modes), self.model))
            self.model.add_cumulative(held, [1] * len(held), rooms)
        for group in self._visit.groups:
            self.model.add_no_overlap([placed.interval(placed.placed, self.model) for placed in self._placed
                                       if group in placed.session.get("groups", [])])

    def _any(self, literals):
        """A literal that is true where one of literals is, of which at most one can be."""
        literals = list(literals)
        if len(literals) == 1:
            return literals[0]
        either = self.model.new_bool_var("")
        self.model.add(either == sum(literals))
        return either

    def _keep_order(self):
        by_id = {placed.session["id"]: placed for placed in self._placed}
        for placed in self._placed:
            for other in (by_id[before] for before in placed.session.get("after", [])):
                self.model.add(placed.start >= other.start + other.minutes).only_enforce_if(placed.placed, other.placed)

    def _attendance(self, i):
        """Per session, whether i attends; nobody attends two at once, or while away."""
        attends = [self._any(literal for team, literal in placed.teams.items() if i in team) for placed in self._placed]
        busy = [placed.interval(attends, self.model) for placed, attends in zip(self._placed, attends)]
        for start, end in map(self._visit.window, self._visit.team[i].get("unavailable", [])):
            busy.append(self.model.new_fixed_size_interval_var(start, end - start, ""))
        self.model.add_no_overlap(busy)
        return attends

    def _route(self, i):
        """The order of i's sessions through all days, with travel between them. The circuit's nodes are the beginnings
        of days, each of which is the end of the day before, and stops."""
        model, days = self.model, range(len(self._visit.days))
        stops = []
        for placed, attends in zip(self._placed, self._attends[i]):
            stops += [_Stop(placed, venue, attends, len(days) + len(stops) + at, model)
                      for at, venue in enumerate(self._visit.venues(placed.session))]
        arcs = [(stop.node, stop.node, ~stop.here) for stop in stops]
        for stop, other in itertools.permutations(stops, 2):
            way = self._visit.travel[stop.venue, other.venue]
            if stop.placed is not other.placed and stop.placed.may_precede(other.placed, way):
                follows = model.new_bool_var("")
                apart = other.placed.start - stop.placed.start
                model.add_linear_constraint(apart, stop.placed.minutes + way, DAY - 1).only_enforce_if(follows)
                arcs.append((stop.node, other.node, follows))
                if way:
                    stop.out_of.append(way * follows)
                    other.into.append(way * follows)
        for day in days:
            arcs += self._day(day, [stop for stop in stops if day in stop.on])
        model.add_circuit(arcs)
        travel = sum(sum(stop.into) for stop in stops)
        self._costs += [("travel", travel), ("idle", -travel - sum(
            stop.placed.minutes * stop.here for stop in stops))]

    def _day(self, day, stops):
        """The arcs that begin and end a day. Its idle minutes are those from its first start to its last end, less the
        lunch, if that leaves any, and less all sessions and travel, which _route subtracts for all days."""
        model, hours = self.model, self._visit.days[day]
        opens, closes = day * DAY + clock(hours["start"]), day * DAY + clock(hours["end"])
        first, last = model.new_int_var(opens, closes, ""), model.new_int_var(opens, closes, "")
        works = model.new_bool_var("")
        tomorrow = (day + 1) % len(self._visit.days)
        arcs = [(day, tomorrow, ~works)]
        waiting = last - first
        for stop in stops:
            here, begins, ends = stop.on[day], model.new_bool_var(""), model.new_bool_var("")
            arcs += [(day, stop.node, begins), (stop.node, tomorrow, ends)]
            for literal in begins, ends:
                model.add_implication(literal, here)
            model.add_implication(here, works)
            model.add(first == stop.placed.start).only_enforce_if(begins)
            model.add(last == stop.placed.start + stop.placed.minutes).only_enforce_if(ends)
            way = model.new_int_var(0, max(self._visit.travel.values()), "")
            model.add(way >= sum(stop.into)).only_enforce_if(here)
            waiting -= stop.placed.minutes * here + way
        model.add(waiting >= 0)
        self._costs += [("idle", last - first)]
        minutes = number(hours, "lunchMinutes")
        if minutes:
            lunch = model.new_int_var(0, minutes, "")
            model.add(lunch <= waiting)
            model.add(lunch <= minutes * works)
            begins, ends = day * DAY + clock(hours["lunchStart"]), day * DAY + clock(hours["lunchEnd"])
            counts = model.new_bool_var("")
            model.add(lunch <= minutes * counts)
            model.add(first < ends).only_enforce_if(counts)
            model.add(last > begins).only_enforce_if(counts)
            self._costs += [("idle", -lunch)]
            self._eat(minutes, max(opens, begins), min(closes, ends), stops, day, works)
        return arcs

    def _eat(self, minutes, begins, ends, stops, day, works):
        """Everybody who works has lunch: on the way to the next place before or after the travel."""
        model = self.model
        if begins + minutes > ends:
            model.add(works == 0)
            return
        lunch = model.new_int_var(begins, ends - minutes, "")
        travels_first = model.new_bool_var("")
        for stop in stops:
            here, after = stop.on[day], model.new_bool_var("")
            start, end = stop.placed.start, stop.placed.start + stop.placed.minutes
            model.add(lunch + minutes <= start).only_enforce_if(here, after)
            model.add(lunch + minutes + sum(stop.into) <= start).only_enforce_if(here, after, ~travels_first)
            model.add(lunch >= end).only_enforce_if(here, ~after)
            model.add(lunch >= end + sum(stop.out_of)).only_enforce_if(here, ~after, travels_first)

    def _price(self):
        model = self.model
        for placed in self._placed:
            self._costs.append(("unplaced", number(placed.session, "priority") * (1 - placed.placed)))
        busy = [sum(placed.minutes * literal for placed, literal in zip(self._placed, attends))
                for attends in self._attends]
        most, least = (model.new_int_var(0, len(self._visit.days) * DAY, "") for _ in range(2))
        for minutes in busy:
            model.add(most >= minutes)
            model.add(least <= minutes)
        self._costs.append(("balance", most - least))
        self._price_teams()
        self._price_lines()

    def _price_teams(self):
        serving = collections.defaultdict(list)
        for placed in self._placed:
            if not placed.session.get("wholeTeam"):
                for team, literal in placed.teams.items():
                    serving[team].append(literal)
        for team, literals in serving.items():
            if team:
                serves = self.model.new_bool_var("")
                self._costs.append(("pairs", serves))
                for literal in literals:
                    self.model.add_implication(literal, serves)

    def _price_lines(self):
        meeting = collections.defaultdict(lambda: collections.defaultdict(list))
        for placed in self._placed:
            for line in placed.session.get("lines", []):
                for perspective in self._visit.perspectives(placed.session):
                    meeting[line][perspective].append(placed.placed)
                meeting[line]  # named, if nobody is met on it
        for perspectives in meeting.values():
            met = [self.model.new_bool_var("") for _ in perspectives]
            for literal, sessions in zip(met, perspectives.values()):
                self.model.add(literal <= sum(sessions))
            missing = self.model.new_int_var(0, 2, "")
            self.model.add(missing >= 2 - sum(met))
            self._costs.append(("coverage", missing))
