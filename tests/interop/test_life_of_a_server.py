"""A server that stops, is killed, starts again, and meets another one on the same data."""

import signal
import unittest

import grpc

import suite
from reflection import Client, Failure
from writers import REGION, Writer, people


def rows(count):
    return "id,display_name,role\n" + "".join(f"row-{n},Row {n},PARTNER\n" for n in range(count))


class LifeOfAServerTest(unittest.TestCase):
    def setUp(self):
        self.folder = suite.Folder()
        self.addCleanup(self.folder.close)
        self.server = self.serve()
        self.token = suite.token(self.folder.path, "office", suite.BOTH)
        self.client = self.connect(self.server)
        self.client.call("DirectoryService/CreateRegion", {
            "regionId": "east-midlands", "region": {"displayName": "East Midlands"}})

    def serve(self, *flags):
        server = suite.Server(self.folder.path, *flags)
        self.addCleanup(lambda: server.is_up() and server.kill())
        return server

    def connect(self, server):
        client = Client(server.address, self.token)
        self.addCleanup(client.channel.close)
        return client

    def writers(self, steadfast=True):
        return [Writer(self.connect(self.server), f"w{number}", steadfast) for number in range(4)]

    def is_complete(self, client, writers):
        self.assertLessEqual({name for writer in writers for name in writer.acknowledged},
                             set(people(client)))

    def test_sigterm_lets_calls_finish_and_sends_watchers_elsewhere(self):
        watches = [self.client.open("ChangesService/Watch", {"parent": REGION}) for _ in range(3)]
        for watch in watches:
            next(watch)
        writers = self.writers(steadfast=False)
        suite.until(lambda: all(writer.acknowledged for writer in writers) and people(self.client),
                    "writes")
        running = self.client.start("DirectoryService/ImportPeople", {
            "parent": REGION, "csv": rows(1000)})
        self.client.call("DirectoryService/ListRegions", {})  # so the import has arrived
        self.server.signal(signal.SIGTERM)
        self.assertTrue(running.result(suite.PATIENCE).imported)
        for watch in watches:
            with self.assertRaises(grpc.RpcError) as raised:
                for _ in watch:
                    pass
            failure = Failure(raised.exception)
            self.assertEqual((failure.code, failure.reason), ("UNAVAILABLE", "DRAINING"))
        self.assertEqual(self.server.wait(), 0)
        for writer in writers:
            writer.finish()
        self.assertEqual([[(failure.code, failure.reason) for failure in writer.failures]
                          for writer in writers], [[("UNAVAILABLE", "DRAINING")]] * len(writers))
        again = self.connect(self.serve())
        self.is_complete(again, writers)
        self.assertIn("row-999", people(again))

    def test_kill_loses_no_acknowledged_write(self):
        writers = self.writers()
        suite.until(lambda: all(len(writer.acknowledged) > 10 for writer in writers) and people(
            self.client), "writes")
        self.server.kill()
        for writer in writers:
            writer.finish()
        self.is_complete(self.connect(self.serve()), writers)

    def test_a_watch_goes_on_after_a_kill_without_a_gap(self):
        watch = self.client.stream("ChangesService/Watch", {"parent": REGION})
        start = next(watch)["resumeToken"]
        writers = self.writers()
        suite.until(lambda: all(len(writer.acknowledged) > 10 for writer in writers) and people(
            self.client), "writes")
        self.server.kill()
        for writer in writers:
            writer.finish()
        again = self.connect(self.serve())
        missing = set(people(again))
        changes = again.stream("ChangesService/Watch", {"parent": REGION, "resumeToken": start})
        while missing:
            missing.discard(next(changes)["change"]["name"].split("/")[-1])
        changes.close()

    def test_a_call_that_waits_finds_the_server_when_it_comes(self):
        self.server.stop()
        address = self.server.address
        calls = [suite.start("call", *call, "--wait", "30s", "--server", address, "--data-dir",
                             self.folder.path)
                 for call in (["DirectoryService/ListRegions"],
                              ["scheduling.v1.ChangesService/Watch", f'{{"parent": "{REGION}"}}'])]
        self.server = suite.Server(self.folder.path, listen=address)
        self.addCleanup(self.server.stop)
        output, _ = calls[0].communicate(timeout=suite.PATIENCE)
        self.assertIn("regions/east-midlands", output)
        self.assertIn("resumeToken", calls[1].stdout.readline())
        calls[1].send_signal(signal.SIGINT)
        calls[1].communicate(timeout=suite.PATIENCE)
        self.assertEqual(calls[1].returncode, 0)

    def test_a_second_server_on_the_same_data_shares_it(self):
        other = self.connect(self.serve())
        watch = self.client.stream("ChangesService/Watch", {"parent": REGION})
        next(watch)
        writers = [Writer(self.client, "one"), Writer(other, "two")]
        suite.until(lambda: all(len(writer.acknowledged) > 10 for writer in writers) and people(
            other), "writes on both")
        for writer in writers:
            writer.finish()
        self.assertEqual([failure.message for writer in writers for failure in writer.failures], [])
        self.assertEqual(people(self.client), people(other))
        missing = set(people(other))
        while missing:
            missing.discard(next(watch)["change"]["name"].split("/")[-1])
        watch.close()

    def test_a_second_server_on_the_same_address_is_refused(self):
        for flags in ([], ["--log-file", self.folder.file("second.log")]):
            with self.subTest(flags=flags):
                result = suite.run("serve", "--data-dir", self.folder.path, "--listen",
                                   self.server.address, *flags)
                self.assertEqual(result.returncode, 1)
                self.assertIn(f"cannot listen on {self.server.address}: is it in use",
                              result.stderr)
        self.assertEqual(self.client.health(), 1)


if __name__ == "__main__":
    unittest.main()
