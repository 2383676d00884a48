"""Risks of not knowing: a watched criterion that is undecided."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ntm_rules.definitions.risk_policies import NoData
from ntm_rules.engine.statuses import REASONS, UNKNOWN
from ntm_rules.risks.findings import Block
from ntm_rules.risks.subject import Subject

_LISTS = ("first", "second")


def no_data(subject: Subject, policy: NoData) -> Iterator[Block]:
    """A watched criterion that is undecided; facts `reason`, `indicators`, the numbers of those undecided in it."""
    judged = subject.judged
    lists = {_LISTS.index(name) for name in policy.lists}
    for number, criterion in enumerate(judged.loaded.criteria):
        if subject.watch[number] not in lists or not policy.watches(criterion.code):
            continue
        rows = np.flatnonzero(subject.last & (judged.statuses.criteria[number] == UNKNOWN))
        if not len(rows):
            continue
        members = list(judged.plan.criteria[number])
        codes = [judged.plan.indicators[member].indicator.code for member in members]
        undecided = judged.statuses.indicators[members][:, rows] == UNKNOWN
        reasons = np.array(REASONS, dtype=object)[judged.criterion_reasons[number, rows]]
        alike, index = np.unique(undecided, axis=1, return_inverse=True)
        for group in range(alike.shape[1]):
            at = index.ravel() == group
            named = [code for code, wanted in zip(codes, alike[:, group].tolist(), strict=True) if wanted]
            facts = {"reason": reasons[at], "indicators": named}
            yield Block(policy, policy.kind, number, rows[at], facts=facts)
