"""Verdicts of the stages of assessment, laid beside what was measured.

A value decides; a verdict alone decides with `basis: verdict`; one that contradicts a value is a conflict.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ntm_rules.engine.statuses import BASICALLY_MET, MET, NOT_APPLICABLE, UNKNOWN, UNMET, Codes, Flags

# The latest stage first; a verdict that names no stage is taken as later than the commune's own.
STAGES = ("appraised", "verified", "unstaged", "self")
_NONE = -1


def latest(verdicts: Mapping[tuple[str, str], Codes], code: str) -> Codes | None:
    """The verdict of the latest stage on an indicator or criterion, -1 where none; None if no column has any."""
    found: Codes | None = None
    for stage in STAGES:
        given = verdicts.get((code, stage))
        if given is not None:
            found = given.copy() if found is None else np.where(found == _NONE, given, found)
    return found


def latest_stage(verdicts: Mapping[tuple[str, str], Codes], code: str, row: int) -> tuple[str, int]:
    """The latest stage that judged a row, and its verdict. Raises KeyError where none did."""
    for stage in STAGES:
        given = verdicts.get((code, stage))
        if given is not None and given[row] != _NONE:
            return stage, int(given[row])
    raise KeyError((code, row))


def conflicts(measured: Codes, verdict: Codes) -> Flags:
    """Where a verdict says otherwise than the value does."""
    claims = (measured == UNMET) & ((verdict == BASICALLY_MET) | (verdict == MET))
    denies = (measured == MET) & (verdict == UNMET)
    waives = ((measured == UNMET) | (measured == MET)) & (verdict == NOT_APPLICABLE)
    found: Flags = claims | denies | waives
    return found


def decide(measured: Codes, verdict: Codes, allowed: Flags) -> Flags:
    """Write the verdict over `measured` where nothing was measured; returns where it did."""
    used: Flags = (measured == UNKNOWN) & (verdict != _NONE) & allowed
    np.copyto(measured, verdict, where=used)
    return used
