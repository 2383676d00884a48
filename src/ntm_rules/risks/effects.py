"""Risks of decisions taken elsewhere, each an effect that the policy file names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from ntm_rules.definitions.conditions import Fact
from ntm_rules.definitions.resolve import holds
from ntm_rules.definitions.risk_policies import Effect, PolicyDependent
from ntm_rules.engine.statuses import BASICALLY_MET, MET, Flags
from ntm_rules.risks.findings import Block
from ntm_rules.risks.subject import Figure, Subject
from ntm_rules.tables.coded import Coded, combine


def policy_dependent(subject: Subject, policy: PolicyDependent) -> Iterator[Block]:
    """Held where an effect is due; facts `effect`, its id, the facts it hangs on, `value` and `level` where measured."""
    codes = [compiled.indicator.code for compiled in subject.judged.plan.indicators]
    for effect in policy.effects:
        if effect.indicator in codes:
            yield from _effect(subject, policy, effect, codes.index(effect.indicator))


def _effect(subject: Subject, policy: PolicyDependent, effect: Effect, number: int) -> Iterator[Block]:
    judged = subject.judged
    criterion = judged.plan.indicators[number].criterion
    if not policy.watches(judged.loaded.criteria[criterion].code, effect.indicator):
        return
    columns = _columns(subject, effect.applies_to)
    status = judged.statuses.indicators[number]
    open_rows = subject.last & ((status == MET) | (status == BASICALLY_MET)) & _so(effect.applies_to, columns)
    figures: list[Figure | None] = [*subject.figures_of(effect.indicator), None]
    for figure in figures:
        mine = open_rows
        if figure is not None:
            mine = mine & figure.rows & (figure.status == MET) & ~np.isnan(figure.values)
        open_rows = open_rows & ~mine
        at = np.flatnonzero(mine)
        if not len(at):
            continue
        measured = {} if figure is None else {"value": figure.values[at], "level": figure.levels[at]}
        facts = {
            "effect": effect.id,
            **{name: column.cells[at] for name, column in columns.items()},
            **measured,
        }
        yield Block(policy, policy.kind, criterion, at, number, figure.part if figure else None, facts)


def _columns(subject: Subject, asked: Fact) -> dict[str, Coded]:
    """The facts that a condition reads, blank where the table does not give them."""
    table = subject.judged.table
    given = {**table.identity, "aimed_tier": subject.aimed_tier}
    blank = Coded.constant(None, len(table))
    return {name: given.get(name, blank) for name in sorted(asked.names())}


def _so(asked: Fact, columns: Mapping[str, Coded]) -> Flags:
    """Rows in which a condition is so; blank is not."""
    index, different, _ = combine(*columns.values())
    so = [holds(asked, dict(zip(columns, values, strict=True))) is True for values in different]
    return np.array(so, dtype=np.bool_)[index]
