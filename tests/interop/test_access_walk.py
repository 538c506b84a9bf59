"""Every method of evidence and recommendations, called by everybody, in every state of a review: access_walk/*.txt.

Requests change nothing where they are let through (a stale etag, an id that is taken): their order does not matter.
"""

import base64
import json
import os
import unittest

import access_table
from access_world import (CALLERS, EVIDENCE, HIDDEN_TEAM, HOST, OTHER, OTHER_TEAM, PLANNER, RECOMMENDATIONS, TEAM,
                          Story, Support, World)
from reflection import Failure

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "access_walk")

# On site with evidence, a concern and a draft finding; the letter drafted; with the host, who has corrected it;
# answered, with a text that the host has not seen; issued and before the committee, the plan open; the plan published.
STATES = ("captured", "drafted", "shared", "answered", "issued", "published")
# The package of each table, and the states in which it is walked: evidence knows of no others.
TABLES = {"evidence.txt": (EVIDENCE, ("captured", "drafted", "issued")),
          "recommendations.txt": (RECOMMENDATIONS, STATES)}

# Refusals for what a request says, which is read once its caller is let through.
OF_THE_REQUEST = {"INVALID_ARGUMENT", "FAILED_PRECONDITION", "ALREADY_EXISTS", "ABORTED"}
REFUSALS = {"NOT_FOUND": "N", "PERMISSION_DENIED": "D", "UNAUTHENTICATED": "U"}

# Streams that do not end by themselves; their first message tells that they are open.
ENDLESS = "ChangesService/Watch"


def text_of(answers):
    """All that a caller is told, also in the bytes of a file."""
    data = b"".join(base64.b64decode(answer.get("data", "")) for answer in answers)
    return json.dumps(answers, ensure_ascii=False) + data.decode("utf-8", "replace")


class Outcome:
    """How one call ended: what was told, or the failure."""

    def __init__(self, pending, row):
        self.failure, self.told = None, ""
        try:
            self.told = text_of(pending.answers(1 if row.method == ENDLESS else None))
        except Failure as failure:
            self.failure = failure
        if self.failure is None:
            self.letter = "A" if row.shows in self.told else "a"
        elif self.failure.code in REFUSALS:
            self.letter = REFUSALS[self.failure.code]
        elif self.failure.code in OF_THE_REQUEST:
            self.letter = "a" if row.shows else "A"
        else:
            raise AssertionError(f"{row}: {self.failure}")

    def whole(self):
        """All of it, byte by byte."""
        if self.failure is None:
            return self.told.encode()
        return f"{self.failure.code}: {self.failure.message}\n".encode() + self.failure.details


class AccessWalkTest(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.rows = []
        for table, (package, states) in TABLES.items():
            path = os.path.join(FOLDER, table)
            for row in access_table.read(path, states, [len(pair) for pair in CALLERS.values()]):
                cls.rows.append((package, row, row.expected(states)))
        cls.world = World()
        cls.support = Support(cls.world)
        cls.support.propose()
        cls.world.add_review(OTHER, "2012-12-03", OTHER_TEAM, "der")
        cls.story = Story(cls.world, cls.world.add_review(HOST, "2012-10-01", TEAM, "lin"), TEAM)
        cls.hidden = Story(cls.world, cls.world.add_unannounced_visit(), HIDDEN_TEAM)
        cls.hidden.capture()
        cls.hidden.draft()

    @classmethod
    def tearDownClass(cls):
        cls.world.close()

    def request(self, row, names):
        return row.filled({**names, **self.support.names})

    def meet(self, package, row, names, callers):
        """What each caller meets; all call at once."""
        method = package + row.method
        request = self.world.client.encode(method, self.request(row, names))
        pending = [self.world.client.begin(method, request, self.world.as_caller(who) if who else ())
                   for who in callers]
        return [Outcome(call, row) for call in pending]

    def cells(self, package, row, denied):
        """The row's cells, but for the callers of whom it is known already that they are denied: that is so before the
        request is read, in whatever state the review is.
        """
        callers = [who for pair in CALLERS.values() for who in pair]
        asked = [who for who, is_denied in zip(callers, denied) if not is_denied]
        outcomes = dict(zip(map(str, asked), self.meet(package, row, self.story.names, asked)))
        for who, outcome in outcomes.items():
            if who != str(CALLERS["ser"][0]):
                self.assertNotIn(self.hidden.names["id"].encode(), outcome.whole(), f"{row} tells {who}")
        return ["".join(outcomes[str(who)].letter if str(who) in outcomes else "D" for who in pair)
                for pair in CALLERS.values()]

    def test_every_method_is_in_a_table(self):
        packages = tuple(package for package, _ in TABLES.values())
        served = {f"{service}/{method.name}" for service in self.world.client.services()
                  if service.startswith(packages) for method in self.world.client.methods(service)}
        self.assertEqual({package + row.method for package, row, _ in self.rows}, served)

    def test_everybody_meets_what_the_tables_say(self):
        story, support = self.story, self.support
        steps = {"captured": [story.capture], "drafted": [story.draft], "shared": [story.share, support.consent],
                 "answered": [story.answer], "issued": [story.issue, support.agree],
                 "published": [story.publish, support.conclude]}
        for state in STATES:
            for step in steps[state]:
                step()
            for package, row, expected in self.rows:
                if state not in expected:
                    continue
                with self.subTest(state=state, line=row.line):
                    denied = [letter == "D" and state != STATES[0] for letter in "".join(expected[STATES[0]])]
                    met = self.cells(package, row, denied)
                    others = ", ".join(f"{who} meets {is_met}" for who, is_met, cell in
                                       zip(CALLERS, met, expected[state]) if is_met != cell)
                    self.assertEqual(access_table.cell_line(state, met),
                                     access_table.cell_line(state, expected[state]), f"{row}: {others}")

    def test_nobody_comes_in_without_a_token(self):
        for package, row, _ in self.rows:
            with self.subTest(line=row.line):
                met, = self.meet(package, row, self.hidden.names, [None])
                self.assertEqual(met.letter, "U")

    def test_an_unannounced_visit_is_met_like_one_that_is_not_there(self):
        there, name = self.hidden.names, self.hidden.names["id"]
        other = name[:-1] + ("1" if name[-1] == "0" else "0")
        absent = {key: value.replace(name, other) for key, value in there.items()}
        absent["signature"] = self.world.device_signature(absent["device"])
        for package, row, expected in self.rows:
            if self.request(row, there) == self.request(row, absent):
                continue
            # All but other services, which know of it, and those who are denied whatever they name.
            outsiders = [who for (role, pair), cell in zip(CALLERS.items(), expected[STATES[0]])
                         for who, letter in zip(pair, cell) if role != "ser" and letter != "D"]
            with self.subTest(line=row.line):
                met = self.meet(package, row, there, outsiders)
                self.assertEqual([outcome.whole().replace(name.encode(), other.encode()) for outcome in met],
                                 [outcome.whole() for outcome in self.meet(package, row, absent, outsiders)], row)
                reasons = {outcome.failure and outcome.failure.reason for outcome in met if outcome.letter != "N"}
                self.assertLessEqual(reasons, {"REFERENCE_BROKEN"}, row)

    def test_a_kept_reply_is_for_those_who_could_still_make_the_call(self):
        method = RECOMMENDATIONS + "SupportService/AnswerSupportMatch"
        (subject, grants), (_, elsewhere) = CALLERS["par"]
        kept = self.world.call((subject, grants), method, self.support.answered)
        self.assertEqual(kept["name"], self.support.names["match"])
        with self.assertRaises(Failure) as raised:
            self.world.call((subject, elsewhere), method, self.support.answered)
        self.assertEqual(raised.exception.reason, "RESOURCE_NOT_FOUND")

    def test_the_unannounced_visit_is_there(self):
        lead, names = self.hidden.team.lead, self.hidden.names
        for who, method, name in ((lead, EVIDENCE + "EvidenceService/GetItem", "item"),
                                  (lead, EVIDENCE + "EvidenceService/GetConcern", "concern"),
                                  (lead, RECOMMENDATIONS + "LetterService/GetLetter", "letter"),
                                  (PLANNER, EVIDENCE + "RetentionService/GetHold", "hold")):
            self.assertEqual(self.world.call(who, method, {"name": names[name]})["name"], names[name])


if __name__ == "__main__":
    unittest.main()
