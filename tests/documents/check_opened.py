"""Opens ODT and DOCX files with LibreOffice and PDF files with poppler, and compares what those then have with what the
HTML file of the same name says.

usage: check_opened.py FOLDER   prints a line for each problem, and exits with 1 if there was any
"""

import html.parser
import itertools
import pathlib
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

import read_back

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


class _Headings(html.parser.HTMLParser):
    """The levels of an HTML file's headings, the title aside."""

    def __init__(self, page):
        super().__init__()
        self.levels = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        if tag in ("h2", "h3", "h4", "h5", "h6"):
            self.levels.append(int(tag[1]) - 1)


def _opened(files):
    """What LibreOffice makes of each file, as the text that it would save; None where it opens nothing."""
    with tempfile.TemporaryDirectory() as folder:
        # It repairs nothing without asking, and here there is nobody to ask.
        subprocess.run(["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless",
                        "--convert-to", "fodt", "--outdir", folder, *files],
                       check=True, capture_output=True, timeout=600)
        for file in files:
            saved = pathlib.Path(folder, file.stem + ".fodt")
            if not saved.exists():
                yield None
                continue
            yield xml.etree.ElementTree.parse(saved).getroot().find(f"{_OFFICE}body/{_OFFICE}text")


def _texts_differ(said, page):
    for here, there in itertools.zip_longest(said, read_back.texts_of(page)):
        if here != there:
            yield f"says {here!r:.200} where HTML says {there!r:.200}"
            return


def _office_differs(body, page):
    if body is None:
        yield "LibreOffice does not open it"
        return
    yield from _texts_differ([text for text in read_back.texts_of_opendocument(body) if text], page)
    levels = [int(heading.get(_TEXT + "outline-level")) for heading in body.iter(_TEXT + "h")]
    if levels != _Headings(page.read_text("utf-8")).levels:
        yield f"has headings of the levels {levels}"


def _problems(folder):
    for extension in (".odt", ".docx"):
        files = sorted(folder.glob("*" + extension))
        for file, body in zip(files, _opened(files)):
            for problem in _office_differs(body, file.with_suffix(".html")):
                yield f"{file}: {problem}"
    for file in sorted(folder.glob("*.pdf")):
        for problem in _texts_differ(read_back.texts_of(file), file.with_suffix(".html")):
            yield f"{file}: {problem}"


def main():
    problems = list(_problems(pathlib.Path(sys.argv[1])))
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
