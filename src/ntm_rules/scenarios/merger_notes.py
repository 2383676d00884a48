"""What is told of a merger: what became one, which figures lie between bounds, which verdicts were set aside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ntm_rules.definitions.merger_rules import merger_rules
from ntm_rules.definitions.models import RANGES, CriteriaSet
from ntm_rules.engine.statuses import grade_words
from ntm_rules.errors import Problem
from ntm_rules.i18n import figure, tr, words
from ntm_rules.scenarios.merged_rows import Merging, Union
from ntm_rules.scenarios.merger_gaps import Gap, gaps_of, label_of, partly_given, remedy_of
from ntm_rules.tables.table import Table, bounds_of

# So many figures are named in a message; its facts hold all.
NAMED = 5


@dataclass(frozen=True, slots=True)
class Bound:
    """A figure of which a merger leaves only bounds: `row` of the merged table, None for no upper bound."""

    row: int
    variable: str
    least: float
    most: float | None


def bounds_left(merged: Table, merging: Merging, loaded: CriteriaSet) -> tuple[Bound, ...]:
    """The figures of merged communes that lie between bounds, in the order of rows and columns.

    One that may be anything, for want of a part's figure, is missing and not among them.
    """
    found = []
    ends = {name: bounds_of(name) for name in merged.values if bounds_of(name)[0] in merged.values}
    for union in merging.unions:
        for name, (low, high) in ends.items():
            least, most = (float(merged.values[end][union.at]) for end in (low, high))
            widest = (least, most) == RANGES[loaded.variables[_stem(name, loaded)].kind]
            marks = merged.undetermined.get(name)
            told = not widest or (marks is not None and bool(marks[union.at]))
            if not np.isnan(least) and told:
                found.append(Bound(union.at, name, least, None if np.isinf(most) else most))
    return tuple(found)


def notes_of(
    merged: Table,
    table: Table,
    merging: Merging,
    loaded: CriteriaSet,
    *,
    bounds: Sequence[Bound],
    dropped: Mapping[int, Sequence[str]],
) -> list[Problem]:
    """One note of all mergers and how far their reading is evidenced, then what each leaves open.

    `dropped` names, by place of a union, the verdicts that were set aside.
    """
    unions = [union for union in merging.unions if not union.alone]
    listed = [_facts(merged, table, union) for union in unions]
    notes = [_reading(listed)] if unions else []
    by_row: dict[int, list[Bound]] = {}
    for bound in bounds:
        by_row.setdefault(bound.row, []).append(bound)
    for union, facts in zip(unions, listed, strict=True):
        if union.absent:
            notes.append(_without_row(union, facts))
        else:
            mine = by_row.get(union.at, [])
            gaps = gaps_of(table, union, [bound.variable for bound in mine], loaded)
            if mine:
                notes.append(_between(mine, facts, gaps, loaded))
            bounded = {bound.variable for bound in mine}
            lacking = [name for name in partly_given(table, merged, union, loaded) if name not in bounded]
            if lacking:
                notes.append(_lacking(lacking, facts, gaps_of(table, union, lacking, loaded), loaded))
        if union.at in dropped and not union.absent:
            notes.append(_set_aside(dropped[union.at], facts))
    return [replace(note, file=table.name) for note in notes]


def _reading(listed: Sequence[dict[str, Any]]) -> Problem:
    rules = merger_rules()
    named = list(dict.fromkeys(f"{' + '.join(entry['of'])} = {entry['commune']}" for entry in listed))
    message = tr(
        "communes are merged: {mergers}. How figures combine is this tool’s reading ({grade}).",
        mergers="; ".join(named[:NAMED]) + (" …" if len(named) > NAMED else ""),
        grade=grade_words(rules.evidence),
    )
    facts = {"evidence": rules.evidence, "note": words(rules.note), "mergers": listed}
    return Problem("communes_merged", message, facts=facts)


def _without_row(union: Union, facts: dict[str, Any]) -> Problem:
    message = tr(
        "{commune}, {period}: {names} has no row of this period, so nothing of it is known.",
        commune=facts["commune"],
        period=facts["period"],
        names=", ".join(union.absent),
    )
    return Problem("communes_merged", message, facts={**facts, "absent": list(union.absent)})


def _set_aside(codes: Sequence[str], facts: dict[str, Any]) -> Problem:
    message = tr(
        "{commune}, {period}: the verdicts on {codes} were on the parts, and are set aside.",
        commune=facts["commune"],
        period=facts["period"],
        codes=", ".join(codes),
    )
    remedy = tr("give the verdict on the merged commune where its council has judged")
    return Problem("communes_merged", message, remedy=remedy, facts={**facts, "verdicts": list(codes)})


def _facts(merged: Table, table: Table, union: Union) -> dict[str, Any]:
    names = [table.text(row, "commune") for row in union.rows.tolist()]
    return {
        "commune": merged.text(union.at, "commune"),
        "period": merged.text(union.at, "period"),
        "of": [*dict.fromkeys(names), *union.absent],
    }


def _between(
    mine: Sequence[Bound], facts: dict[str, Any], gaps: Sequence[Gap], loaded: CriteriaSet
) -> Problem:
    message = tr(
        "{commune}, {period}: {n} figure(s) are not settled by those of the parts: {figures}.",
        commune=facts["commune"],
        period=facts["period"],
        n=len(mine),
        figures=_first([_shown(bound, loaded) for bound in mine]),
    )
    remedy = remedy_of(gaps[:NAMED], loaded)
    listed = [
        {"variable": bound.variable, "least": bound.least, "most": bound.most, "over": _over(bound, loaded)}
        for bound in mine
    ]
    return Problem("communes_merged", message, remedy=remedy, facts={**facts, "bounds": listed})


def _lacking(
    columns: Sequence[str], facts: dict[str, Any], gaps: Sequence[Gap], loaded: CriteriaSet
) -> Problem:
    message = tr(
        "{commune}, {period}: {n} figure(s) that only some of the parts give stay missing for the whole: {figures}.",
        commune=facts["commune"],
        period=facts["period"],
        n=len(columns),
        figures=_first([label_of(column, loaded) for column in columns]),
    )
    listed = [{"variable": gap.column, "without": list(gap.without)} for gap in gaps]
    remedy = remedy_of(gaps[:NAMED], loaded)
    return Problem("communes_merged", message, remedy=remedy, facts={**facts, "lacking": listed})


def _first(texts: Sequence[str]) -> str:
    return "; ".join(texts[:NAMED]) + (" …" if len(texts) > NAMED else "")


def _over(bound: Bound, loaded: CriteriaSet) -> str | None:
    variable = loaded.variables.get(_stem(bound.variable, loaded))
    return variable.combines.over if variable and variable.combines else None


def _stem(name: str, loaded: CriteriaSet) -> str:
    return name if name in loaded.variables else name.rpartition("_")[0]


def _shown(bound: Bound, loaded: CriteriaSet) -> str:
    variable = loaded.variables[_stem(bound.variable, loaded)]
    label = label_of(bound.variable, loaded)
    if variable.kind == "flag":
        return tr("{label} (the parts differ)", label=label)
    unit = f" {words(loaded.units[variable.unit])}" if variable.unit else ""
    least = figure(bound.least, 2)
    if bound.most is None:
        return tr("{label} ({least} or more)", label=label, least=least + unit)
    return tr("{label} (from {least} to {most})", label=label, least=least, most=figure(bound.most, 2) + unit)
