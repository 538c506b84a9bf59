"""Services that meet over mutual TLS, and over a Unix socket: who gets in, and as whom."""

import os
import unittest

import grpc

import suite
from certificates import Authority, contents
from reflection import Client, Failure

REGION = "regions/east-midlands"


class MutualTlsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = suite.Folder()
        cls.authority = Authority(cls.folder, "ours")
        cls.evidence = cls.authority.issue("evidence", "URI:spiffe://peerchallenge/evidence")
        certificate, key = cls.authority.issue("scheduling", "DNS:localhost,IP:127.0.0.1")
        socket = "unix:" + cls.folder.file("scheduling.sock")
        cls.server = suite.scheduling(
            cls.folder.path, "--listen", socket, "--tls-cert", certificate, "--tls-key", key,
            "--tls-client-ca", cls.authority.certificate,
            "--client-certificate", f"spiffe://peerchallenge/evidence {suite.OFFICE[0]}",
            "--client-certificate", "system-of-lincolnshire "
            f"COUNCIL_SYSTEM@{REGION}/authorities/E10000019;as=HOST_COORDINATOR")
        cls.socket = socket
        cls.administrator = suite.token(cls.folder.path, "root", suite.ADMINISTRATOR)
        with Client(socket, cls.administrator) as client:
            client.call("DirectoryService/CreateRegion", {
                "regionId": "east-midlands", "region": {"displayName": "East Midlands"}})

    @classmethod
    def tearDownClass(cls):
        exit_code = cls.server.stop()
        cls.folder.close()
        assert exit_code == 0

    def client(self, identity, token=None, authority=None):
        certificate, key = identity or (None, None)
        client = Client(self.server.address, token, grpc.ssl_channel_credentials(
            contents((authority or self.authority).certificate),
            key and contents(key), certificate and contents(certificate)))
        self.addCleanup(client.channel.close)
        return client

    def region(self, client):
        return client.call("DirectoryService/GetRegion", {"name": REGION})["displayName"]

    def failure(self, client):
        with self.assertRaises((Failure, grpc.RpcError)) as raised:
            self.region(client)
        return raised.exception

    def test_a_certificate_is_the_caller_that_its_rule_names(self):
        self.assertEqual(self.region(self.client(self.evidence)), "East Midlands")

    def test_a_certificate_may_do_what_its_rule_grants_and_no_more(self):
        council = self.client(self.authority.issue("system-of-lincolnshire", "DNS:lincs.example"))
        self.assertEqual(self.region(council), "East Midlands")
        with self.assertRaises(Failure) as raised:
            council.call("DirectoryService/CreateRegion", {"regionId": "another"})
        self.assertEqual(raised.exception.reason, "PERMISSION_MISSING")

    def test_a_certificate_without_a_rule_is_nobody(self):
        failure = self.failure(self.client(self.authority.issue("visitor", "DNS:visitor.example")))
        self.assertEqual((failure.code, failure.reason), ("UNAUTHENTICATED", "CREDENTIALS_MISSING"))

    def test_a_token_says_who_calls_over_the_connection_of_another(self):
        client = self.client(self.evidence, self.administrator)
        created = client.call("DirectoryService/CreateRegion", {
            "regionId": "over-tls", "region": {"displayName": "Over TLS"}})
        self.assertEqual(created["name"], "regions/over-tls")

    def test_a_bad_token_is_not_made_good_by_a_certificate(self):
        failure = self.failure(self.client(self.evidence, "garbage"))
        self.assertEqual((failure.code, failure.reason), ("UNAUTHENTICATED", "TOKEN_INVALID"))

    def test_others_do_not_get_a_connection(self):
        stranger = Authority(self.folder, "theirs")
        refused = {
            "no certificate": self.client(None, self.administrator),
            "a certificate of another authority": self.client(
                stranger.issue("evidence", "URI:spiffe://peerchallenge/evidence")),
            "a certificate that is over": self.client(
                self.authority.issue("late", "URI:spiffe://peerchallenge/evidence", days="-1")),
            "a client that trusts another authority": self.client(self.evidence,
                                                                  authority=stranger)}
        for name, client in refused.items():
            with self.subTest(name):
                self.assertEqual(self.failure(client).code(), grpc.StatusCode.UNAVAILABLE)
        with self.subTest("no TLS"), Client(self.server.address, self.administrator) as plain:
            self.assertEqual(self.failure(plain).code(), grpc.StatusCode.UNAVAILABLE)
        self.assertEqual(self.region(self.client(self.evidence)), "East Midlands")

    def test_a_unix_socket_takes_tokens_and_no_certificate(self):
        with Client(self.socket, suite.token(self.folder.path, "x", suite.OFFICE)) as client:
            self.assertEqual(self.region(client), "East Midlands")
        with Client(self.socket) as stranger:
            self.assertEqual(self.failure(stranger).reason, "CREDENTIALS_MISSING")

    def test_the_command_line_shows_a_certificate(self):
        certificate, key = self.evidence
        flags = ["--server", self.server.address.replace("127.0.0.1", "localhost"),
                 "--data-dir", self.folder.file("nothing"), "--json"]
        known = suite.run("call", "DirectoryService/ListRegions", *flags,
                          "--tls-ca", self.authority.certificate,
                          "--tls-client-cert", certificate, "--tls-client-key", key)
        self.assertEqual((known.returncode, known.stderr), (0, ""))
        self.assertIn(REGION, known.stdout)
        unknown = suite.run("call", "DirectoryService/ListRegions", *flags,
                            "--tls-ca", self.authority.certificate)
        self.assertEqual((unknown.returncode, unknown.stderr), (5, ""))
        self.assertEqual(suite.json.loads(unknown.stdout)["error"]["reason"],
                         "DEPENDENCY_UNAVAILABLE")

    def test_a_server_that_others_reach_wants_client_certificates(self):
        result = suite.run("--data-dir", self.folder.file("other"), "--listen", "0.0.0.0:0",
                           program=suite.SCHEDULING)
        self.assertEqual(result.returncode, 2)
        self.assertIn("--tls-client-ca", result.stderr)
        self.assertNotIn("googleapis", result.stderr)  # a sentence, no encoded details


class TwoProcessesTest(unittest.TestCase):
    """Evidence in a process of its own, which scheduling knows by its certificate."""

    def setUp(self):
        self.folder = suite.Folder()
        self.addCleanup(self.folder.close)
        self.authority = Authority(self.folder, "ours")
        certificate, key = self.authority.issue("scheduling", "DNS:localhost,IP:127.0.0.1")
        self.scheduling = suite.scheduling(
            self.folder.file("scheduling"), "--tls-cert", certificate, "--tls-key", key,
            "--tls-client-ca", self.authority.certificate,
            "--client-certificate", "spiffe://peerchallenge/evidence SERVICE")
        self.addCleanup(self.scheduling.stop)

    def evidence(self, name):
        certificate, key = self.authority.issue(name, f"URI:spiffe://peerchallenge/{name}")
        server = suite.evidence(
            self.folder.file(name), "--scheduling", self.scheduling.address,
            "--scheduling-ca", self.authority.certificate,
            "--scheduling-cert", certificate, "--scheduling-key", key)
        self.addCleanup(server.stop)
        return server

    def grant(self, subject):
        administrator = suite.token(self.folder.file("scheduling"), "root", suite.ADMINISTRATOR)
        certificate, key = self.authority.issue("root", "DNS:root.example")
        client = Client(self.scheduling.address, administrator, grpc.ssl_channel_credentials(
            contents(self.authority.certificate), contents(key), contents(certificate)))
        self.addCleanup(client.channel.close)
        client.call("DirectoryService/GrantRole", {
            "parent": "regions/-", "roleGrant": {"subject": subject, "role": "ROLE_ADMINISTRATOR"}})

    def test_evidence_learns_who_is_who_by_its_certificate(self):
        self.grant("someone")
        evidence = self.evidence("evidence")
        self.assertIn("role_grants=1", evidence.log.first_with("relations_listed"))
        self.assertEqual(evidence.stop(), 0)

    def test_a_certificate_without_a_rule_learns_nothing(self):
        evidence = self.evidence("stranger")
        evidence.log.first_with("not_followed what=relations")
        self.assertEqual(evidence.stop(), 0)
        self.assertFalse([line for line in evidence.log.all() if "relations_listed" in line])

    def test_evidence_wants_to_know_where_scheduling_is(self):
        for flags, named in (((), "--scheduling"),
                             (("--scheduling", "unix:/s"), "--scheduling"),
                             (("--scheduling", self.scheduling.address), "--scheduling-cert")):
            with self.subTest(flags):
                result = suite.run("--data-dir", self.folder.file("other"),
                                   "--listen", "127.0.0.1:0", *flags, program=suite.EVIDENCE)
                self.assertEqual(result.returncode, 2)
                self.assertIn(named, result.stderr)


class UnixSocketTest(unittest.TestCase):
    def test_a_socket_left_by_a_killed_server_is_taken_over(self):
        folder = suite.Folder()
        self.addCleanup(folder.close)
        socket = "unix:" + folder.file("server.sock")
        first = suite.Server(folder.path, listen=socket)
        first.kill()
        self.assertTrue(os.path.exists(folder.file("server.sock")))
        second = suite.Server(folder.path, listen=socket)
        with Client(socket) as client:
            self.assertEqual(client.health(), 1)
        self.assertEqual(second.stop(), 0)


if __name__ == "__main__":
    unittest.main()
