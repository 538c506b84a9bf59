"""Tables of what callers meet: which of them a method lets through, and what it shows them.

    EvidenceService/GetConcern {"name": "$concern"} shows bruise
        captured  NN  DD  AN
        issued    NN  DD  aN

A row is a method, a request with placeholders, and the text that an answer must hold to count as shown. Below it
stands a line per state of the review, with a cell per caller; a state that is left out is met like the one before it.
Every letter of a cell is one caller: A = let through, whatever the method then says of the request; a = let through,
and shown nothing of the text; N = not found; D = permission denied. "#" begins a comment.
"""

import dataclasses
import json
import string

_WIDTH = 4


@dataclasses.dataclass
class Row:
    method: str  # "EvidenceService/GetConcern"
    request: str
    shows: str  # empty = any answer counts as shown
    cells: dict  # state -> cells in the order of the callers
    line: int

    def __str__(self):
        shows = f" shows {self.shows}" if self.shows else ""
        return f"{self.method} {self.request}{shows}"

    def filled(self, names):
        """The request with the names that the placeholders stand for, as a JSON value."""
        return json.loads(string.Template(self.request).substitute(names))

    def has(self, placeholder):
        return placeholder in string.Template(self.request).get_identifiers()

    def expected(self, states):
        """The cells of each state, those that are left out filled in."""
        filled, last = {}, None
        for state in states:
            last = self.cells.get(state, last)
            filled[state] = last
        return filled


def cell_line(state, cells):
    return f"    {state:<10}" + "".join(f"{cell:<{_WIDTH}}" for cell in cells).rstrip()


def read(path, states, callers):
    """The rows of a table. `callers`: how many letters each cell has."""
    rows = []
    with open(path, encoding="utf-8") as table:
        for number, line in enumerate(table, 1):
            where = f"{path}:{number}"
            text = line.split("#")[0].rstrip()
            if not text:
                continue
            if not text.startswith(" "):
                method, rest = text.split(" ", 1)
                request, _, shows = rest.partition("} shows ")
                rows.append(Row(method, request + "}" if shows else request, shows, {}, number))
                continue
            state, *cells = text.split()
            assert state in states, f"{where}: no state '{state}'"
            assert [len(cell) for cell in cells] == callers, f"{where}: other callers"
            assert set("".join(cells)) <= set("AaND"), f"{where}: another letter"
            rows[-1].cells[state] = cells
    return rows
