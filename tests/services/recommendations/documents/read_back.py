"""What a rendered document says, read back from its file by other programs than wrote it: a list of its texts in their
order, one for each element that has text of its own."""

import html.parser
import re
import subprocess
import xml.etree.ElementTree
import zipfile

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MARK = re.compile(r"•|\d+\.")  # of an item of a list


class _Html(html.parser.HTMLParser):
    """The texts of the body."""

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
    return texts_of_opendocument(_part(file, "content.xml"))


def _docx(file):
    return _parted(_part(file, "word/document.xml").iter(_WORD + "p"), _WORD + "tab")


def texts_of_opendocument(root):
    paragraphs = [element for element in root.iter() if element.tag in (_TEXT + "p", _TEXT + "h")]
    return _parted(paragraphs, _TEXT + "tab")


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
    return [text for text in (text.strip(" ") for text in texts) if not MARK.fullmatch(text)]


_READERS = {".html": _html, ".odt": _odt, ".docx": _docx, ".pdf": _pdf}
FORMATS = tuple(_READERS)


def texts_of(file):
    """By the ending of the file, a pathlib.Path."""
    return [text for text in _READERS[file.suffix](file) if text]
