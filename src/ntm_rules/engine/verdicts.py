"""Verdicts of the stages of assessment, laid beside what was measured.

A value decides; a verdict alone decides with `basis: verdict`; one that contradicts a value is a conflict.
A verdict is on a criterion, on an indicator, or on one of the figures that stand behind an indicator.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ntm_rules.definitions.models import CriteriaSet
from ntm_rules.engine.cases import Cases
from ntm_rules.engine.kernel import Statuses, judge, roll_up
from ntm_rules.engine.plan import Part, Plan, parts_of
from ntm_rules.engine.statuses import BASICALLY_MET, MET, NOT_APPLICABLE, UNKNOWN, UNMET, Codes, Flags
from ntm_rules.tables.table import Table

# The latest stage first; a verdict that names no stage is taken as later than the commune's own.
STAGES = ("appraised", "verified", "unstaged", "self")
_NONE = -1


@dataclass(frozen=True, slots=True)
class Laid:
    """What verdicts did, as rows.

    `whole`: by number of an indicator or criterion, those its verdict decided. `figures`: by part number,
    those a verdict on that figure decided. `through_figures`: by number, the indicators that came out
    otherwise for it. `conflicts`: by number, those where a verdict contradicts a figure.
    """

    whole: Mapping[str, Flags]
    figures: Mapping[int, Flags]
    through_figures: Mapping[str, Flags]
    conflicts: Mapping[str, Flags]

    def decided(self, code: str, row: int) -> bool:
        """Whether a verdict made an indicator or criterion what it is."""
        return any(code in rows and bool(rows[code][row]) for rows in (self.whole, self.through_figures))


def latest(verdicts: Mapping[tuple[str, str], Codes], code: str) -> Codes | None:
    """The verdict of the latest stage on an indicator or criterion, -1 where none; None if no column has any."""
    found: Codes | None = None
    for stage in STAGES:
        given = verdicts.get((code, stage))
        if given is not None:
            found = given.copy() if found is None else np.where(found == _NONE, given, found)
    return found


def latest_stage(
    verdicts: Mapping[tuple[str, str], Codes], names: Sequence[str], row: int
) -> tuple[str, int]:
    """The latest stage that judged a row under one of some names, and its verdict. KeyError where none did."""
    for name in names:
        for stage in STAGES:
            given = verdicts.get((name, stage))
            if given is not None and given[row] != _NONE:
                return stage, int(given[row])
    raise KeyError((*names, row))


def on_figures(table: Table, loaded: CriteriaSet) -> dict[str, Codes]:
    """Verdicts on single figures of indicators that several stand behind, by column.

    What stands beside a mere fact, such as the number of schools, is no verdict on an indicator.
    """
    codes = {*loaded.indicators, *(criterion.code for criterion in loaded.criteria)}
    facts = {name for name, variable in loaded.variables.items() if variable.facts_only}
    names = {name for name, _ in table.verdicts} - codes - facts
    return {name: found for name in sorted(names) if (found := latest(table.verdicts, name)) is not None}


def conflicts(measured: Codes, verdict: Codes) -> Flags:
    """Where a verdict says otherwise than the value does."""
    claims = (measured == UNMET) & ((verdict == BASICALLY_MET) | (verdict == MET))
    denies = (measured == MET) & (verdict == UNMET)
    waives = ((measured == UNMET) | (measured == MET)) & (verdict == NOT_APPLICABLE)
    found: Flags = claims | denies | waives
    return found


def lay_verdicts(
    table: Table, loaded: CriteriaSet, cases: Cases, plan: Plan, statuses: Statuses, free: Plan
) -> Laid:
    """Let verdicts decide where nothing was measured, indicators first, then criteria; changes `statuses`.

    `free` is the plan with every level; a verdict steps in only where that measures nothing either.
    """
    whole: dict[str, Flags] = {}
    clashes: dict[str, Flags] = {}
    figures, through = _of_figures(table, loaded, cases, plan, statuses, clashes)
    stated = on_figures(table, loaded)
    measured = statuses if free is plan else judge(free, table.values, cases.index, stated)

    def lay(code: str, row: Codes, value: Codes) -> None:
        verdict = latest(table.verdicts, code)
        if verdict is not None:
            clashes[code] = conflicts(value, verdict) | clashes.get(code, np.zeros(len(row), dtype=np.bool_))
            whole[code] = (value == UNKNOWN) & (row == UNKNOWN) & (verdict != _NONE) & ~cases.outside
            np.copyto(row, verdict, where=whole[code])

    for number, compiled in enumerate(plan.indicators):
        row = statuses.indicators[number]
        if compiled.single:
            # A single part shares its indicator's row; what was measured is kept apart from the verdict.
            statuses.parts[compiled.single.number] = row.copy()
        value = measured.indicators[number].copy()
        lay(compiled.indicator.code, row, value)
        if measured is not statuses:
            np.copyto(measured.indicators[number], row, where=whole.get(compiled.indicator.code, np.False_))
    roll_up(plan, statuses)
    if measured is not statuses:
        roll_up(plan, measured)
    for number, criterion in enumerate(loaded.criteria):
        if criterion.code not in loaded.indicators:
            lay(criterion.code, statuses.criteria[number], measured.criteria[number].copy())
    return Laid(whole, figures, through, clashes)


def _of_figures(
    table: Table, loaded: CriteriaSet, cases: Cases, plan: Plan, statuses: Statuses, clashes: dict[str, Flags]
) -> tuple[dict[int, Flags], dict[str, Flags]]:
    """What verdicts on single figures did, found beside a judgement without them."""
    stated = on_figures(table, loaded)
    used: dict[int, Flags] = {}
    through: dict[str, Flags] = {}
    if not stated:
        return used, through
    bare = judge(plan, table.values, cases.index)
    for number, compiled in enumerate(plan.indicators):
        code = compiled.indicator.code
        for part in (p for composition in compiled.compositions for p in parts_of(composition.tree)):
            if part.column in stated:
                used[part.number] = statuses.parts[part.number] != bare.parts[part.number]
                clash = conflicts(bare.parts[part.number], stated[part.column]) & part.in_force[cases.index]
                clash &= ~_ruled_out(part, bare)
                clashes[code] = clash | clashes.get(code, np.zeros(len(clash), dtype=np.bool_))
                through[code] = statuses.indicators[number] != bare.indicators[number]
    return used, through


def _ruled_out(part: Part, measured: Statuses) -> Flags:
    """The rows in which the condition that a part hangs on is not so."""
    if part.condition is None:
        return np.zeros(len(measured.parts[part.number]), dtype=np.bool_)
    found: Flags = measured.parts[part.condition.number] == (MET if part.negated else UNMET)
    return found
