"""One region, all who may call about it, and a review there whose state is moved on step by step.

The review "lin" is hosted by Lincolnshire. Beside it are another review, of Derby, and an unannounced visit to
Lincolnshire that is told like the first one, under names that differ in the id of the review only.
"""

import base64
import datetime
import subprocess
import time

import suite
from reflection import Client, Failure

REGION = "regions/em"
HOST, OTHER = REGION + "/authorities/E10000019", REGION + "/authorities/E06000015"
PARTNER, UNMATCHED = REGION + "/authorities/E06000018", REGION + "/authorities/E10000018"
REVIEW = REGION + "/reviews/lin"

SCHEDULING, EVIDENCE = "peerchallenge.scheduling.v1.", "peerchallenge.evidence.v1."
RECOMMENDATIONS = "peerchallenge.recommendations.v1."

# Another service was told a moment ago, which may not have arrived.
NOT_YET = {"RESOURCE_NOT_FOUND", "WRONG_STATE", "REFERENCE_BROKEN", "DEPENDENCY_UNAVAILABLE"}


def at(role, authority):
    """Subject and grants of somebody with a role at an authority."""
    return f"{role} of {authority}", [f"{role}@{authority}"]


def in_region(role, region=REGION):
    return f"{role} of {region}", [f"{role}@{region}"]


def peer(person, grant="REVIEWER@" + REGION):
    return f"{REGION}/people/{person}", [grant]


def council_system(authority, rights=""):
    return f"system of {authority}", [f"COUNCIL_SYSTEM@{authority};as=HOST_DIRECTOR{rights}"]


def board(authority):
    return f"board of {authority}", [f"REGIONAL_BOARD@{authority}"]


# Who calls: at the place of the review, and the same elsewhere; once where a role holds everywhere.
CALLERS = {
    # The director of the host.
    "dir": [at("HOST_DIRECTOR", HOST), at("HOST_DIRECTOR", OTHER)],
    "coo": [at("HOST_COORDINATOR", HOST), at("HOST_COORDINATOR", OTHER)],
    "scr": [at("SCRUTINY_OFFICER", HOST), at("SCRUTINY_OFFICER", OTHER)],
    # A council's system that acts as its director: one that only reads, and one that may write.
    "sys": [council_system(HOST), council_system(OTHER)],
    "wri": [council_system(HOST, ";write"), council_system(OTHER, ";write")],
    # The director on the other side of the host's support match, and one who has none.
    "par": [at("HOST_DIRECTOR", PARTNER), at("HOST_DIRECTOR", UNMATCHED)],
    # Programme offices: somebody who need not know of the unannounced visit; another region's.
    "off": [("colleague", ["PROGRAMME_OFFICE@" + REGION]),
            in_region("PROGRAMME_OFFICE", "regions/elsewhere")],
    # The board: whose grant names the own authority, and who is at home there.
    "brd": [board(HOST), board(OTHER)],
    "hom": [peer("e10000019-3", "REGIONAL_BOARD@" + REGION),
            peer("e06000015-3", "REGIONAL_BOARD@" + REGION)],
    "aud": [in_region("AUDITOR"), in_region("AUDITOR", "regions/elsewhere")],
    "adm": [("administrator", ["ADMINISTRATOR"])],
    # The team of the review, and of Derby's.
    "led": [peer("e10000024-1"), peer("e06000018-1")],
    "man": [peer("partner-1"), peer("partner-2")],
    # Who captured what there is; who was invited and declined.
    "aut": [peer("e06000018-3"), peer("e06000018-4")],
    "rev": [peer("e10000018-4"), peer("e10000024-4")],
    "cas": [peer("e10000018-5"), peer("e10000024-5")],
    # Peers on no team of the review: one of the host (on Derby's team), and one of Derby.
    "pee": [peer("e10000019-4"), peer("e06000015-5")],
    # Another service.
    "ser": [("service", ["SERVICE"])],
}
PLANNER = ("planner", ["PROGRAMME_OFFICE@" + REGION, "ADMINISTRATOR"])
DIRECTOR, PARTNER_DIRECTOR = CALLERS["dir"][0], CALLERS["par"][0]


class Team:
    def __init__(self, lead, manager, author, reviewer, auditor=None, declined=None):
        self.lead, self.manager, self.author, self.reviewer = map(peer, (lead, manager, author, reviewer))
        self.duties = [(lead, "LEAD"), (manager, "REVIEW_MANAGER"), (author, "REVIEWER"), (reviewer, "REVIEWER")]
        if auditor:
            self.duties.append((auditor, "CASE_AUDITOR"))
        if declined:
            self.duties.append((declined, "REVIEWER"))
        self.auditor, self.declined = auditor, declined


TEAM = Team("e10000024-1", "partner-1", "e06000018-3", "e10000018-4", "e10000018-5", "e06000018-4")
OTHER_TEAM = Team("e06000018-1", "partner-2", "e10000019-4", "e10000024-4", "e10000024-5")
HIDDEN_TEAM = Team("e06000015-1", "partner-3", "e06000015-4", "e10000018-6")


def uuid(number):
    return f"00000000-0000-4000-8000-{number:012}"


class World:
    """A server with the region on it."""

    def __init__(self):
        self.folder = suite.Folder()
        # All callers ask for a document at once.
        self.server = suite.Server(self.folder.path, "--max-renders", "64")
        self.client = Client(self.server.address)
        self._token = suite.token(self.folder.path, "somebody", suite.ADMINISTRATOR)
        self._tokens = {}
        self._device_key = self.folder.file("device-key.pem")
        subprocess.run(["openssl", "genpkey", "-algorithm", "ed25519", "-out", self._device_key], check=True)
        self._add_region()

    def close(self):
        self.client.channel.close()
        exit_code = self.server.stop()
        self.folder.close()
        assert exit_code == 0, exit_code

    def as_caller(self, who):
        """The metadata by which the server knows who is calling."""
        subject, grants = who
        if (key := (subject, *grants)) not in self._tokens:
            self._tokens[key] = suite.forged(self._token, self.folder.path,
                                             claims={"sub": subject, "roles": grants})
        return (("authorization", "Bearer " + self._tokens[key]),)

    def call(self, who, method, request):
        return self.client.call(method, request, metadata=self.as_caller(who))

    def must(self, who, method, request):
        """The same, until all that it rests on has arrived."""
        end = time.monotonic() + suite.PATIENCE
        while True:
            try:
                return self.call(who, method, request)
            except Failure as failure:
                if failure.reason not in NOT_YET or time.monotonic() > end:
                    raise AssertionError(f"{method} {request}: {failure}") from failure

    def device_public_key(self):
        der = subprocess.run(["openssl", "pkey", "-in", self._device_key, "-pubout", "-outform", "DER"],
                             capture_output=True, check=True).stdout
        return base64.b64encode(der[-32:]).decode()

    def device_signature(self, device):
        """By which a device of that name shows that it has the key."""
        challenge = self.folder.write("challenge", f"peerchallenge-device-v1\n{device}\n")
        signed = subprocess.run(["openssl", "pkeyutl", "-sign", "-rawin", "-inkey", self._device_key,
                                 "-in", challenge], capture_output=True, check=True)
        return base64.b64encode(signed.stdout).decode()

    # Scheduling.

    def _plan(self, method, **request):
        return self.must(PLANNER, SCHEDULING + method, request)

    def _add_region(self):
        for region in ("em", "elsewhere"):
            self._plan("DirectoryService/CreateRegion", regionId=region, region={"displayName": region})
        people = ["id,display_name,authority,organisation,role,themes,can_lead,max_reviews"]
        for authority in (HOST, OTHER, PARTNER, UNMATCHED, REGION + "/authorities/E10000024"):
            gss = authority.rsplit("/", 1)[1]
            self._plan("DirectoryService/CreateAuthority", parent=REGION, authorityId=gss, authority={
                "displayName": gss, "latitude": 53, "longitude": -1})
            for number, role in enumerate(("DIRECTOR", "ASSISTANT_DIRECTOR", "ELECTED_MEMBER",
                                           "PRACTITIONER", "PRACTITIONER", "PRACTITIONER"), 1):
                name = f"{gss.lower()}-{number}"
                people.append(f"{name},{name},{gss},,{role},schools,{str(number < 3).lower()},2")
        for number in (1, 2, 3):
            people.append(f"partner-{number},Partner {number},,Agency,PARTNER,schools,false,2")
        self._plan("DirectoryService/ImportPeople", parent=REGION, csv="\n".join(people) + "\n")
        self._plan("ProgrammeService/CreateProgramme", parent=REGION, programmeId="year", programme={
            "displayName": "Year", "startDate": "2012-09-03", "endDate": "2013-06-28"})

    def add_review(self, host, week, team, review_id="", **members):
        """A review with its team on site; its name."""
        review = self._plan("ReviewService/CreateReview", parent=REGION, reviewId=review_id, review={
            "programme": REGION + "/programmes/year", "host": host, "kind": "KIND_PEER_CHALLENGE",
            **members})["name"]
        self._plan("ReviewService/AgreeScope", name=review, scope={
            "lines": [{"id": "kloe", "question": "How well?"}]})
        self._plan("ReviewService/ProposeTeam", name=review, week=week, members=[
            {"person": f"{REGION}/people/{person}", "duty": "DUTY_" + duty} for person, duty in team.duties])
        self._plan("ReviewService/InviteTeam", name=review)
        for person, _ in team.duties:
            answer = {"accept": True} if person != team.declined else {"accept": False, "reason": "away"}
            self._plan("ReviewService/AnswerInvitation", name=review, person=f"{REGION}/people/{person}", **answer)
        for step in ("AgreeTeam", "ConfirmTimetable", "StartVisit"):
            self._plan("ReviewService/" + step, name=review)
        return review

    def give_feedback(self, review):
        self._plan("ReviewService/RecordFeedback", name=review)

    def add_unannounced_visit(self):
        return self.add_review(HOST, "2013-03-04", HIDDEN_TEAM, kind="KIND_ASSURANCE_VISIT", unannounced=True,
                               releaseTime="2099-01-01T08:00:00Z")


class Story:
    """What a team finds and concludes on a review, and what its host does about it. Each text is one word, by which an
    answer is searched for it.
    """

    def __init__(self, world, review, team):
        self._world = world
        self.review, self.team = review, team
        self.names = {
            "region": REGION, "review": review, "host": HOST, "id": review.rsplit("/", 1)[1],
            **{name: f"{review}/{kind}/{uuid(number)}" for number, (name, kind) in enumerate((
                ("occasion", "occasions"), ("group", "occasions"), ("item", "items"), ("second", "items"),
                ("draft", "items"), ("leads", "items"), ("case", "items"), ("disputed", "items"),
                ("concern", "concerns"), ("attachment", "attachments"), ("device", "devices")), 1)},
            "assignment": f"{review}/caseAssignments/{team.auditor or 'nobody'}", "hold": review + "/holds/hold",
            "anchored": review + "/documents/anchored",
            "finding": review + "/findings/finding", "recommendation": review + "/recommendations/recommendation",
            "letter": review + "/letters/letter", "paragraph": review + "/letters/letter/paragraphs/paragraph",
            "correction": review + "/letters/letter/corrections/correction",
            "report": review + "/committeeReports/report", "unpublished": review + "/committeeReports/unpublished",
            "plan": review + "/actionPlan", "action": review + "/actionPlan/actions/action",
        }

    def _id(self, name):
        return self.names[name].rsplit("/", 1)[1]

    def _evidence(self, who, method, **request):
        return self._world.must(who, EVIDENCE + method, request)

    def _recommend(self, who, method, **request):
        return self._world.must(who, RECOMMENDATIONS + method, request)

    def capture(self):
        """Evidence of the visit, a concern, and what the team thinks of it so far."""
        team = self.team
        for name, who, source_class in (("occasion", team.author, "EDUCATION_PARTNER"),
                                        ("group", team.reviewer, "CARE_LEAVER")):
            self._evidence(who, "EvidenceService/CreateOccasion", parent=self.review, occasionId=self._id(name),
                           occasion={"kind": "KIND_FOCUS_GROUP", "declaredClass": "SOURCE_CLASS_" + source_class,
                                     "date": "2012-10-01"})
            self._evidence(who, "SourceService/RecordAttendance", attendance={
                "name": self.names[name] + "/attendance", "unnamedPeople": 4, "interviewees": [
                    {"displayName": "Quentin Quiet", "sourceClass": "SOURCE_CLASS_" + source_class}]})
        self._capture("item", team.author, "occasion", "schoolwork", share=True)
        self._capture("second", team.reviewer, "group", "homework", share=True)
        self._capture("draft", team.author, "occasion", "scribble", share=False)
        self._capture("leads", team.author, "occasion", "whisper", share=True, sensitivity="SENSITIVITY_LEADS")
        self._capture("case", team.author, "occasion", "casework", share=True, kind="KIND_CASE_FINDING",
                      caseReference="LCS/4711")
        if team.auditor:
            self._evidence(team.lead, "EvidenceService/AssignCases", name=self.names["assignment"],
                           caseReferences=["LCS/4711"])
        self._capture("disputed", team.author, "occasion", "quarrel", share=True)
        for number, who in ((1, team.author), (2, team.lead)):
            self._evidence(who, "EvidenceService/ReviseItem", name=self.names["disputed"], baseVersion=1,
                           revisionId=uuid(100 + number), content=self._content("occasion", f"quarrel {number}"))
        self.names["conflict"] = self._evidence(
            team.lead, "EvidenceService/ListItemConflicts", parent=self.names["disputed"])["conflicts"][0]["name"]
        self._evidence(team.author, "EvidenceService/RaiseConcern", parent=self.review, concernId=self._id("concern"),
                       concern={"text": "bruise", "urgency": "URGENCY_SAME_DAY"})
        self._attach(team.author)
        self._register_device(team.author)
        people = self._evidence(team.lead, "SourceService/ListInterviewees", parent=self.review,
                                reason="to know their names")["interviewees"]
        self.names["interviewee"] = people[0]["name"]
        self._evidence(PLANNER, "RetentionService/CreateHold", parent=self.review, holdId="hold", hold={
            "ground": "GROUND_COMPLAINT", "reason": "lawsuit"})
        self._evidence(team.lead, "LedgerService/AnchorDocument", parent=self.review,
                       document=self.names["anchored"], kind="KIND_ACTION_PLAN", issueDate="2012-10-05",
                       sha256=base64.b64encode(b"a" * 32).decode())
        self._wait_for_checkpoint()
        self._recommend(team.lead, "FindingService/CreateFinding", parent=self.review, findingId="finding", finding={
            "kind": "KIND_STRENGTH", "limb": "kloe", "text": "insight", "themes": [REGION + "/themes/schools"],
            "bases": [{"item": self.names["item"]}, {"item": self.names["second"]}]})
        self._recommend(team.lead, "FindingService/CreateRecommendation", parent=self.review,
                        recommendationId="recommendation", recommendation={
                            "text": "advice", "addressee": "ADDRESSEE_DIRECTOR", "limb": "kloe",
                            "findings": [self.names["finding"]], "priority": "PRIORITY_HIGH",
                            "horizon": "HORIZON_NOW", "themes": [REGION + "/themes/schools"]})

    def _content(self, occasion, text, **more):
        return {"kind": "KIND_NOTE", "text": text, "occasion": self.names[occasion],
                "bearings": [{"limb": "kloe", "direction": "DIRECTION_STRENGTH"}], **more}

    def _capture(self, name, who, occasion, text, share, **more):
        self._evidence(who, "EvidenceService/CaptureItem", parent=self.review, capture={
            "itemId": self._id(name), "share": share, "content": self._content(occasion, text, **more)})

    def _attach(self, who):
        text = b"minutes of a meeting\n"
        self._evidence(who, "AttachmentService/CreateAttachment", parent=self.review,
                       attachmentId=self._id("attachment"), attachment={"fileName": "minutes.txt", "size": len(text)})
        digest = subprocess.run(["openssl", "dgst", "-sha256", "-binary"], input=text, capture_output=True, check=True)
        self._evidence(who, "AttachmentService/AppendAttachment", name=self.names["attachment"], offset=0,
                       data=base64.b64encode(text).decode(), sha256=base64.b64encode(digest.stdout).decode())

    def _register_device(self, who):
        """Registers a tablet that signs, and reports it lost."""
        self.names["publicKey"] = self._world.device_public_key()
        self.names["signature"] = self._world.device_signature(self.names["device"])
        self._evidence(who, "LedgerService/RegisterDevice", parent=self.review, deviceId=self._id("device"),
                       device={"displayName": "tablet", "publicKey": self.names["publicKey"]},
                       signature=self.names["signature"])
        self._evidence(who, "LedgerService/RevokeDevice", name=self.names["device"])

    def _wait_for_checkpoint(self):
        """Until one is signed that covers the log as it is."""
        def newest():
            return self._evidence(self.team.lead, "LedgerService/GetCheckpoint",
                                  name=self.review + "/ledger/checkpoints/latest")
        entries = self._evidence(self.team.lead, "LedgerService/ListLedgerEntries", parent=self.review)["entries"]
        suite.until(lambda: int(newest()["treeSize"]) >= len(entries), "a checkpoint")

    def draft(self):
        """The feedback is given and the letter drafted."""
        team = self.team
        self._world.give_feedback(self.review)
        self._recommend(team.lead, "FindingService/AgreeFinding", name=self.names["finding"])
        self._recommend(team.lead, "LetterService/DraftLetter", parent=self.review, letterId="letter")
        self._recommend(team.lead, "LetterService/InsertParagraph", parent=self.names["letter"],
                        paragraphId="paragraph", place={"section": "headline"},
                        paragraph={"sentences": [{"text": "wording", "procedural": True}]})

    def share(self):
        """The host checks the letter and corrects it."""
        self._recommend(self.team.manager, "LetterService/ShareLetter", name=self.names["letter"])
        self._recommend(DIRECTOR, "LetterService/SubmitCorrection", parent=self.names["letter"],
                        correctionId="correction", correction={
                            "paragraph": self.names["paragraph"], "words": "wording", "kind": "KIND_FACT",
                            "proposedText": "better", "reason": "objection"})

    def answer(self):
        """The team answers the correction, in a text that the host has not seen."""
        self._recommend(DIRECTOR, "LetterService/FinishCorrections", name=self.names["letter"])
        letter = self._recommend(self.team.lead, "LetterService/GetLetter", name=self.names["letter"])
        paragraph = next(paragraph for section in letter["sections"] for paragraph in section.get("paragraphs", ())
                         if paragraph["name"] == self.names["paragraph"])
        self._recommend(self.team.lead, "LetterService/AnswerCorrection", name=self.names["correction"],
                        decision="DECISION_ACCEPTED_IN_PART", reason="rejoinder", paragraph={
                            "name": paragraph["name"], "etag": paragraph["etag"],
                            "sentences": [{"text": "rephrased", "procedural": True}]})

    def issue(self):
        """The letter is issued and goes to the committee; the host plans what it does."""
        team, letter = self.team, self.names["letter"]
        fixed = self._recommend(team.manager, "LetterService/FixLetter", name=letter)
        for who in (team.lead, team.manager):
            self._recommend(who, "LetterService/SignLetter", name=letter, contentSha256=fixed["contentSha256"])
        self._recommend(team.lead, "LetterService/IssueLetter", name=letter)

        def state():
            return self._recommend(team.lead, "LetterService/GetLetter", name=letter)["state"]
        suite.until(lambda: state() == "STATE_ISSUED", "the letter is issued")
        for report in ("report", "unpublished"):
            self._recommend(DIRECTOR, "CommitteeReportService/DraftCommitteeReport", parent=self.review,
                            committeeReportId=report, reportTo="Committee", meetingDate="2099-01-01")
            self._recommend(DIRECTOR, "CommitteeReportService/UpdateExemptAnnex", exemptAnnex={
                "name": f"{self.names[report]}/exemptAnnex", "ground": "paragraph 2",
                "blocks": [{"text": "salaries"}]})
        self._recommend(DIRECTOR, "CommitteeReportService/PublishCommitteeReport", name=self.names["report"])
        self._recommend(DIRECTOR, "ActionPlanService/CreateAction", parent=self.names["plan"], actionId="action",
                        action={"text": "deed", "recommendations": [self.names["recommendation"]],
                                "ownerRole": "Head of schools", "dueDate": "2099-01-01"})

    def publish(self):
        """The host publishes its plan, says how it goes, and may be named."""
        plans = "ActionPlanService/"
        self._recommend(DIRECTOR, plans + "RespondToRecommendation", decision="DECISION_ACCEPTED",
                        name=f"{self.names['plan']}/responses/recommendation")
        self._recommend(DIRECTOR, plans + "SubmitActionPlan", name=self.names["plan"])
        self._recommend(DIRECTOR, plans + "PublishActionPlan", name=self.names["plan"])
        self._recommend(DIRECTOR, plans + "RecordActionUpdate", parent=self.names["action"], actionUpdateId="update",
                        actionUpdate={"rag": "RAG_GREEN", "note": "headway"})
        self._recommend(DIRECTOR, "ThemeService/SetNamingConsent", name=HOST + "/namingConsent", consented=True)


class Support:
    """What belongs to no review: themes and their figures, disposal, and a support match, whose state moves on too."""

    def __init__(self, world):
        self._world = world
        self.names = {
            "theme": REGION + "/themes/schools", "release": REGION + "/themeReleases/release",
            "run": REGION + "/disposalRuns/run", "offer": PARTNER + "/offers/offer", "paused": HOST + "/offers/paused",
            "ask": HOST + "/asks/ask", "matchRun": REGION + "/matchRuns/run",
            "today": datetime.date.today().isoformat()}

    def _call(self, who, method, **request):
        return self._world.must(who, RECOMMENDATIONS + method, request)

    def propose(self):
        """A match is proposed; the partner has consented."""
        self._call(PLANNER, "ThemeService/CreateTheme", parent=REGION, themeId="schools",
                   theme={"displayName": "Schools"})
        self._call(PLANNER, "ThemeService/PublishThemeRelease", parent=REGION, themeReleaseId="release",
                   endDate=self.names["today"])
        self._world.must(PLANNER, EVIDENCE + "RetentionService/StartDisposalRun",
                         {"parent": REGION, "disposalRunId": "run", "dryRun": True})
        offer = {"text": "helping", "themes": [self.names["theme"]], "formats": ["SUPPORT_FORMAT_WORKSHOP"],
                 "capacityDays": 20, "excludedAuthorities": [OTHER]}
        self._call(PARTNER_DIRECTOR, "SupportService/CreateOffer", parent=PARTNER, offerId="offer", offer=offer)
        self._call(DIRECTOR, "SupportService/CreateOffer", parent=HOST, offerId="paused",
                   offer={**offer, "state": "SUPPORT_STATE_PAUSED"})
        self._call(DIRECTOR, "SupportService/CreateAsk", parent=HOST, askId="ask", ask={
            "text": "needing", "themes": [self.names["theme"]], "days": 10, "priority": 5,
            "excludedAuthorities": [OTHER]})
        self._call(PLANNER, "SupportService/StartMatchRun", parent=REGION, matchRunId="run")
        suite.until(lambda: self._call(PLANNER, "SupportService/GetMatchRun", name=self.names["matchRun"])["state"] ==
                    "STATE_SUCCEEDED", "the matches are computed")
        matches = self._call(PLANNER, "SupportService/AdoptMatchRun", name=self.names["matchRun"])["supportMatches"]
        self.names["match"] = matches[0]["name"]
        self.answered = self._answer(PARTNER_DIRECTOR, "gladly")

    def _answer(self, who, reason):
        """Consents; the request, which may be sent again."""
        request = {"name": self.names["match"], "answer": "ANSWER_CONSENTED", "reason": reason, "requestId": reason}
        self._call(who, "SupportService/AnswerSupportMatch", **request)
        return request

    def consent(self):
        """The host consents, too."""
        self._answer(DIRECTOR, "reluctantly")

    def agree(self):
        """They agree on what is done."""
        self._call(PARTNER_DIRECTOR, "SupportService/ProposeAgreement", name=self.names["match"], agreement={
            "text": "arrangement", "formats": ["SUPPORT_FORMAT_WORKSHOP"], "days": 5, "startDate": "2099-01-01",
            "endDate": "2099-02-01"})
        match = self._call(DIRECTOR, "SupportService/GetSupportMatch", name=self.names["match"])
        self._call(DIRECTOR, "SupportService/ConfirmAgreement", name=self.names["match"], etag=match["etag"])

    def conclude(self):
        """The partner says what came of it; the host has not yet."""
        self._call(PARTNER_DIRECTOR, "SupportService/RecordSupportOutcome", name=self.names["match"],
                   outcome={"rating": 2, "days": 5, "text": "disappointment"})
