"""What a server renders says what was written, in every format the same."""

import pathlib
import tempfile
import unittest

import read_back
from served_documents import ServedDocuments


class ServedDocumentsTest(unittest.TestCase):
    maxDiff = 2000

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        served = ServedDocuments()
        cls.addClassCleanup(served.close)
        cls.written = served.write_all(cls.folder)

    def test_every_format_says_the_same(self):
        for name in self.written:
            html = read_back.texts_of(self.folder / (name + ".html"))
            for extension in read_back.FORMATS:
                with self.subTest(document=name, format=extension):
                    self.assertListEqual(read_back.texts_of(self.folder / (name + extension)), html)

    def test_every_text_is_said_in_its_order(self):
        for name, written in self.written.items():
            with self.subTest(document=name):
                said = iter(read_back.texts_of(self.folder / (name + ".html")))
                missing = [text for text in written if not any(text in heard for heard in said)]
                self.assertListEqual(missing, [])

    def test_the_letter_is_as_long_as_one_may_be(self):
        self.assertGreater(sum(len(text.encode()) for text in self.written["hard_letter"]), 500_000)


if __name__ == "__main__":
    unittest.main()
