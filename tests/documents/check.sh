#!/usr/bin/env bash
# Renders documents, the sample region's and hard ones, in all formats, and checks them with programs that no one here wrote:
# LibreOffice opens ODT and DOCX, and poppler PDF, and they have the text that HTML has; the schemas of ODT and DOCX, veraPDF
# (PDF/UA-1, PDF/A-2a) and axe accept them; broken ones are refused. Not part of ./test: it installs what packages.txt names,
# and tools from the registries of PyPI, npm and Maven into build/release/documents.
#
# usage: tests/documents/check.sh [FOLDER]
#   FOLDER   where the documents are left to be looked at [a temporary one that goes]
set -euo pipefail

case "${1:-}" in -*) sed -n '2,8s/^# \{0,1\}//p' "$0"; exit 2 ;; esac
[ $# -eq 0 ] || { mkdir -p "$1" && folder=$(readlink -f "$1"); }
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.."
here=$PWD/tests/documents
tools=$PWD/build/release/documents
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
folder=${folder:-$work/documents}
mkdir -p "$folder" "$tools"

deploy/build/prepare.sh deploy/build/packages.txt deploy/build/test-packages.txt "$here/packages.txt"
export CCACHE_BASEDIR="$PWD" CCACHE_NOHASHDIR=1
cmake --preset release --log-level=WARNING
cmake --build --preset release --target peerchallenge render_samples
export PYTHONPATH=$PWD/tests/interop:$PWD/tests/services/recommendations/documents PEERCHALLENGE_BINARIES=$PWD/build/release/bin
export NODE_PATH=$tools/node_modules PYTHONDONTWRITEBYTECODE=1

mvn --quiet --batch-mode -Dstyle.color=never --file "$here/pom.xml" dependency:copy-dependencies -DoutputDirectory="$tools/java"
npm install --prefix "$tools" --no-save --no-audit --no-fund --loglevel=error axe-core@4.14.1 puppeteer-core@23.11.1 >/dev/null
[ -e "$tools/python" ] || /usr/bin/python3 -m venv "$tools/python"
"$tools/python/bin/pip" install --quiet openxml-audit==0.8.0

schemas=("$tools"/python/lib/python3*/site-packages/openxml_audit/odf/schemas/odf-1.3)
of_form() { java -cp "$tools/java/*" "$here/CheckFormats.java" "${schemas[0]}" "$@"; }
packed() { /usr/bin/python3 "$here/check_packages.py" "$tools/python/bin/openxml-audit" "$@"; }
opened() { /usr/bin/python3 "$here/check_opened.py" "$1"; }
accessible() { node "$here/check_pages.js" "$@"; }
failed=
must() { "$@" || failed=true; }
# The last argument is a file or folder, of which a problem is told.
must_not() {
  if "$@" >"$work/told"; then echo "accepted: $*"; failed=true; fi
  grep --quiet --fixed-strings "${*: -1}" "$work/told" || { echo "not told of: $*"; failed=true; }
}

build/release/tests/render_samples "$folder"
/usr/bin/python3 "$here/served_documents.py" "$folder"
cd "$folder"

echo "ODT, DOCX and PDF: what their formats are defined by"
must of_form ./*.odt ./*.docx ./*.pdf
echo "ODT and DOCX: their packages"
must packed ./*.odt ./*.docx
echo "ODT and DOCX in LibreOffice, PDF in poppler: they say what HTML says"
must opened .
echo "HTML: axe, on a wide window and a narrow one"
must accessible ./*.html

echo "Broken ones are seen"
/usr/bin/python3 "$here/broken_documents.py" region_letter region_report "$work"
for file in "$work"/form/*.{odt,docx,pdf}; do must_not of_form "$file"; done
for file in "$work"/package/*; do must_not packed "$file"; done
for name in "$work"/said/*.html; do
  alone=$(mktemp -d -p "$work")
  cp "${name%.html}".* "$alone"
  must_not opened "$alone"
done
must_not accessible "$work/form/html.html"

if [ -n "$failed" ]; then exit 1; fi
echo "All as it should be"
