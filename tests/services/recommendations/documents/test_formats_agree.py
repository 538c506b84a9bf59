"""All formats of a document say the same, word for word: read back from the files, by other programs than wrote them.

SAMPLES is the program that writes the files (render_samples.cc).
"""

import html.parser
import os
import pathlib
import re
import subprocess
import tempfile
import unittest
import xml.etree.ElementTree
import zipfile

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MARK = re.compile(r"•|\d+\.")  # of an item of a list
# Where a page's own text is, in points: below the running head and above the page's number.
_BODY = ["-x", "0", "-y", "60", "-W", "596", "-H", "715"]


class _Html(html.parser.HTMLParser):
    """The texts of the body, one for each element that has text of its own."""

    _BLOCKS = {"h1", "h2", "h3", "h4", "h5", "h6", "p", "li", "dt", "dd", "figcaption", "caption", "th", "td"}

    def __init__(self, page):
        super().__init__(convert_charrefs=True)
        self.texts, self._open = [], False
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        if tag in self._BLOCKS:
            self.texts.append("")
            self._open = True

    def handle_endtag(self, tag):
        if tag in self._BLOCKS:
            self._open = False

    def handle_data(self, data):
        if self._open:
            self.texts[-1] += data


def _part(archive, name):
    with zipfile.ZipFile(archive) as files:
        return xml.etree.ElementTree.fromstring(files.read(name))


def _html(file):
    return _Html(file.read_text("utf-8")).texts


def _odt(file):
    paragraphs = [e for e in _part(file, "content.xml").iter() if e.tag in (_TEXT + "p", _TEXT + "h")]
    return _parted(paragraphs, _TEXT + "tab")


def _docx(file):
    document = _part(file, "word/document.xml")
    return _parted(document.iter(_WORD + "p"), _WORD + "tab")


def _parted(paragraphs, tab):
    """The texts of paragraphs; a tab parts a label from its value."""
    texts = []
    for paragraph in paragraphs:
        texts.append("")
        for element in paragraph.iter():
            if element.tag == tab:
                texts.append("")
            texts[-1] += element.text or ""
            if element is not paragraph:
                texts[-1] += element.tail or ""
    return texts


def _pdf(file):
    """As a screen reader goes through it: by tags. What is no part of the structure is not read."""
    output = subprocess.run(["pdfinfo", "-struct-text", file], check=True, capture_output=True)
    texts = []
    for line in output.stdout.decode("utf-8").split("\n"):
        line = line.strip(" ")
        if line.startswith('"'):  # an element that goes over pages has several
            texts[-1] += line[1:-1]
        elif line and not line.startswith("/"):
            texts.append("")
    return [text for text in (text.strip(" ") for text in texts) if not _MARK.fullmatch(text)]


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
        for extension, read in (("html", _html), ("odt", _odt), ("docx", _docx), ("pdf", _pdf)):
            with self.subTest(format=extension):
                said = [text for text in read(self.files / f"{name}.{extension}") if text]
                self.assertListEqual(said, expected)

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
        self.assertListEqual([word for word in shown if not _MARK.fullmatch(word)], expected)


if __name__ == "__main__":
    unittest.main()
