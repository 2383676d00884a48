"""A plan laid on the table it is for: the figures at the end of a year, judged as any table is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import numpy as np

from ntm_rules.engine.evaluate import Judgement, judge_table
from ntm_rules.planning.model import Begun
from ntm_rules.planning.reach import Reach
from ntm_rules.tables.coded import Coded
from ntm_rules.tables.table import Table


def judged_in(judged: Judgement, table: Table, year: int) -> Judgement:
    """A table judged at the end of a year, by the set and options of a judgement."""
    day = Coded.constant(date(year, 12, 31), len(table))
    return judge_table(table.judged_anew(day), judged.loaded, judged.options)


def in_effect(units: Mapping[Begun, int], reach: Reach, year: int) -> dict[int, dict[int, int]]:
    """By row the units of each measure that have their effect by the end of a year."""
    found: dict[int, dict[int, int]] = {}
    for begun, count in units.items():
        if begun.year + reach.costs.measures[begun.measure].takes_years <= year:
            mine = found.setdefault(begun.row, {})
            mine[begun.measure] = mine.get(begun.measure, 0) + count
    return found


def applied(table: Table, reach: Reach, units: Mapping[Begun, int], year: int) -> Table:
    """The table with the figures that the units have moved by the end of a year; it is not changed itself.

    Counts behind a rate that was moved are left out, for they are those of before.
    """
    values, counts = dict(table.values), dict(table.counts)
    for row, mine in in_effect(units, reach, year).items():
        for column in reach.columns:
            gain = reach.gain(row, column, mine)
            if gain <= 0:
                continue
            if values[column] is table.values[column]:
                values[column] = table.values[column].copy()
            values[column][row] = reach.value(row, column, gain)
            if column in counts:
                if counts[column] is table.counts[column]:
                    counts[column] = (counts[column][0].copy(), counts[column][1])
                counts[column][0][row] = np.nan
    return replace(table, values=values, counts=counts)
