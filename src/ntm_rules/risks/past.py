"""Risks that the past shows: what was met, or recognised, and is no longer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np
from numpy.typing import NDArray

from ntm_rules.definitions.risk_policies import Lost
from ntm_rules.engine.statuses import BASICALLY_MET, MET, STATUSES, UNMET, Flags
from ntm_rules.risks.findings import Block
from ntm_rules.risks.subject import Subject

_NEVER = np.datetime64("NaT", "D")


def lost(subject: Subject, policy: Lost) -> Iterator[Block]:
    """Unmet now; met, wholly or basically, at an earlier period, or recognised.

    Facts `since` (the last day of the latest period at which it was held; not known where only recognition
    says so), `was` (met or basically_met), `recognised_on`, and `unmet`: the figures that are short now.
    """
    judged = subject.judged
    recognised, recognised_on = _recognised(subject)
    for number, criterion in enumerate(judged.loaded.criteria):
        if not policy.watches(criterion.code):
            continue
        statuses = judged.statuses.criteria[number]
        before = subject.latest_before((statuses == MET) | (statuses == BASICALLY_MET))
        rows = np.flatnonzero(subject.last & (statuses == UNMET) & ((before >= 0) | recognised))
        if not len(rows):
            continue
        held = before[rows] >= 0
        facts = {
            "since": np.where(held, subject.ends[before[rows]], _NEVER),
            "was": np.where(held, np.array(STATUSES)[statuses[before[rows]]], ""),
            "recognised_on": recognised_on[rows],
        }
        deciding = tuple(figure for figure in subject.figures if figure.criterion == number)
        yield Block(policy, policy.kind, number, rows, facts=facts, deciding=deciding)


def _recognised(subject: Subject) -> tuple[Flags, NDArray[np.datetime64]]:
    """The rows of communes that are recognised, and since which day; not known where no day is given."""
    identity, count = subject.judged.table.identity, len(subject.judged.table)
    recognised, given = identity.get("recognised"), identity.get("recognised_on")
    holds = np.zeros(count, dtype=np.bool_)
    if recognised is not None:
        holds = ~recognised.where([None, "none"])
    days = np.full(count, _NEVER)
    if given is not None:
        known = [np.datetime64(day, "D") if isinstance(day, date) else _NEVER for day in given.values]
        days = np.array(known, dtype="datetime64[D]")[given.codes]
    return holds, np.where(holds, days, _NEVER)
