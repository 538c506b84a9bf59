"""The command line as people and scripts meet it: exit codes, JSON, terminals, pipes, signals, the environment."""

import json
import os
import signal
import subprocess
import unittest

import suite
from access_world import DIRECTOR, HOST, RECOMMENDATIONS, TEAM, Support, World
from access_world import Story as LetterStory
from terminal import Terminal

PROGRAMME = "east-midlands/2012-13"
DERBY = "east-midlands/derby-2012-13"
OK, FAILED, USAGE, UNREACHABLE, NOT_ALLOWED = 0, 1, 2, 5, 6

ASSURANCE_VISIT = {
    "programme": "regions/east-midlands/programmes/2012-13", "kind": "KIND_ASSURANCE_VISIT",
    "host": "regions/east-midlands/authorities/E06000017", "unannounced": True,
    "releaseTime": "2099-01-01T00:00:00Z", "needToKnow": ["an-officer"],
    "teamMin": 3, "teamMax": 4}

# Name, arguments, exit code, and a part of what is said (on standard error).
WRONG = [
    ("no command", [], USAGE, "A subcommand is required"),
    ("an unknown command", ["dance"], USAGE, "'dance' is no command of 'peerchallenge'"),
    ("an unknown command of a command", ["review", "dance"], USAGE,
     "'dance' is no command of 'peerchallenge review'"),
    ("an argument left out", ["review", "show"], USAGE, "REVIEW is required"),
    ("an unknown flag", ["review", "list", "east-midlands", "--dance"], USAGE, "--dance"),
    ("a value that does not fit", ["plan", "start", PROGRAMME, "--time-limit", "soon"], USAGE,
     "'soon' is not a time such as 10s"),
    ("a number below its range", ["watch", "--count", "-1"], USAGE,
     "--count: Value -1 not in range 0 to 1000000000"),
    ("a name that is none", ["review", "show", "a b"], USAGE, "got 'a b', wanted a name"),
    ("a file that is not there", ["review", "create", "east-midlands", "/nonexistent.json"], USAGE,
     "/nonexistent.json: No such file or directory"),
    ("a request that is no JSON", ["call", "ReviewService/GetReview", "{"], USAGE,
     "the request is not a GetReviewRequest as JSON"),
    ("a field that is none", ["call", "ReviewService/GetReview", '{"nme": "x"}'], USAGE,
     "unknown field 'nme'"),
    ("a method that is none", ["call", "ReviewService/GetReviw"], USAGE,
     "did you mean peerchallenge.scheduling.v1.ReviewService/"),
    ("a role that is none", ["token", "--subject", "x", "--role", "GOD"], USAGE, "got 'GOD'"),
    ("a folder that is not there", ["token", "--subject", "x", "--role", "ADMINISTRATOR",
                                    "--data-dir", "/nonexistent"], FAILED,
     "/nonexistent/token-key.pem: No such file or directory"),
    ("a review that is not there", ["review", "show", "east-midlands/nothing"], FAILED,
     "NOT_FOUND (RESOURCE_NOT_FOUND)"),
    ("a step too early", ["review", "start", DERBY], FAILED,
     "FAILED_PRECONDITION (WRONG_STATE)"),
    ("a team that breaks rules", ["review", "team", DERBY, "--week", "2012-10-01",
                                  "--member", "em-014"], FAILED, "P3  regions/east-midlands/reviews"),
    ("a stale etag", ["review", "cancel", DERBY, "--reason", "x", "--etag", "stale"], FAILED,
     "ABORTED (ETAG_MISMATCH)"),
    ("a server that is not there", ["review", "list", "east-midlands", "--server", "127.0.0.1:1"],
     UNREACHABLE, "no answer from 127.0.0.1:1"),
    ("a server that speaks no TLS", ["review", "list", "east-midlands", "--tls"], UNREACHABLE,
     "UNAVAILABLE"),
    ("a bad token", ["review", "list", "east-midlands", "--token", "x"], NOT_ALLOWED,
     "UNAUTHENTICATED (TOKEN_INVALID)"),
    ("a role without the permission", ["plan", "start", PROGRAMME, "--act-as",
                                       "REVIEWER@regions/east-midlands"], NOT_ALLOWED,
     "PERMISSION_DENIED (PERMISSION_MISSING)"),
]

# Commands whose output is JSON, in an order in which each succeeds.
JSON_COMMANDS = [
    ["call", "--list"], ["call", "ReviewService/GetReview", "--describe"],
    ["call", "DirectoryService/GetRegion", '{"name": "regions/east-midlands"}'],
    ["completion", "bash"], ["token", "--subject", "x", "--role", "ADMINISTRATOR"],
    ["import", "sample", suite.SAMPLE], ["review", "list", "east-midlands"],
    ["review", "show", "east-midlands/lincolnshire-2012"],
    ["plan", "start", PROGRAMME, "--time-limit", "1s", "--adopt"], ["plan", "show", PROGRAMME],
    ["plan", "cancel", PROGRAMME], ["plan", "year", PROGRAMME], ["plan", "watch", PROGRAMME],
    ["plan", "explain", PROGRAMME, "--review", "derby-2012-13"],
]


class CommandLineTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = suite.Folder()
        cls.server = suite.Server(cls.folder.path)
        suite.import_sample(cls.server)

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()
        cls.folder.close()

    def settings(self):
        """Server and data folder by the environment, as a user would set them."""
        return {**suite.environment(), "PEERCHALLENGE_SERVER": self.server.address,
                "PEERCHALLENGE_DATA_DIR": self.folder.path}

    def run_command(self, *arguments, **options):
        return suite.run(*arguments, env=self.settings(), **options)

    def must(self, *arguments, **options):
        return suite.must(*arguments, env=self.settings(), **options)

    def review(self, *arguments, **options):
        return json.loads(self.must("review", *arguments, "--json", **options))

    def test_errors_have_their_exit_code_and_say_what_is_wrong(self):
        for name, arguments, code, text in WRONG:
            with self.subTest(name):
                result = self.run_command(*arguments)
                self.assertEqual((result.returncode, result.stdout), (code, ""), result.stderr)
                self.assertIn(text, result.stderr)
                self.assertLess(len(result.stderr), 3000)
                self.assertNotRegex(result.stderr, r"^[EWI]\d{4} ")  # nothing of the library's own

    def test_errors_are_json_where_that_was_asked_for(self):
        one_of_each_code = {row[2]: row for row in WRONG}
        for name, arguments, code, _ in one_of_each_code.values():
            with self.subTest(name):
                result = self.run_command(*arguments, "--json")
                self.assertEqual((result.returncode, result.stderr), (code, ""))
                self.assertTrue(json.loads(result.stdout)["error"]["message"])

    def test_results_are_json_where_that_was_asked_for(self):
        for arguments in JSON_COMMANDS:
            with self.subTest(" ".join(arguments[:3])):
                result = self.run_command(*arguments, "--json")
                self.assertEqual(result.returncode, OK, result.stdout + result.stderr)
                json.loads(result.stdout)

    def test_help_of_every_command_names_its_exit_codes(self):
        for arguments in ([], ["review", "team"], ["plan", "start"], ["watch"], ["token"],
                          ["import", "people"], ["call"], ["serve"]):
            with self.subTest(" ".join(arguments)):
                self.assertIn("5  no server answers", self.must(*arguments, "--help"))
        for program in (suite.SCHEDULING, suite.EVIDENCE, suite.RECOMMENDATIONS):
            with self.subTest(program):
                shown = suite.run("--help", program=program)
                self.assertEqual(shown.returncode, OK)
                self.assertIn("1  did not start", shown.stdout)

    def test_a_flag_beats_the_environment(self):
        for arguments in (["review", "list", "east-midlands"], ["plan", "show", PROGRAMME],
                          ["import", "sample", suite.SAMPLE], ["call", "DirectoryService/ListRegions"],
                          ["watch", "--parent", "east-midlands"]):
            with self.subTest(arguments[0]):
                result = self.run_command(*arguments, "--server", "127.0.0.1:1")
                self.assertEqual(result.returncode, UNREACHABLE, result.stdout)

    def test_a_setting_of_another_command_is_not_looked_at(self):
        result = suite.run("review", "list", "east-midlands",
                           env={**self.settings(), "PEERCHALLENGE_TIME_LIMIT": "nonsense"})
        self.assertEqual(result.returncode, OK, result.stderr)

    def test_a_visit_by_hand_from_creation_to_release(self):
        created = self.review("create", "east-midlands", "-", input=json.dumps(ASSURANCE_VISIT))
        name = created["name"].replace("regions/", "").replace("/reviews", "")
        self.addCleanup(self.must, "review", "cancel", name, "--reason", "only a test")
        scope = {"lines": [{"id": "k", "question": "How safe?"}]}
        self.assertEqual(self.review("scope", name, "-", input=json.dumps(scope))["state"],
                         "STATE_SCOPED")
        team = self.review("team", name, "--week", "2012-10-01", "--member", "em-001",
                           "--member", "em-012", "--member", "em-041=REVIEW_MANAGER")
        self.assertEqual([member["duty"] for member in team["team"]],
                         ["DUTY_LEAD", "DUTY_REVIEWER", "DUTY_REVIEW_MANAGER"])
        self.review("invite", name, "--etag", team["etag"])
        self.review("accept", name, "em-001")
        declined = self.review("decline", name, "em-012", "--reason", "on leave")
        self.assertEqual([member["state"] for member in declined["team"]][:3],
                         ["STATE_ACCEPTED", "STATE_DECLINED", "STATE_INVITED"])
        suggestions = self.review("suggest", name, "em-012")["suggestions"]
        self.review("replace", name, "em-012", suggestions[0]["person"].split("/")[-1])
        self.assertTrue(self.review("release", name)["released"])
        host = ["--act-as", "HOST_DIRECTOR@regions/east-midlands/authorities/E06000017"]
        objected = self.review("object", name, "em-041", "--reason", "a neighbour", *host)
        self.assertTrue(objected["objectionUsed"])
        self.assertEqual(self.run_command("review", "release", name).returncode, FAILED)

    def test_progress_is_lines_in_a_pipe_and_a_bar_on_a_terminal(self):
        start = ["plan", "start", PROGRAMME, "--time-limit", "1s", "--watch"]
        piped = self.run_command(*start)
        self.assertEqual(piped.returncode, OK)
        self.assertRegex(piped.stderr, r"^((no plan yet|best [\d,]+  bound .*)  [\d.]+ s\n)+$")
        terminal = Terminal(suite.COMMAND, *start, env=self.settings())
        self.assertEqual(terminal.finish(), OK)
        self.assertRegex(terminal.text, r"\r\x1b\[K\[#*\.*\] (no plan yet|best [\d,]+)")
        self.assertNotRegex(terminal.text.rsplit("\x1b[K", 1)[1], r"\[#")  # the bar has gone

    def test_ctrl_c_leaves_a_plan_running(self):
        start = ["plan", "start", PROGRAMME, "--time-limit", "60s", "--watch"]
        terminal = Terminal(suite.COMMAND, *start, env=self.settings())
        terminal.await_text("no plan yet")
        self.server.signal(signal.SIGSTOP)  # so that the plan is not done before the key is pressed
        terminal.type("\x03")
        self.server.signal(signal.SIGCONT)
        self.assertEqual(terminal.finish(), FAILED)
        self.assertIn("goes on; 'peerchallenge plan watch", terminal.text)
        self.must("plan", "watch", PROGRAMME)
        # What has ended is returned by cancel as it is: the key did not end it.
        plan = json.loads(self.must("plan", "cancel", PROGRAMME, "--json"))
        self.assertEqual(plan["state"], "STATE_SUCCEEDED")

    def test_ctrl_c_ends_a_watch_with_the_token_to_go_on_with(self):
        terminal = Terminal(suite.COMMAND, "watch", "--parent", "east-midlands",
                            env=self.settings())
        # It shows nothing before the first change, so changes are made until one shows.
        def changed():
            self.must("call", "ProgrammeService/UpdateProgramme", json.dumps(
                {"programme": {"name": "regions/east-midlands/programmes/2012-13",
                               "displayName": str(os.urandom(4).hex())}}))
            return terminal.shows("UPDATED")
        suite.until(changed, "a change")
        terminal.type("\x03")
        self.assertEqual(terminal.finish(), OK)
        self.assertIn("resume with --resume ", terminal.text)

    def test_a_reader_that_has_seen_enough_ends_the_command(self):
        listing = subprocess.Popen([suite.COMMAND, "call", "--list"], stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, env=self.settings())
        listing.stdout.close()
        _, said = listing.communicate(timeout=suite.PATIENCE)
        self.assertEqual((listing.returncode, said), (-signal.SIGPIPE, b""))

    def test_output_that_cannot_be_written_is_a_failure(self):
        commands = [["call", "--list"], ["review", "list", "east-midlands"],
                    ["review", "list", "east-midlands", "--json"], ["--help"],
                    ["import", "sample", suite.SAMPLE],
                    ["call", "scheduling.v1.ChangesService/Watch", '{"parent": "regions/east-midlands"}']]
        for arguments in commands:
            with self.subTest(" ".join(arguments[:2])), open("/dev/full", "w",
                                                             encoding="ascii") as full:
                result = subprocess.run(
                    [suite.COMMAND, *arguments], stdout=full, stderr=subprocess.PIPE, text=True,
                    env=self.settings(), timeout=suite.PATIENCE, check=False)
                self.assertEqual(result.returncode, FAILED)
                self.assertIn("the output could not be written", result.stderr)

    def test_people_with_a_bad_row_are_not_imported(self):
        rows = "id,display_name,role\nnew-1,New 1,PARTNER\nNEW 2,New 2,PARTNER\n"
        result = self.run_command("import", "people", "east-midlands", "-", "--json", input=rows)
        self.assertEqual(result.returncode, FAILED)
        self.assertNotIn("imported", json.loads(result.stdout))
        good = self.must("import", "people", "east-midlands", "-", input=rows.replace("NEW 2", "new-2"))
        self.assertEqual(good, "imported: 2 created\n")


class LongListsTest(unittest.TestCase):
    def test_all_corrections_are_listed_however_many_pages_they_take(self):
        world = World()
        self.addCleanup(world.close)
        letter = LetterStory(world, world.add_review(HOST, "2012-10-01", TEAM, "lin"), TEAM)
        Support(world).propose()
        for step in (letter.capture, letter.draft, letter.share):
            step()
        for number in range(210):
            world.must(DIRECTOR, RECOMMENDATIONS + "LetterService/SubmitCorrection", {
                "parent": letter.names["letter"], "correctionId": f"c{number}", "correction": {
                    "paragraph": letter.names["paragraph"], "kind": "KIND_FACT", "reason": "It is not so."}})
        listed = json.loads(suite.must("letter", "corrections", "em/lin", "--json", "--as", TEAM.lead[0],
                                       "--server", world.server.address, "--data-dir", world.folder.path))
        self.assertEqual(len(listed["corrections"]), 211)


if __name__ == "__main__":
    unittest.main()
