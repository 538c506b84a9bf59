"""Breaks documents, each in another way, so that it can be seen that what checks them sees that.

usage: broken_documents.py LETTER OTHER FOLDER
  LETTER   the path of a letter's files without their endings
  OTHER    that of another document's
"""

import pathlib
import re
import shutil
import subprocess
import sys
import zipfile


def _changed(source, target, part, pattern, replacement):
    """A copy of an archive with one change in one of its parts."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename == part:
                content, changes = re.subn(pattern, replacement, content, count=1)
                assert changes == 1, (source, part, pattern)
            new.writestr(entry, content)


def main():
    letter, other, folder = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3]).resolve()
    page = pathlib.Path(letter + ".html").read_bytes()
    # Of a form that its format does not have.
    form = folder / "form"
    form.mkdir()
    _changed(letter + ".odt", form / "odt.odt", "content.xml", rb"text:outline-level=", b"text:outlinelevel=")
    _changed(letter + ".docx", form / "docx.docx", "word/document.xml", rb"<w:pPr>", b"<w:pPr><w:nothing/>")
    # By LibreOffice, without tags.
    subprocess.run(["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "pdf",
                    "--outdir", form, form / "odt.odt"], check=True, capture_output=True, timeout=120)
    (form / "html.html").write_bytes(page.replace(b'lang="en-GB"', b"", 1))
    # With a reference to what is not there.
    package = folder / "package"
    package.mkdir()
    _changed(letter + ".odt", package / "odt.odt", "META-INF/manifest.xml", rb"styles\.xml", b"style.xml")
    _changed(letter + ".docx", package / "docx.docx", "word/_rels/document.xml.rels", rb"numbering\.xml", b"list.xml")
    # That say something else, or have to be repaired to be opened.
    said = folder / "said"
    said.mkdir()
    for name in ("odt", "docx", "pdf", "cut"):
        (said / (name + ".html")).write_bytes(page)
    _changed(letter + ".odt", said / "odt.odt", "content.xml", rb"The gap", b"The gaps")
    _changed(letter + ".docx", said / "docx.docx", "word/document.xml", rb"Heading2", b"Heading3")
    shutil.copy(other + ".pdf", said / "pdf.pdf")
    whole = pathlib.Path(letter + ".odt").read_bytes()
    (said / "cut.odt").write_bytes(whole[:-200])


if __name__ == "__main__":
    main()
