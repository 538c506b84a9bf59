"""Solves a programme with the MIP solver HiGHS.

usage: highs.py programme PROBLEM SECONDS SEED   prints the answer; exit codes as of `peerchallenge solve`
"""

import itertools
import json
import math
import pathlib
import subprocess
import sys

from programme_model import ProgrammeModel

_NONE, _NOT_FOUND = 3, 4


def _program(model):
    """The linear model that was built for CP-SAT: columns with cost and bounds, and rows with bounds and terms."""
    variables = model.proto.variables
    costs = [0] * len(variables)
    for at, cost in zip(model.proto.objective.vars, model.proto.objective.coeffs):
        costs[at] += cost
    rows = [constraint.linear for constraint in model.proto.constraints if constraint.linear.vars]
    return {
        "costs": costs, "columns": [list(variable.domain) for variable in variables],
        "rows": [list(row.domain) for row in rows],
        "starts": [0, *itertools.accumulate(len(row.vars) for row in rows)],
        "indices": [at for row in rows for at in row.vars], "values": [factor for row in rows for factor in row.coeffs]}


def main():
    _, file, seconds, seed = sys.argv[1:]
    with open(file, encoding="utf-8") as text:
        asked = ProgrammeModel(json.load(text))
    # Both libraries bring a HiGHS, so one process cannot load them together.
    run = pathlib.Path(__file__).with_name("highs_run.py")
    ran = subprocess.run([sys.executable, run, seconds, seed], input=json.dumps(_program(asked.model)), check=True,
                         stdout=subprocess.PIPE, text=True)
    result = json.loads(ran.stdout)
    if result["chosen"] is None:
        return _NONE if result["is_infeasible"] and asked.is_whole else _NOT_FOUND
    offset = asked.model.proto.objective.offset
    bound = max(0, math.ceil(result["bound"] + offset - 1e-6)) if asked.is_whole else 0
    print(json.dumps({**asked.answer(lambda variable: result["chosen"][variable.index] > 0.5), "bound": bound}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
