"""Groups of communes: which criteria most have lost or may lose, and what changed since their last period."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ntm_rules.engine.groups import Group, band_of, groups_of
from ntm_rules.engine.reported import counted_or_reported
from ntm_rules.engine.statuses import MET, NOT_APPLICABLE, UNKNOWN, UNMET, Codes, Index
from ntm_rules.risks.findings import Risks


@dataclass(frozen=True, slots=True)
class Share:
    """Of `communes` whose last period is the group's, how many have a criterion unmet or at risk."""

    criterion: int
    communes: int
    unmet: int
    at_risk: int

    @property
    def percent(self) -> float:
        """The share of both together, in per cent."""
        return round(100 * (self.unmet + self.at_risk) / self.communes, 6)


@dataclass(frozen=True, slots=True)
class Turned:
    """How many communes gained or lost a criterion.

    `gained` and `lost` between met (or not considered) and not; `settled` and `unsettled` between met and unknown.
    """

    criterion: int
    gained: int
    lost: int
    settled: int
    unsettled: int


@dataclass(frozen=True, slots=True)
class Change:
    """What changed since the period before, of the communes that have one in years the set judges.

    `rows` are theirs in the judged table, several of one commune where the year has several periods, and `before`
    those they are compared with; `moved` are the places in both of those whose band is another, bands by their
    number. So far as both means show: now - before = (gained + settled - lost - unsettled) / rows.
    """

    communes: int
    rows: Index
    before: Index
    mean_before: float
    mean_now: float
    turned: tuple[Turned, ...]
    moved: Index
    bands_before: NDArray[np.intp]
    bands_now: NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class GroupRisks:
    """A group with its communes at risk by criterion, its shares as they are told, and its change (None: no past)."""

    group: Group
    at_risk: tuple[int, ...]
    shares: tuple[Share, ...]
    change: Change | None


def risks_of_groups(risks: Risks) -> list[GroupRisks]:
    """The risks of each group of `groups_of`, in its order."""
    counted = counted_or_reported(risks.judged)
    return [
        GroupRisks(
            group=group,
            at_risk=tuple(risks.at_risk[:, group.rows].sum(axis=1).tolist()),
            shares=tuple(_shares(risks, group)),
            change=_change(risks, group, counted),
        )
        for group in groups_of(risks.judged)
    ]


def _shares(risks: Risks, group: Group) -> Iterator[Share]:
    """What is watched first comes first, then the greater share, then the order of the set."""
    rows = group.rows[risks.subject.last[group.rows]]
    if not len(rows):
        return
    unmet = (risks.judged.statuses.criteria[:, rows] == UNMET).sum(axis=1).tolist()
    at_risk = risks.at_risk[:, rows].sum(axis=1).tolist()
    found = [
        Share(number, len(rows), *counts) for number, counts in enumerate(zip(unmet, at_risk, strict=True))
    ]
    found.sort(key=lambda share: (risks.watch[share.criterion], -share.percent, share.criterion))
    yield from (share for share in found if share.percent)


def _change(risks: Risks, group: Group, counted: NDArray[np.int64]) -> Change | None:
    judged, before = risks.judged, risks.subject.before
    rows = group.rows[before[group.rows] >= 0]
    rows = rows[~judged.cases.outside[before[rows]]]
    if not len(rows):
        return None
    earlier = before[rows]
    statuses = judged.statuses.criteria
    was, now = (band_of(judged, counted[found]) for found in (earlier, rows))
    return Change(
        communes=len(np.unique(risks.subject.commune[rows])),
        rows=rows,
        before=earlier,
        mean_before=round(float(counted[earlier].mean()), 6),
        mean_now=round(float(counted[rows].mean()), 6),
        turned=tuple(_turned(statuses[:, earlier], statuses[:, rows])),
        moved=np.flatnonzero(was != now),
        bands_before=was,
        bands_now=now,
    )


def _turned(before: Codes, now: Codes) -> Iterator[Turned]:
    held, holds = (np.isin(found, (MET, NOT_APPLICABLE)) for found in (before, now))
    for number in range(len(before)):
        left, came = held[number] & ~holds[number], ~held[number] & holds[number]
        unsettled, settled = left & (now[number] == UNKNOWN), came & (before[number] == UNKNOWN)
        counts = (came & ~settled, left & ~unsettled, settled, unsettled)
        if left.any() or came.any():
            yield Turned(number, *(int(found.sum()) for found in counts))
