"""Risks that a trend shows: what will fall below its level, and what will not reach it, before the horizon."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ntm_rules.definitions.risk_policies import Declining, OffTrack, Trended
from ntm_rules.engine.statuses import UNKNOWN, UNMET, Flags, Floats, Index
from ntm_rules.risks.findings import Block
from ntm_rules.risks.levels import judged_on
from ntm_rules.risks.subject import Figure, Subject
from ntm_rules.risks.trends import day_after, years_between


def declining(subject: Subject, policy: Declining) -> Iterator[Block]:
    """Met and worsening, below today's level before the horizon.

    Facts `value`, `level`, `slope` (a year), `points`, `on` (the day the line through the last figure crosses).
    """
    for figure in _watched(subject, policy):
        slopes = _slopes(subject, figure, policy)
        rows = np.flatnonzero(subject.holds(figure) & (figure.sign * slopes < 0))
        years = figure.gaps[rows] / np.abs(slopes[rows])
        sooner = years < _years_left(subject, rows)
        rows, years = rows[sooner], years[sooner]
        if len(rows):
            on = day_after(subject.ends[rows], years)
            yield _block(subject, policy, figure, rows, level=figure.levels[rows], on=on)


def off_track(subject: Subject, policy: OffTrack) -> Iterator[Block]:
    """Unmet, and short of the level of the horizon's year at the horizon, or without progress.

    Facts `value`, `level` and `level_year`, `slope` (a year), `points`, `reached` (the day the line would arrive
    there; not known without progress), `short` (what is missing on the day `horizon`).
    """
    coming = _levels_at_horizon(subject)
    for figure in _watched(subject, policy):
        slopes = _slopes(subject, figure, policy)
        rows = np.flatnonzero(_misses(subject, figure) & ~np.isnan(slopes))
        known = coming.get((figure.indicator, figure.part.column), figure.levels)[rows]
        levels = np.where(np.isnan(known), figure.levels[rows], known)
        own = subject.judged.table.years[rows]
        year = np.where(np.isnan(known), own, np.maximum(own, subject.judged_until.year))
        missing = figure.sign * (levels - figure.values[rows])
        progress = figure.sign * slopes[rows]
        short = np.round(missing - np.maximum(progress, 0) * _years_left(subject, rows), 6)
        # A level that is relaxed by then asks for no progress of what meets it.
        late = (missing > 0) & ((progress <= 0) | (short > 0))
        rows, missing, progress, year = rows[late], missing[late], progress[late], year[late]
        if len(rows):
            years = np.divide(missing, progress, out=np.full(len(rows), np.inf), where=progress > 0)
            reached = day_after(subject.ends[rows], years)
            facts = {"level": levels[late], "level_year": year, "reached": reached, "short": short[late]}
            facts["horizon"] = np.full(len(rows), subject.horizon, dtype="datetime64[D]")
            yield _block(subject, policy, figure, rows, **facts)


def _watched(subject: Subject, policy: Trended) -> Iterator[Figure]:
    """Figures with an amount that a policy watches."""
    columns = subject.judged.table.values
    for figure in subject.figures:
        if (
            figure.part.op != "is_true"
            and figure.part.column in columns
            and policy.watches(*subject.code(figure))
        ):
            yield figure


def _slopes(subject: Subject, figure: Figure, policy: Trended) -> Floats:
    """The slope at each commune's last row: NaN where it has too few points, 0 where it is noise."""
    trend = subject.trend(figure.part.column)
    least = policy.least_slope.get(subject.unit(figure), 0)
    slopes = np.where(np.abs(trend.slopes) < least, 0, trend.slopes)
    return np.where(trend.points < policy.least_points, np.nan, slopes)


def _years_left(subject: Subject, rows: Index) -> Floats:
    """The years from the end of each row's period to the horizon; none where it is past."""
    horizon = np.full(len(rows), subject.horizon, dtype="datetime64[D]")
    return np.maximum(years_between(subject.ends[rows], horizon), 0)


def _misses(subject: Subject, figure: Figure) -> Flags:
    """Rows of the last period in which a figure is measured and not good enough, and its indicator unmet for it."""
    unmet = subject.judged.statuses.indicators[figure.indicator] == UNMET
    found: Flags = subject.last & figure.rows & unmet & (figure.status == UNMET) & ~np.isnan(figure.values)
    return found


def _levels_at_horizon(subject: Subject) -> dict[tuple[int, str], Floats]:
    """By indicator and column, the level in force on the last day looked at that the set judges; NaN where not known."""
    judged = subject.judged
    rows = np.flatnonzero(subject.last)
    found: dict[tuple[int, str], Floats] = {}
    if not len(rows):
        return found
    days = [max(subject.judged_until, own) for own in judged.table.judged_on.select(rows).cells]
    for figure in Subject(judged_on(judged, rows, days)).figures:
        level = found.setdefault((figure.indicator, figure.part.column), np.full(len(judged.table), np.nan))
        asked = figure.rows & (figure.status != UNKNOWN)
        level[rows[asked]] = figure.levels[asked]
    return found


def _block(
    subject: Subject, policy: Declining | OffTrack, figure: Figure, rows: Index, **facts: NDArray[Any]
) -> Block:
    trend = subject.trend(figure.part.column)
    shown = {
        "value": figure.values[rows],
        "level": facts.pop("level"),
        "slope": trend.slopes[rows],
        "points": trend.points[rows],
        **facts,
    }
    return Block(policy, policy.kind, figure.criterion, rows, figure.indicator, figure.part, shown)
