"""Backups of a suite that is being written to: what was acknowledged before is in them, and evidence still verifies.

Everything is asked of the command line, as an operator would."""

import base64
import hashlib
import json
import os
import shutil
import threading
import unittest

import suite
from postgres import Postgres
from reflection import Client
from story import Story, check_told
from writers import Writer, people

VISIT = "east-midlands/lincolnshire-2012"
REVIEW = "regions/east-midlands/reviews/lincolnshire-2012"
LEAD = "regions/east-midlands/people/em-073"
REVIEWER = "regions/east-midlands/people/em-031"
OCCASION = "31ff3fb4-5d65-40cc-b922-067918ae0fe0"
WHOLE = "0a1b7f3e-51c4-4a52-9d0f-6f2b8f3f7c11"
HALF = "5c9d2f7a-0c3b-4c1e-8f57-0d7f0c1e2b22"
CONTENT = b"The minutes of a meeting.\n" * 2000

USAGE, DAMAGED = 2, 7


class Installation:
    """A data folder, perhaps with a PostgreSQL database, and its server."""

    def __init__(self, folder, database):
        self.folder = folder
        self.flags = ["--data-dir", folder] + (["--database", database] if database else [])
        self.server = None

    def serve(self):
        self.server = suite.Server(self.folder, *self.flags[2:])

    def close(self):
        if self.server:
            self.server.stop()

    def connection(self, person):
        return ["--server", self.server.address, "--data-dir", self.folder, "--wait", "60s",
                "--as", person]

    def evidence(self, *arguments, person=REVIEWER):
        return suite.run("evidence", *arguments, *self.connection(person))

    def attachments(self, method, request):
        return json.loads(suite.must("call", f"peerchallenge.evidence.v1.AttachmentService/{method}",
                                     json.dumps(request), *self.connection(REVIEWER)))

    def append(self, attachment, offset, data):
        return self.attachments("AppendAttachment", {
            "name": f"{REVIEW}/attachments/{attachment}", "offset": offset,
            "data": base64.b64encode(data).decode()})

    def attach(self, attachment, first):
        """Begins an upload of CONTENT with its first bytes."""
        self.attachments("CreateAttachment", {
            "parent": REVIEW, "attachmentId": attachment,
            "attachment": {"fileName": "minutes.txt", "size": len(CONTENT),
                           "sha256": base64.b64encode(hashlib.sha256(CONTENT).digest()).decode(),
                           "sensitivity": "SENSITIVITY_TEAM"}})
        return self.append(attachment, 0, CONTENT[:first])

    def add_occasion(self):
        """Evidence hears of the review a moment after it was made."""
        suite.until(lambda: self.evidence(
            "occasion", VISIT, "--id", OCCASION, "--kind", "interview", "--class", "staff",
            "--unnamed", "4", "--date", "2012-07-09").returncode == 0, "the occasion")

    def note(self, text):
        result = self.evidence("add", VISIT, "--occasion", OCCASION, "--text", text)
        return result.returncode == 0

    def bundle(self, name):
        """What the export of the visit says of itself, once evidence knows who is who."""
        path = os.path.join(self.folder, name)
        suite.until(lambda: self.evidence("export", VISIT, "-o", path, person=LEAD).returncode == 0,
                    "the bundle")
        return json.loads(suite.must("verify", path, "--json"))

    # What a story (story.py) asks of the services that it is told to.

    def client(self, service, token):
        return Client(self.server.address, token)

    def revive(self):
        pass

    def people(self):
        token = suite.token(self.folder, "office", suite.BOTH)
        with Client(self.server.address, token) as client:
            return set(people(client))


class NoteWriter(threading.Thread):
    """Captures notes one after the other."""

    def __init__(self, installation):
        super().__init__(daemon=True)
        self._installation = installation
        self._done = threading.Event()
        self.acknowledged = 0
        self.start()

    def run(self):
        while not self._done.is_set():
            if self._installation.note(f"Written meanwhile: {self.acknowledged}."):
                self.acknowledged += 1

    def finish(self):
        self._done.set()
        self.join(suite.PATIENCE)


class BackupTest:
    """The same on both stores; `database(name)` gives a new one."""

    def setUp(self):
        self.scratch = suite.Folder()
        self.addCleanup(self.scratch.close)
        self.running = self.installation("running")
        os.mkdir(self.running.folder)
        self.running.serve()
        suite.import_sample(self.running.server)
        self.running.add_occasion()

    def installation(self, name):
        made = Installation(self.scratch.file(name), self.database(name))
        self.addCleanup(made.close)
        return made

    def backup(self, name):
        path = self.scratch.file(name)
        return path, json.loads(suite.must("backup", path, *self.running.flags, "--json"))

    def restore(self, path, target, *flags):
        return suite.run("restore", path, *target.flags, *flags)

    def test_what_was_acknowledged_before_a_backup_comes_back_and_verifies(self):
        self.assertEqual(self.running.attach(WHOLE, len(CONTENT))["state"], "STATE_READY")
        self.running.attach(HALF, 1000)
        token = suite.token(self.running.folder, "office", suite.BOTH)
        with Client(self.running.server.address, token) as client:
            writer, notes = Writer(client, "w"), NoteWriter(self.running)
            suite.until(lambda: len(writer.acknowledged) > 20 and notes.acknowledged > 1, "writes")
            written, noted = set(writer.acknowledged), notes.acknowledged
            path, made = self.backup("backup")
            writer.finish()
            notes.finish()
        self.assertEqual(writer.failures, [])
        self.assertEqual([service["missing"] for service in made["services"]], [[], [], []])

        restored = self.installation("restored")
        result = self.restore(path, restored)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("StartDisposalRun", result.stderr)
        restored.serve()
        self.assertLessEqual(written, restored.people())
        bundle = restored.bundle("first.tar")
        self.assertTrue(bundle["whole"], bundle)
        # The occasion, the notes and the attachment that is whole.
        self.assertGreaterEqual(bundle["entries"], noted + 1)
        self.assertEqual(bundle["attachments"], 1)

        # Work goes on, with the upload that was interrupted, too.
        done = restored.append(HALF, 1000, CONTENT[1000:])
        self.assertEqual(done["state"], "STATE_READY")
        self.assertTrue(restored.note("Written afterwards."))
        after = restored.bundle("second.tar")
        self.assertTrue(after["whole"], after)
        self.assertGreaterEqual(after["entries"], bundle["entries"] + 2)
        self.assertEqual(after["attachments"], 1)  # both have the same bytes

    def test_a_letter_and_what_followed_come_back(self):
        content_sha256 = self.story_of(self.running).tell()
        path, _ = self.backup("backup")
        restored = self.installation("restored")
        self.assertEqual(self.restore(path, restored).returncode, 0)
        restored.serve()
        check_told(self, self.story_of(restored), content_sha256)
        bundle = restored.bundle("told.tar")
        self.assertTrue(bundle["whole"], bundle)

    def story_of(self, installation):
        story = Story(installation, installation.folder, "east-midlands")
        self.addCleanup(story.close)
        return story

    def test_a_damaged_backup_is_refused_and_leaves_nothing(self):
        path, _ = self.backup("backup")
        self.assertEqual(suite.run("restore", "--check", path).returncode, 0)
        target = self.installation("target")
        service = os.path.join(path, "evidence", "database")
        largest = max((os.path.join(service, name) for name in os.listdir(service)),
                      key=os.path.getsize)
        with open(largest, "r+b") as file:
            file.seek(os.path.getsize(largest) // 2)
            byte = file.read(1)[0]
            file.seek(-1, os.SEEK_CUR)
            file.write(bytes([byte ^ 1]))
        for result in (suite.run("restore", "--check", path), self.restore(path, target)):
            self.assertEqual(result.returncode, DAMAGED, result.stderr)
            self.assertIn("damaged", result.stderr)
        shutil.rmtree(target.folder, ignore_errors=True)
        path, _ = self.backup("another")
        self.assertEqual(self.restore(path, target).returncode, 0)

    def test_nothing_is_restored_over_what_is_there(self):
        path, _ = self.backup("backup")
        before = self.running.people()
        result = self.restore(path, self.running, "--json")
        self.assertEqual(result.returncode, USAGE)
        self.assertIn("already", json.loads(result.stdout)["error"]["message"])
        self.assertEqual(self.running.people(), before)

    def test_wrong_usage_is_told(self):
        self.assertEqual(suite.run("backup", self.scratch.file("x"), "--service", "x",
                                   *self.running.flags).returncode, USAGE)
        self.assertEqual(self.restore(self.scratch.path, self.installation("x")).returncode, USAGE)
        path, _ = self.backup("backup")
        self.assertEqual(suite.run("backup", path + "/manifest.json", *self.running.flags).returncode,
                         USAGE)
        # In a folder that is there, each backup has a name of its own.
        listed = suite.must("backup", self.scratch.path, *self.running.flags)
        self.assertIn(f"{self.scratch.path}/peerchallenge-2", listed)


class SqliteBackupTest(BackupTest, unittest.TestCase):
    def database(self, name):
        return None


class PostgresBackupTest(BackupTest, unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.postgres = Postgres()
        cls.databases = 0

    @classmethod
    def tearDownClass(cls):
        cls.postgres.close()

    def database(self, name):
        type(self).databases += 1
        return self.postgres.new_database(f"{name}_{self.databases}")


if __name__ == "__main__":
    unittest.main()
