"""The main job, told through the API by everybody who has a part in it, and what must be there at its end."""

import datetime
import itertools
import random
import time
import uuid

import grpc

import suite
from reflection import Failure

EVIDENCE = "peerchallenge.evidence.v1."
RECOMMENDATIONS = "peerchallenge.recommendations.v1."
HOST, HELPER = "E10000019", "E06000018"

# What another service was told a moment ago, or the moment before it died, may not have arrived.
NOT_YET = {"RESOURCE_NOT_FOUND", "WRONG_STATE", "DEPENDENCY_UNAVAILABLE", "REFERENCE_BROKEN"}


class Story:
    """The way of the sample's visit to its letter and on, in a region of its own; each step is sent until it is
    answered, and acts once."""

    def __init__(self, services, folder, region, before_step=lambda step: None):
        """`services` gives clients of each, `client(service, token)`, and starts those that died, `revive()`; `folder`
        has the key of their tokens."""
        self._services = services
        self._folder = folder
        self._clients = {}
        self._before_step = before_step
        self.steps = 0
        self.region = "regions/" + region
        self.review = self.region + "/reviews/lincolnshire-2012"
        self.letter = self.review + "/letters/letter"
        self.recommendation = self.review + "/recommendations/recommendation"
        self.plan = self.review + "/actionPlan"
        self.theme = self.region + "/themes/learning"
        self.today = datetime.date.today().isoformat()
        self.office = ("office", f"PROGRAMME_OFFICE@{self.region}")
        self.lead, self.manager = self.person("em-073"), self.person("em-082")
        self.host, self.helper = (
            (f"director-{code}", f"HOST_DIRECTOR@{self.region}/authorities/{code}") for code in (HOST, HELPER))

    def person(self, identity):
        return f"{self.region}/people/{identity}", f"REVIEWER@{self.region}"

    def close(self):
        for client in self._clients.values():
            client.channel.close()

    def _client(self, service, subject, grant):
        key = (service, subject)
        if key not in self._clients:
            token = suite.token(self._folder, subject, [grant])
            self._clients[key] = self._services.client(service, token)
        return self._clients[key]

    def send(self, service, who, method, request, is_step=True):
        subject, grant = who
        if is_step:
            self._before_step(self.steps)
            self.steps += 1
        end = time.monotonic() + suite.PATIENCE
        while True:
            self._services.revive()
            try:
                # It waits for a connection, for the client reads nothing while calls fail at once.
                return self._client(service, subject, grant).call(method, request, timeout=5, wait_for_ready=True)
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

    def recommend(self, who, method, **request):
        """A step of the recommendations service."""
        return self.once("recommendations", who, RECOMMENDATIONS + method, request)

    def look(self, who, method, **request):
        return self.send("recommendations", who, RECOMMENDATIONS + method, request)

    def tell(self):
        """The whole story; the hash of the letter that was signed."""
        self.recommend(self.office, "ThemeService/CreateTheme", parent=self.region, themeId="learning",
                       theme={"displayName": "Learning from each other"})
        items = [self.capture(self.person("em-031"), "SOURCE_CLASS_EDUCATION_PARTNER"),
                 self.capture(self.person("em-033"), "SOURCE_CLASS_CARE_LEAVER")]
        for step in ("ConfirmTimetable", "StartVisit", "RecordFeedback"):
            self.once("scheduling", self.office, f"ReviewService/{step}", {"name": self.review})
        self.conclude(items)
        self.correct()
        content_sha256 = self.issue()
        self.follow_up()
        self.help()
        return content_sha256

    def conclude(self, items):
        finding = self.recommend(self.lead, "FindingService/CreateFinding", parent=self.review, findingId="finding",
                                 finding={"kind": "KIND_STRENGTH", "limb": "kloe-1/a", "text": "Schools learn.",
                                          "bases": [{"item": item} for item in items],
                                          "themes": [self.theme]})["name"]
        self.recommend(self.lead, "FindingService/AgreeFinding", name=finding)
        self.recommend(self.lead, "FindingService/CreateRecommendation", parent=self.review,
                       recommendationId="recommendation", recommendation={
                           "text": "Tell the others.", "addressee": "ADDRESSEE_DIRECTOR", "limb": "kloe-1/a",
                           "findings": [finding], "priority": "PRIORITY_HIGH", "horizon": "HORIZON_NOW",
                           "themes": [self.theme]})

    def correct(self):
        """The letter is drafted; the host corrects a fact in it, and the team accepts that."""
        paragraph = self.letter + "/paragraphs/paragraph"
        self.recommend(self.lead, "LetterService/DraftLetter", parent=self.review, letterId="letter")
        self.recommend(self.lead, "LetterService/InsertParagraph", parent=self.letter, paragraphId="paragraph",
                       place={"section": "headline"},
                       paragraph={"sentences": [{"text": "We met twelve people.", "procedural": True}]})
        self.recommend(self.lead, "LetterService/ShareLetter", name=self.letter)
        correction = self.recommend(self.host, "LetterService/SubmitCorrection", parent=self.letter,
                                    correctionId="correction", correction={
                                        "paragraph": paragraph, "words": "twelve", "kind": "KIND_FACT",
                                        "proposedText": "fourteen", "reason": "Two came later."})["name"]
        self.recommend(self.host, "LetterService/FinishCorrections", name=self.letter)
        sections = self.look(self.lead, "LetterService/GetLetter", name=self.letter)["sections"]
        etag = next(found["etag"] for section in sections for found in section.get("paragraphs", ())
                    if found["name"] == paragraph)
        self.recommend(self.lead, "LetterService/AnswerCorrection", name=correction,
                       decision="DECISION_ACCEPTED", reason="So it was.", paragraph={
                           "name": paragraph, "etag": etag,
                           "sentences": [{"text": "We met fourteen people.", "procedural": True}]})

    def issue(self):
        fixed = self.recommend(self.manager, "LetterService/FixLetter", name=self.letter)
        for who in (self.lead, self.manager):
            self.recommend(who, "LetterService/SignLetter", name=self.letter,
                           contentSha256=fixed["contentSha256"])
        self.recommend(self.lead, "LetterService/IssueLetter", name=self.letter)
        return fixed["contentSha256"]

    def follow_up(self):
        """The host tells its committee, plans, publishes and does; the lead looks at the progress."""
        report = self.recommend(self.host, "CommitteeReportService/DraftCommitteeReport", parent=self.review,
                                committeeReportId="report", reportTo="Committee", meetingDate="2099-01-01")["name"]
        self.recommend(self.host, "CommitteeReportService/PublishCommitteeReport", name=report)
        plans = "ActionPlanService/"
        self.recommend(self.host, plans + "RespondToRecommendation", decision="DECISION_ACCEPTED",
                       name=self.plan + "/responses/recommendation")
        action = self.recommend(self.host, plans + "CreateAction", parent=self.plan, actionId="action", action={
            "text": "A day for all schools.", "recommendations": [self.recommendation],
            "ownerRole": "Head of schools", "dueDate": "2099-01-01"})["name"]
        self.recommend(self.host, plans + "SubmitActionPlan", name=self.plan)
        self.recommend(self.host, plans + "PublishActionPlan", name=self.plan)
        self.recommend(self.host, plans + "RecordActionUpdate", parent=action, actionUpdateId="update",
                       actionUpdate={"rag": "RAG_GREEN", "note": "The day is planned."})
        self.recommend(self.lead, plans + "RecordProgressReview", parent=self.plan, progressReviewId="progress",
                       progressReview={"date": self.today, "statement": "It goes on.", "verdicts": [{
                           "recommendation": self.recommendation, "decision": "DECISION_CONTINUE",
                           "effect": "EFFECT_NOT_KNOWN", "text": "The day is still to come."}]})
        self.recommend(self.office, "ThemeService/PublishThemeRelease", parent=self.region,
                       themeReleaseId="release", endDate=self.today)

    def help(self):
        """One authority helps another, as a run over offers and asks has matched them."""
        supports = "SupportService/"
        shared = {"themes": [self.theme], "formats": ["SUPPORT_FORMAT_WORKSHOP"]}
        self.recommend(self.helper, supports + "CreateOffer", parent=f"{self.region}/authorities/{HELPER}",
                       offerId="offer", offer={**shared, "text": "We show how.", "capacityDays": 20})
        self.recommend(self.host, supports + "CreateAsk", parent=f"{self.region}/authorities/{HOST}", askId="ask",
                       ask={**shared, "text": "Who shows us how?", "days": 10, "priority": 5})
        match = self.recommend(self.office, supports + "AdoptMatchRun",
                               name=self.matched())["supportMatches"][0]["name"]
        for who in (self.helper, self.host):
            self.recommend(who, supports + "AnswerSupportMatch", name=match, answer="ANSWER_CONSENTED")
        agreed = self.recommend(self.helper, supports + "ProposeAgreement", name=match, agreement={
            "text": "Three workshops.", "formats": ["SUPPORT_FORMAT_WORKSHOP"], "days": 5,
            "startDate": "2099-01-01", "endDate": "2099-02-01"})
        self.recommend(self.host, supports + "ConfirmAgreement", name=match, etag=agreed["etag"])

    def matched(self):
        """A run that has succeeded: one that was interrupted is begun anew."""
        for number in itertools.count():
            run = self.recommend(self.office, "SupportService/StartMatchRun", parent=self.region,
                                 matchRunId=f"run-{number}")["name"]

            def state():
                return self.peek(self.office, "SupportService/GetMatchRun", name=run)["state"]
            suite.until(lambda: state() != "STATE_RUNNING", "the run of the matching ends")
            if state() == "STATE_SUCCEEDED":
                return run

    def peek(self, who, method, **request):
        """A look that is no step of the story, since it is taken as often as it needs."""
        return self.send("recommendations", who, RECOMMENDATIONS + method, request, is_step=False)

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


def check_told(test, story, content_sha256):
    """The story is complete in all three services, and nothing in it is doubled."""
    def letter():
        return story.peek(story.lead, "LetterService/GetLetter", name=story.letter)

    def review():
        return story.send("scheduling", story.office, "ReviewService/GetReview", {"name": story.review})

    def states(who, method, field, parent):
        """Of everything that is listed; none where it has no state."""
        listed = story.peek(who, method, parent=parent).get(field, [])
        return [found.get("state") for found in listed]

    suite.until(lambda: letter()["state"] == "STATE_ISSUED", "the letter is issued")
    test.assertEqual(letter()["contentSha256"], content_sha256)
    action = story.plan + "/actions/action"
    for who, method, field, parent, told in (
            (story.lead, "LetterService/ListLetters", "letters", story.review, ["STATE_ISSUED"]),
            (story.lead, "LetterService/ListCorrections", "corrections", story.letter, ["STATE_ANSWERED"]),
            (story.lead, "FindingService/ListFindings", "findings", story.review, ["STATE_ISSUED"]),
            (story.lead, "FindingService/ListRecommendations", "recommendations", story.review,
             ["STATE_ISSUED"]),
            (story.host, "CommitteeReportService/ListCommitteeReports", "committeeReports", story.review,
             ["STATE_PUBLISHED"]),
            (story.host, "ActionPlanService/ListActionPlans", "actionPlans", story.region,
             ["STATE_PUBLISHED"]),
            (story.host, "ActionPlanService/ListRecommendationResponses", "responses", story.plan,
             ["STATE_OPEN"]),
            (story.host, "ActionPlanService/ListActions", "actions", story.plan, [None]),
            (story.host, "ActionPlanService/ListActionUpdates", "actionUpdates", action, [None]),
            (story.host, "ActionPlanService/ListProgressReviews", "progressReviews", story.plan, [None]),
            (story.office, "ThemeService/ListThemes", "themes", story.region, [None]),
            (story.office, "ThemeService/ListThemeReleases", "themeReleases", story.region, [None]),
            (story.office, "SupportService/ListSupportMatches", "supportMatches", story.region,
             ["STATE_AGREED"])):
        test.assertEqual(states(who, method, field, parent), told, method)

    items = story.send("evidence", story.lead, EVIDENCE + "EvidenceService/ListItems",
                       {"parent": story.review})["items"]
    test.assertEqual([item["state"] for item in items], ["STATE_SHARED"] * 2)
    entries = story.send("evidence", story.lead, EVIDENCE + "LedgerService/ListLedgerEntries",
                         {"parent": story.review})["entries"]
    told = sorted(entry["action"] for entry in entries if "/items/" in entry["subject"])
    test.assertEqual(told, ["ACTION_ITEM_CAPTURED"] * 2 + ["ACTION_ITEM_SHARED"] * 2)
    anchored = [entry for entry in entries if entry["action"] == "ACTION_DOCUMENT_ANCHORED"]
    test.assertEqual(len({entry["subject"] for entry in anchored}), len(anchored))
    letters = [entry for entry in anchored if entry["subject"] == story.letter]
    test.assertEqual(len(letters), 1)
    test.assertEqual(letters[0].get("index"), letter().get("ledgerIndex"))
    suite.until(lambda: review()["state"] == "STATE_LETTER_ISSUED",
                "scheduling knows of the letter")
