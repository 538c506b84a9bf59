"""A client in another language, with nothing of ours but the address, does what a generated one does."""

import json
import unittest

import suite
from reflection import Client, Failure

REGION = "regions/east-midlands"
PROGRAMME = REGION + "/programmes/2012-13"
# What an empty request may meet: anything but a defect.
OF_THE_REQUEST = {"FIELD_INVALID", "RESOURCE_NOT_FOUND", "PERMISSION_MISSING"}


def first_answer(client, name, method):
    """A unary method's answer, or the first message of a stream."""
    if not method.server_streaming:
        return client.call(name, {})
    stream = client.stream(name, {})
    first = next(stream)
    stream.close()
    return first


class ReflectionTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = suite.Folder()
        cls.server = suite.Server(cls.folder.path)
        suite.import_sample(cls.server)
        cls.client = Client(cls.server.address,
                            suite.token(cls.folder.path, "office", suite.BOTH))

    @classmethod
    def tearDownClass(cls):
        cls.client.channel.close()
        cls.server.stop()
        cls.folder.close()

    def served(self, client):
        """Name and descriptor of every method of the suite."""
        for service in client.services():
            if service.startswith("peerchallenge."):
                for method in client.methods(service):
                    yield f"{service}/{method.name}", method

    def test_lists_every_method_that_the_command_line_knows_of_these_services(self):
        services = set(self.client.services())
        known = json.loads(suite.must("call", "--list", "--json"))
        self.assertEqual({name for name, _ in self.served(self.client)},
                         {method["method"] for method in known
                          if method["method"].split("/")[0] in services})

    def test_describes_every_service_that_it_lists(self):
        for service in self.client.services():
            with self.subTest(service=service):
                self.assertTrue(self.client.methods(service))

    def test_health_tells_of_the_server_and_of_each_service(self):
        for service in ["", *self.client.services()]:
            if not service.startswith("grpc."):
                self.assertEqual(self.client.health(service), 1, service)

    def test_every_method_refuses_a_stranger(self):
        with Client(self.server.address) as stranger:
            for name, method in self.served(stranger):
                with self.subTest(method=name):
                    with self.assertRaises(Failure) as raised:
                        first_answer(stranger, name, method)
                    self.assertEqual((raised.exception.code, raised.exception.reason),
                                     ("UNAUTHENTICATED", "CREDENTIALS_MISSING"))

    def test_every_method_answers_an_empty_request(self):
        for name, method in self.served(self.client):
            with self.subTest(method=name):
                try:
                    self.assertIsInstance(first_answer(self.client, name, method), dict)
                except Failure as failure:
                    self.assertIn(failure.reason, OF_THE_REQUEST)

    def test_reads_pages_to_the_end(self):
        request, ids, pages = {"parent": REGION, "pageSize": 40}, [], 0
        while True:
            page = self.client.call("DirectoryService/ListPeople", request)
            ids += [person["name"] for person in page["people"]]
            pages += 1
            if not page.get("nextPageToken"):
                break
            request["pageToken"] = page["nextPageToken"]
        from_sample = [name for name in ids if "/people/em-" in name]
        self.assertEqual((pages, len(from_sample), len(set(ids))), (3, 90, len(ids)))

    def test_creates_changes_and_takes_back(self):
        person = self.client.call("DirectoryService/CreatePerson", {
            "parent": REGION, "personId": "from-outside",
            "person": {"displayName": "Visitor", "role": "PRACTITIONER"}})
        renamed = self.client.call("DirectoryService/UpdatePerson", {
            "person": {"name": person["name"], "displayName": "Guest", "etag": person["etag"]},
            "updateMask": "displayName"})
        self.assertEqual((renamed["displayName"], renamed["role"]), ("Guest", "PRACTITIONER"))
        self.assertNotEqual(renamed["etag"], person["etag"])
        grant = self.client.call("DirectoryService/GrantRole", {
            "parent": REGION, "roleGrant": {"subject": "guest", "role": "ROLE_REVIEWER"}})
        self.client.call("DirectoryService/RevokeRole", {"name": grant["name"]})
        grants = self.client.call("DirectoryService/ListRoleGrants", {"parent": REGION})
        self.assertNotIn(grant["name"], [left["name"] for left in grants.get("roleGrants", [])])

    def test_a_watch_goes_on_after_the_token_that_it_is_given(self):
        def rename(text):
            self.client.call("ProgrammeService/UpdateProgramme", {
                "programme": {"name": PROGRAMME, "displayName": text}, "updateMask": "displayName"})

        request = {"parent": REGION, "resourceTypes": ["peerchallenge.scheduling.v1.Programme"]}
        first = self.client.stream("ChangesService/Watch", request)
        start = next(first)
        self.assertNotIn("change", start)
        rename("one")
        one = next(first)
        first.close()
        rename("two")
        rename("three")
        second = self.client.stream("ChangesService/Watch",
                                    {**request, "resumeToken": one["resumeToken"]})
        seen = [one["change"], next(second)["change"], next(second)["change"]]
        second.close()
        self.assertEqual([change["kind"] for change in seen], ["KIND_UPDATED"] * 3)
        self.assertEqual([change["resource"]["displayName"] for change in seen],
                         ["one", "two", "three"])

    def test_starts_a_plan_and_watches_it_to_its_end(self):
        plan = self.client.call("ProgrammeService/StartPlan", {
            "parent": PROGRAMME, "options": {"timeLimit": "1s"}, "requestId": "outside-1"})
        again = self.client.call("ProgrammeService/StartPlan", {
            "parent": PROGRAMME, "options": {"timeLimit": "1s"}, "requestId": "outside-1"})
        self.assertEqual(plan["name"], again["name"])
        steps = list(self.client.stream("ProgrammeService/WatchPlan", {"name": plan["name"]}))
        self.assertEqual(steps[-1]["state"], "STATE_SUCCEEDED")
        self.assertEqual(len(steps[-1]["solution"]["plan"]["reviews"]), 9)


if __name__ == "__main__":
    unittest.main()
