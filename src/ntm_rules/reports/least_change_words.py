"""The least change in words, as plain columns and as pieces of the result document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from ntm_rules.definitions.models import title_on
from ntm_rules.engine.columns import Columns, keys_of, labels
from ntm_rules.engine.evaluate import Judgement
from ntm_rules.engine.statuses import STATUSES, reason_words, status_words
from ntm_rules.i18n import figure, tr, words
from ntm_rules.planning.least_change import Change, NeedsData, Way
from ntm_rules.planning.needs import Barrier
from ntm_rules.planning.steps import Step
from ntm_rules.reports.explanation import distance_words, label_words, level_words, unit_words


def label_of(judged: Judgement, step: Step) -> str:
    """What a step changes, as people call it: a figure, or the indicator or criterion that a verdict is on."""
    day = judged.table.judged_on[step.row]
    if step.column in judged.loaded.indicators:
        return words(title_on(judged.loaded.indicators[step.column].titles, day))
    for criterion in judged.loaded.criteria:
        if step.column == criterion.code:
            return words(title_on(criterion.titles, day))
    return _label(judged, step.column)


def _label(judged: Judgement, column: str) -> str:
    variables = judged.loaded.variables
    name = column if column in variables else column.rpartition("_")[0]
    return label_words(words(variables[name].label), column)


def move_words(step: Step) -> str:
    """From where to where, and how much is wanting: 68 → 70 % (2 percentage points short)."""
    match step.kind:
        case "verdict":
            before, after = (status_words(STATUSES[int(code)]) for code in (step.before, step.to))
            return f"{tr('verdict')}: {before} → {after}"
        case "flag":
            return f"{tr('no')} → {tr('yes')}"
        case "count":
            whole = figure(step.whole or 0)
            shares = " → ".join(figure(rate, 2) for rate in step.rates)
            counts = f"{figure(step.before)}/{whole} → {figure(step.to)}/{whole}"
            required = level_words(step.level, step.op, step.unit)
            return f"{counts} ({shares} {unit_words(step.unit)}; {tr('level')} {required})"
        case "value":
            moved = f"{figure(step.before)} → {figure(step.to)} {unit_words(step.unit)}".rstrip()
            distance = distance_words(step.gap or 0, step.unit)
            if step.op in (">=", ">"):
                wanting = tr("{distance} short", distance=distance)
            else:
                wanting = tr("{distance} too much", distance=distance)
            return f"{moved} ({wanting})"


def codes_of(judged: Judgement, change: Change) -> list[str]:
    """The numbers of the indicators, or the criterion, that a change is for."""
    return [
        judged.loaded.criteria[criterion].code
        if indicator is None
        else judged.plan.indicators[indicator].indicator.code
        for criterion, indicator in change.serves
    ]


def change_words(judged: Judgement, change: Change) -> str:
    """One change in a line, after the numbers of the indicators it is for."""
    return f"{', '.join(codes_of(judged, change))} {label_of(judged, change.step)}: {move_words(change.step)}"


def data_words(judged: Judgement, entry: NeedsData) -> str:
    """A criterion that cannot be decided, and why."""
    code = judged.loaded.criteria[entry.criterion].code
    members = [judged.plan.indicators[number].indicator.code for number in entry.indicators]
    within = "" if members == [code] else f" ({', '.join(members)})"
    return f"{code}{within}: {reason_words(entry.reason)}"


def barrier_words(judged: Judgement, barrier: Barrier) -> str:
    """An indicator that no change makes met, and why."""
    code = judged.plan.indicators[barrier.indicator].indicator.code
    why = {
        "fact": tr("a fact of the commune that no plan changes"),
        "two_ways": tr("asked both to rise and to fall"),
        "no_such_figure": tr("no figure it can have meets the level"),
    }[barrier.reason]
    return f"{code} {_label(judged, barrier.column)}: {why}"


def way_words(judged: Judgement, way: Way) -> str:
    """A commune and how many things are left for it to do."""
    commune = judged.table.text(way.row, "commune")
    if way.changes:
        return tr("{commune}: {n} thing(s) left to do", commune=commune, n=len(way.changes))
    if way.certain:
        return tr("{commune}: nothing left to do", commune=commune)
    if way.out_of_reach:
        return tr("{commune}: what is left is out of reach", commune=commune)
    return tr("{commune}: nothing known to be left to do", commune=commune)


def change_columns(judged: Judgement, ways: Sequence[Way]) -> Columns:
    """One row per change, communes in the order of the ways.

    `from`, `to`, `distance` are figures in their unit, for `kind` count the things counted of `whole`; NaN for
    verdicts, whose words stand in `change`. `gap` and `level` are in `unit`; `share` is gap ÷ level.
    """
    listed = [(way, change) for way in ways for change in way.changes]
    steps = [change.step for _, change in listed]
    rows = np.array([step.row for step in steps], dtype=np.intp)

    def figures(values: Iterator[float | None]) -> np.ndarray:
        return np.round(np.array([np.nan if v is None else v for v in values], dtype=np.float64), 6)

    measured = [step.kind != "verdict" for step in steps]
    return {
        **{name: column[rows] for name, column in keys_of(judged).items()},
        "criterion": labels([judged.loaded.criteria[step.criterion].code for step in steps]),
        "indicators": labels([", ".join(codes_of(judged, change)) for _, change in listed]),
        "variable": labels([step.column for step in steps]),
        "kind": labels([step.kind for step in steps]),
        "from": figures(s.before if known else None for s, known in zip(steps, measured, strict=True)),
        "to": figures(s.to if known else None for s, known in zip(steps, measured, strict=True)),
        "whole": figures(step.whole for step in steps),
        "unit": labels([step.unit for step in steps]),
        "level": figures(step.level for step in steps),
        "gap": figures(step.gap for step in steps),
        "distance": figures(step.distance for step in steps),
        "share": figures(step.cost for step in steps),
        "change": labels([change_words(judged, change) for _, change in listed]),
    }


def open_columns(judged: Judgement, ways: Sequence[Way]) -> Columns:
    """One row per criterion that cannot be decided and per indicator out of reach, in the columns of `change_columns`.

    `kind` is needs_data or out_of_reach, `change` says why; of figures there is none.
    """
    criteria, indicators = judged.loaded.criteria, judged.plan.indicators
    told: list[tuple[int, str, str, str, str | None, str]] = []
    for way in ways:
        for entry in way.needs_data:
            codes = ", ".join(indicators[number].indicator.code for number in entry.indicators)
            code = criteria[entry.criterion].code
            told.append((way.row, "needs_data", code, codes, None, data_words(judged, entry)))
        for barrier in way.out_of_reach:
            code, own = criteria[barrier.criterion].code, indicators[barrier.indicator].indicator.code
            said = barrier_words(judged, barrier)
            told.append((way.row, "out_of_reach", code, own, barrier.column, said))
    rows = np.array([row for row, *_ in told], dtype=np.intp)
    none = np.full(len(told), np.nan)
    figures = dict.fromkeys(("from", "to", "whole", "level", "gap", "distance", "share"), none)
    return {
        **{name: column[rows] for name, column in keys_of(judged).items()},
        "criterion": labels([code for _, _, code, *_ in told]),
        "indicators": labels([codes for _, _, _, codes, *_ in told]),
        "variable": labels([column for *_, column, _ in told]),
        "kind": labels([kind for _, kind, *_ in told]),
        "unit": labels([None] * len(told)),
        "change": labels([said for *_, said in told]),
        **figures,
    }


def way_document(judged: Judgement, way: Way) -> dict[str, Any]:
    """A way as it stands in the result document, beside the identity of its commune."""
    criteria, indicators = judged.loaded.criteria, judged.plan.indicators
    return {
        "changes": [change_document(judged, change) for change in way.changes],
        "cost": round(way.cost, 6),
        "certain": way.certain,
        "needs_data": [
            {
                "criterion": criteria[entry.criterion].code,
                "reason": entry.reason,
                "indicators": [indicators[number].indicator.code for number in entry.indicators],
            }
            for entry in way.needs_data
        ],
        "out_of_reach": [
            {
                "criterion": criteria[barrier.criterion].code,
                "indicator": indicators[barrier.indicator].indicator.code,
                "variable": barrier.column,
                "reason": barrier.reason,
            }
            for barrier in way.out_of_reach
        ],
    }


def change_document(judged: Judgement, change: Change) -> dict[str, Any]:
    """One change as it stands in a document."""
    step = change.step
    verdict = step.kind == "verdict"
    before, to = (
        (STATUSES[int(step.before)], STATUSES[int(step.to)])
        if verdict
        else (round(step.before, 6), round(step.to, 6))
    )
    return {
        "criterion": judged.loaded.criteria[step.criterion].code,
        "indicators": codes_of(judged, change),
        "kind": step.kind,
        "variable": step.column,
        "from": before,
        "to": to,
        "whole": step.whole,
        "unit": step.unit,
        "comparison": None if verdict else step.op,
        "level": step.level,
        "gap": step.gap,
        "distance": step.distance,
        "share": round(step.cost, 6),
        "message": change_words(judged, change),
    }
