"""Evidence's proofs, checkpoints and bundles, checked by an implementation that shares nothing with the suite."""

import base64
import json
import unittest

import ledger
import suite

VISIT = "east-midlands/lincolnshire-2012"
REVIEW = "regions/east-midlands/reviews/lincolnshire-2012"
LEAD = "regions/east-midlands/people/em-073"
REVIEWER = "regions/east-midlands/people/em-031"
OCCASION = "31ff3fb4-5d65-40cc-b922-067918ae0fe0"


class LedgerTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = suite.Folder()
        cls.server = suite.Server(cls.folder.path)
        suite.import_sample(cls.server)
        # Evidence hears of the review a moment after it was made.
        suite.until(lambda: cls.evidence("occasion", VISIT, "--id", OCCASION, "--kind", "interview", "--class",
                                         "staff", "--date", "2012-07-09").returncode == 0, "the occasion")
        cls.sizes = []
        for number in range(5):
            for _ in range(number + 1):
                cls.must_evidence("add", VISIT, "--occasion", OCCASION, "--text", f"Note {number}.")
            cls.export(f"bundle{number}.tar")
            cls.sizes.append(len(ledger.Bundle(cls.folder.file(f"bundle{number}.tar")).leaves))
        cls.key = cls.call("GetVerifierKeys", {}, person=None)["keys"][0]

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()
        cls.folder.close()

    @classmethod
    def connection(cls, person):
        """Of a person of the review's team, or of the operator."""
        return (["--server", cls.server.address, "--data-dir", cls.folder.path, "--wait", "60s"]
                + (["--as", person] if person else []))

    @classmethod
    def evidence(cls, *arguments, person=REVIEWER):
        return suite.run("evidence", *arguments, *cls.connection(person))

    @classmethod
    def must_evidence(cls, *arguments, person=REVIEWER):
        return suite.must("evidence", *arguments, *cls.connection(person))

    @classmethod
    def export(cls, name):
        cls.must_evidence("export", VISIT, "-o", cls.folder.file(name), person=LEAD)

    @classmethod
    def call(cls, method, request, person=LEAD):
        return json.loads(suite.must("call", f"peerchallenge.evidence.v1.LedgerService/{method}",
                                     json.dumps(request), *cls.connection(person)))

    def checkpoint(self, size):
        found = self.call("GetCheckpoint", {"name": f"{REVIEW}/ledger/checkpoints/{size}"})
        origin, signed_size, root = ledger.open_note(found["note"], self.key, self.folder)
        self.assertEqual(origin, f"peerchallenge.local/evidence/{REVIEW}")
        self.assertEqual(signed_size, size)
        return root

    def test_bundles_hold_what_they_were_signed_for(self):
        bundle = ledger.Bundle(self.folder.file("bundle4.tar"))
        note = bundle.files["checkpoint"].decode()
        _, size, root = ledger.open_note(note, self.key, self.folder)
        self.assertEqual(size, len(bundle.leaves))
        self.assertEqual(root, ledger.root_of(bundle.leaves))
        records = 0
        for _, subject, commitment, record in bundle.entries():
            self.assertIsNotNone(record, subject)
            self.assertTrue(ledger.commits_to(commitment, *record), subject)
            records += 1
        self.assertEqual(records, size)

    def test_entries_are_proven_to_be_in_the_tree(self):
        size = self.sizes[-1]
        root = self.checkpoint(size)
        for index in range(size):
            proof = self.call("GetInclusionProof", {"parent": REVIEW, "index": str(index), "treeSize": str(size)})
            path = [base64.b64decode(step) for step in proof.get("path", [])]
            leaf = base64.b64decode(proof["entry"]["leaf"])
            self.assertTrue(ledger.is_included(leaf, index, size, path, root), index)
            self.assertFalse(ledger.is_included(leaf + b"x", index, size, path, root), index)

    def test_each_tree_is_the_beginning_of_the_next(self):
        for first in self.sizes:
            for second in self.sizes:
                if first > second:
                    continue
                proof = self.call("GetConsistencyProof",
                                  {"parent": REVIEW, "firstSize": str(first), "secondSize": str(second)})
                path = [base64.b64decode(step) for step in proof.get("path", [])]
                self.assertTrue(ledger.is_consistent(first, self.checkpoint(first), second,
                                                     self.checkpoint(second), path), (first, second))


if __name__ == "__main__":
    unittest.main()
