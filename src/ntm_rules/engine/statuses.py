"""The five statuses, one byte each, ordered so that "all of" is the minimum."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from ntm_rules.i18n import tr

Codes = NDArray[np.int8]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Index = NDArray[np.intp]

UNMET: Final = 0
UNKNOWN: Final = 1
BASICALLY_MET: Final = 2
MET: Final = 3
NOT_APPLICABLE: Final = 4
STATUSES: Final = ("unmet", "unknown", "basically_met", "met", "not_applicable")

# Why something is unknown; code 0 stands for no reason.
REASONS: Final = (
    "",
    "missing_value",
    "invalid_value",
    "threshold_delegated",
    "threshold_unknown",
    "unverified_threshold",
    "outside_validity",
    "condition_unknown",
    "region_unknown",
    "merger_undetermined",
)
REASON: Final = {name: code for code, name in enumerate(REASONS)}
# Reasons for which the level is what is missing, not the figure.
NO_LEVEL: Final = tuple(
    REASON[name]
    for name in ("threshold_delegated", "threshold_unknown", "unverified_threshold", "region_unknown")
)


def status_words(status: str) -> str:
    """A status as people read it."""
    return {
        "unmet": tr("unmet"),
        "unknown": tr("undecided"),
        "basically_met": tr("basically met"),
        "met": tr("met"),
        "not_applicable": tr("not considered"),
    }[status]


def stage_words(stage: str) -> str:
    """A stage of assessment as people read it."""
    return {
        "self": tr("the commune itself"),
        "verified": tr("verification"),
        "appraised": tr("appraisal"),
        "unstaged": tr("stage not named"),
    }[stage]


def reason_words(reason: str | None) -> str:
    """Why something is unknown, as people read it."""
    return {
        "missing_value": tr("no figure given"),
        "invalid_value": tr("the figure could not be read"),
        "threshold_delegated": tr("the level is left to the province and not entered"),
        "threshold_unknown": tr("the level in force was not seen"),
        "unverified_threshold": tr("the level is not evidenced well enough"),
        "outside_validity": tr("the set does not judge this year"),
        "condition_unknown": tr("what is asked depends on a fact that is not given"),
        "region_unknown": tr("the region is not known"),
        "merger_undetermined": tr("the merger leaves it open"),
    }.get(reason or "", "")


def grade_words(grade: str) -> str:
    """A grade of evidence as people read it."""
    return {
        "signed": tr("read in the signed decision"),
        "guidance": tr("a ministry's or province's document"),
        "reprint": tr("a legal portal's reprint"),
        "press": tr("the press"),
        "unverified": tr("unverified"),
        "delegated": tr("left to the province"),
        "recalled": tr("recalled, not checked"),
    }[grade]


def tier_words(tier: str) -> str:
    """A tier of recognition as people read it."""
    return {
        "new_rural": tr("new rural commune"),
        "advanced": tr("advanced new rural commune"),
        "model": tr("model new rural commune"),
    }[tier]


def all_of(parts: list[Codes]) -> Codes:
    """The least status; all not applicable stays so."""
    least = parts[0].copy()
    for part in parts[1:]:
        np.minimum(least, part, out=least)
    return least


def any_of(parts: list[Codes]) -> Codes:
    """The best status of the parts that apply; none applies: not applicable."""
    best = np.full(len(parts[0]), -1, dtype=np.int8)
    for part in parts:
        np.maximum(best, part, out=best, where=part != NOT_APPLICABLE)
    best[best < 0] = NOT_APPLICABLE
    return best


def when(condition: Codes, then: Codes, otherwise: Codes) -> Codes:
    """The branch the condition picks; where it is unknown, what all branches agree on."""
    agreed = np.where(then == otherwise, then, np.where(np.minimum(then, otherwise) >= MET, MET, UNKNOWN))
    picked = np.where(condition == MET, then, np.where(condition == UNMET, otherwise, agreed))
    return picked.astype(np.int8)
