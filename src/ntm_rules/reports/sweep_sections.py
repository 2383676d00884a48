"""A sweep for eyes: how many communes meet the criterion at each point, and where each turns."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import numpy as np

from ntm_rules.i18n import tr
from ntm_rules.reports.group_words import worth_showing
from ntm_rules.reports.sections import Section
from ntm_rules.reports.sweep_words import (
    amount_words,
    axis_title,
    axis_words,
    group_words,
    label_of,
    levels_of,
    told_turns,
    whose,
)
from ntm_rules.scenarios.sweeps import Step, Sweep
from ntm_rules.scenarios.turns import Turn

# So many points are shown whole; of more only those at which a count is another.
_SHOWN = 25


def sweep_sections(swept: Sweep, turns: list[Turn]) -> Iterator[Section]:
    """What is swept with its levels, the counts of each group worth showing, and the turns of each axis."""
    lines = [axis_words(swept, laid) for laid in swept.laid]
    lines += [
        f"{line.words} ({tr('{n} commune(s) swept', n=line.rows)})"
        for number in range(len(swept.laid))
        for line in levels_of(swept, number)
    ]
    yield Section(f"{tr('Sweep')}: {whose(swept)}", tuple(lines))
    shown = worth_showing([step.group for step in swept.groups])
    yield from (_counts(swept, step) for step in swept.groups if step.group in shown)
    for number, laid in enumerate(swept.laid):
        rows = tuple(told_turns(swept, turns, number))
        title = f"{tr('Where verdicts turn')}: {label_of(swept, laid)}"
        if len(swept.laid) > 1:
            title += f" ({tr('the other figure as it is')})"
        if rows:
            headings = (tr("What"), tr("From → to"), tr("Where"), tr("For whom"))
            yield Section(title, (), headings, rows, level=2, wide=3)


def _counts(swept: Sweep, step: Step) -> Section:
    loaded, plan = swept.base.loaded, swept.base.plan
    whole = {criterion.code for criterion in loaded.criteria}
    codes = [plan.indicators[member].indicator.code for member in swept.members]
    columns = [
        (tr("indicator {code} met", code=code), counted)
        for code, counted in zip(codes, step.indicators, strict=True)
        if code not in whole
    ]
    columns += [
        (tr("criterion {code} met", code=loaded.criteria[number].code), counted)
        for number, counted in zip(swept.criteria, step.criteria, strict=True)
    ]
    columns.append((tr("qualify"), step.qualify))
    counts = np.stack([counted for _, counted in columns])
    keep = _kept(counts, tuple(len(axis.values) for axis in swept.axes))
    ops = [axis.op for axis in swept.axes]
    points = swept.points
    rows = tuple(
        (
            *(amount_words(amount, op) for amount, op in zip(points[point], ops, strict=True)),
            *(str(count) for count in counts[:, point].tolist()),
        )
        for point in keep
    )
    short = len(keep) < len(points)
    lines = (tr("Points between which no count is another are left out."),) if short else ()
    headings = tuple(axis_title(swept, laid) for laid in swept.laid)
    return Section(group_words(step.group), lines, (*headings, *(name for name, _ in columns)), rows, level=2)


def _kept(counts: np.ndarray, shape: tuple[int, ...]) -> list[int]:
    """The points to show: all of a few; of many, along each axis, the first, the last and both sides of every change."""
    total = counts.shape[1]
    if total <= _SHOWN:
        return list(range(total))
    whole = counts.reshape(len(counts), *shape)
    kept = []
    for axis in range(1, whole.ndim):
        others = tuple(one for one in range(whole.ndim) if one != axis)
        changed = np.flatnonzero((np.diff(whole, axis=axis) != 0).any(axis=others))
        kept.append(sorted({0, shape[axis - 1] - 1, *changed.tolist(), *(changed + 1).tolist()}))
    return [int(np.ravel_multi_index(point, shape)) for point in product(*kept)]
