"""What is told of a merger: what became one, which figures lie between bounds, which verdicts were set aside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ntm_rules.definitions.merger_rules import merger_rules
from ntm_rules.definitions.models import RANGES, CriteriaSet
from ntm_rules.engine.statuses import grade_words
from ntm_rules.errors import Problem
from ntm_rules.i18n import tr, words
from ntm_rules.scenarios.merged_rows import Merging, Union
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
    bounds: Sequence[Bound],
    dropped: Mapping[int, Sequence[str]],
) -> Iterator[Problem]:
    """One note of all mergers and how far their reading is evidenced, then what each leaves open."""
    unions = [union for union in merging.unions if not union.alone]
    if not unions:
        return
    rules = merger_rules()
    listed = [_facts(merged, table, union) for union in unions]
    named = list(dict.fromkeys(f"{' + '.join(entry['of'])} = {entry['commune']}" for entry in listed))
    shown = "; ".join(named[:NAMED]) + (" …" if len(named) > NAMED else "")
    message = tr("communes are merged: {mergers}. How figures combine: {grade}; {note}", mergers=shown, grade=grade_words(rules.evidence), note=words(rules.note))  # fmt: skip
    yield Problem("communes_merged", message, facts={"evidence": rules.evidence, "mergers": listed})
    for union, facts in zip(unions, listed, strict=True):
        mine = [bound for bound in bounds if bound.row == union.at]
        about = {"commune": facts["commune"], "period": facts["period"]}
        if union.absent:
            message = tr("{commune}, {period}: {names} has no row of this period, so nothing of it is known.", **about, names=", ".join(union.absent))  # fmt: skip
            yield Problem("communes_merged", message, facts={**facts, "absent": list(union.absent)})
        if mine:
            yield _between(mine, about, facts, loaded)
        if union.at in dropped and not union.absent:
            codes = ", ".join(dropped[union.at])
            message = tr("{commune}, {period}: the verdicts on {codes} were on the parts, and are set aside.", **about, codes=codes)  # fmt: skip
            remedy = tr("give the verdict on the merged commune where its council has judged")
            yield Problem("communes_merged", message, remedy=remedy, facts={**facts, "verdicts": list(dropped[union.at])})  # fmt: skip


def _facts(merged: Table, table: Table, union: Union) -> dict[str, Any]:
    names = [table.text(row, "commune") for row in union.rows.tolist()]
    return {
        "commune": merged.text(union.at, "commune"),
        "period": merged.text(union.at, "period"),
        "of": [*dict.fromkeys(names), *union.absent],
    }


def _between(
    mine: Sequence[Bound], about: dict[str, Any], facts: dict[str, Any], loaded: CriteriaSet
) -> Problem:
    figures = "; ".join(_shown(bound, loaded) for bound in mine[:NAMED])
    message = tr("{commune}, {period}: {n} figure(s) are not settled by those of the parts: {figures}.", **about, n=len(mine), figures=figures + (" …" if len(mine) > NAMED else ""))  # fmt: skip
    over = dict.fromkeys(filter(None, (_over(bound, loaded) for bound in mine)))
    remedy = None
    if over:
        asked = ", ".join(words(merger_rules().denominators[name]) for name in over)
        remedy = tr("give for each part {asked}: as columns <variable>_num and <variable>_den, or as households, population, school_count", asked=asked)  # fmt: skip
    listed = [
        {"variable": bound.variable, "least": bound.least, "most": bound.most, "over": _over(bound, loaded)}
        for bound in mine
    ]
    return Problem("communes_merged", message, remedy=remedy, facts={**facts, "bounds": listed})


def _over(bound: Bound, loaded: CriteriaSet) -> str | None:
    variable = loaded.variables.get(_stem(bound.variable, loaded))
    return variable.combines.over if variable and variable.combines else None


def _stem(name: str, loaded: CriteriaSet) -> str:
    return name if name in loaded.variables else name.rpartition("_")[0]


def _shown(bound: Bound, loaded: CriteriaSet) -> str:
    variable = loaded.variables[_stem(bound.variable, loaded)]
    label = words(variable.label)
    if variable.kind == "flag":
        return tr("{label} (the parts differ)", label=label)
    most = "…" if bound.most is None else f"{bound.most:g}"
    return tr("{label} ({least}–{most})", label=label, least=f"{bound.least:g}", most=most)
