"""A programme as a linear model over whole numbers, for CP-SAT and, since it is linear, for any MIP solver as well.

Who leads as a person needs no variable: an authority leads where one of its people who can is on the team.
"""

import collections
import itertools

from ortools.sat.python import cp_model

from visit import number

# Above this many reviews only those people are candidates who have one of the shortest ways, as all of them are more
# than the solvers digest. What is then proven holds for the reduced problem only.
_ALL_PEOPLE = 60
_NEAREST = 200


class ProgrammeModel:
    def __init__(self, problem):
        if problem.get("incumbent"):
            raise ValueError("plans in force are not compared")
        self.model = cp_model.CpModel()
        self.costs = []
        self.is_whole = len(problem["reviews"]) <= _ALL_PEOPLE
        self._problem = problem
        self._rules = problem.get("rules", {})
        self._weights = problem.get("weights", {})
        self._reviews = problem["reviews"]
        self._people = problem["reviewers"]
        self._order = {week["id"]: at for at, week in enumerate(problem["weeks"])}
        places = {authority["id"]: at for at, authority in enumerate(problem["authorities"])}
        self._travel = lambda person, host: 0 if not person.get("authority") else int(
            problem["travelMinutes"][places[person["authority"]] * len(places) + places[host]])
        self._hosted = collections.defaultdict(list)
        for r, review in enumerate(self._reviews):
            self._hosted[review["host"]].append(r)

        self._choose_weeks()
        self._choose_members()
        self._choose_leads()
        self._keep_apart()
        self._keep_people_apart()
        self._price_balance()
        self.model.minimize(self._weighted(self.costs))

    def answer(self, value):
        """The plan, where `value` tells whether a variable is chosen."""
        plan = []
        for r, review in enumerate(self._reviews):
            team = [i for i in self._on[r] if value(self._on[r][i])]
            authority = next(a for a, weeks in self._led[r].items() if any(value(led) for led in weeks.values()))
            lead = next(i for i in team if self._leads(r, i) and self._people[i]["authority"] == authority)
            week = next(week for week, held in self._held[r].items() if value(held))
            plan.append({"review": review["id"], "week": week, "lead": self._people[lead]["id"],
                         "members": [self._people[i]["id"] for i in team]})
        return {"reviews": plan}

    @staticmethod
    def _weighted(terms):
        terms = [term for term in terms if term[1]]
        return cp_model.LinearExpr.weighted_sum([what for what, _ in terms], [factor for _, factor in terms])

    def _literal(self):
        return self.model.new_bool_var("")

    def _excess(self, amount, most):
        """A variable that is at least `amount` and 0."""
        excess = self.model.new_int_var(0, most, "")
        self.model.add(excess >= amount)
        return excess

    def _cost(self, item, what, times=1):
        self.costs.append((what, number(self._weights, item) * times))

    def _choose_weeks(self):
        self._held = []
        per_week = collections.defaultdict(list)
        for review in self._reviews:
            pinned = review.get("pinnedWeek")
            held = {week: self._literal() for week in review.get("weeks", []) if pinned in (None, "", week)}
            self.model.add(sum(held.values()) == 1)
            for cost in review.get("weekCosts", []):
                if cost["week"] in held:
                    self._cost("week", held[cost["week"]], number(cost, "cost"))
            for week, literal in held.items():
                per_week[week].append(literal)
            self._held.append(held)
        most = number(self._rules, "maxReviewsPerWeek") or len(self._reviews)
        for literals in per_week.values():
            steps = [self._literal() for _ in range(min(most, len(literals)))]
            self.model.add(sum(literals) == sum(steps))
            for already, step in enumerate(steps):
                self._cost("spread", step, already)

    def _candidates(self, review):
        for i, person in enumerate(self._people):
            free = set(self._order) - set(person.get("unavailableWeeks", []))
            if (review["host"] != person.get("authority") and review["host"] not in person.get("conflicts", [])
                    and person["id"] not in review.get("excludedMembers", []) and number(person, "maxReviews")
                    and free.intersection(review.get("weeks", []))):
                yield i

    def _choose_members(self):
        self._on = []
        for r, review in enumerate(self._reviews):
            candidates = list(self._candidates(review))
            if not self.is_whole:
                candidates.sort(key=lambda i: self._travel(self._people[i], review["host"]))
                pinned = set(review.get("pinnedMembers", []))
                candidates = [i for at, i in enumerate(candidates) if at < _NEAREST or self._people[i]["id"] in pinned]
            on = {i: self._literal() for i in candidates}
            self._on.append(on)
            for i, literal in on.items():
                away = self._people[i].get("unavailableWeeks", [])
                self.model.add(literal + sum(held for week, held in self._held[r].items() if week in away) <= 1)
                self._cost("travel", literal, self._travel(self._people[i], review["host"]))
            for member in review.get("pinnedMembers", []):
                self.model.add(sum(literal for i, literal in on.items() if self._people[i]["id"] == member) == 1)
            self._bound_team(review, on)
        for i, person in enumerate(self._people):
            self.model.add(sum(on[i] for on in self._on if i in on) <= number(person, "maxReviews"))

    def _bound_team(self, review, on):
        def those(test):
            return sum(literal for i, literal in on.items() if test(self._people[i]))

        self.model.add_linear_constraint(sum(on.values()), number(review, "teamMin"), number(review, "teamMax"))
        most = number(self._rules, "maxMembersPerAuthority")
        for authority in {self._people[i].get("authority") for i in on} - {None, ""} if most else ():
            self.model.add(those(lambda person: person.get("authority") == authority) <= most)
        for role in review.get("roles", []):
            self.model.add_linear_constraint(those(lambda person: person.get("role", "") == role["role"]),
                                             number(role, "min"), number(role, "max") or len(on))
        for theme in review.get("themes", []):
            target = number(theme, "target") or 2
            missing = target - those(lambda person: theme["theme"] in person.get("themes", []))
            self._cost("theme", self._excess(missing, target - 1))
        novices = those(lambda person: not number(person, "reviewsDone"))
        self._cost("novice", self._excess(novices - 1, number(review, "teamMax")))

    def _leads(self, r, i):
        person, pinned = self._people[i], self._reviews[r].get("pinnedLead")
        return person.get("canLead") and person.get("authority") and pinned in (None, "", person["id"])

    def _choose_leads(self):
        barred = {(bar["authority"], bar["host"]) for bar in self._rules.get("barredLeads", [])}
        self._led = []
        by_authority = collections.defaultdict(list)
        for r, review in enumerate(self._reviews):
            leaders = collections.defaultdict(list)
            for i, literal in self._on[r].items():
                if self._leads(r, i) and (self._people[i]["authority"], review["host"]) not in barred:
                    leaders[self._people[i]["authority"]].append(literal)
            led = {authority: {week: self._literal() for week in self._held[r]} for authority in leaders}
            for week, held in self._held[r].items():
                self.model.add(sum(weeks[week] for weeks in led.values()) == held)
            for authority, weeks in led.items():
                self.model.add(sum(weeks.values()) <= sum(leaders[authority]))
                by_authority[authority].append(r)
            self._led.append(led)
        most = number(self._rules, "maxLeadsPerAuthority")
        for authority, reviews in by_authority.items() if most else ():
            self.model.add(sum(led for r in reviews for led in self._led[r][authority].values()) <= most)
        for a, b in itertools.combinations(self._hosted, 2):
            for r, s in itertools.product(self._hosted[b], self._hosted[a]):
                if a in self._led[r] and b in self._led[s]:
                    self.model.add(sum(self._led[r][a].values()) + sum(self._led[s][b].values()) <= 1)

    def _keep_apart(self):
        """Reviews at a host from each other, and from those that it leads: at most one in each stretch of weeks."""
        weeks = list(self._order)
        lead_gap, host_gap = number(self._rules, "leadGapWeeks"), number(self._rules, "hostGapWeeks")
        for host, hosted in self._hosted.items():
            for at in range(len(weeks) if host_gap else 0):
                self.model.add(sum(self._within(self._held[r], weeks[at:at + host_gap]) for r in hosted) <= 1)
            led = [by_authority[host] for by_authority in self._led if host in by_authority]
            leads_once = number(self._rules, "maxLeadsPerAuthority") == 1
            for own, others in itertools.product([hosted] if host_gap >= lead_gap else [[r] for r in hosted],
                                                 [led] if leads_once else [[one] for one in led]):
                for at in range(len(weeks) if lead_gap else 0):
                    stretch = weeks[at:at + lead_gap]
                    self.model.add(sum(self._within(self._held[r], stretch) for r in own)
                                   + sum(self._within(other, stretch) for other in others) <= 1)

    @staticmethod
    def _within(by_week, stretch):
        return sum(by_week[week] for week in stretch if week in by_week)

    def _keep_people_apart(self):
        """Nobody is on two teams in one week; only those matter who may be on two at all."""
        for r, s in itertools.combinations(range(len(self._reviews)), 2):
            weeks = self._held[r].keys() & self._held[s].keys()
            both = [i for i in self._on[r] if i in self._on[s] and number(self._people[i], "maxReviews") > 1]
            if not weeks or not both:
                continue
            together = self._literal()
            for week in weeks:
                self.model.add(together >= self._held[r][week] + self._held[s][week] - 1)
            for i in both:
                self.model.add(self._on[r][i] + self._on[s][i] + together <= 2)

    def _price_balance(self):
        given, got = collections.defaultdict(list), collections.defaultdict(list)
        for review, on in zip(self._reviews, self._on):
            for i, literal in on.items():
                if self._people[i].get("authority"):
                    given[self._people[i]["authority"]].append(literal)
                    got[review["host"]].append(literal)
        for authority in given.keys() | got.keys():
            surplus = sum(given[authority]) - sum(got[authority])
            difference = self._excess(surplus, len(self._people))
            self.model.add(difference >= -surplus)
            self._cost("balance", difference)
