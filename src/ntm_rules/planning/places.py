"""Which budgets serve which communes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ntm_rules.definitions.budgets import Budgets, Contribution, Purse
from ntm_rules.errors import InputError, Problem
from ntm_rules.i18n import tr
from ntm_rules.tables.table import Table
from ntm_rules.tables.unit_names import name_key

Line = Purse | Contribution


@dataclass(frozen=True, slots=True)
class Places:
    """The communes of a table by the keys of their names and districts."""

    communes: tuple[str, ...]
    districts: tuple[str, ...]

    @classmethod
    def of(cls, table: Table) -> Places:
        """The places of the rows of a table."""
        rows = range(len(table))
        return cls(
            tuple(name_key(table.text(row, "commune") or "") for row in rows),
            tuple(name_key(table.text(row, "district") or "") for row in rows),
        )

    def serves(self, line: Line, row: int) -> bool:
        """Whether a line of the budgets is for a row."""
        if line.district is not None and name_key(line.district) != self.districts[row]:
            return False
        return line.commune is None or name_key(line.commune) == self.communes[row]

    def purses(self, budgets: Budgets, row: int) -> list[int]:
        """The numbers of the lines of money that may be spent in a row."""
        return [number for number, line in enumerate(budgets.money) if self.serves(line, row)]

    def contribution(self, budgets: Budgets, row: int) -> Contribution:
        """What the residents of a row can give: the line that names the nearest place; nothing where none is for it."""
        lines = [line for line in budgets.community if self.serves(line, row)]
        return max(lines, key=_nearness, default=Contribution())

    def check(self, budgets: Budgets) -> None:
        """Raise InputError for every line that is for no commune of the table, or for more than one of a name."""
        problems = list(self._misfits((*budgets.money, *budgets.community)))
        if problems:
            raise InputError(problems)

    def _misfits(self, lines: Sequence[Line]) -> Iterator[Problem]:
        for line in lines:
            served = sum(self.serves(line, row) for row in range(len(self.communes)))
            wanted = ", ".join(filter(None, (line.commune, line.district)))
            if not served:
                message = tr("no commune of the table is of this place.")
                remedy = tr("write the commune and the district as the table does")
                yield Problem("unknown_budget_place", message, file=line.file, line=line.line, value=wanted, remedy=remedy)  # fmt: skip
            elif line.commune is not None and served > 1:
                message = tr("{n} communes of the table have this name.", n=served)
                remedy = tr("give district beside commune")
                yield Problem("unknown_budget_place", message, file=line.file, line=line.line, value=wanted, remedy=remedy)  # fmt: skip


def _nearness(line: Contribution) -> int:
    return 2 if line.commune is not None else 1 if line.district is not None else 0
