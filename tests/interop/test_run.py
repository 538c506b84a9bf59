"""`./run` as its reader tries it: again, elsewhere, on a taken port, and stopped with Ctrl-C."""

import os
import socket
import subprocess
import time
import unittest
from xml.etree import ElementTree

import suite
from terminal import Terminal

RUN = os.path.join(suite.REPOSITORY, "run")


class RunTest(unittest.TestCase):
    def setUp(self):
        self.folder = suite.Folder()
        self.addCleanup(self.folder.close)

    def settings(self, **more):
        return {**suite.environment(), "PEERCHALLENGE_BINARIES": suite.BINARIES,
                "PEERCHALLENGE_DATA_DIR": "data", "PEERCHALLENGE_LISTEN": "127.0.0.1:0",
                "PEERCHALLENGE_STEP_LIMIT": "20000", **more}

    def exit_after_the_job(self, **settings):
        """Started elsewhere, with folders that are named from there."""
        binaries = os.path.relpath(suite.BINARIES, self.folder.path)
        return suite.run("--exit", program=RUN, cwd=self.folder.path,
                         env=self.settings(PEERCHALLENGE_BINARIES=binaries, **settings))

    def test_a_second_run_keeps_what_the_first_has_made(self):
        first = self.exit_after_the_job()
        self.assertEqual(first.returncode, 0, first.stderr)
        self.assertIn("regions/east-midlands/people: 90 created", first.stdout)
        self.assertIn("WHO HOSTS WHEN", first.stdout)
        self.assertIn("1 delivered, 1 improved", first.stdout)
        self.assertIn("4 authorities had a letter.", first.stdout)
        for stands in ("consented", "agreed"):
            self.assertRegex(first.stdout, rf"(?m)^\S+ +{stands} .* consented +consented ")
        self.assertTrue(os.path.exists(self.folder.file("data/scheduling.db")))
        second = self.exit_after_the_job()
        self.assertEqual(second.returncode, 0, second.stderr)
        self.assertNotIn("created", second.stdout)
        self.assertEqual(self.year_in(second.stdout), self.year_in(first.stdout))

    def test_the_year_and_the_visit_are_there_as_pictures(self):
        self.assertEqual(self.exit_after_the_job().returncode, 0)
        for name, text in [("year", "Lincolnshire"), ("visit", "Team briefing")]:
            picture = ElementTree.parse(self.folder.file(f"data/{name}.svg")).getroot()
            self.assertEqual(picture.tag, "{http://www.w3.org/2000/svg}svg")
            self.assertIn(text, "".join(picture.itertext()))

    def year_in(self, output):
        return output[output.index("WHO HOSTS WHEN"):output.index("/reviews/lincolnshire-2012/")]

    def test_a_taken_port_is_told_of_at_once(self):
        with socket.create_server(("127.0.0.1", 0)) as other:
            taken = f"127.0.0.1:{other.getsockname()[1]}"
            began = time.monotonic()
            result = self.exit_after_the_job(PEERCHALLENGE_LISTEN=taken)
        self.assertEqual(result.returncode, 1)
        self.assertIn(f"cannot listen on {taken}: is it in use", result.stderr)
        self.assertIn("PEERCHALLENGE_LISTEN=127.0.0.1:0 ./run", result.stderr)
        self.assertLess(time.monotonic() - began, 20)  # not the client's patience of 30 s

    def test_what_it_says_to_try_next_works_until_ctrl_c_stops_the_server_too(self):
        folder = self.folder.file("data")
        terminal = Terminal(RUN, env=self.settings(PEERCHALLENGE_DATA_DIR=folder))
        begin = terminal.await_text("Next:\r\n")
        end = terminal.await_text("Guides:", begin)
        terminal.await_text("Ctrl-C stops it.", end)
        to_try = [line for line in terminal.text[begin:end].splitlines() if line.startswith("  ")]
        self.assertGreater(len(to_try), 5)
        for command in to_try:
            with self.subTest(command):
                result = subprocess.run(command, shell=True, capture_output=True, text=True,
                                        timeout=suite.PATIENCE, env=suite.environment(), check=False)
                self.assertEqual(result.returncode, 0, result.stderr)
        terminal.type("\x03")
        self.assertEqual(terminal.finish(), 130)
        with open(os.path.join(folder, "server.log"), encoding="utf-8") as log:
            self.assertIn(" stopped\n", log.read())

    def test_an_unknown_argument_is_refused(self):
        result = subprocess.run([RUN, "--dance"], capture_output=True, text=True, check=False)
        self.assertEqual(result.returncode, 2)
        self.assertIn("'--dance'", result.stderr)


if __name__ == "__main__":
    unittest.main()
