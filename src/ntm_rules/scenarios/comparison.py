"""One scenario compared with its baseline: what was supposed, what came out, what must be told of it."""

from __future__ import annotations

from dataclasses import dataclass

from ntm_rules.definitions.scenarios import Scenario
from ntm_rules.errors import Problem
from ntm_rules.scenarios.differences import Differences
from ntm_rules.tables.table import Table


@dataclass(frozen=True, slots=True)
class Compared:
    """A scenario with its differences from the baseline, and the tables between which it changed something."""

    scenario: Scenario
    differences: Differences
    steps: tuple[tuple[Table, Table], ...] = ()

    @property
    def notices(self) -> tuple[Problem, ...]:
        """What its changes did beyond their word, such as figures cut at the end of their range."""
        found = self.differences
        before, after = found.baseline.judged.table.warnings, found.scenario.judged.table.warnings
        told = after[len(before) :]
        if found.advice is not None:
            was, now = (side.money.programmes.warnings if side.money else () for side in found.advice)
            told += now[len(was) :]
        return told
