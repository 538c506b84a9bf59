"""Two replicas of peerchallenge-scheduling on one PostgreSQL: they share all state and stand in for each other."""

import unittest

import suite
from postgres import Postgres
from reflection import Client, Failure
from writers import REGION, Writer, people

PROGRAMME = REGION + "/programmes/2012-13"


class ReplicasTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.postgres = Postgres()
        cls.folder = suite.Folder()  # of both: they share the key that signs tokens
        cls.one, cls.other = cls.replica(), cls.replica()
        suite.import_sample(cls.one)
        token = suite.token(cls.folder.path, "office", suite.BOTH)
        cls.at_one, cls.at_other = Client(cls.one.address, token), Client(cls.other.address, token)

    @classmethod
    def replica(cls):
        return suite.scheduling(cls.folder.path, "--database", cls.postgres.url)

    @classmethod
    def tearDownClass(cls):
        cls.at_one.channel.close()
        cls.at_other.channel.close()
        for replica in (cls.one, cls.other):
            replica.kill()
        cls.postgres.close()
        cls.folder.close()

    def people_again(self, client):
        """All people, by asking again as long as a connection waits to dial the database that has come back."""
        found = []

        def answered():
            try:
                found[:] = people(client)
            except Failure as failure:
                if failure.reason != "STORAGE_UNAVAILABLE":
                    raise
            return found
        suite.until(answered, "an answer after the database has come back")
        return found

    def rename(self, client, text):
        return client.call("ProgrammeService/UpdateProgramme", {
            "programme": {"name": PROGRAMME, "displayName": text}, "updateMask": "displayName"})

    def test_1_what_one_has_written_the_other_reads(self):
        self.assertEqual(people(self.at_one), people(self.at_other))
        self.assertEqual(len(people(self.at_other)), 90)
        self.assertEqual(
            self.rename(self.at_one, "written at one")["etag"],
            self.at_other.call("ProgrammeService/GetProgramme", {"name": PROGRAMME})["etag"])

    def test_2_a_page_token_of_one_is_good_at_the_other(self):
        first = self.at_one.call("DirectoryService/ListPeople", {"parent": REGION, "pageSize": 60})
        rest = self.at_other.call("DirectoryService/ListPeople", {
            "parent": REGION, "pageSize": 60, "pageToken": first["nextPageToken"]})
        self.assertGreaterEqual(len(rest["people"]), 30)

    def test_3_a_watch_of_one_sees_what_the_other_writes_and_resumes_there(self):
        request = {"parent": REGION, "resourceTypes": ["peerchallenge.scheduling.v1.Programme"]}
        watch = self.at_one.stream("ChangesService/Watch", request)
        next(watch)
        self.rename(self.at_other, "a")
        seen = next(watch)
        watch.close()
        self.rename(self.at_one, "b")
        resumed = self.at_other.stream("ChangesService/Watch",
                                       {**request, "resumeToken": seen["resumeToken"]})
        names = [step["change"]["resource"]["displayName"] for step in (seen, next(resumed))]
        resumed.close()
        self.assertEqual(names, ["a", "b"])

    def test_4_a_request_sent_to_both_acts_once(self):
        request = {"parent": REGION, "personId": "of-both", "requestId": "to-both",
                   "person": {"displayName": "Once", "role": "PARTNER"}}
        self.assertEqual(self.at_one.call("DirectoryService/CreatePerson", request),
                         self.at_other.call("DirectoryService/CreatePerson", request))

    def test_5_a_plan_of_one_is_watched_and_adopted_at_the_other(self):
        plan = self.at_one.call("ProgrammeService/StartPlan", {
            "parent": PROGRAMME, "options": {"timeLimit": "1s"}})
        steps = list(self.at_other.stream("ProgrammeService/WatchPlan", {"name": plan["name"]}))
        self.assertEqual(steps[-1]["state"], "STATE_SUCCEEDED")
        adopted = self.at_other.call("ProgrammeService/AdoptPlan", {"name": plan["name"]})
        year = self.at_one.call("ProgrammeService/GetYear", {"name": PROGRAMME})
        self.assertIn("adoptTime", adopted)
        self.assertTrue(all(entry["weekStartDate"] for entry in year["entries"]))

    def test_6_a_database_that_is_killed_is_told_of_and_comes_back_without_a_restart(self):
        writers = [Writer(self.at_one, "one"), Writer(self.at_other, "other")]
        suite.until(lambda: all(writer.acknowledged for writer in writers) and people(self.at_one),
                    "writes on both")
        self.postgres.order("kill")
        suite.until(lambda: all(writer.failures for writer in writers), "an error on both")
        with self.assertRaises(Failure) as raised:
            people(self.at_other)
        self.assertEqual((raised.exception.code, raised.exception.reason),
                         ("UNAVAILABLE", "STORAGE_UNAVAILABLE"))
        before = [len(writer.acknowledged) for writer in writers]
        self.postgres.order("restart")
        suite.until(lambda: all(len(writer.acknowledged) > count for writer, count in zip(
            writers, before)), "writes after the database has come back")
        for writer in writers:
            writer.finish()
        self.assertEqual({(failure.code, failure.reason)
                          for writer in writers for failure in writer.failures},
                         {("UNAVAILABLE", "STORAGE_UNAVAILABLE")})
        self.assertLessEqual({name for writer in writers for name in writer.acknowledged},
                             set(self.people_again(self.at_other)))
        self.assertTrue(self.one.is_up() and self.other.is_up())

    def test_7_a_replica_that_is_killed_loses_nothing_and_the_other_goes_on(self):
        writers = [Writer(self.at_one, "last"), Writer(self.at_other, "survivor")]
        suite.until(lambda: all(len(writer.acknowledged) > 5 for writer in writers) and
                    self.people_again(self.at_other), "writes on both")
        self.one.kill()
        count = len(writers[1].acknowledged)
        suite.until(lambda: len(writers[1].acknowledged) > count + 5 and self.people_again(self.at_other),
                    "writes after the other was killed")
        for writer in writers:
            writer.finish()
        self.assertEqual(writers[1].failures, [])
        self.assertLessEqual({name for writer in writers for name in writer.acknowledged},
                             set(self.people_again(self.at_other)))

    def test_8_a_replica_says_why_it_does_not_start_without_its_database(self):
        result = suite.run("--data-dir", self.folder.path, "--listen", "127.0.0.1:0", "--database",
                           f"postgresql:///nonsense?host={self.folder.path}",
                           program=suite.SCHEDULING)
        self.assertEqual(result.returncode, 1)
        self.assertIn("the database does not answer", result.stderr)
        self.assertIn("No such file or directory", result.stderr)


if __name__ == "__main__":
    unittest.main()
