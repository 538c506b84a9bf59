"""From a visit to an issued letter across three processes, any of which may die at any step.

PEERCHALLENGE_STORY_ROUNDS says how often the story is told with a service killed (default: once for
each service). Each round kills another service or at another step, until all have been.
"""

import base64
import itertools
import os
import random
import threading
import time
import unittest
import uuid

import grpc

import suite
from postgres import Postgres
from reflection import Failure
from separate_services import SERVICES, SeparateServices

EVIDENCE = "peerchallenge.evidence.v1."
RECOMMENDATIONS = "peerchallenge.recommendations.v1."
ROUNDS = int(os.environ.get("PEERCHALLENGE_STORY_ROUNDS", len(SERVICES)))

# What another service was told a moment ago, or the moment before it died, may not have arrived.
NOT_YET = {"RESOURCE_NOT_FOUND", "WRONG_STATE", "DEPENDENCY_UNAVAILABLE", "REFERENCE_BROKEN"}


class Story:
    """The way of the sample's visit to its letter, in a region of its own; each step is sent until it
    is answered, and acts once."""

    def __init__(self, services, folder, region, before_step=lambda step: None):
        self._services = services
        self._folder = folder
        self._clients = {}
        self._before_step = before_step
        self.steps = 0
        self.region = "regions/" + region
        self.review = self.region + "/reviews/lincolnshire-2012"
        self.letter = self.review + "/letters/letter"
        self.office = ("office", f"PROGRAMME_OFFICE@{self.region}")
        self.lead, self.manager = self.person("em-073"), self.person("em-082")
        self.host = ("director", f"HOST_DIRECTOR@{self.region}/authorities/E10000019")

    def person(self, identity):
        return f"{self.region}/people/{identity}", f"REVIEWER@{self.region}"

    def close(self):
        for client in self._clients.values():
            client.channel.close()

    def _client(self, service, subject, grant):
        key = (service, subject)
        if key not in self._clients:
            token = suite.token(self._folder.path, subject, [grant])
            self._clients[key] = self._services.client(service, token)
        return self._clients[key]

    def send(self, service, who, method, request):
        subject, grant = who
        self._before_step(self.steps)
        self.steps += 1
        end = time.monotonic() + suite.PATIENCE
        while True:
            self._services.revive()
            try:
                return self._client(service, subject, grant).call(method, request, timeout=10)
            except Failure as failure:
                passing = failure.code in ("UNAVAILABLE", "DEADLINE_EXCEEDED", "CANCELLED")
                if time.monotonic() > end or not (passing or failure.reason in NOT_YET):
                    raise
            except (grpc.RpcError, StopIteration, LookupError):
                # The service went away while the client learnt of its methods.
                self._clients.pop((service, subject)).channel.close()
                if time.monotonic() > end:
                    raise

    def once(self, service, who, method, request):
        """A step that changes something: sent again under one id, it acts once."""
        identity = f"{self.region.rsplit('/', 1)[1]}-{self.steps}"
        return self.send(service, who, method, {**request, "requestId": identity})

    def tell(self):
        lead, manager = self.lead, self.manager
        items = [self.capture(self.person("em-031"), "SOURCE_CLASS_EDUCATION_PARTNER"),
                 self.capture(self.person("em-033"), "SOURCE_CLASS_CARE_LEAVER")]
        for step in ("ConfirmTimetable", "StartVisit", "RecordFeedback"):
            self.once("scheduling", self.office, f"ReviewService/{step}", {"name": self.review})
        finding = self.once("recommendations", lead, RECOMMENDATIONS + "FindingService/CreateFinding", {
            "parent": self.review, "findingId": "finding", "finding": {
                "kind": "KIND_STRENGTH", "limb": "kloe-1/a", "text": "Schools learn.",
                "bases": [{"item": item} for item in items]}})["name"]
        self.once("recommendations", lead, RECOMMENDATIONS + "FindingService/AgreeFinding",
                  {"name": finding})
        self.once("recommendations", lead, RECOMMENDATIONS + "FindingService/CreateRecommendation", {
            "parent": self.review, "recommendationId": "recommendation", "recommendation": {
                "text": "Tell the others.", "addressee": "ADDRESSEE_DIRECTOR", "limb": "kloe-1/a",
                "findings": [finding], "priority": "PRIORITY_HIGH", "horizon": "HORIZON_NOW"}})
        letters = RECOMMENDATIONS + "LetterService/"
        self.once("recommendations", lead, letters + "DraftLetter",
                  {"parent": self.review, "letterId": "letter"})
        self.once("recommendations", lead, letters + "ShareLetter", {"name": self.letter})
        self.once("recommendations", self.host, letters + "FinishCorrections", {"name": self.letter})
        fixed = self.once("recommendations", manager, letters + "FixLetter", {"name": self.letter})
        for who in (lead, manager):
            self.once("recommendations", who, letters + "SignLetter",
                      {"name": self.letter, "contentSha256": fixed["contentSha256"]})
        self.once("recommendations", lead, letters + "IssueLetter", {"name": self.letter})
        return fixed["contentSha256"]

    def capture(self, who, source):
        occasion = self.send("evidence", who, EVIDENCE + "EvidenceService/CreateOccasion", {
            "parent": self.review, "occasionId": self.uuid("occasion " + source), "occasion": {
                "kind": "KIND_FOCUS_GROUP", "declaredClass": source, "date": "2012-07-09"}})["name"]
        self.send("evidence", who, EVIDENCE + "SourceService/RecordAttendance", {
            "attendance": {"name": occasion + "/attendance", "unnamedPeople": 4}})
        return self.send("evidence", who, EVIDENCE + "EvidenceService/CaptureItem", {
            "parent": self.review, "capture": {
                "itemId": self.uuid("item " + source), "share": True, "content": {
                    "kind": "KIND_NOTE", "text": "Schools learn from each other.",
                    "occasion": occasion,
                    "bearings": [{"limb": "kloe-1/a", "direction": "DIRECTION_STRENGTH"}]}}})["name"]

    def uuid(self, what):
        """A UUID of version 4 that is the same each time."""
        return str(uuid.UUID(int=random.Random(self.review + what).getrandbits(128), version=4))


class Killer:
    """Kills one service once, when a step has just been sent or is about to be; the story starts it
    again."""

    def __init__(self, services, victim, step, delay):
        self._services = services
        self._victim = victim
        self._step = step
        self._timer = threading.Timer(delay, self._kill)
        self.killed = False

    def before_step(self, step):
        if step == self._step:
            self._timer.start()

    def _kill(self):
        self._services.kill(self._victim)
        self.killed = True

    def wait(self):
        self._timer.join()


def deaths(steps):
    """Each service at each step, in an order in which each service has its turn; again and again."""
    shuffled = random.Random(steps)
    for number in itertools.count():
        order = [shuffled.sample(range(steps), steps) for _ in SERVICES]
        for turn in zip(*order):
            for victim, step in zip(SERVICES, turn):
                yield victim, step, random.Random(f"{number} {victim} {step}").uniform(0, 0.03)


class SeparateServicesTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.postgres = Postgres()
        cls.folder = suite.Folder()
        cls.services = SeparateServices(cls.folder, cls.postgres.url)

    @classmethod
    def tearDownClass(cls):
        exit_codes = cls.services.stop()
        cls.postgres.close()
        cls.folder.close()
        assert exit_codes == [0, 0, 0], exit_codes

    def story_in(self, region, **options):
        self.services.import_sample(region)
        story = Story(self.services, self.folder, region, **options)
        self.addCleanup(story.close)
        return story

    def check_told(self, story, content_sha256):
        """The story is complete in all three services, and nothing in it is doubled."""
        letters = RECOMMENDATIONS + "LetterService/"

        def letter():
            return story.send("recommendations", story.lead, letters + "GetLetter",
                              {"name": story.letter})

        def review():
            return story.send("scheduling", story.office, "ReviewService/GetReview",
                              {"name": story.review})

        suite.until(lambda: letter()["state"] == "STATE_ISSUED", "the letter is issued")
        self.assertEqual(letter()["contentSha256"], content_sha256)
        listed = story.send("recommendations", story.lead, letters + "ListLetters",
                            {"parent": story.review})["letters"]
        self.assertEqual(len(listed), 1)
        findings = story.send("recommendations", story.lead,
                              RECOMMENDATIONS + "FindingService/ListFindings",
                              {"parent": story.review})["findings"]
        self.assertEqual([finding["state"] for finding in findings], ["STATE_ISSUED"])
        entries = story.send("evidence", story.lead, EVIDENCE + "LedgerService/ListLedgerEntries",
                             {"parent": story.review})["entries"]
        anchored = [entry for entry in entries if entry.get("subject") == story.letter]
        self.assertEqual(len(anchored), 1)
        self.assertEqual(anchored[0].get("index"), letter().get("ledgerIndex"))
        suite.until(lambda: review()["state"] == "STATE_LETTER_ISSUED",
                    "scheduling knows of the letter")

    def test_the_main_job_runs_across_the_services(self):
        story = self.story_in("east-midlands")
        content_sha256 = story.tell()
        self.assertEqual(len(base64.b64decode(content_sha256)), 32)
        self.check_told(story, content_sha256)

    def test_the_story_completes_whatever_is_killed(self):
        whole = self.story_in("undisturbed")
        whole.tell()
        for number, (victim, step, delay) in enumerate(
                itertools.islice(deaths(whole.steps), ROUNDS)):
            with self.subTest(round=number, victim=victim, step=step, delay=delay):
                killer = Killer(self.services, victim, step, delay)
                story = self.story_in(f"round-{number}", before_step=killer.before_step)
                content_sha256 = story.tell()
                killer.wait()
                self.assertTrue(killer.killed)
                self.services.revive()
                self.check_told(story, content_sha256)


if __name__ == "__main__":
    unittest.main()
