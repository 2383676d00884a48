"""How pressing a recommendation is: points of declared parts, by what it answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from ntm_rules.definitions.risk_policies import SEVERITIES
from ntm_rules.definitions.rules import Priority
from ntm_rules.engine.statuses import BASICALLY_MET, UNMET, Floats
from ntm_rules.risks.assessment import Assessment

Points = NDArray[np.int64]


class Pressing:
    """The points of each criterion of each row, by part."""

    def __init__(self, assessment: Assessment, priority: Priority) -> None:
        self._assessment, self._priority = assessment, priority
        self._shape = assessment.judged.statuses.criteria.shape
        # The recommendations of a row are asked for one after the other.
        self._of_row = lru_cache(maxsize=8)(self._points_of_row)

    def of(self, rows: Sequence[int], criteria: Sequence[int], *, idle_money: bool) -> dict[str, int]:
        """The points of what answers some criteria of some rows: of each part the most of any, what is nothing left out."""
        if len(rows) == 1:
            of_row = self._of_row(rows[0])
            found = {name: max((points[n] for n in criteria), default=0) for name, points in of_row.items()}
        else:
            chosen = np.ix_(criteria, rows)
            found = {name: int(points[chosen].max(initial=0)) for name, points in self._parts.items()}
        found["idle_money"] = self._priority.idle_money if idle_money else 0
        return {name: points for name, points in found.items() if points}

    def _points_of_row(self, row: int) -> dict[str, list[int]]:
        return {name: points[:, row].tolist() for name, points in self._parts.items()}

    @cached_property
    def _parts(self) -> Mapping[str, Points]:
        judged, priority, risks = self._assessment.judged, self._priority, self._assessment.risks
        open_ = judged.statuses.criteria == UNMET
        if judged.options.basically_met == "blocks":
            open_ |= judged.statuses.criteria == BASICALLY_MET
        watched = np.array([priority.watched.first, priority.watched.second, 0])[list(risks.watch)]
        named = self._assessment.rules.named(judged.loaded) or frozenset()
        revocation = np.array([priority.revocation * (n in named) for n in range(self._shape[0])])
        return {
            "watched": np.broadcast_to(watched[:, None], self._shape),
            "revocation": np.broadcast_to(revocation[:, None], self._shape),
            "blocks_recognition": open_ * priority.blocks_recognition,
            "distance": self._distance(),
            "severity": self._severity(),
        }

    def _distance(self) -> Points:
        """Points for criteria that are missed by little: the farthest of their figures decides."""
        farthest = farthest_misses(self._assessment)
        found = np.zeros(self._shape, dtype=np.int64)
        for near in self._priority.distance:
            np.maximum(found, np.where(farthest <= near.within, near.points, 0), out=found)
        return found

    def _severity(self) -> Points:
        points = self._priority.severity
        found = np.zeros(self._shape, dtype=np.int64)
        for severity in reversed(SEVERITIES):
            for block in self._assessment.risks.blocks:
                if block.policy.severity == severity:
                    found[block.criterion, block.rows] = points.get(severity, 0)
        return found


def farthest_misses(assessment: Assessment) -> Floats:
    """Criteria by rows: the greatest share of its level, in per cent, by which a figure misses it; NaN where none does."""
    judged = assessment.judged
    found = np.full(judged.statuses.criteria.shape, np.nan)
    for figure in assessment.risks.subject.figures:
        unmet = (
            figure.rows & (figure.status == UNMET) & (judged.statuses.indicators[figure.indicator] == UNMET)
        )
        known = unmet & ~np.isnan(figure.gaps) & (figure.levels != 0)
        share = 100 * np.abs(figure.gaps[known] / figure.levels[known])
        found[figure.criterion, known] = np.fmax(found[figure.criterion, known], share)
    return found
