"""Figures against their levels, before and after a scenario, in words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cached_property

import numpy as np

from ntm_rules.engine.evaluate import Judgement
from ntm_rules.engine.figure_words import label_of, value_of
from ntm_rules.engine.listing import Entry, entries, level_of
from ntm_rules.engine.plan import Part
from ntm_rules.engine.statuses import Floats
from ntm_rules.i18n import figure, tr
from ntm_rules.reports.explanation import bounds_words, level_words
from ntm_rules.tables.table import Table, bounds_of


class Side:
    """The figures of one judgement against their levels."""

    def __init__(self, judged: Judgement) -> None:
        self._judged = judged
        self._levels: dict[int, Floats] = {}

    @cached_property
    def _entries(self) -> dict[int, list[Entry]]:
        found: dict[int, list[Entry]] = {}
        for entry in entries(self._judged):
            found.setdefault(entry.indicator, []).append(entry)
        return found

    def figures(self, indicator: int, row: int) -> dict[str, tuple[str, str]]:
        """By what is measured, the value and its level."""
        loaded = self._judged.loaded
        return {
            label_of(loaded, entry.part): self._pair(entry.part, row)
            for entry in self._entries.get(indicator, ())
            if entry.part is not None and entry.rows[row]
        }

    def _pair(self, part: Part, row: int) -> tuple[str, str]:
        loaded, unit = self._judged.loaded, self._judged.loaded.variables[part.comparison.variable].unit
        if part.number not in self._levels:
            self._levels[part.number] = level_of(self._judged, part)
        values = self._judged.table.values.get(part.column)
        value = math.nan if values is None else float(values[row])
        level = float(self._levels[part.number][row])
        near = not math.isnan(level) and abs(value - level) < 0.01
        if math.isnan(value):
            said = self._between(part, row) or tr("no figure given")
        else:
            said = counts_words(self._judged.table, part.column, row)
            said += value_of(loaded, part, value, 6 if near else 2)
        return said, level_words(None if math.isnan(level) else level, part.op, unit)

    def _between(self, part: Part, row: int) -> str | None:
        """The bounds of a figure that a merger leaves open; None where there are none."""
        least, most = (
            math.nan if (ends := self._judged.table.values.get(name)) is None else float(ends[row])
            for name in bounds_of(part.column)
        )
        if math.isnan(least):
            return None
        unit = self._judged.loaded.variables[part.comparison.variable].unit
        return bounds_words(least, None if math.isinf(most) else most, part.op, unit)


def beside(was: tuple[str, str] | None, now: tuple[str, str] | None) -> str:
    """A value and its level before and after, what stays said once."""
    if was is None or now is None:
        return f"{was[0] if was else '–'} → {now[0] if now else '–'}"
    value, level = (arrow(*pair) for pair in zip(was, now, strict=True))
    return tr("{value}; level {level}", value=value, level=level)


def arrow(was: str, now: str) -> str:
    """Two texts with an arrow between them, a unit that both end with said once."""
    if was == now:
        return now
    return f"{_without_unit(was, now)[0]} → {now}"


def beside_one_another(texts: Sequence[str], whole: str) -> str:
    """Several texts with points between them, without the unit that they end with as another one does."""
    return " · ".join(_without_unit(text, whole)[0] for text in texts)


def _without_unit(text: str, other: str) -> tuple[str, str]:
    """Two texts without the words that both end with."""
    first, second = text.split(), other.split()
    while min(len(first), len(second)) > 1 and first[-1] == second[-1]:
        first, second = first[:-1], second[:-1]
    return " ".join(first), " ".join(second)


def counts_words(table: Table, column: str, row: int) -> str:
    """The counts that a rate of a table follows from, as in `7/9 = `; nothing where it has none."""
    num, den = table.counts.get(column, (None, None))
    if num is None or den is None or np.isnan(num[row]) or np.isnan(den[row]):
        return ""
    return f"{figure(float(num[row]), 2)}/{figure(float(den[row]), 2)} = "
