"""The sensitivity of a commune in words, as part of the result document and as columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from ntm_rules.engine.columns import Columns, labels, notes_of
from ntm_rules.engine.evaluate import Judgement
from ntm_rules.engine.statuses import STATUSES, grade_words
from ntm_rules.i18n import figure, tr, words
from ntm_rules.planning.sensitivity import Effect, LeftOut, Lever, Sensitivity, Turned
from ntm_rules.reports.explanation import label_words, level_words
from ntm_rules.reports.sections import Section
from ntm_rules.scenarios.figures import variable_of

_KEYS = ("commune_code", "commune", "district", "year", "period")
_QUALIFIES = {1: True, 0: False, -1: None}


def label_of(found: Sensitivity, column: str) -> str:
    """What a figure is called."""
    loaded = found.judged.loaded
    return label_words(words(loaded.variables[variable_of(column, loaded)].label), column)


def code_of(found: Sensitivity, indicator: int) -> str:
    """The number of an indicator."""
    return found.judged.plan.indicators[indicator].indicator.code


def commune_name(found: Sensitivity) -> str:
    """The commune with its district and period."""
    table = found.judged.table
    return ", ".join(filter(None, (table.text(found.row, name) for name in ("commune", "district", "period"))))  # fmt: skip


def unit_of(judged: Judgement, column: str) -> str | None:
    """The unit of a figure."""
    return judged.loaded.variables[variable_of(column, judged.loaded)].unit


def evidence_of(found: Sensitivity, lever: Lever) -> str | None:
    """The evidence of a level."""
    level = lever.part.resolved[int(found.judged.cases.index[found.row])].level
    return None if level is None else level.block.evidence


def turning(lever: Lever) -> bool:
    """Whether crossing the level turns its indicator; elsewhere another part of it decides."""
    return any(one.kind == "indicator" and one.number == lever.indicator for one in lever.crossing.turned)


def sensitivity_sections(found: Sensitivity) -> Iterator[Section]:
    """The figures that turn something, the nearest first, and what is left out."""
    shown = [lever for lever in found.levers if turning(lever)]
    lines = [
        tr("The nearest to its level first, by the distance as a share of the level; to gain what is unmet, or until what is met is lost."),
        *_beside(found, len(shown)),
    ]  # fmt: skip
    headings = (tr("Figure: level [evidence]"), tr("Now → turns at"), tr("% of level"), tr("Turns"), tr("One unit or 1 %"))  # fmt: skip
    rows = tuple(
        (
            f"{code_of(found, lever.indicator)} {label_of(found, lever.column)}: {graded_level(found, lever)}",
            move_words(lever),
            figure(lever.share * 100, 1),
            turned_words(found, lever.crossing.turned),
            steps_words(lever.effects) or "–",
        )
        for lever in shown
    )
    yield Section(f"{tr('Sensitivity')}: {commune_name(found)}", tuple(lines), headings, rows)


def move_words(lever: Lever) -> str:
    """A figure and the first one at which its verdict is another."""
    places = 2 if abs(lever.value - lever.to) >= 0.01 else 6
    return f"{figure(lever.value, places)} → {figure(lever.to)}"


def graded_level(found: Sensitivity, lever: Lever) -> str:
    """The level with its comparison, unit and evidence."""
    level = level_words(lever.level, lever.part.op, unit_of(found.judged, lever.part.column))
    return f"{level} [{grade_words(evidence_of(found, lever) or 'unverified')}]"


def turned_words(found: Sensitivity, turned: Iterable[Turned]) -> str:
    """What is gained and lost, criteria before indicators: loses criterion 15; no longer qualifies."""
    gained = _named(found, [one for one in turned if one.direction == "gain"])
    lost = _named(found, [one for one in turned if one.direction == "lose"])
    parts = [tr("gains {what}", what=gained)] if gained else []
    return "; ".join([*parts, *([tr("loses {what}", what=lost)] if lost else [])])


def _named(found: Sensitivity, turned: list[Turned]) -> str:
    """Criteria, indicators whose criterion stays, and the commune's standing."""
    judged = found.judged
    criteria = [one.number for one in turned if one.kind == "criterion" and one.number is not None]
    parts = [tr("criterion {code}", code=judged.loaded.criteria[number].code) for number in criteria]
    parts += [
        tr("indicator {code}", code=code_of(found, one.number))
        for one in turned
        if one.kind == "indicator" and one.number is not None
        and judged.plan.indicators[one.number].criterion not in criteria
    ]  # fmt: skip
    if any(one.kind == "commune" and 1 in (one.before, one.after) for one in turned):
        parts.append(tr("the standard"))
    return ", ".join(parts)


def steps_words(effects: Iterable[Effect]) -> str:
    """The steps that turn a criterion or indicator: −1, −1 %."""
    return ", ".join(
        step_words(effect) for effect in effects if any(one.kind != "commune" for one in effect.turned)
    )


def step_words(effect: Effect) -> str:
    """A step of one unit or one percent."""
    amount = effect.amount if effect.op == "add" else round((effect.amount - 1) * 100, 6)
    sign = "+" if amount > 0 else "−"
    return f"{sign}{figure(abs(amount))}" + (" %" if effect.op == "scale" else "")


def _beside(found: Sensitivity, shown: int) -> Iterator[str]:
    """What has no row: figures that alone turn nothing, facts, and what is not known."""
    if rest := len(found.levers) - shown:
        yield tr("{n} figure(s) whose level alone turns nothing are not shown.", n=rest)
    for reason, said in (
        ("fact", tr("facts, which no plan moves")),
        ("missing_value", tr("without a figure")),
        ("no_level", tr("without a level")),
        ("no_such_figure", tr("whatever the figure")),
    ):
        codes = dict.fromkeys(code_of(found, one.indicator) for one in found.left_out if one.reason == reason)
        if codes:
            yield f"{tr('left out')}, {said}: {', '.join(codes)}"


def sensitivity_document(found: Sensitivity) -> dict[str, Any]:
    """The sensitivity as plain data, the nearest first."""
    table = found.judged.table
    own = {name: table.text(found.row, name) for name in _KEYS}
    return {
        **own,
        "year": int(table.years[found.row]),
        "levers": [_lever(found, lever) for lever in found.levers],
        "left_out": [_left_out(found, one) for one in found.left_out],
    }


def _lever(found: Sensitivity, lever: Lever) -> dict[str, Any]:
    return {
        "criterion": found.judged.loaded.criteria[lever.criterion].code,
        "indicator": code_of(found, lever.indicator),
        "variable": lever.column,
        "value": round(lever.value, 6),
        "unit": unit_of(found.judged, lever.column),
        "comparison": lever.part.op,
        "level": lever.level,
        "level_of": lever.part.column,
        "evidence": evidence_of(found, lever),
        "turning": round(lever.turning, 6),
        "to": round(lever.to, 6),
        "share": round(lever.share, 6),
        "direction": lever.direction,
        "turned": [_turned(found, one) for one in lever.crossing.turned],
        "steps": [
            {"op": effect.op, "amount": round(effect.amount, 6), "turned": [_turned(found, one) for one in effect.turned]}
            for effect in lever.effects
        ],
    }  # fmt: skip


def _turned(found: Sensitivity, one: Turned) -> dict[str, Any]:
    if one.number is None:
        return {"kind": one.kind, "code": "qualifies", "from": _QUALIFIES[one.before], "to": _QUALIFIES[one.after]}  # fmt: skip
    code = code_of(found, one.number) if one.kind == "indicator" else found.judged.loaded.criteria[one.number].code  # fmt: skip
    return {"kind": one.kind, "code": code, "from": STATUSES[one.before], "to": STATUSES[one.after]}


def _left_out(found: Sensitivity, one: LeftOut) -> dict[str, Any]:
    return {"indicator": code_of(found, one.indicator), "variable": one.column, "reason": one.reason}


def sensitivity_columns(found: Sensitivity, *, notes: bool = False) -> Columns:
    """One row per figure and level, the nearest first; under each step the criteria it turns, such as 6=unmet.

    `notes` adds what the rows must carry into a file, where there is anything, as a last column.
    """
    entries = sensitivity_document(found)
    levers = entries["levers"]
    columns: Columns = {name: labels([_text(entries[name])] * len(levers)) for name in _KEYS}
    for name in ("criterion", "indicator", "variable"):
        columns[name] = labels([lever[name] for lever in levers])
    for name in ("value", "level", "turning", "to", "share"):
        columns[name] = np.array([lever[name] for lever in levers], dtype=np.float64)
    for name in ("unit", "comparison", "level_of", "evidence", "direction"):
        columns[name] = labels([lever[name] for lever in levers])
    columns["turned"] = labels([_codes(lever["turned"]) for lever in levers])
    for number, name in enumerate(("unit_more", "unit_less", "percent_more", "percent_less")):
        columns[name] = labels([_codes(lever["steps"][number]["turned"]) for lever in levers])
    rows = np.full(len(levers), found.row)
    return {**columns, **(notes_of(found.judged, rows) if notes else {})}


def _codes(turned: list[dict[str, Any]]) -> str | None:
    """The criteria that are turned, with what each becomes; none where there is none."""
    named = [f"{one['code']}={one['to']}" for one in turned if one["kind"] == "criterion"]
    return " ".join(named) or None


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
