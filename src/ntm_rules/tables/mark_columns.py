"""Which columns of a grid may hold marks of verdicts, and which marks stand in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from ntm_rules.definitions.models import CriteriaSet
from ntm_rules.tables.grid import Grid, text_of
from ntm_rules.tables.legends import BLANK, mark_words
from ntm_rules.tables.targets import Target
from ntm_rules.tables.vocabulary import words

Codes = Mapping[str, int]
# The different cells of a column by its place in the grid.
Different = Callable[[int], list[Any]]
DIGITS = frozenset({"0", "1"})


class MarkColumn:
    """A column that may hold verdicts.

    `keys` are those of its cells where it holds marks and words of verdicts alone; `kinds` what is measured there,
    empty where only a verdict can stand.
    """

    def __init__(self, at: int, target: Target, loaded: CriteriaSet) -> None:
        self.at, self.target = at, target
        self.kinds = _kinds_behind(target, loaded)
        self.keys: frozenset[str] = frozenset()
        self.has_figures = False

    def look(self, grid: Grid, different: Different, explained: Codes) -> None:
        """Look at the cells of the column; `explained` are marks beyond those that are known as such."""
        cells = grid.columns[self.at]
        if isinstance(cells, np.ndarray):
            held = cells[~np.isnan(cells)]
            self.has_figures = bool(((held != 0) & (held != 1)).any())
            if not self.has_figures:
                self.keys = frozenset(text_of(float(one)) for one in np.unique(held))
            return
        keys = set()
        for cell in different(self.at):
            text = text_of(cell)
            key = mark_words().key(text) if len(text) < _LONGEST else text
            if key and key not in explained and not _is_known(key):
                self.has_figures = True
                return
            keys.add(key)
        self.keys = frozenset(keys) - {BLANK}

    @property
    def signs(self) -> frozenset[str]:
        """Its marks that are neither figures nor words, and may not be read without an explanation."""
        return self.keys - DIGITS - words().verdicts.keys() - words().missing - _words_of_flags()


# No mark is as long.
_LONGEST = 40


def _is_known(key: str) -> bool:
    return key in mark_words().marks or key in words().verdicts or key in words().missing


def _words_of_flags() -> frozenset[str]:
    return words().flag_true | words().flag_false


def candidates(
    grid: Grid, targets: Mapping[int, Target], loaded: CriteriaSet, given: Codes, different: Different
) -> list[MarkColumn]:
    """The columns of figures and verdicts, looked at; no marks are sought in those that bear a program's name."""
    explained = {key: code for legend in grid.legends for key, code in legend.codes.items()} | dict(given)
    found = []
    for at, target in targets.items():
        if target.role not in ("number", "verdict", "value"):
            continue
        column = MarkColumn(at, target, loaded)
        column.look(grid, different, explained)
        if target.role == "value" and _is_programs(grid.headers[at], target, loaded):
            column.keys = frozenset()
        found.append(column)
    return found


def _is_programs(header: str, target: Target, loaded: CriteriaSet) -> bool:
    return loaded.variables[target.name].facts_only or header.strip().lower() == target.name


def _kinds_behind(target: Target, loaded: CriteriaSet) -> set[str]:
    if target.role == "verdict":
        return set()
    if target.role == "value":
        return {loaded.variables[target.name].kind}
    indicator = loaded.indicators.get(target.name)
    if indicator is None:
        return set()
    names = {name for rule in indicator.rules for name in indicator.variables_on(rule.valid_from)}
    # In another year another variable may stand behind the number, such as a share before a yes or no.
    return {loaded.variables[name].kind for name in names} if len(names) == 1 else set()
