"""Risks against the plan: a criterion that is asked for by this year and is not met."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ntm_rules.definitions.risk_policies import BehindPlan
from ntm_rules.engine.statuses import STATUSES, Flags, Index
from ntm_rules.risks.findings import Block
from ntm_rules.risks.planned import NEVER, Years
from ntm_rules.risks.subject import Figure, Subject


def behind_plan(subject: Subject, policy: BehindPlan) -> Iterator[Block]:
    """Asked for this year or earlier, and not met.

    Facts: `due`, the first year it is asked for; `tier` where the whole tier is asked for; `status`; `value` and
    `level` of the first figure that leaves it unmet.
    """
    if subject.planned is None:
        return
    judged, communes = subject.judged, subject.commune
    statuses = [STATUSES.index(name) for name in policy.statuses]
    by_tier: dict[str | None, Years] = {
        tier: subject.planned.due_by_tier(tier)[communes] for tier in policy.tiers
    }
    for number, criterion in enumerate(judged.loaded.criteria):
        if not policy.watches(criterion.code):
            continue
        behind = subject.last & np.isin(judged.statuses.criteria[number], statuses)
        asked = {None: subject.planned.due[number][communes], **by_tier}
        for tier, due in asked.items():
            rows = behind & (due <= judged.table.years)
            behind = behind & ~rows
            yield from _told(subject, policy, (number, tier), np.where(rows, due, NEVER))


def _told(subject: Subject, policy: BehindPlan, what: tuple[int, str | None], due: Years) -> Iterator[Block]:
    """The rows that are due, each with the first figure that leaves it unmet where there is one."""
    number, tier = what
    judged = subject.judged
    rest: Flags = due != NEVER
    figures = subject.figures_of(judged.loaded.criteria[number].code)
    found: list[tuple[Index, Figure | None]] = [*subject.first_unmet(figures, rest)]
    for at, _ in found:
        rest = rest & ~np.isin(np.arange(len(rest)), at)
    found.append((np.flatnonzero(rest), None))
    names = np.array(STATUSES, dtype=object)
    for at, figure in found:
        if len(at):
            facts = {"due": due[at], "tier": tier, "status": names[judged.statuses.criteria[number, at]]}
            if figure is not None:
                facts |= {"value": figure.values[at], "level": figure.levels[at]}
            part, indicator = (figure.part, figure.indicator) if figure else (None, None)
            yield Block(policy, policy.kind, number, at, indicator, part, facts)
