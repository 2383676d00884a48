"""The least change that makes a commune qualify, or takes it out of the zone of revocation.

Least is the sum of gap ÷ level over the changes (see `steps`), a column that several indicators ask for counted once. Ties
go by the watch list, then by the order of the set. What is unknown is named, never assumed: of two ways the one that leaves
less unknown is taken, whatever the other costs.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ntm_rules.definitions.recognition import RecognitionRules, load_recognition
from ntm_rules.definitions.risk_policies import load_policies
from ntm_rules.engine.evaluate import Judgement, judge_table
from ntm_rules.engine.statuses import UNKNOWN, UNMET, Flags
from ntm_rules.planning.applying import applied
from ntm_rules.planning.choosing import Chooser, Chosen
from ntm_rules.planning.needs import Alternative, Barrier, Missing, Need, RowNeeds, needs
from ntm_rules.planning.steps import Step
from ntm_rules.risks.assess import watch_order
from ntm_rules.risks.revocation import Limits
from ntm_rules.risks.subject import Subject
from ntm_rules.tables.coded import Coded


@dataclass(frozen=True, slots=True)
class Change:
    """One thing to change, and the indicators (None: the criterion itself) of criteria that it is for."""

    step: Step
    serves: tuple[tuple[int, int | None], ...]


@dataclass(frozen=True, slots=True)
class NeedsData:
    """A criterion that cannot be decided, the reason of its first such indicator, and those indicators."""

    criterion: int
    reason: str
    indicators: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Way:
    """The least change of a row, in the order of the set; `cost` is the sum of gap ÷ level.

    With `out_of_reach` the changes do not suffice; with `needs_data` they do if what is unknown turns out met.
    """

    row: int
    changes: tuple[Change, ...]
    cost: float
    needs_data: tuple[NeedsData, ...]
    out_of_reach: tuple[Barrier, ...]

    @property
    def certain(self) -> bool:
        """Whether the changes are known to suffice."""
        return not self.needs_data and not self.out_of_reach


def ways(judged: Judgement, rows: Flags | None = None, *, watch: Sequence[int] | None = None) -> list[Way]:
    """The least change for each row to qualify; of the last row of each commune, or of some rows (flags).

    `watch` is the place of each criterion among the watched, by default that of the shipped policy. A row that qualifies
    has a way without changes.
    """
    chooser = _chooser(judged, watch)
    last = Subject(judged).last if rows is None else rows
    found = [_way(row.row, chooser.choose(row.needs), row.missing, row.needs) for row in needs(judged, last)]
    return _settled(judged, found)


def ways_out_of_revocation(
    judged: Judgement,
    rows: Flags | None = None,
    *,
    watch: Sequence[int] | None = None,
    rules: RecognitionRules | None = None,
) -> list[Way]:
    """The least change for each row in which so many criteria are unmet that recognition is revoked, so that it is not.

    Rows that are not in that zone, or whose commune is not stated to be recognised, have none; nor has a set for which
    no rule is laid down. What is basically met is no failure here, and a criterion is mended once none of its indicators is unmet.
    """
    rules = rules or load_recognition()
    named = rules.named(judged.loaded)
    if named is None:
        return []
    limits = Limits.of(rules.revocation, named, len(judged.loaded.criteria))
    failed = judged.statuses.criteria == UNMET
    zone = limits.exceeded(failed) & (Subject(judged).last if rows is None else rows)
    recognised = judged.table.identity.get("recognised") or Coded.constant(None, len(judged.table))
    zone &= ~recognised.where([None, "none"])
    chooser = _chooser(judged, watch)
    # What is basically met is no failure of the law, and of the criteria that count for revocation none is ignored.
    lenient = replace(judged, options=replace(judged.options, basically_met="counts", ignore=()))
    return [_out(row, failed[:, row.row], limits, chooser) for row in needs(lenient, zone)]


def _settled(judged: Judgement, found: Sequence[Way]) -> list[Way]:
    """The ways without what is decided after their changes: a figure may serve twice."""
    steps = [change.step for way in found if way.needs_data for change in way.changes]
    if not steps:
        return list(found)
    after = judge_table(applied(judged.table, steps), judged.loaded, judged.options).statuses
    return [
        replace(
            way,
            needs_data=tuple(
                replace(
                    entry,
                    indicators=tuple(n for n in entry.indicators if after.indicators[n, way.row] == UNKNOWN),
                )
                for entry in way.needs_data
                if after.criteria[entry.criterion, way.row] == UNKNOWN
            ),
        )
        for way in found
    ]


def _chooser(judged: Judgement, watch: Sequence[int] | None) -> Chooser:
    return Chooser(watch_order(judged.loaded, load_policies()) if watch is None else watch)


def _out(row: RowNeeds, failed: Flags, limits: Limits, chooser: Chooser) -> Way:
    """Mend the cheapest criteria: to below the few that suffice with a named one, or all named and to below the many."""
    beside = [entry for entry in row.missing if not failed[entry.criterion]]
    # A failed criterion with something unknown in it is still unknown once it is mended.
    unknown = [
        Need(row.row, entry.criterion, entry.indicator, (Alternative((), (entry,)),))
        for entry in row.missing
        if failed[entry.criterion]
    ]
    wants: dict[int, list[Need]] = {}
    for need in (*row.needs, *unknown):
        if failed[need.criterion]:
            wants.setdefault(need.criterion, []).append(need)
    able = {n: of for n, of in wants.items() if all(need.alternatives for need in of)}
    named = tuple(n for n in wants if n in limits.named)
    targets: list[tuple[tuple[int, ...], int]] = [((), len(wants) - limits.few + 1)]
    if able.keys() >= set(named):
        targets.append((named, len(wants) - limits.many + 1))
    found = [
        chooser.choose(need for number in subset for need in wants[number])
        for forced, least in targets
        for subset in chooser.subsets(able, forced, least)
    ]
    if not found:
        stuck = [need for number, of in wants.items() if number not in able for need in of]
        return _way(row.row, Chosen(), beside, stuck)
    return _way(row.row, min(found, key=chooser.rank), beside, ())


def _way(row: int, chosen: Chosen, missing: Sequence[Missing], needs_: Iterable[Need]) -> Way:
    steps = sorted(chosen.steps.values(), key=_place)
    wanting: dict[int, list[Missing]] = {}
    for entry in sorted((*missing, *chosen.missing), key=lambda e: (e.criterion, e.indicator)):
        wanting.setdefault(entry.criterion, []).append(entry)
    return Way(
        row=row,
        changes=tuple(Change(step, chosen.serves[step.key]) for step in steps),
        cost=chosen.cost,
        needs_data=tuple(
            NeedsData(number, of[0].reason, tuple(dict.fromkeys(entry.indicator for entry in of)))
            for number, of in wanting.items()
        ),
        out_of_reach=tuple(barrier for need in needs_ if not need.alternatives for barrier in need.barriers),
    )


def _place(step: Step) -> tuple[int, int]:
    # The verdict on a whole criterion comes after its indicators.
    return step.criterion, sys.maxsize if step.indicator is None else step.indicator
