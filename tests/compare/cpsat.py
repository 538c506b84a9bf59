"""Solves a planning problem with OR-tools' CP-SAT.

usage: cpsat.py programme|timetable PROBLEM SECONDS SEED   prints the answer; exit codes as of `peerchallenge solve`
"""

import json
import math
import sys

from ortools.sat.python import cp_model

from programme_model import ProgrammeModel
from timetable_model import TimetableModel

_NONE, _NOT_FOUND = 3, 4
_FOUND = (cp_model.OPTIMAL, cp_model.FEASIBLE)


def _hint(asked):
    """Starts the search from what is hinted, once the rest is known that goes with it."""
    for variable, value in asked.hints():
        asked.model.add_hint(variable, value)
    completing = cp_model.CpSolver()
    completing.parameters.fix_variables_to_their_hinted_value = True
    completing.parameters.cp_model_probing_level = 0
    if completing.solve(asked.model) in _FOUND:
        asked.model.clear_hints()
        for at, value in enumerate(completing.response_proto.solution):
            asked.model.add_hint(asked.model.get_int_var_from_proto_index(at), value)


def main():
    kind, file, seconds, seed = sys.argv[1:]
    with open(file, encoding="utf-8") as text:
        problem = json.load(text)
    asked = {"programme": ProgrammeModel, "timetable": TimetableModel}[kind](problem)
    solver = cp_model.CpSolver()
    if kind == "timetable":
        # Probing takes longer than all the rest, and bounds do not leave the ground: better to improve the first one.
        _hint(asked)
        solver.parameters.cp_model_probing_level = 0
        solver.parameters.use_lns_only = True
    solver.parameters.max_time_in_seconds = float(seconds)
    solver.parameters.random_seed = int(seed)
    solver.parameters.num_workers = 2
    status = solver.solve(asked.model)
    if status == cp_model.INFEASIBLE and asked.is_whole:
        return _NONE
    if status not in _FOUND:
        return _NOT_FOUND
    bound = max(0, math.ceil(solver.best_objective_bound - 1e-6)) if asked.is_whole else 0
    print(json.dumps({**asked.answer(solver.value), "bound": bound}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
