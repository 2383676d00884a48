"""Risks of a figure against its level: too close to it, or below the level of a coming year."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import numpy as np

from ntm_rules.definitions.models import RANGES
from ntm_rules.definitions.risk_policies import RisingLevel, ThinMargin
from ntm_rules.engine.evaluate import Judgement, judge_table
from ntm_rules.engine.statuses import MET, UNMET, Floats, Index
from ntm_rules.risks.findings import Block
from ntm_rules.risks.subject import Figure, Subject
from ntm_rules.tables.coded import Coded


def thin_margin(subject: Subject, policy: ThinMargin) -> Iterator[Block]:
    """Met with less than the margin to spare; facts `value`, `level`, `gap`, `margin`."""
    variables = subject.judged.loaded.variables
    for figure in subject.figures:
        variable = variables[figure.part.comparison.variable]
        margin = policy.overrides.get(
            figure.part.comparison.variable, policy.margins.get(variable.unit or "")
        )
        if margin is None or not policy.watches(*subject.code(figure)):
            continue
        least, most = RANGES[variable.kind]
        best = most if figure.sign > 0 else least
        near = (figure.gaps < margin) & (figure.values != best)
        rows = np.flatnonzero(subject.holds(figure) & near)
        if len(rows):
            yield _block(policy, figure, rows, margin=margin)


def rising_level(subject: Subject, policy: RisingLevel) -> Iterator[Block]:
    """Met now and unmet by the level of a coming year; facts `value`, `level`, `year`, `coming`, `growth` (a year)."""
    judged = subject.judged
    years, until = judged.table.years, min(judged.loaded.head.valid_to.year, subject.horizon.year)
    told = np.zeros(judged.statuses.indicators.shape, dtype=np.bool_)
    for ahead in range(1, policy.years_ahead + 1):
        rows = np.flatnonzero(subject.last & (years + ahead <= until))
        if not len(rows):
            break
        coming = judged_on(judged, rows, [date(year + ahead, 12, 31) for year in years[rows].tolist()])
        for figure in Subject(coming).figures:
            fails = figure.rows & (figure.status == UNMET)
            fails &= (coming.statuses.indicators[figure.indicator] == UNMET) & ~told[figure.indicator, rows]
            fails &= judged.statuses.indicators[figure.indicator, rows] == MET
            at = np.flatnonzero(fails)
            if len(at) and policy.watches(*subject.code(figure)):
                told[figure.indicator, rows[at]] = True
                facts = {
                    "value": figure.values[at],
                    "level": _level_now(subject, figure)[rows[at]],
                    "year": years[rows[at]] + ahead,
                    "coming": figure.levels[at],
                    "growth": np.abs(figure.gaps[at]) / ahead,
                }
                yield Block(
                    policy, policy.kind, figure.criterion, rows[at], figure.indicator, figure.part, facts
                )


def judged_on(judged: Judgement, rows: Index, days: Sequence[date]) -> Judgement:
    """The figures of some rows judged on other days."""
    table = judged.table.select(rows).judged_anew(Coded.of(days))
    return judge_table(table, judged.loaded, judged.options)


def _level_now(subject: Subject, coming: Figure) -> Floats:
    """Today's level of the figure that a coming level is for."""
    found = np.full(len(subject.judged.table), np.nan)
    for figure in subject.figures:
        if (figure.indicator, figure.part.column) == (coming.indicator, coming.part.column):
            np.copyto(found, figure.levels, where=figure.rows)
    return found


def _block(policy: ThinMargin, figure: Figure, rows: Index, **facts: object) -> Block:
    shown = {"value": figure.values[rows], "level": figure.levels[rows], "gap": figure.gaps[rows], **facts}
    return Block(policy, policy.kind, figure.criterion, rows, figure.indicator, figure.part, shown)
