"""Risks of verdicts: what rests on one alone, and what one says against the figure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from ntm_rules.definitions.risk_policies import SoftVerdict, VerdictConflict
from ntm_rules.engine.plan import parts_of
from ntm_rules.engine.statuses import BASICALLY_MET, MET, STATUSES, Codes, Flags
from ntm_rules.engine.verdicts import STAGES
from ntm_rules.risks.findings import Block
from ntm_rules.risks.subject import Subject


def soft_verdict(subject: Subject, policy: SoftVerdict) -> Iterator[Block]:
    """Basically met, or met by a verdict where a figure is missing; facts `verdict`, `stage` that gave it."""
    judged = subject.judged
    for number, compiled in enumerate(judged.plan.indicators):
        columns = [
            part.column for composition in compiled.compositions for part in parts_of(composition.tree)
        ]
        names = [compiled.indicator.code, *dict.fromkeys(columns)]
        rows = subject.last & subject.by_verdict(number)
        yield from _soft(subject, policy, names, (compiled.criterion, number), rows)
    for number, criterion in enumerate(judged.loaded.criteria):
        whole = judged.verdicts.whole.get(criterion.code)
        if whole is not None and criterion.code not in judged.loaded.indicators:
            yield from _soft(subject, policy, [criterion.code], (number, None), subject.last & whole)


def _soft(
    subject: Subject, policy: SoftVerdict, names: Sequence[str], whose: tuple[int, int | None], rows: Flags
) -> Iterator[Block]:
    judged = subject.judged
    criterion, indicator = whose
    if not policy.watches(judged.loaded.criteria[criterion].code, None if indicator is None else names[0]):
        return
    statuses = judged.statuses
    status = statuses.criteria[criterion] if indicator is None else statuses.indicators[indicator]
    missing = np.zeros(len(rows), dtype=np.bool_)
    for figure in subject.figures_of(names[0]):
        missing |= figure.rows & np.isnan(figure.values)
    for verdict, severity in ((BASICALLY_MET, policy.severity), (MET, policy.severity_unmeasured)):
        unmeasured = missing | (verdict == BASICALLY_MET)
        changed = policy.model_copy(update={"severity": severity})
        stage = _stage_of(subject, names, verdict)
        for place, name in enumerate(STAGES):
            if verdict == MET and name not in policy.stages:
                continue
            at = np.flatnonzero(rows & unmeasured & (status == verdict) & (stage == place))
            if len(at):
                facts = {"verdict": STATUSES[verdict], "stage": name}
                yield Block(changed, policy.kind, criterion, at, indicator, facts=facts)


def _stage_of(subject: Subject, names: Sequence[str], verdict: int) -> Codes:
    """The latest stage that gave a verdict under one of some names, by its place in STAGES; -1 where none."""
    table = subject.judged.table
    found = np.full(len(table), -1, dtype=np.int8)
    for name in names:
        for place, stage in enumerate(STAGES):
            given = table.verdicts.get((name, stage))
            if given is not None:
                np.copyto(found, np.int8(place), where=(found < 0) & (given == verdict))
    return found


def verdict_conflict(subject: Subject, policy: VerdictConflict) -> Iterator[Block]:
    """Unmet by a figure, though a stage says otherwise; facts `stage`, `verdict`, `value`, `level`, `gap`."""
    verdicts = subject.judged.table.verdicts
    for name in dict.fromkeys(name for name, _ in verdicts):
        figures = [figure for figure in subject.figures_of(name) if policy.watches(*subject.code(figure))]
        claimed = np.zeros(len(subject.judged.table), dtype=np.bool_)
        for stage in (stage for stage in STAGES if stage in policy.stages and (name, stage) in verdicts):
            for verdict in (MET, BASICALLY_MET):
                rows = subject.last & (verdicts[name, stage] == verdict) & ~claimed
                claimed |= rows
                for at, figure in subject.first_unmet(figures, rows):
                    facts = {
                        "stage": stage,
                        "verdict": STATUSES[verdict],
                        "value": figure.values[at],
                        "level": figure.levels[at],
                        "gap": figure.gaps[at],
                    }
                    yield Block(
                        policy, policy.kind, figure.criterion, at, figure.indicator, figure.part, facts
                    )
