"""Runs HiGHS on a program of whole numbers: highs_run.py SECONDS SEED < PROGRAM, as highs.py writes it; prints JSON."""

import json
import math
import sys

import highspy
import numpy


def _bounds(domains):
    """Least and greatest values; the extremes of 64 bits mean that there is none."""
    bounds = numpy.array(domains, dtype=float)
    return numpy.where(abs(bounds) > 2**60, numpy.copysign(highspy.kHighsInf, bounds), bounds).T


def main():
    given = json.load(sys.stdin)
    program = highspy.HighsLp()
    program.num_col_, program.num_row_ = len(given["columns"]), len(given["rows"])
    program.col_cost_ = numpy.array(given["costs"], dtype=float)
    program.col_lower_, program.col_upper_ = _bounds(given["columns"])
    program.row_lower_, program.row_upper_ = _bounds(given["rows"])
    program.integrality_ = [highspy.HighsVarType.kInteger] * len(given["columns"])
    program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    program.a_matrix_.start_ = numpy.array(given["starts"])
    program.a_matrix_.index_ = numpy.array(given["indices"])
    program.a_matrix_.value_ = numpy.array(given["values"], dtype=float)
    solver = highspy.Highs()
    options = {"output_flag": False, "time_limit": float(sys.argv[1]), "random_seed": int(sys.argv[2]), "threads": 2,
               "mip_rel_gap": 0.0}
    for name, value in options.items():
        solver.setOptionValue(name, value)
    solver.passModel(program)
    solver.run()
    information = solver.getInfo()
    is_found = information.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    bound = information.mip_dual_bound
    json.dump({"chosen": list(solver.getSolution().col_value) if is_found else None,
               "bound": bound if math.isfinite(bound) else 0,
               "is_infeasible": solver.getModelStatus() == highspy.HighsModelStatus.kInfeasible}, sys.stdout)


if __name__ == "__main__":
    main()
