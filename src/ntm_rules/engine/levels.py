"""The levels behind the verdicts: which decided something, and how well they are evidenced."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ntm_rules.engine.plan import Part, parts_of
from ntm_rules.engine.statuses import MET, UNMET, Flags

if TYPE_CHECKING:
    from ntm_rules.engine.evaluate import Judgement


@dataclass(frozen=True, slots=True)
class Decided:
    """How many levels decided verdicts, and on how many verdicts unverified ones weigh."""

    levels: int
    weak: int
    verdicts: int
    weak_verdicts: int
    weak_by_row: np.ndarray


def deciding_parts(judged: Judgement) -> Iterator[tuple[Part, Flags]]:
    """Each part with the rows where its level measured something met or unmet and no verdict stood in for it."""
    conditions = {part.condition.number for part in judged.plan.parts if part.condition}
    owner = {}
    for compiled in judged.plan.indicators:
        for composition in compiled.compositions:
            for part in parts_of(composition.tree):
                owner[part.number] = compiled.indicator.code
    for part in judged.plan.parts:
        if part.number in conditions:
            continue
        status = judged.statuses.parts[part.number]
        rows = ((status == MET) | (status == UNMET)) & part.in_force[judged.cases.index] & asked(judged, part)
        for stated in (
            judged.verdicts.whole.get(owner[part.number]),
            judged.verdicts.figures.get(part.number),
        ):
            if stated is not None:
                rows = rows & ~stated
        yield part, rows


def asked(judged: Judgement, part: Part) -> Flags:
    """Where the condition a part hangs on does not rule it out."""
    if part.condition is None:
        return np.ones(len(judged.table), dtype=np.bool_)
    ruled_out = MET if part.negated else UNMET
    found: Flags = judged.statuses.parts[part.condition.number] != ruled_out
    return found


def levels_that_decided(judged: Judgement) -> Decided:
    """Count the levels, each once for a region and span of days, and the measured verdicts that rest on them."""
    seen: dict[int, bool] = {}
    verdicts = np.zeros(len(judged.table), dtype=np.int64)
    weak = np.zeros(len(judged.table), dtype=np.int64)
    for part, rows in deciding_parts(judged):
        counted = np.bincount(judged.cases.index[rows], minlength=len(judged.cases.different))
        unverified = np.zeros(len(counted), dtype=np.bool_)
        for number in np.flatnonzero(counted):
            level = part.resolved[number].level
            if level is not None:
                unverified[number] = level.block.evidence == "unverified"
                seen[id(level)] = bool(unverified[number])
        verdicts += rows
        weak += rows & unverified[judged.cases.index]
    return Decided(len(seen), sum(seen.values()), int(verdicts.sum()), int(weak.sum()), weak)
