"""Wrong input from outside gets its code, reason and field, and the server neither falls nor swells."""

import unittest

import grpc

import suite
from postgres import Postgres
from reflection import Client, Failure

REGION = "regions/east-midlands"
PROGRAMME = REGION + "/programmes/2012-13"
DERBY = REGION + "/authorities/E06000015"
MEBIBYTE = 1 << 20

# Together they hold every permission somewhere.
EVERYBODY = suite.BOTH + [role + "@" + REGION for role in ("REVIEWER", "REGIONAL_BOARD", "AUDITOR")] + [
    role + "@" + DERBY for role in ("HOST_DIRECTOR", "HOST_COORDINATOR", "SCRUTINY_OFFICER")] + ["SERVICE"]

# What a name is not, wherever it stands.
NO_NAMES = {"long": "/" * 100_000, "with a NUL": REGION + "\0"}

# 10 KB for a watcher to read.
AWAY = [{"startDate": "2012-10-01", "endDate": "2012-10-02"}] * 400

# What the server may have gained after all that is below: buffers that libraries keep for later.
TOLERATED_GROWTH = 150 * MEBIBYTE


def review(**members):
    return {"parent": REGION, "review": {"programme": PROGRAMME, "host": DERBY,
                                         "kind": "KIND_PEER_CHALLENGE", **members}}


def person(person_id="new", **members):
    return {"parent": REGION, "personId": person_id,
            "person": {"displayName": "New", "role": "PARTNER", **members}}


def programme(**members):
    return {"parent": REGION, "programmeId": "y",
            "programme": {"displayName": "x", "startDate": "2013-09-02", "endDate": "2014-06-27",
                          **members}}


def update(mask=None, **members):
    request = {"programme": {"name": PROGRAMME, "displayName": "x", **members}}
    return {**request, "updateMask": mask} if mask else request


def text_field(size):
    """Field 1 of `size` letters, in protobuf's binary form."""
    length, rest = b"", size
    while rest > 0x7F:
        length, rest = length + bytes([rest & 0x7F | 0x80]), rest >> 7
    return b"\x0a" + length + bytes([rest]) + b"a" * size


# Name, method, request, code, reason, fields.
REQUESTS = [
    ("an enum's unknown number", "ReviewService/CreateReview", review(kind=99),
     "INVALID_ARGUMENT", "FIELD_INVALID", ["review.kind"]),
    ("an enum left out", "ReviewService/CreateReview", review(kind=0),
     "INVALID_ARGUMENT", "FIELD_INVALID", ["review.kind"]),
    ("a negative page size", "DirectoryService/ListPeople", {"parent": REGION, "pageSize": -5},
     "INVALID_ARGUMENT", "FIELD_INVALID", ["page_size"]),
    ("a page token of nobody", "DirectoryService/ListPeople",
     {"parent": REGION, "pageToken": "garbage"}, "INVALID_ARGUMENT", "PAGE_TOKEN_INVALID", []),
    ("a resume token of nobody", "ChangesService/Watch",
     {"parent": REGION, "resumeToken": "garbage"}, "INVALID_ARGUMENT", "RESUME_TOKEN_INVALID", []),
    ("a watch of no region", "ChangesService/Watch", {"parent": "east-midlands"},
     "INVALID_ARGUMENT", "FIELD_INVALID", ["parent"]),
    ("a watch of a type that is none", "ChangesService/Watch",
     {"parent": REGION, "resourceTypes": ["Review"]},
     "INVALID_ARGUMENT", "FIELD_INVALID", ["resource_types"]),
    ("dates that are none", "ProgrammeService/CreateProgramme",
     programme(startDate="2013-02-30", endDate="2013-13-01"),
     "INVALID_ARGUMENT", "FIELD_INVALID", ["programme.start_date", "programme.end_date"]),
    ("a stale etag", "ProgrammeService/UpdateProgramme", update(etag="stale"),
     "ABORTED", "ETAG_MISMATCH", []),
    ("an unknown path in the mask", "ProgrammeService/UpdateProgramme", update("noSuchField"),
     "INVALID_ARGUMENT", "FIELD_INVALID", ["update_mask"]),
    ("an output-only path in the mask", "ProgrammeService/UpdateProgramme", update("createTime"),
     "INVALID_ARGUMENT", "FIELD_INVALID", ["update_mask"]),
    ("a request id of other characters", "DirectoryService/CreatePerson",
     {**person(), "requestId": "not this one"}, "INVALID_ARGUMENT", "FIELD_INVALID", ["request_id"]),
    ("a taken id", "DirectoryService/CreatePerson", person("em-001"),
     "ALREADY_EXISTS", "RESOURCE_EXISTS", []),
    ("a reference to nothing", "DirectoryService/CreatePerson",
     person(authority=REGION + "/authorities/E99999999"),
     "FAILED_PRECONDITION", "REFERENCE_BROKEN", []),
    ("bytes that are no message", "DirectoryService/GetPerson", b"\xff\xff\xff\xff",
     "INVALID_ARGUMENT", "MALFORMED_REQUEST", []),
    ("a message cut short", "DirectoryService/GetPerson", b"\x0a\x40abc",
     "INVALID_ARGUMENT", "MALFORMED_REQUEST", []),
    ("text that is not UTF-8", "DirectoryService/GetPerson", b"\x0a\x04\xff\xfe\xfd\xfc",
     "INVALID_ARGUMENT", "MALFORMED_REQUEST", []),
    ("groups in groups, 10,000 deep", "DirectoryService/GetPerson", b"\x0b" * 10000,
     "INVALID_ARGUMENT", "MALFORMED_REQUEST", []),
    ("groups in groups, well closed", "DirectoryService/GetPerson", b"\x0b" * 500 + b"\x0c" * 500,
     "INVALID_ARGUMENT", "MALFORMED_REQUEST", []),
    ("an empty name", "DirectoryService/GetPerson", {},
     "INVALID_ARGUMENT", "FIELD_INVALID", ["name"]),
    ("an empty name of a review", "ReviewService/GetReview", {},
     "INVALID_ARGUMENT", "FIELD_INVALID", ["name"]),
    ("a name of 4 MB of slashes", "TimetableService/DeleteVenue", {"name": "/" * 4_190_000},
     "INVALID_ARGUMENT", "FIELD_INVALID", ["name"]),
    ("a mask of 200,000 paths", "ProgrammeService/UpdateProgramme",
     update(",".join(["displayName"] * 200_000)), "INVALID_ARGUMENT", "FIELD_INVALID", ["update_mask"]),
    ("a reference with a zero byte", "DirectoryService/CreatePerson", person(authority="regions/\0"),
     "INVALID_ARGUMENT", "FIELD_INVALID", ["person.authority"]),
    ("a name of a megabyte", "DirectoryService/GetPerson",
     {"name": REGION + "/people/" + "a" * 1_000_000}, "INVALID_ARGUMENT", "FIELD_INVALID", ["name"]),
    ("a name with a zero byte", "DirectoryService/GetPerson", {"name": REGION + "/people/\0"},
     "INVALID_ARGUMENT", "FIELD_INVALID", ["name"]),
    ("an id of a megabyte", "DirectoryService/CreatePerson", person("a" * 1_000_000),
     "INVALID_ARGUMENT", "FIELD_INVALID", ["person_id"]),
    ("a text of a megabyte", "DirectoryService/CreatePerson", person(displayName="a" * 1_000_000),
     "INVALID_ARGUMENT", "FIELD_INVALID", ["person.display_name"]),
    ("a text with escape sequences", "DirectoryService/CreatePerson",
     person(displayName="a\0b\x1b[31m"), "INVALID_ARGUMENT", "FIELD_INVALID",
     ["person.display_name"]),
    ("a message of 5 MB", "DirectoryService/GetPerson", text_field(5 * MEBIBYTE),
     "RESOURCE_EXHAUSTED", "REQUEST_TOO_LARGE", []),
    # Beyond what gRPC takes at all: it answers by itself, without a reason.
    ("a message of 17 MB", "DirectoryService/GetPerson", text_field(17 * MEBIBYTE),
     "RESOURCE_EXHAUSTED", None, []),
]

# Name, path of the method, code, reason.
METHODS = [
    ("a method that is none", "/peerchallenge.scheduling.v1.ReviewService/Nonsense",
     "UNIMPLEMENTED", "METHOD_UNKNOWN"),
    ("a service that is none", "/nonsense.v1.Nonsense/Nonsense", "UNIMPLEMENTED", "METHOD_UNKNOWN"),
    ("a path that is none", "/", "UNIMPLEMENTED", "METHOD_UNKNOWN"),
    ("a path of 5 KB", "/" + "x" * 5000, "UNIMPLEMENTED", "METHOD_UNKNOWN"),
]

# Name, headers, and the code of the answer; None = the call succeeds, what the header says is not for the server.
HEADERS = [
    ("10 KB", [("x-junk", "a" * 10_000)], None),
    ("binary", [("x-junk-bin", bytes(range(256)) * 8)], None),
    ("500 of them", [(f"x-junk-{i}", "a") for i in range(500)], None),
    ("a request id of 10 KB", [("x-request-id", "a" * 10_000)], None),
    ("a trace context that is none", [("traceparent", "zz")], None),
    ("more than 64 KiB", [("x-junk", "a" * 70_000)], "RESOURCE_EXHAUSTED"),
]


def bad_tokens(good, folder, foreign):
    """Name, token, reason."""
    def signed(header=None, **claims):
        return suite.forged(good, folder, header=header, claims=claims)

    header, _, signature = good.split(".")
    of_root = ".".join([header, suite.forged(good, claims={"sub": "root"}).split(".")[1], signature])
    return [
        ("none", None, "CREDENTIALS_MISSING"),
        ("no token at all", "garbage", "TOKEN_INVALID"),
        ("three parts of nothing", "a.b.c", "TOKEN_INVALID"),
        ("20 KB", "a" * 20_000, "TOKEN_INVALID"),
        ("signed by another installation", foreign, "TOKEN_INVALID"),
        ("not signed, and says so", suite.forged(good, header={"alg": "none"}), "TOKEN_INVALID"),
        ("signed in another way than it says", signed(header={"alg": "HS256"}), "TOKEN_INVALID"),
        ("changed after it was signed", of_root, "TOKEN_INVALID"),
        ("of an unknown key", signed(header={"kid": "another"}), "TOKEN_INVALID"),
        ("with a critical extension", signed(header={"crit": ["x"], "x": 1}), "TOKEN_INVALID"),
        ("its time is over", signed(iat=999_999_000, exp=1_000_000_000), "TOKEN_EXPIRED"),
        ("its time has not begun", signed(iat=4_000_000_000, exp=4_000_003_600), "TOKEN_EXPIRED"),
        ("good for ever", signed(exp=9_999_999_999), "TOKEN_INVALID"),
        ("for someone else", signed(aud="another"), "TOKEN_INVALID"),
        ("of an unknown issuer", signed(iss="another"), "TOKEN_INVALID"),
        ("of nobody", signed(sub=""), "TOKEN_INVALID"),
        ("with a role that is none", signed(roles=["EVERYTHING"]), "TOKEN_INVALID"),
    ]


def field_and_value(name, value):
    """A text field of a request in protobuf's binary form."""
    return bytes([name << 3 | 2, len(value)]) + value


# A log asked for up to the second 2^63 - 1.
NO_TIME = field_and_value(1, REGION.encode()) + field_and_value(5, b"\x08" + b"\xff" * 8 + b"\x7f")


class EveryMethod:
    """What no method of any service takes, whatever keeps the data; of a test case with a `server` and its `folder`."""

    def fields_of_names(self, client):
        """A method and the path to a name in its request, each."""
        for service in client.services():
            if not service.startswith("peerchallenge."):
                continue
            for method in client.methods(service):
                for field in method.input_type.fields:
                    if field.name in ("name", "parent"):
                        yield method, [field.name]
                    elif field.message_type and field.label != field.LABEL_REPEATED:
                        if "name" in field.message_type.fields_by_name:
                            yield method, [field.name, "name"]

    def test_no_name_is_long_or_has_a_nul(self):
        with Client(self.server.address, suite.token(self.folder.path, "everybody", EVERYBODY)) as client:
            tried = 0
            for method, path in self.fields_of_names(client):
                for what, value in NO_NAMES.items():
                    request = {path[-1]: value}
                    for outer in path[-2::-1]:
                        request = {outer: request}
                        for beside in {"name", "parent"} & set(method.input_type.fields_by_name):
                            request[beside] = REGION
                    with self.subTest(method.full_name, path=path, name=what):
                        name = f"{method.containing_service.full_name}/{method.name}"
                        with self.assertRaises(Failure) as raised:
                            client.begin(name, request).answers(1)
                        failure = raised.exception
                        self.assertEqual((failure.code, failure.reason, failure.fields),
                                         ("INVALID_ARGUMENT", "FIELD_INVALID", [".".join(path)]), failure)
                        tried += 1
            self.assertGreater(tried, 300)

    def test_no_time_is_beyond_protobufs(self):
        with Client(self.server.address, suite.token(self.folder.path, "everybody", EVERYBODY)) as client:
            for package in ("scheduling", "evidence", "recommendations"):
                with self.subTest(package):
                    with self.assertRaises(Failure) as raised:
                        client.call(f"peerchallenge.{package}.v1.AuditService/ListAuditEntries", NO_TIME)
                    self.assertEqual((raised.exception.reason, raised.exception.fields),
                                     ("FIELD_INVALID", ["end_time"]))


class OnPostgresTest(EveryMethod, unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.postgres = Postgres()
        cls.folder = suite.Folder()
        cls.server = suite.Server(cls.folder.path, "--database", cls.postgres.url)

    @classmethod
    def tearDownClass(cls):
        exit_code = cls.server.stop()
        cls.postgres.close()
        cls.folder.close()
        assert exit_code == 0, f"the server ended with {exit_code}"


class WrongInputTest(EveryMethod, unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = suite.Folder()
        cls.server = suite.Server(cls.folder.path)
        suite.import_sample(cls.server)
        cls.token = suite.token(cls.folder.path, "office", suite.BOTH)
        cls.client = Client(cls.server.address, cls.token)
        cls.before = cls.server.resident_bytes()

    @classmethod
    def tearDownClass(cls):
        growth = cls.server.resident_bytes() - cls.before
        cls.client.channel.close()
        exit_code = cls.server.stop()
        cls.folder.close()
        assert growth < TOLERATED_GROWTH, f"the server grew by {growth >> 20} MiB"
        assert exit_code == 0, f"the server ended with {exit_code}"

    def as_caller(self, subject, grants):
        client = Client(self.server.address, suite.token(self.folder.path, subject, grants))
        self.addCleanup(client.channel.close)
        return client

    def refused(self, call):
        with self.assertRaises(Failure) as raised:
            call()
        return raised.exception

    def sent(self, client, name, request):
        if not client.method(name).server_streaming:
            return client.call(name, request)
        return next(client.stream(name, request))

    def raw(self, path, metadata=()):
        """A call without a type, on a connection of its own; None for success."""
        with Client(self.server.address, self.token) as client:
            try:
                client.channel.unary_unary(path)(b"", timeout=30, metadata=client.metadata(metadata))
                return None
            except grpc.RpcError as error:
                return Failure(error)

    def is_well(self):
        self.assertEqual(len(self.client.call("DirectoryService/ListRegions", {})["regions"]), 1)

    def test_requests(self):
        for name, method, request, code, reason, fields in REQUESTS:
            with self.subTest(name):
                failure = self.refused(lambda m=method, r=request: self.sent(self.client, m, r))
                self.assertEqual((failure.code, failure.reason, failure.fields),
                                 (code, reason, fields), failure)
                self.assertLess(len(failure.message), 1100)
        self.is_well()

    def test_methods(self):
        for name, path, code, reason in METHODS:
            with self.subTest(name):
                failure = self.raw(path)
                self.assertEqual((failure.code, failure.reason), (code, reason))
        self.is_well()

    def test_headers(self):
        for name, metadata, code in HEADERS:
            with self.subTest(name):
                failure = self.raw("/peerchallenge.scheduling.v1.DirectoryService/ListRegions",
                                   metadata)
                self.assertEqual(failure and failure.code, code)
        self.is_well()

    def test_tokens(self):
        elsewhere = suite.Folder()
        self.addCleanup(elsewhere.close)
        foreign = suite.token(elsewhere.path, "office", suite.BOTH)
        for name, token, reason in bad_tokens(self.token, self.folder.path, foreign):
            with self.subTest(name), Client(self.server.address, token) as stranger:
                failure = self.refused(lambda: stranger.call("DirectoryService/ListRegions", {}))
                self.assertEqual((failure.code, failure.reason), ("UNAUTHENTICATED", reason))

    def test_a_token_made_by_hand_is_good_when_all_of_it_is(self):
        """So that the tokens above are refused for what they say, not for how they were made."""
        by_hand = suite.forged(self.token, self.folder.path)
        with Client(self.server.address, by_hand) as client:
            client.call("DirectoryService/ListRegions", {})

    def test_a_page_token_is_good_for_its_list_its_filter_and_its_caller_only(self):
        page = self.client.call("DirectoryService/ListPeople", {"parent": REGION, "pageSize": 1})
        token = page["nextPageToken"]
        elsewhere = [
            ("another filter", self.client, "DirectoryService/ListPeople", {"authority": DERBY}),
            ("another list", self.client, "DirectoryService/ListAuthorities", {}),
            ("another caller", self.as_caller("else", suite.OFFICE), "DirectoryService/ListPeople",
             {})]
        for name, client, method, more in elsewhere:
            with self.subTest(name):
                failure = self.refused(lambda c=client, m=method, r=more: c.call(
                    m, {"parent": REGION, "pageToken": token, **r}))
                self.assertEqual(failure.reason, "PAGE_TOKEN_INVALID")

    def test_a_huge_page_size_is_clamped(self):
        page = self.client.call("DirectoryService/ListPeople",
                                {"parent": REGION, "pageSize": (1 << 31) - 1})
        self.assertGreaterEqual(len(page["people"]), 90)

    def test_a_request_id_stands_for_one_request(self):
        first = {**person("of-one-request"), "requestId": "once"}
        created = self.client.call("DirectoryService/CreatePerson", first)
        self.assertEqual(self.client.call("DirectoryService/CreatePerson", first), created)
        others = [("other content", "DirectoryService/CreatePerson", person("of-another")),
                  ("another method", "DirectoryService/GrantRole",
                   {"parent": REGION, "roleGrant": {"subject": "x", "role": "ROLE_REVIEWER"}})]
        for name, method, request in others:
            with self.subTest(name):
                failure = self.refused(lambda m=method, r=request: self.client.call(
                    m, {**r, "requestId": "once"}))
                self.assertEqual((failure.code, failure.reason),
                                 ("INVALID_ARGUMENT", "REQUEST_ID_REUSED"))

    def test_who_may_not_is_told_so_before_the_request_is_read(self):
        peer = self.as_caller("peer", ["REVIEWER@" + REGION])
        failure = self.refused(lambda: peer.call("ProgrammeService/StartPlan", b"\xff\xff"))
        self.assertEqual((failure.code, failure.reason, failure.metadata),
                         ("PERMISSION_DENIED", "PERMISSION_MISSING", {"permission": "PLAN_WORK"}))

    def test_another_region_is_as_if_it_did_not_exist(self):
        stranger = self.as_caller("stranger", ["PROGRAMME_OFFICE@regions/another"])
        there, nowhere = [self.refused(lambda n=name: stranger.call("DirectoryService/GetRegion",
                                                                    {"name": n}))
                          for name in (REGION, "regions/nowhere-at-all")]
        self.assertEqual((there.code, there.reason), ("NOT_FOUND", "RESOURCE_NOT_FOUND"))
        self.assertEqual(there.message.replace(REGION, "x"),
                         nowhere.message.replace("regions/nowhere-at-all", "x"))

    def test_streams_beyond_the_quota_are_refused_and_later_ones_taken(self):
        greedy = self.as_caller("greedy", suite.OFFICE)
        streams = [greedy.open("ChangesService/Watch", {"parent": REGION}) for _ in range(120)]
        refusals = []
        for stream in streams:
            try:
                next(stream)
            except grpc.RpcError as error:
                refusals.append(Failure(error))
        self.assertEqual({(failure.code, failure.reason, failure.metadata["quota"])
                          for failure in refusals},
                         {("RESOURCE_EXHAUSTED", "QUOTA_EXCEEDED", "streams_per_caller")})
        self.assertEqual(len(refusals), 20)
        next(self.client.stream("ChangesService/Watch", {"parent": REGION}))  # costs others nothing
        for stream in streams:
            stream.cancel()
        suite.until(lambda: self.opens(greedy), "a stream after the others have gone")

    def opens(self, client):
        try:
            return bool(next(client.stream("ChangesService/Watch", {"parent": REGION})))
        except Failure:
            return False

    def test_watchers_that_do_not_read_hold_up_nobody(self):
        """Nor do they fill the server with the 80 MB that they have not read."""
        slow = Client(self.server.address, self.token, options=(
            ("grpc.http2.lookahead_bytes", 65536), ("grpc.http2.bdp_probe", 0)))
        self.addCleanup(slow.channel.close)
        streams = [slow.open("ChangesService/Watch", {"parent": REGION}) for _ in range(80)]
        for stream in streams:
            next(stream)
        before = self.server.resident_bytes()
        for number in range(100):
            self.client.call("DirectoryService/UpdatePerson", {
                "person": {"name": REGION + "/people/em-001", "displayName": str(number),
                           "unavailable": AWAY}, "updateMask": "displayName,unavailable"})
        self.assertLess(self.server.resident_bytes() - before, 40 * MEBIBYTE)
        last = None
        while last != "99":
            change = self.client.json(next(streams[0])).get("change")
            last = change and change["resource"].get("displayName")
        for stream in streams:
            stream.cancel()


if __name__ == "__main__":
    unittest.main()
