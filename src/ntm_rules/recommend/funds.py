"""What is said of money where advice is given: of a commune its own, else its district's; of a group its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Final

import numpy as np

from ntm_rules.definitions.programmes import ALL, load_programmes
from ntm_rules.engine.evaluate import Judgement
from ntm_rules.engine.groups import Group
from ntm_rules.engine.statuses import Flags
from ntm_rules.recommend.money import Money
from ntm_rules.recommend.money_lines import Line


class Funds:
    """The lines of money that advice on each row and each group looks at, and the facts that they are."""

    WHAT: Final = ("told", "late", "very_late", "idle", "community")

    def __init__(self, money: Money, judged: Judgement, groups: Sequence[Group]) -> None:
        self.money, self._judged, self._groups = money, judged, groups

    def lines(self, row: int) -> list[Line]:
        """The lines that are told of a row's commune, else of the smallest group that it is in."""
        return self.money.of_row(row) or self._of_home[self._home[row]]

    def of_group(self, group: Group) -> frozenset[str]:
        """The facts of a group's money."""
        return self._facts(self.money.of_group(group))

    def where(self, name: str) -> Flags:
        """The rows of which a fact of money is so; `name` without its kind."""
        return np.array([f"money:{name}" in facts for facts in self._of_rows], dtype=np.bool_)

    @cached_property
    def _of_rows(self) -> list[frozenset[str]]:
        # What residents paid in somewhere in a district shows nothing of those of each commune.
        of_home = [
            frozenset(fact for fact in self._facts(lines) if not fact.startswith("money:community"))
            for lines in self._of_home
        ]
        return [
            self._facts(own) if (own := self.money.of_row(row)) else of_home[self._home[row]]
            for row in range(len(self._judged.table))
        ]

    @cached_property
    def _home(self) -> list[int]:
        """For each row the number of the smallest group with it that money is told of; the last stands for none."""
        found = np.full(len(self._judged.table), len(self._groups))
        # Groups come with all communes first, then provinces, then districts.
        for number, group in enumerate(self._groups):
            if self._of_home[number]:
                found[group.rows] = number
        homes: list[int] = found.tolist()
        return homes

    @cached_property
    def _of_home(self) -> list[list[Line]]:
        return [*(self.money.of_group(group) for group in self._groups), []]

    def _facts(self, lines: Iterable[Line]) -> frozenset[str]:
        found: set[str] = set()
        set_id, calendar = self._judged.loaded.id, load_programmes()
        for line in lines:
            said = {
                "told": True, "late": line.late, "very_late": line.very_late, "idle": line.idle,
                "community": self._community(line),
            }  # fmt: skip
            suffix = "" if line.programme == ALL else f":{line.programme}"
            found |= {f"money:{what}{suffix}" for what, so in said.items() if so}
            if line.idle and (line.programme != ALL or line.parts == (ALL,)):
                found |= {f"money:idle_for:{code}" for code in calendar.serving(line.programme, set_id)}
        return frozenset(found)

    def _community(self, line: Line) -> bool:
        """Whether residents have paid in some of it."""
        table = self.money.programmes
        return any(table.sources[row] == "community" and table.disbursed[row] > 0 for row in line.rows)
