"""Clients that write until they are told to stop, and remember what was acknowledged."""

import threading

import suite
from reflection import Failure

REGION = "regions/east-midlands"


class Writer(threading.Thread):
    """Creates people one after the other, each again with the same request id until it is acknowledged.

    One that is not `steadfast` ends at the first failure, as a client that goes elsewhere."""

    def __init__(self, client, prefix, steadfast=True):
        super().__init__(daemon=True)
        self._client = client
        self._prefix = prefix
        self._steadfast = steadfast
        self._done = threading.Event()
        self.acknowledged = []
        self.failures = []
        self.start()

    def run(self):
        number = 0
        while not self._done.is_set():
            number += 1
            name = f"{self._prefix}-{number}"
            while not self._create(name) and not self._done.is_set():
                pass

    def _create(self, name):
        try:
            self._client.call("DirectoryService/CreatePerson", {
                "parent": REGION, "personId": name, "requestId": name,
                "person": {"displayName": name, "role": "PARTNER"}}, timeout=20)
            self.acknowledged.append(name)
            return True
        except Failure as failure:
            self.failures.append(failure)
            if not self._steadfast:
                self._done.set()
            return False

    def finish(self):
        self._done.set()
        self.join(suite.PATIENCE)


def people(client):
    """The ids of all people of the region."""
    request, names = {"parent": REGION, "pageSize": 1000}, []
    while True:
        page = client.call("DirectoryService/ListPeople", request)
        names += [person["name"].split("/")[-1] for person in page.get("people", [])]
        if not page.get("nextPageToken"):
            return names
        request["pageToken"] = page["nextPageToken"]
