"""Risks that the past shows: what was met, or recognised, and is no longer."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ntm_rules.definitions.risk_policies import Lost
from ntm_rules.engine.statuses import MET, UNMET
from ntm_rules.risks.findings import Block
from ntm_rules.risks.subject import Subject


def lost(subject: Subject, policy: Lost) -> Iterator[Block]:
    """Unmet now; met at the period before (facts `since`, its last day), or recognised (`since` not known)."""
    judged = subject.judged
    before = subject.before
    known = before >= 0
    recognised = judged.table.identity.get("recognised")
    holds = np.zeros(len(known), dtype=np.bool_)
    if recognised is not None:
        holds = ~recognised.where([None, "none"])
    for number, criterion in enumerate(judged.loaded.criteria):
        if not policy.watches(criterion.code):
            continue
        statuses = judged.statuses.criteria[number]
        was_met = known & (statuses[before] == MET)
        rows = np.flatnonzero(subject.last & (statuses == UNMET) & (was_met | holds))
        if len(rows):
            since = np.where(was_met, subject.ends[before], np.datetime64("NaT"))[rows]
            yield Block(policy, policy.kind, number, rows, facts={"since": since})
