#!/usr/bin/env bash
# Compares the planner with other solvers: each is given the same problems, the same time and two threads, and every answer is
# judged by the planner's own check. Prints costs, proven bounds and the ratios to ours. Not part of ./test: it installs
# OR-tools, HiGHS and Timefold from the registries of PyPI and Maven into build/release/compare.
#
# usage: tests/compare/compare.sh [OPTION VALUE]... programme|timetable [SHAPE|FILE]...
#   --time        what each solver gets for each problem [10s]
#   --their-time  what the others get, if not the same
#   --seeds       of the problems that are made, and of the solvers [1-3]
#   --with        those named, instead of all that solve this kind of problem: cp-sat, highs (programmes), timefold (timetables)
#   --keep        where problems and answers are left
#   SHAPE    of problems that are made: region, two-each, regions, country; 40/6, 55/7, 90/8 (sessions/people). [all but country]
#   FILE     a ProgrammeProblem or TimetableProblem as JSON
#
# PEERCHALLENGE_BINARIES: programs to use instead of building them. PEERCHALLENGE_CHECKER: a command that judges every answer
# as well; it is called with the kind, the problem and the answer, and exits with 0 if that keeps all rules and costs what it says.
set -euo pipefail

case "${1:---help}" in -h | --help) sed -n '2,17s/^# \{0,1\}//p' "$0"; exit 2 ;; esac
repository=$(dirname "$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")")
here=$repository/tests/compare
tools=$repository/build/release/compare
mkdir -p "$tools"

if [ -z "${PEERCHALLENGE_BINARIES:-}" ]; then
  cd "$repository"
  deploy/build/prepare.sh deploy/build/packages.txt deploy/build/test-packages.txt
  export CCACHE_BASEDIR="$PWD" CCACHE_NOHASHDIR=1
  cmake --preset release --log-level=WARNING
  cmake --build --preset release --target peerchallenge planning_files
  cd "$OLDPWD"
  export PEERCHALLENGE_BINARIES=$repository/build/release/bin
fi
export PYTHONDONTWRITEBYTECODE=1

mvn --quiet --batch-mode -Dstyle.color=never --file "$here/pom.xml" dependency:copy-dependencies -DoutputDirectory="$tools/java"
[ -e "$tools/python" ] || /usr/bin/python3 -m venv "$tools/python"
"$tools/python/bin/pip" install --quiet --disable-pip-version-check ortools==9.15.6755 highspy==1.15.1
PEERCHALLENGE_COMPARED=$tools exec "$tools/python/bin/python" "$here/compare.py" "$@"
