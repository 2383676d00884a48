"""What rows need to be met: for each indicator that is not, the alternatives of steps that would make it so.

A condition (`when`) gives the branch that is in force; where it is unknown, both must hold. What is unknown is never
assumed: an alternative names what would still be missing after its steps.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from ntm_rules.definitions.step_sizes import StepSizes
from ntm_rules.engine.evaluate import Judgement
from ntm_rules.engine.plan import Composition, Part, parts_of
from ntm_rules.engine.statuses import BASICALLY_MET, REASON, REASONS, UNKNOWN, UNMET, Codes, Flags
from ntm_rules.engine.verdicts import latest
from ntm_rules.planning.options import Option, Seen
from ntm_rules.planning.steps import Step, StepMaker, verdict_step

_NONE = -1


@dataclass(frozen=True, slots=True)
class Missing:
    """An indicator that cannot be decided for want of a figure, a level or a fact."""

    criterion: int
    indicator: int
    reason: str


@dataclass(frozen=True, slots=True)
class Barrier:
    """Why no step makes an indicator met.

    `reason` is `fact` (the column states what no plan changes), `two_ways` (it is asked both to rise and to fall),
    or `no_such_figure` (none of its range meets the level).
    """

    criterion: int
    indicator: int
    column: str
    reason: str


@dataclass(frozen=True, slots=True)
class Alternative:
    """Steps that together suffice; with `missing`, they suffice only if what is missing turns out met."""

    steps: tuple[Step, ...]
    missing: tuple[Missing, ...] = ()


@dataclass(frozen=True, slots=True)
class Need:
    """An indicator (None: a criterion, judged by a verdict on the whole) that is not met in a row.

    Each of `alternatives` is enough. There is none where `barriers` stop them all.
    """

    row: int
    criterion: int
    indicator: int | None
    alternatives: tuple[Alternative, ...]
    barriers: tuple[Barrier, ...] = ()


@dataclass(frozen=True, slots=True)
class RowNeeds:
    """All that a row needs to qualify, and what is unknown beside it, in the order of the set."""

    row: int
    needs: tuple[Need, ...]
    missing: tuple[Missing, ...]


def needs(judged: Judgement, rows: Flags | None = None, *, sizes: StepSizes | None = None) -> list[RowNeeds]:
    """What each row that is judged, or each of some rows of them (flags), needs to qualify, in their order."""
    wanted = ~judged.cases.outside if rows is None else rows & ~judged.cases.outside
    found = _Finder(judged, StepMaker(judged, sizes))
    found.find(wanted)
    order = np.flatnonzero(wanted).tolist()
    return [
        RowNeeds(row, tuple(found.needs.get(row, ())), tuple(found.missing.get(row, ()))) for row in order
    ]


# The steps of parts, by their number and then by row.
Steps = Mapping[int, Mapping[int, Step]]


class _Words(NamedTuple):
    """The verdicts on an indicator and on its criterion, by row; -1 where there is none."""

    indicator: Codes
    criterion: Codes


class _Finder:
    """Goes through the criteria once and gathers needs and what is missing by row."""

    def __init__(self, judged: Judgement, maker: StepMaker) -> None:
        self._judged, self._maker = judged, maker
        self._count = len(judged.table)
        self.needs: dict[int, list[Need]] = {}
        self.missing: dict[int, list[Missing]] = {}

    def find(self, rows: Flags) -> None:
        """Gather for some rows."""
        statuses = self._judged.statuses
        for number in self._judged.asked:
            criterion = self._judged.loaded.criteria[number]
            own = criterion.code not in self._judged.loaded.indicators
            whole = self._decided(criterion.code) if own else np.zeros(self._count, dtype=np.bool_)
            spoken = self._spoken_of_criterion(number, criterion.code if own else None)
            members = list(self._judged.plan.criteria[number])
            unknown = (statuses.indicators[members] == UNKNOWN).any(axis=0)
            # Once none of its indicators is unmet, these criteria are what the verdict on the whole says.
            left = rows & ~whole & (spoken != _NONE) & unknown
            turned = (rows & whole & self._bad(statuses.criteria[number])) | (left & self._bad(spoken))
            for row in np.flatnonzero(turned).tolist():
                self._add_verdict(row, number, None, int(spoken[row]))
            for member in members:
                self._indicator(member, rows & ~whole, left, spoken)

    def _indicator(self, number: int, rows: Flags, left: Flags, spoken: Codes) -> None:
        judged, compiled = self._judged, self._judged.plan.indicators[number]
        status, code = judged.statuses.indicators[number], compiled.indicator.code
        for row in np.flatnonzero(rows & ~left & (status == UNKNOWN)).tolist():
            reason = REASONS[judged.indicator_reasons[number, row]]
            self.missing.setdefault(row, []).append(Missing(compiled.criterion, number, reason))
        # A criterion left to a verdict is undecided by its figures, whatever is basically met beside.
        mend = rows & np.where(left, status == UNMET, self._bad(status))
        decided = self._decided(code)
        verdict = self._latest(code)
        for row in np.flatnonzero(mend & decided).tolist():
            self._add_verdict(row, compiled.criterion, number, int(verdict[row]))
        for composition in compiled.compositions:
            asked = mend & ~decided & composition.cases[judged.cases.index]
            if asked.any():
                self._composition(number, composition, asked, _Words(verdict, spoken))

    def _composition(self, number: int, composition: Composition, rows: Flags, said: _Words) -> None:
        """Sort rows by how the parts of a composition stand, and add what each needs."""
        judged, parts = self._judged, parts_of(composition.tree)
        place = judged.plan.indicators[number].criterion, number
        steps = {part.number: self._maker.steps(part, place, rows) for part in parts}
        at = np.flatnonzero(rows)
        stands = np.empty((len(parts), len(at)), dtype=np.int8)
        for line, part in enumerate(parts):
            values = judged.table.values.get(part.column)
            given = np.zeros(len(at), dtype=np.bool_) if values is None else ~np.isnan(values[at])
            ready = np.fromiter((row in steps[part.number] for row in at.tolist()), np.bool_, len(at))
            stands[line] = judged.statuses.parts[part.number][at] + 8 * given + 16 * ready
        _, first, pattern = np.unique(stands, axis=1, return_index=True, return_inverse=True)
        for one, representative in enumerate(first.tolist()):
            row = int(at[representative])
            stuck = {part.number for part in parts if row not in steps[part.number]}
            seen = Seen(judged, composition.tree, row, stuck)
            options = seen.options(composition.tree)
            barriers = () if options else tuple(self._barriers(place, parts, seen, stuck))
            for mine in at[pattern.ravel() == one].tolist():
                chosen = (self._alternative(mine, place, option, steps, seen, said) for option in options)
                self._add(Need(mine, *place, tuple(chosen), barriers))

    def _alternative(
        self, row: int, place: tuple[int, int], option: Option, steps: Steps, seen: Seen, said: _Words
    ) -> Alternative:
        mended = tuple(steps[number][row] for number in sorted(option.parts))
        if not option.open:
            return Alternative(mended)
        parts = [self._judged.plan.parts[number] for number in sorted(option.open)]
        reasons = [self._reason(part, row) for part in parts]
        sealed = "unverified_threshold" in reasons
        for verdict, indicator in ((said.indicator, place[1]), (said.criterion, None)):
            if verdict[row] != _NONE and not sealed:
                # What is left undecided by its figures is what the verdict says.
                needed = tuple(steps[n][row] for n in sorted(option.parts) if seen.is_unmet(n))
                return Alternative(needed + self._turned(row, place[0], indicator, int(verdict[row])))
        return Alternative(mended, (Missing(*place, reasons[0]),))

    def _turned(self, row: int, criterion: int, indicator: int | None, verdict: int) -> tuple[Step, ...]:
        """The step of a verdict that is not good enough."""
        if not self._bad(np.int8(verdict)):
            return ()
        judged = self._judged
        code = (
            judged.loaded.criteria[criterion].code
            if indicator is None
            else judged.plan.indicators[indicator].indicator.code
        )
        return (verdict_step((row, criterion, indicator), code, verdict),)

    def _add_verdict(self, row: int, criterion: int, indicator: int | None, verdict: int) -> None:
        self._add(
            Need(row, criterion, indicator, (Alternative(self._turned(row, criterion, indicator, verdict)),))
        )

    def _add(self, need: Need) -> None:
        self.needs.setdefault(need.row, []).append(need)

    def _barriers(
        self, place: tuple[int, int], parts: list[Part], seen: Seen, stuck: set[int]
    ) -> Iterator[Barrier]:
        for part in parts:
            if part.number in stuck and seen.is_unmet(part.number):
                yield Barrier(*place, part.column, self._maker.barred.get(part.column, "no_such_figure"))

    def _reason(self, part: Part, row: int) -> str:
        """Why a part is unknown; of a condition that it is one."""
        if any(other.condition is part for other in self._judged.plan.parts):
            return "condition_unknown"
        return REASONS[int(self._judged.reasons.of_part(part, np.array([row]))[0])]

    def _bad(self, status: Codes | np.int8) -> Flags:
        blocks = self._judged.options.basically_met == "blocks"
        found: Flags = (status == UNMET) | ((status == BASICALLY_MET) & blocks)
        return found

    def _decided(self, code: str) -> Flags:
        """Where the verdict on an indicator or criterion made it what it is."""
        return self._judged.verdicts.whole.get(code, np.zeros(self._count, dtype=np.bool_))

    def _latest(self, code: str | None) -> Codes:
        found = None if code is None else latest(self._judged.table.verdicts, code)
        return np.full(self._count, _NONE, dtype=np.int8) if found is None else found

    def _spoken_of_criterion(self, number: int, code: str | None) -> Codes:
        """The verdict on a criterion by row; none where strict evidence sets a level of it aside."""
        found = self._latest(code).copy()
        members = self._judged.indicator_reasons[list(self._judged.plan.criteria[number])]
        aside = (members == REASON["unverified_threshold"]).any(axis=0)
        if code is not None:
            found[aside & ~self._decided(code)] = _NONE
        return found
