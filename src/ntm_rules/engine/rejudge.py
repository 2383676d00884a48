"""Judge a table again of which little has changed: only the criteria that a changed column touches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from ntm_rules.definitions.conditions import copied
from ntm_rules.definitions.models import CriteriaSet
from ntm_rules.engine.evaluate import Judgement, judge_cases, judge_table, marked_in
from ntm_rules.engine.kernel import Statuses
from ntm_rules.engine.plan import part_of, parts_of
from ntm_rules.engine.reasons import Reasons
from ntm_rules.engine.verdicts import Laid
from ntm_rules.tables.table import Table

K = TypeVar("K")
V = TypeVar("V")


def rejudge(judged: Judgement, table: Table, loaded: CriteriaSet | None = None) -> Judgement:
    """What `judge_table` gives for a table made from the judged one, with as little work as the change allows.

    A column is taken as unchanged where its array is the very same. All is judged anew where levels (`loaded`
    is another set than the one judged by), columns, or what decides the levels of rows are others.
    """
    loaded = loaded or judged.loaded
    before = judged.table
    if not _same_cases(before, table, loaded) or loaded.head != judged.loaded.head:
        return judge_table(table, loaded, judged.options)
    # What a merger leaves open reaches across columns.
    merged = before.undetermined or table.undetermined
    if merged or loaded is not judged.loaded or table.values.keys() != before.values.keys():
        return judge_cases(table, loaded, judged.options, judged.cases)
    touched = _touched(judged, table)
    if len(touched) == len(loaded.criteria):
        return judge_cases(table, loaded, judged.options, judged.cases, plan=judged.plan)
    if not touched:
        return _beside(judged, table, judged.statuses)
    part = copied(loaded, criteria=tuple(loaded.criteria[number] for number in touched))
    others = {code for code in _codes(loaded) if code not in _codes(part)}
    verdicts = {key: given for key, given in table.verdicts.items() if key[0] not in others}
    beside, plan = replace(table, verdicts=verdicts), part_of(judged.plan, touched)
    again = judge_cases(beside, part, judged.options, judged.cases, plan=plan)
    return _merged(judged, table, again, touched)


def _same_cases(before: Table, table: Table, loaded: CriteriaSet) -> bool:
    """Whether each row is judged by the same levels."""
    same = len(before) == len(table) and all(
        getattr(before, name) is getattr(table, name) for name in ("judged_on", "regions", "old_provinces")
    )
    years = (before.beside.get((name, "year")) is table.beside.get((name, "year")) for name in loaded.variables_of_figure_years)  # fmt: skip
    return (
        same
        and all(years)
        and all(before.identity.get(name) is table.identity.get(name) for name in loaded.facts)
    )


def _codes(loaded: CriteriaSet) -> set[str]:
    return {*loaded.indicators, *(criterion.code for criterion in loaded.criteria)}


def _touched(judged: Judgement, table: Table) -> list[int]:
    """The criteria, by number, that a changed column of figures or verdicts is of."""
    before = judged.table
    changed = _others(before.values, table.values) | _others(before.invalid, table.invalid)
    changed |= {name for name, _ in _others(before.verdicts, table.verdicts)}
    found = []
    for number, members in enumerate(judged.plan.criteria):
        names = {judged.loaded.criteria[number].code}
        for member in members:
            compiled = judged.plan.indicators[member]
            names.add(compiled.indicator.code)
            names.update(part.column for c in compiled.compositions for part in parts_of(c.tree))
        if names & changed:
            found.append(number)
    return found


def _others(before: Mapping[K, object], after: Mapping[K, object]) -> set[K]:
    return {key for key in before.keys() | after.keys() if before.get(key) is not after.get(key)}


def _merged(judged: Judgement, table: Table, again: Judgement, touched: Sequence[int]) -> Judgement:
    """The judgement with the criteria that were judged again in their places."""
    members = [member for number in touched for member in judged.plan.criteria[number]]
    numbers = sorted(
        part.number
        for member in members
        for composition in judged.plan.indicators[member].compositions
        for part in parts_of(composition.tree)
    )
    before = judged.statuses
    parts = list(before.parts)
    for number, status in zip(numbers, again.statuses.parts, strict=True):
        parts[number] = status
    statuses = Statuses(parts, before.indicators.copy(), before.criteria.copy())
    statuses.indicators[members] = again.statuses.indicators
    statuses.criteria[touched] = again.statuses.criteria
    found = _beside(judged, table, statuses)
    found.indicator_reasons = judged.indicator_reasons.copy()
    found.indicator_reasons[members] = again.indicator_reasons
    found.criterion_reasons = judged.criterion_reasons.copy()
    found.criterion_reasons[touched] = again.criterion_reasons
    found.verdicts = _laid(judged.verdicts, again, numbers)
    return found


def _beside(judged: Judgement, table: Table, statuses: Statuses) -> Judgement:
    reasons = Reasons(judged.plan, statuses, table.values, judged.cases.index, marked_in(table))
    return replace(judged, table=table, statuses=statuses, reasons=reasons)


def _laid(before: Laid, again: Judgement, numbers: Sequence[int]) -> Laid:
    """What verdicts did: of the criteria judged again, what they did there."""
    codes, anew = _codes(again.loaded), again.verdicts

    def by_code(old: Mapping[str, V], own: Mapping[str, V]) -> dict[str, V]:
        return {**{code: rows for code, rows in old.items() if code not in codes}, **own}

    return Laid(
        whole=by_code(before.whole, anew.whole),
        figures={
            **{number: rows for number, rows in before.figures.items() if number not in numbers},
            **{numbers[number]: rows for number, rows in anew.figures.items()},
        },
        through_figures=by_code(before.through_figures, anew.through_figures),
        conflicts=by_code(before.conflicts, anew.conflicts),
    )
