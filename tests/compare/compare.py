"""Gives the same problems to the planner and to other solvers, and prints what each made of them: see compare.sh."""

import argparse
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import time

_HERE = pathlib.Path(__file__).parent
_BINARIES = pathlib.Path(os.environ["PEERCHALLENGE_BINARIES"])
_TOOLS = pathlib.Path(os.environ["PEERCHALLENGE_COMPARED"])
_CHECKER = os.environ.get("PEERCHALLENGE_CHECKER")
_OURS = "peerchallenge"
# Numbers that planning_files takes: authorities and reviews for each; days, sessions and people.
_SHAPES = {"programme": {"region": "9 1", "two-each": "9 2", "regions": "35 1", "country": "153 1"},
           "timetable": {"40/6": "3 40 6", "55/7": "3 55 7", "90/8": "5 90 8"}}
_RIVALS = {"programme": ["cp-sat", "highs"], "timetable": ["cp-sat", "timefold"]}
_NO_ANSWER = {3: "proven to have none", 4: "none found"}
_LATEST = 60  # seconds, for starting, building a model and ending


def _command(solver, kind, problem, seconds, seed):
    if solver == _OURS:
        limits = ["--time-limit", f"{seconds}s", "--seed", str(seed)]
        return [_BINARIES / _OURS, "solve", kind, problem, "--quiet", *limits]
    program = {"cp-sat": [sys.executable, _HERE / "cpsat.py"],
               "highs": [sys.executable, _HERE / "highs.py"],
               "timefold": [sys.executable, _HERE / "timefold.py", _TOOLS / "java"]}[solver]
    return [*program, kind, problem, str(seconds), str(seed)]


class _Failure(Exception):
    """Why there is no answer that counts."""


def _judged(kind, problem, file):
    """The answer with the cost that it has."""
    answer = json.loads(file.read_text())
    check = subprocess.run([_BINARIES / "planning_files", "check", kind, problem, file], check=False,
                           capture_output=True, text=True)
    if check.returncode:
        raise _Failure("REFUSED: " + (check.stdout + check.stderr).splitlines()[0])
    judged = json.loads(check.stdout)
    if "cost" in answer and answer["cost"] != judged["cost"]:
        raise _Failure(f"REFUSED: costs {judged['cost']}, not {answer['cost']}")
    file.write_text(check.stdout)
    if _CHECKER:
        check = subprocess.run([*_CHECKER.split(), kind, problem, file], check=False, stdout=subprocess.DEVNULL)
        if check.returncode:
            raise _Failure(f"REFUSED by {_CHECKER}: {file}")
    return judged


def _solved(solver, kind, problem, seconds, seed, folder):
    """The answer's cost and bound, and the seconds that it took."""
    begun = time.monotonic()
    try:
        ran = subprocess.run(_command(solver, kind, problem, seconds, seed), check=False, capture_output=True,
                             text=True, timeout=2 * seconds + _LATEST)
    except subprocess.TimeoutExpired:
        raise _Failure("does not end") from None
    took = time.monotonic() - begun
    if ran.returncode in _NO_ANSWER:
        raise _Failure(_NO_ANSWER[ran.returncode])
    if ran.returncode:
        raise _Failure("FAILED: " + (ran.stderr.splitlines() or [f"exit {ran.returncode}"])[-1])
    file = folder / f"{problem.stem}-seed{seed}-{solver}.json"
    file.write_text(ran.stdout)
    judged = _judged(kind, problem, file)
    return int(judged.get("cost", 0)), int(judged.get("bound", 0)), took


def _problems(kind, named, seeds, folder):
    """Name, file and seed of each."""
    files = [pathlib.Path(name) for name in named if name not in _SHAPES[kind]]
    for file in files:
        for seed in seeds:
            yield file.stem, file, seed
    shapes = [name for name in named if name in _SHAPES[kind]] or ([] if files else list(_SHAPES[kind])[:3])
    for shape in shapes:
        for seed in seeds:
            file = folder / f"{shape.replace('/', '-')}-{seed}.json"
            with open(file, "wb") as written:
                subprocess.run([_BINARIES / "planning_files", "make", kind, *_SHAPES[kind][shape].split(), str(seed)],
                               check=True, stdout=written)
            yield shape, file, seed


def _compare(arguments, folder):
    solvers = [_OURS, *arguments.rivals]
    ratios, failures, count = {solver: [] for solver in arguments.rivals}, [], 0
    print(f"{'problem':<24} {'seed':>4} {'solver':<14} {'cost':>9} {'bound':>9} {'seconds':>8} {'to ours':>8}")
    for name, problem, seed in _problems(arguments.kind, arguments.problems, arguments.seeds, folder):
        count += 1
        costs, bounds = {}, {}
        for solver in solvers:
            begin = f"{name:<24} {seed:>4} {solver:<14} "
            try:
                seconds = arguments.time if solver == _OURS else arguments.their_time
                costs[solver], bounds[solver], took = _solved(solver, arguments.kind, problem, seconds, seed, folder)
            except _Failure as failure:
                failures.append(str(failure))
                print(begin + str(failure), flush=True)
                continue
            ratio = ""
            if solver != _OURS and costs.get(_OURS):
                ratios[solver].append(costs[solver] / costs[_OURS])
                ratio = f"{ratios[solver][-1]:.3f}"
            print(f"{begin}{costs[solver]:>9,} {bounds[solver]:>9,} {took:>8.1f} {ratio:>8}", flush=True)
        if costs and max(bounds.values()) > min(costs.values()):
            failures.append("REFUSED: a bound above a cost")
            print(f"{name:<24} {seed:>4} {failures[-1]}: {bounds}, {costs}")
    print(f"\n{'solver':<14} {'answers':>9} {'median':>8} {'least':>8} {'most':>8}   of the ratios to ours")
    for solver, found in ratios.items():
        values = (statistics.median(found), min(found), max(found)) if found else ()
        print(f"{solver:<14} {len(found):>4} of {count:<2} " + " ".join(f"{value:>8.3f}" for value in values))
    return 1 if any(re.match("REFUSED|FAILED", failure) for failure in failures) else 0


def _seconds(text):
    return int(text.removesuffix("s"))


def _seeds(text):
    first, _, last = text.partition("-")
    return range(int(first), int(last or first) + 1)


def main():
    parser = argparse.ArgumentParser(prog="compare.sh")
    parser.add_argument("--time", type=_seconds, default=10)
    parser.add_argument("--their-time", type=_seconds)
    parser.add_argument("--seeds", type=_seeds, default=_seeds("1-3"))
    parser.add_argument("--with", dest="rivals", type=lambda text: text.split(","))
    parser.add_argument("--keep", type=pathlib.Path)
    parser.add_argument("kind", choices=_SHAPES)
    parser.add_argument("problems", nargs="*")
    arguments = parser.parse_args()
    arguments.their_time = arguments.their_time or arguments.time
    arguments.rivals = arguments.rivals or _RIVALS[arguments.kind]
    with tempfile.TemporaryDirectory(prefix="peerchallenge-") as folder:
        kept = arguments.keep or pathlib.Path(folder)
        kept.mkdir(parents=True, exist_ok=True)
        return _compare(arguments, kept)


if __name__ == "__main__":
    sys.exit(main())
