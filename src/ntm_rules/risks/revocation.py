"""Revocation of recognition as an interval: what has certainly failed, and what may have or may yet."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from ntm_rules.definitions.recognition import Revocation
from ntm_rules.engine.evaluate import Judgement
from ntm_rules.engine.statuses import BASICALLY_MET, UNKNOWN, UNMET, Codes, Flags
from ntm_rules.tables.coded import Coded

VERDICTS: Final = ("none", "risk", "undecided", "triggered", "not_recognised")
_RISK, _UNDECIDED, _TRIGGERED, _NOT_RECOGNISED = range(1, 5)


@dataclass(frozen=True, slots=True)
class Limits:
    """So many of `total` criteria no longer met suffice: `few` with one of `named` (places in the set), `many` without."""

    total: int
    named: frozenset[int]
    few: int
    many: int

    @classmethod
    def of(cls, rule: Revocation, named: frozenset[int], total: int) -> Limits:
        """The shares of a rule as numbers of criteria."""
        return cls(total, named, _least(rule.share_with_named, total), _least(rule.share, total))

    def exceeded(self, failed: Flags) -> Flags:
        """By row, whether too many criteria have failed (criteria by rows)."""
        count = failed.sum(axis=0)
        among = failed[sorted(self.named)].any(axis=0)
        found: Flags = (count >= self.many) | (among & (count >= self.few))
        return found


@dataclass(frozen=True, slots=True)
class Revoked:
    """Whether recognition is revoked, by row of the judged table.

    `codes` number VERDICTS; `deciding` flags, criteria by rows, those for which it is not `none`. `not_stated` are
    the rows that do not say whether the commune is recognised, so that nothing is decided.
    """

    codes: Codes
    deciding: Flags
    limits: Limits
    not_stated: Flags

    def verdict(self, row: int) -> str:
        """The word for a row."""
        return VERDICTS[self.codes[row]]


def revoked(judged: Judgement, at_risk: Flags, limits: Limits) -> Revoked:
    """Judge revocation of every row; `at_risk` flags criteria by rows that are met and may be lost.

    A row whose `recognised` is blank is undecided, whatever its criteria: there may be nothing to revoke.
    """
    codes, deciding = interval(judged.statuses.criteria, at_risk, limits)
    recognised = judged.table.identity.get("recognised") or Coded.constant(None, len(judged.table))
    not_stated, out = recognised.where([None]), recognised.where(["none"])
    codes[not_stated] = _UNDECIDED
    codes[out] = _NOT_RECOGNISED
    deciding[:, not_stated | out] = False
    return Revoked(codes, deciding, limits, not_stated)


def interval(statuses: Codes, at_risk: Flags, limits: Limits) -> tuple[Codes, Flags]:
    """The verdict by row, and the criteria that decide it, of statuses of criteria by rows.

    One more criterion failed never takes a revocation back, so that the least and the most that can have
    failed bound every case between them.
    """
    unmet = statuses == UNMET
    may = unmet | (statuses == UNKNOWN)
    worst = may | at_risk | (statuses == BASICALLY_MET)
    codes = np.zeros(statuses.shape[1], dtype=np.int8)
    deciding = np.zeros(statuses.shape, dtype=np.bool_)
    for code, failed in ((_RISK, worst), (_UNDECIDED, may), (_TRIGGERED, unmet)):
        rows = limits.exceeded(failed)
        codes[rows] = code
        deciding[:, rows] = failed[:, rows]
    return codes, deciding


def _least(share: float, total: int) -> int:
    """The least number that is a share of all, in per cent."""
    # Rounded before it is raised, so that 30 % of 20 is 6 and not a hair above.
    return math.ceil(round(share * total / 100, 9))
