"""All formats of a document say the same, word for word: read back from the files, by other programs than wrote them.

SAMPLES is the program that writes the files (render_samples.cc).
"""

import itertools
import os
import pathlib
import subprocess
import tempfile
import unittest
import xml.etree.ElementTree

import read_back

_XHTML = "{http://www.w3.org/1999/xhtml}"
# Where a page's own text is, in points: below the running head and above the page's number.
_BODY = ["-x", "0", "-y", "60", "-W", "596", "-H", "715"]


class FormatsAgree(unittest.TestCase):
    maxDiff = 2000

    @classmethod
    def setUpClass(cls):
        cls._folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls._folder.cleanup)
        cls.files = pathlib.Path(cls._folder.name)
        subprocess.run([os.environ["SAMPLES"], cls.files], check=True)

    def _check(self, name):
        expected = (self.files / f"{name}.txt").read_text("utf-8").split("\n")
        self.assertGreater(len(expected), 20)
        for extension in read_back.FORMATS:
            with self.subTest(format=extension):
                self.assertListEqual(read_back.texts_of(self.files / (name + extension)), expected)

    def test_letter(self):
        self._check("letter")

    def test_report(self):
        self._check("report")

    def test_hostile_texts(self):
        self._check("hostile")

    def test_pages_show_the_letter(self):
        command = ["pdftotext", "-raw", *_BODY, self.files / "letter.pdf", "-"]
        shown = subprocess.run(command, check=True, capture_output=True).stdout.decode("utf-8").split()
        expected = (self.files / "letter.txt").read_text("utf-8").split()
        self.assertListEqual([word for word in shown if not read_back.MARK.fullmatch(word)], expected)

    def test_no_word_is_written_over_another(self):
        for name in ("letter", "report"):
            command = ["pdftotext", "-bbox", self.files / f"{name}.pdf", "-"]
            pages = subprocess.run(command, check=True, capture_output=True).stdout
            for page in xml.etree.ElementTree.fromstring(pages).iter(_XHTML + "page"):
                words = sorted((float(word.get("yMin")), float(word.get("xMin")), float(word.get("xMax")), word.text)
                               for word in page.iter(_XHTML + "word"))
                for (line, _, end, word), (next_line, begin, _, other) in itertools.pairwise(words):
                    if line == next_line:
                        self.assertLessEqual(end, begin, f"{name}: {word} and {other}")


if __name__ == "__main__":
    unittest.main()
