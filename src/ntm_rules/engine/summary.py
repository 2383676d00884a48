"""How many criteria and indicators of each status a commune has."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ntm_rules.engine.evaluate import Judgement
from ntm_rules.engine.listing import asked_at_all
from ntm_rules.engine.statuses import MET, NOT_APPLICABLE, STATUSES, Codes, Flags

Counted = dict[str, NDArray[np.int64]]
# The order in which summaries name the statuses.
ORDER = ("met", "basically_met", "unmet", "unknown", "not_applicable")


def count_criteria(judged: Judgement) -> Counted:
    """Criteria of each status per row; `counted` are those met or not considered."""
    return _count(judged.statuses.criteria, np.ones(judged.statuses.criteria.shape, dtype=np.bool_))


def count_indicators(judged: Judgement) -> Counted:
    """Indicators of each status per row; one that does not apply counts as met and is named apart."""
    return _count(judged.statuses.indicators, asked_at_all(judged))


def _count(statuses: Codes, asked: Flags) -> Counted:
    counted: dict[str, Any] = {
        name: ((statuses == STATUSES.index(name)) & asked).sum(axis=0, dtype=np.int64) for name in ORDER
    }
    counted["counted"] = (((statuses == MET) | (statuses == NOT_APPLICABLE)) & asked).sum(
        axis=0, dtype=np.int64
    )
    counted["total"] = asked.sum(axis=0, dtype=np.int64)
    return counted
