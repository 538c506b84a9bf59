"""Checks what the schemas of ODT and DOCX do not say: that nothing refers to what is not there, and what Word asks for.

usage: check_packages.py AUDIT FILE...   prints a line for each problem, and exits with 1 if there was any
  AUDIT   the program openxml-audit
"""

import json
import pathlib
import re
import subprocess
import sys
import zipfile

# Both parts may be missing (ECMA-376, part 1, 11.3.5 and 14.2.7).
_OPTIONAL = re.compile(r"A required relationship type '\S+/(fontTable|theme)' is missing\.")
_STYLE = re.compile(rb'style:name="([^"]*)"')
_STYLE_REFERENCE = re.compile(rb'(?:style-name|next-style-name)="([^"]*)"')


def _audited(audit, file):
    answer = subprocess.run([audit, "--policy", "strict", "--output", "json", file], check=False, capture_output=True)
    for error in json.loads(answer.stdout)[0]["errors"]:
        if error["severity"] == "error" and not _OPTIONAL.fullmatch(error["description"]):
            yield f"{error['part_uri']}: {error['description']}"


def _styles_missing(file):
    with zipfile.ZipFile(file) as parts:
        xml = parts.read("content.xml") + parts.read("styles.xml")
    for style in set(_STYLE_REFERENCE.findall(xml)) - set(_STYLE.findall(xml)):
        yield f"no style {style.decode()}"


def main():
    audit, *files = sys.argv[1:]
    found = 0
    for file in map(pathlib.Path, files):
        for problem in (*_audited(audit, file), *(_styles_missing(file) if file.suffix == ".odt" else ())):
            print(f"{file}: {problem}")
            found += 1
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
