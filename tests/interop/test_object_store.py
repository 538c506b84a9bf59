"""The suite with its attachments in an object store: a real one, OpenStack Swift, which goes and comes back."""

import os
import signal
import subprocess
import unittest

import suite

SERVER = os.path.join(suite.REPOSITORY, "tests/services/evidence/attachments/s3_server.py")
VISIT = "east-midlands/lincolnshire-2012"
REVIEWER = "regions/east-midlands/people/em-031"
LEAD = "regions/east-midlands/people/em-073"
OCCASION = "31ff3fb4-5d65-40cc-b922-067918ae0fe0"
ITEM = "8d30fec0-418e-4ba0-95b4-44d1f8e4cdfd"
SECRET = "testing"


class Store:
    """The object store."""

    def __init__(self, folder):
        self._folder = folder
        self._port = "0"
        self._process = None
        self.start()

    def start(self):
        self._process = subprocess.Popen(
            [*suite.LEASHED, "/usr/bin/python3", "-B", SERVER, self._folder, self._port],
            stdout=subprocess.PIPE, text=True)
        self._port = self._process.stdout.readline().strip()

    def kill(self):
        self._process.kill()
        self._process.wait()
        self._process.stdout.close()

    @property
    def flags(self):
        return ["--attachments-store", "s3://test/east-midlands", "--s3-endpoint", f"http://127.0.0.1:{self._port}"]


class ObjectStoreTest(unittest.TestCase):
    def setUp(self):
        self.scratch = suite.Folder()
        self.addCleanup(self.scratch.close)
        os.mkdir(self.scratch.file("store"))
        self.store = Store(self.scratch.file("store"))
        self.addCleanup(self.store.kill)
        self.data = self.scratch.file("data")
        self.keys = self.scratch.write(
            "keys", f"[default]\naws_access_key_id = test:tester\naws_secret_access_key = {SECRET}\n")
        self.flags = [*self.store.flags, "--s3-credentials", self.keys]
        self.server = suite.Server(self.data, *self.flags)
        self.addCleanup(lambda: self.server.kill())
        suite.import_sample(self.server)
        suite.until(lambda: self.evidence("occasion", VISIT, "--id", OCCASION, "--kind", "interview", "--class", "staff",
                                          "--date", "2012-07-09").returncode == 0, "the occasion")
        self.assertEqual(self.note(ITEM).returncode, 0)

    def connection(self, person):
        return ["--server", self.server.address, "--data-dir", self.data, "--as", person]

    def evidence(self, *arguments):
        return suite.run("evidence", *arguments, *self.connection(REVIEWER))

    def note(self, item):
        return self.evidence("add", VISIT, "--id", item, "--occasion", OCCASION, "--text", "Seen.")

    def attach(self, file, *flags):
        return suite.run("attach", VISIT, file, *flags, *self.connection(REVIEWER))

    def is_under_way(self):
        """Whether there is an upload of which some bytes are safe."""
        return "committedSize" in suite.must(
            "call", "peerchallenge.evidence.v1.AttachmentService/ListAttachments",
            '{"parent": "regions/east-midlands/reviews/lincolnshire-2012"}', *self.connection(REVIEWER))

    def bundle(self, name):
        path = self.scratch.file(name)
        suite.until(lambda: suite.run("export", VISIT, "-o", path, *self.connection(LEAD)).returncode == 0, "the bundle")
        return suite.must("verify", path)

    def minutes(self, name, lines):
        return self.scratch.write(name, f"The minutes of the meeting of {name}.\n" * lines)

    def test_a_file_is_attached_and_exported(self):
        file = self.minutes("minutes.txt", 200_000)
        attached = self.attach(file, "--item", ITEM)
        self.assertEqual(attached.returncode, 0, attached.stderr)
        self.assertIn("text/plain, ready", attached.stdout)
        self.assertFalse(os.path.exists(os.path.join(self.data, "attachments")))
        self.assertIn("attachments 1", self.bundle("one.tar"))
        self.assertNotIn(SECRET, "\n".join(self.server.log.all()))

    def test_uploads_go_on_when_the_store_comes_back_and_all_else_works_meanwhile(self):
        first = self.minutes("first.txt", 300_000)
        upload = subprocess.Popen([*suite.LEASHED, suite.COMMAND, "attach", VISIT, first, *self.connection(REVIEWER)],
                                  stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=suite.environment())
        suite.until(self.is_under_way, "the upload")
        self.store.kill()
        _, said = upload.communicate(timeout=suite.PATIENCE)
        self.assertNotEqual(upload.returncode, 0)
        self.assertIn("STORAGE_UNAVAILABLE", said)
        self.assertIn("the same command goes on", said)
        self.assertEqual(self.note("0a1b7f3e-51c4-4a52-9d0f-6f2b8f3f7c11").returncode, 0)

        # The server starts without it, too.
        self.server.kill()
        self.server = suite.Server(self.data, *self.flags)
        self.server.log.first_with("object_store_away")
        self.assertNotEqual(self.attach(first).returncode, 0)
        self.store.start()
        attached = self.attach(first)
        self.assertEqual(attached.returncode, 0, attached.stderr)
        self.assertIn("attachments 1", self.bundle("two.tar"))

    def test_uploads_go_on_after_the_server_was_killed(self):
        file = self.minutes("killed.txt", 300_000)
        upload = subprocess.Popen([*suite.LEASHED, suite.COMMAND, "attach", VISIT, file, *self.connection(REVIEWER)],
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=suite.environment())
        suite.until(self.is_under_way, "the upload")
        self.server.signal(signal.SIGKILL)
        self.server.wait()
        self.assertNotEqual(upload.wait(suite.PATIENCE), 0)
        self.server = suite.Server(self.data, *self.flags)
        attached = self.attach(file)
        self.assertEqual(attached.returncode, 0, attached.stderr)
        self.assertIn("attachments 1", self.bundle("three.tar"))

    def test_a_backup_says_that_attachments_are_not_in_it(self):
        self.assertEqual(self.attach(self.minutes("minutes.txt", 10)).returncode, 0)
        backup = self.scratch.file("backup")
        made = suite.must("backup", backup, "--data-dir", self.data, *self.store.flags[:2])
        self.assertIn("not in it: attachments, which are in s3://test/east-midlands", made)
        restored = self.scratch.file("restored")
        result = suite.run("restore", backup, "--data-dir", restored)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("Attachments were in s3://test/east-midlands", result.stderr)
        self.server.kill()
        self.data = restored
        self.server = suite.Server(self.data, *self.flags)
        self.assertIn("attachments 1", self.bundle("four.tar"))

        forgot = suite.run("backup", self.scratch.file("forgot"), "--data-dir", self.data)
        self.assertEqual(forgot.returncode, 1)
        self.assertIn("not in it", forgot.stdout)

    def test_what_is_wrong_stops_the_start_and_keys_are_never_shown(self):
        wrong = self.scratch.write("wrong", "aws_access_key_id = test:tester\naws_secret_access_key = guessed\n")
        for flags, named in ((["--s3-credentials", wrong], "--s3-credentials"),
                             (["--s3-credentials", "/not/there"], "--s3-credentials"),
                             (["--attachments-store", "s3://not-there"], "--attachments-store"),
                             (["--attachments-store", "s3://versioned"], "--attachments-store")):
            settings = dict(zip(self.flags[::2], self.flags[1::2]))
            settings.update(dict(zip(flags[::2], flags[1::2])))
            result = suite.run("serve", "--data-dir", self.scratch.file("other"), "--listen", "127.0.0.1:0",
                               *(part for pair in settings.items() for part in pair))
            self.assertEqual(result.returncode, 1, result.stderr)
            self.assertIn(named, result.stderr)
            self.assertNotIn("guessed", result.stderr)
        environment = {**suite.environment(), "AWS_ACCESS_KEY_ID": "test:tester", "AWS_SECRET_ACCESS_KEY": "guessed"}
        shown = suite.run("serve", "--help", env=environment)
        self.assertIn("--attachments-store", shown.stdout)
        self.assertNotIn("guessed", shown.stdout)


if __name__ == "__main__":
    unittest.main()
