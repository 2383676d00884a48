"""Verdicts that only a scenario makes contradict the figures: they were given on what stood before, and are set aside."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ntm_rules.engine.evaluate import Judgement
from ntm_rules.errors import Problem
from ntm_rules.i18n import tr
from ntm_rules.tables.table import Codes, Flags
from ntm_rules.tables.vocabulary import NO_VERDICT


def settled(judged: Judgement, baseline: Judgement) -> Judgement:
    """A scenario's judgement without the conflicts that the baseline does not have; no status is another for it.

    A verdict decides only where nothing is measured, and conflicts only where something is; one that decides stays.
    Both are of the same rows.
    """
    conflicts = dict(judged.verdicts.conflicts)
    verdicts = dict(judged.table.verdicts)
    touched = np.zeros(len(judged.table), dtype=np.bool_)
    for code, rows in judged.verdicts.conflicts.items():
        before = baseline.verdicts.conflicts.get(code)
        if before is rows:
            continue
        stale = rows if before is None else rows & ~before
        if stale.any():
            conflicts[code] = rows & ~stale
            touched |= stale
            for name, gone in _given(judged, code, stale):
                _take(verdicts, name, gone)
    if not touched.any():
        return judged
    table = judged.table
    message = tr(
        "{n} row(s): verdicts that were given on the figures and levels before are set aside where the scenario contradicts them.",
        n=int(touched.sum()),
    )
    note = Problem("verdicts_set_aside", message, facts=table.listed(touched))
    return replace(
        judged,
        table=replace(table, verdicts=verdicts, warnings=(*table.warnings, note)),
        verdicts=replace(judged.verdicts, conflicts=conflicts),
    )


def _given(judged: Judgement, code: str, stale: Flags) -> list[tuple[str, Flags]]:
    """The names under which verdicts on a number were given, each with the rows in which they decide nothing."""
    laid = judged.verdicts
    nothing = np.zeros(len(stale), dtype=np.bool_)
    found = [(code, stale & ~laid.whole.get(code, nothing))]
    found += [
        (part.column, stale & ~laid.figures.get(part.number, nothing)) for part in judged.plan.parts_of(code)
    ]
    return found


def _take(verdicts: dict[tuple[str, str], Codes], name: str, rows: Flags) -> None:
    for key in [key for key in verdicts if key[0] == name]:
        verdicts[key] = np.where(rows, np.int8(NO_VERDICT), verdicts[key])
