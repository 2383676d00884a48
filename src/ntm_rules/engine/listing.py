"""Which parts of each indicator are listed for which rows: those asked there, and no branch not taken."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ntm_rules.engine.evaluate import Judgement
from ntm_rules.engine.kernel import asked_by_sex
from ntm_rules.engine.plan import BySex, Choice, Every, Leaf, Part, Some, Tree
from ntm_rules.engine.statuses import MET, NOT_APPLICABLE, UNKNOWN, UNMET, Codes, Flags, Floats


@dataclass(frozen=True, slots=True)
class Entry:
    """A part of an indicator, and the rows it is listed for; no part where nothing is asked for a known reason."""

    indicator: int
    part: Part | None
    rows: Flags


def entries(judged: Judgement) -> list[Entry]:
    """Every part that is listed for some row, in the order of the set."""
    found = []
    index = judged.cases.index
    for number, compiled in enumerate(judged.plan.indicators):
        for composition in compiled.compositions:
            for part, rows in _listed(judged, composition.tree, composition.cases[index]):
                found.append(Entry(number, part, rows))
        without = compiled.reasons[index] != 0
        if without.any():
            found.append(Entry(number, None, without))
    return found


def asked_at_all(judged: Judgement) -> Flags:
    """Indicators by rows: where a province's own indicator is not of the row's province, it is not asked."""
    index = judged.cases.index
    asked = np.zeros(judged.statuses.indicators.shape, dtype=np.bool_)
    for number, compiled in enumerate(judged.plan.indicators):
        cases = compiled.reasons != 0
        for composition in compiled.compositions:
            cases = cases | composition.cases
        asked[number] = cases[index]
    return asked


def _listed(judged: Judgement, tree: Tree, rows: Flags) -> Iterator[tuple[Part, Flags]]:
    columns, count = judged.table.values, len(judged.table)
    match tree:
        case Leaf(part):
            yield part, rows
        case Every(members) | Some(members):
            for member in members:
                yield from _listed(judged, member, rows)
        case BySex(whole, sexes):
            whole_asked, sexes_asked = asked_by_sex(tree, judged.statuses.parts, columns, count)
            yield whole, rows & whole_asked
            for part in sexes:
                yield part, rows & sexes_asked
        case Choice(condition, then, otherwise):
            status = judged.statuses.parts[condition.number]
            # Without a second branch the first stays listed, as not considered where its condition is not so.
            yield from _listed(judged, then, rows & (status != UNMET) if otherwise else rows)
            if otherwise:
                yield from _listed(judged, otherwise, rows & (status != MET))


def part_status(judged: Judgement, part: Part) -> Codes:
    """A part's own status; not applicable where the condition it hangs on is not so."""
    status = judged.statuses.parts[part.number]
    if part.condition is None:
        return status
    ruled_out = judged.statuses.parts[part.condition.number] == (MET if part.negated else UNMET)
    return np.where(ruled_out, np.int8(NOT_APPLICABLE), status)


def level_of(judged: Judgement, part: Part) -> Floats:
    """The level that stands for each row, also where the evidence asked for rules it out; NaN where none."""
    by_case = np.array([np.nan if found.value is None else found.value for found in part.resolved])
    return by_case[judged.cases.index]


def gap_of(judged: Judgement, part: Part, level: Floats) -> Floats:
    """The distance to the level in its unit, positive when better; NaN where there is none."""
    values = judged.table.values.get(part.column)
    if values is None or part.op == "is_true":
        return np.full(len(judged.table), np.nan)
    return np.round(values - level if part.op in (">=", ">") else level - values, 6)


def part_reasons(judged: Judgement, part: Part) -> Codes:
    """Why a part is unknown, as reason codes; 0 where it is decided."""
    found = np.zeros(len(judged.table), dtype=np.int8)
    unknown = np.flatnonzero(part_status(judged, part) == UNKNOWN)
    found[unknown] = judged.reasons.of_part(part, unknown)
    return found
