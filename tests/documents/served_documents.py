"""A letter, a report and an annex that are hard to render, written and rendered through a real server.

usage: served_documents.py FOLDER   writes them there, in all formats, and those of the sample region
"""

import base64
import hashlib
import itertools
import os
import pathlib
import subprocess
import sys

import suite
from access_world import DIRECTOR, EVIDENCE, HOST, RECOMMENDATIONS, TEAM, World, uuid
from read_back import FORMATS

LETTERS = RECOMMENDATIONS + "LetterService/"
REPORTS = RECOMMENDATIONS + "CommitteeReportService/"

# Of the sample region.
VISIT = "east-midlands/lincolnshire-2012"
VISITED = "HOST_DIRECTOR@regions/east-midlands/authorities/E10000019"

# What a text may hold, in a form that comes back as it went in: composed, and with single spaces.
HARD_SENTENCES = (
    "“Nobody passes us on,” said one; ‘it’s theirs’, said another – and a third: \"we'd keep 100% of it\".",
    "Zoë Ďurišová-Łęcka, Jón Þór Guðmundsson, Nguyễn Thị Ánh, Αλέξανδρος Παπαδόπουλος and Юлія Ґалаґан were shown round.",
    "王小明、佐藤さくら、김민준、สมชาย ใจดี, ਗੁਰਪ੍ਰੀਤ ਕੌਰ, রহিমা খাতুন, தமிழ்ச்செல்வி and પ્રિયા read the minutes.",
    "شكر المجلس أ. محمد عبد الله (12 مدرسة) وזאב בן־דוד at the meeting of 9 July.",
    "The wall said 👍🏽 👩‍👩‍👧‍👦 🏴󠁧󠁢󠁥󠁮󠁧󠁿 ❤️ and ½ + ¼ = ¾; £5–£6, 20 °C, ≥ 7 and ✓.",
    "<b>Not bold</b> & not &amp; <!-- hidden -->; ]]> \\u0000 {{name}} %s ${x} '; DROP TABLE letters; --",
    "https://www.example.org/a/very/long/address/without/any/place/to/break?" + "x" * 300,
    "Lines of enquiry that go on and on, " + "and on, " * 150 + "end somewhere.",
)
SHAPES = ("PARAGRAPH", "LIST_ITEM", "LIST_ITEM", "NUMBERED_ITEM", "NUMBERED_ITEM", "HEADING", "QUOTATION")
PARAGRAPHS_OF_A_LETTER = 60
BYTES_OF_A_PARAGRAPH = 9_800  # so that the letter has half a megabyte, which is all that it may have
BYTES_OF_A_BLOCK = 7_900


def _hard_texts(most_bytes, start):
    """Sentences up to that many bytes, one at least."""
    sentences, size = [], 0
    for sentence in itertools.islice(itertools.cycle(HARD_SENTENCES), start, None):
        size += len(sentence.encode()) + 1
        if sentences and size > most_bytes:
            return sentences
        sentences.append(sentence)


def _blocks(number, start=0):
    """Blocks of all shapes, short but for the last."""
    return [{"shape": "SHAPE_" + SHAPES[i % len(SHAPES)],
             "text": " ".join(_hard_texts(BYTES_OF_A_BLOCK if i == number - 1 else 600, i + start))}
            for i in range(number)]


def _texts_of(letter):
    for section in letter["sections"]:
        yield section["heading"]
        for paragraph in section["paragraphs"]:
            yield " ".join(sentence["text"] for sentence in paragraph["sentences"])


class ServedDocuments:
    """A letter on its way from its draft to the host's committee, and what goes there with it."""

    def __init__(self):
        self._world = World()
        self._review = self._world.add_review(HOST, "2012-10-01", TEAM, "lin")
        self._world.give_feedback(self._review)
        self._letter = self._review + "/letters/letter"
        self._report = self._review + "/committeeReports/report"

    def close(self):
        self._world.close()

    def write_all(self, folder):
        """Each document in all formats; their names, each with the texts that it was written from."""
        written = {}
        for name, step, who, method, resource in (
                ("hard_draft", self._draft_letter, TEAM.lead, LETTERS + "RenderLetter", self._letter),
                ("hard_letter", self._issue_letter, DIRECTOR, LETTERS + "RenderLetter", self._letter),
                ("hard_annex", self._draft_report, DIRECTOR, REPORTS + "RenderExemptAnnex",
                 self._report + "/exemptAnnex"),
                ("hard_report", self._publish_report, DIRECTOR, REPORTS + "RenderCommitteeReport",
                 self._report)):
            written[name] = step()
            for extension in FORMATS:
                (folder / (name + extension)).write_bytes(self._render(who, method, resource, extension))
        return written

    def _send(self, who, method, **request):
        return self._world.must(who, method, request)

    def _render(self, who, method, resource, extension):
        request = {"name": resource, "format": "DOCUMENT_FORMAT_" + extension[1:].upper()}
        start, *data = self._world.client.begin(method, request, metadata=self._world.as_caller(who)).answers()
        rendered = b"".join(base64.b64decode(piece["data"]) for piece in data)
        assert base64.b64decode(start["start"]["sha256"]) == hashlib.sha256(rendered).digest()
        return rendered

    def _get_letter(self):
        return self._send(TEAM.lead, LETTERS + "GetLetter", name=self._letter)

    def _agree_finding(self):
        """One that rests on a quotation, whose words are the first of the hard ones; the item that holds them."""
        occasion = self._send(TEAM.author, EVIDENCE + "EvidenceService/CreateOccasion", parent=self._review,
                              occasionId=uuid(1), occasion={"kind": "KIND_FOCUS_GROUP", "date": "2012-10-01",
                                                            "declaredClass": "SOURCE_CLASS_CARE_LEAVER"})["name"]
        self._send(TEAM.author, EVIDENCE + "SourceService/RecordAttendance", attendance={
            "name": occasion + "/attendance", "unnamedPeople": 4})
        item = self._send(TEAM.author, EVIDENCE + "EvidenceService/CaptureItem", parent=self._review, capture={
            "itemId": uuid(2), "share": True, "content": {
                "kind": "KIND_QUOTE", "text": HARD_SENTENCES[0], "occasion": occasion,
                "quoteConsent": "QUOTE_CONSENT_GIVEN", "bearings": [{
                    "limb": "kloe", "direction": "DIRECTION_STRENGTH"}]}})["name"]
        findings = RECOMMENDATIONS + "FindingService/"
        finding = self._send(TEAM.lead, findings + "CreateFinding", parent=self._review, finding={
            "kind": "KIND_STRENGTH", "limb": "kloe", "text": HARD_SENTENCES[1], "bases": [{"item": item}]})["name"]
        self._send(TEAM.lead, findings + "OverrideTriangulation", name=finding, reason="All of them said so.")
        self._send(TEAM.lead, findings + "AgreeFinding", name=finding)
        return item

    def _insert(self, section, shape, sentences):
        self._send(TEAM.lead, LETTERS + "InsertParagraph", parent=self._letter, place={"section": section},
                   paragraph={"shape": "SHAPE_" + shape, "sentences": sentences})

    def _draft_letter(self):
        item = self._agree_finding()
        self._send(TEAM.lead, LETTERS + "DraftLetter", parent=self._review, letterId="letter")
        self._send(TEAM.lead, LETTERS + "UpdateLetterHeading", name=self._letter,
                   title="Peer challenge of “Łódź & Ďáblice” <2012>: 王小明’s 👍 letter",
                   addressee="Zoë Ďurišová-Łęcka, Director, " + "Children’s Services and " * 12 + "more",
                   headings={"headline": "Headlines – “good”, <better>, العربية"})
        sections = itertools.cycle(section["id"] for section in self._get_letter()["sections"])
        for i, section in zip(range(PARAGRAPHS_OF_A_LETTER), sections):
            shape = SHAPES[i % len(SHAPES)]
            sentences = _hard_texts(0 if shape == "HEADING" else BYTES_OF_A_PARAGRAPH, i)
            self._insert(section, shape, [{"text": sentence, "procedural": True} for sentence in sentences])
        self._insert("kloe", "QUOTATION", [{"text": HARD_SENTENCES[0], "procedural": True, "quotations": [
            {"text": HARD_SENTENCES[0], "item": item}]}])
        letter = self._get_letter()
        return [letter["title"], letter["sender"], letter["addressee"], *_texts_of(letter)]

    def _issue_letter(self):
        self._send(TEAM.manager, LETTERS + "ShareLetter", name=self._letter)
        self._send(DIRECTOR, LETTERS + "FinishCorrections", name=self._letter)
        fixed = self._send(TEAM.manager, LETTERS + "FixLetter", name=self._letter)
        for who in (TEAM.lead, TEAM.manager):
            self._send(who, LETTERS + "SignLetter", name=self._letter, contentSha256=fixed["contentSha256"])
        self._send(TEAM.lead, LETTERS + "IssueLetter", name=self._letter)
        suite.until(lambda: self._get_letter()["state"] == "STATE_ISSUED", "the letter is issued")
        letter = self._get_letter()
        return [letter["title"], letter["sender"], letter["addressee"], *_texts_of(letter), "Signed",
                *(signature["signatory"] for signature in letter["signatures"])]

    def _draft_report(self):
        self._send(DIRECTOR, REPORTS + "DraftCommitteeReport", parent=self._review,
                   committeeReportId="report", reportTo="Pwyllgor Craffu “Plant a Phobl Ifanc” / 委員会",
                   meetingDate="2099-01-01")
        annex = self._send(DIRECTOR, REPORTS + "UpdateExemptAnnex", exemptAnnex={
            "name": self._report + "/exemptAnnex", "ground": "paragraph 2 of Part 1 of “Schedule 12A” <1972>",
            "blocks": _blocks(30)})
        return [annex["ground"], *(block["text"] for block in annex["blocks"])]

    def _publish_report(self):
        parts = ("summary", "actionsRequired", "background", "conclusion", "consultation")
        self._send(DIRECTOR, REPORTS + "UpdateCommitteeReport", committeeReport={
            "name": self._report, "reportFrom": "Zoë Ďurišová-Łęcka",
            "subject": "Outcome <of> the “peer challenge” & 👍🏽, ครั้งแรก",
            **{part: _blocks(15, start) for start, part in enumerate(parts)},
            "appendices": [{"title": f"Figures {i}: {HARD_SENTENCES[i % 6]}", "blocks": _blocks(7, i)}
                           for i in range(10)]})
        report = self._send(DIRECTOR, REPORTS + "PublishCommitteeReport", name=self._report)
        appendices = report["appendices"]
        return [report["reportTo"], report["reportFrom"], report["subject"],
                *(block["text"] for part in parts for block in report[part]),
                *(appendix["title"] for appendix in appendices),  # in the list of them
                *_texts_of(self._get_letter()),
                *(text for appendix in appendices
                  for text in (appendix["title"], *(block["text"] for block in appendix["blocks"])))]


def write_sample_region(folder):
    """The letter and the report that `./run` brings about."""
    data = suite.Folder()
    environment = {**suite.environment(), "PEERCHALLENGE_BINARIES": suite.BINARIES, "PEERCHALLENGE_DATA_DIR": data.path,
                   "PEERCHALLENGE_LISTEN": "127.0.0.1:0", "PEERCHALLENGE_STEP_LIMIT": "20000"}
    subprocess.run([*suite.LEASHED, os.path.join(suite.REPOSITORY, "run"), "--exit"], check=True, env=environment,
                   stdout=subprocess.DEVNULL)
    server = suite.Server(data.path)
    for kind, which in (("letter", [VISIT]), ("report", [VISIT, "scrutiny"])):
        for extension in FORMATS:
            suite.must(kind, "render", *which, "--format", extension[1:], "-o", folder / f"region_{kind}{extension}",
                       "--act-as", VISITED, "--server", server.address, "--data-dir", data.path, "--wait", "60s")
    server.stop()
    data.close()


def main():
    folder = pathlib.Path(sys.argv[1])
    served = ServedDocuments()
    try:
        served.write_all(folder)
    finally:
        served.close()
    write_sample_region(folder)


if __name__ == "__main__":
    main()
