"""Verdicts that only a scenario makes contradict the figures: they were given on what stood before, and are set aside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

import numpy as np

from ntm_rules.definitions.scenarios import VerdictChange
from ntm_rules.engine.evaluate import Judgement
from ntm_rules.engine.statuses import MET, STATUSES
from ntm_rules.errors import Problem
from ntm_rules.i18n import tr
from ntm_rules.scenarios.words import wrong
from ntm_rules.tables.table import Codes, Flags, Table
from ntm_rules.tables.vocabulary import NO_VERDICT


def settled(judged: Judgement, baseline: Judgement, supposed: Mapping[str, Flags]) -> Judgement:
    """A scenario's judgement without the conflicts that the baseline does not have; no status is another for it.

    A verdict decides only where nothing is measured, and conflicts only where something is; one that decides stays.
    Both are of the same rows. `supposed` are the rows in which the scenario itself gives a verdict on a number.
    """
    conflicts = dict(judged.verdicts.conflicts)
    verdicts = dict(judged.table.verdicts)
    nothing = np.zeros(len(judged.table), dtype=np.bool_)
    touched, told = nothing, nothing
    for code, rows in judged.verdicts.conflicts.items():
        before = baseline.verdicts.conflicts.get(code)
        if before is rows:
            continue
        stale = rows if before is None else rows & ~before
        if stale.any():
            conflicts[code] = rows & ~stale
            touched = touched | stale
            told = told | (stale & ~supposed.get(code, nothing))
            for name, gone in _given(judged, code, stale):
                _take(verdicts, name, gone)
    if not touched.any():
        return judged
    table = judged.table
    notes = (_set_aside(table, told),) if told.any() else ()
    return replace(
        judged,
        table=replace(table, verdicts=verdicts, warnings=(*table.warnings, *notes)),
        verdicts=replace(judged.verdicts, conflicts=conflicts),
    )


def _set_aside(table: Table, rows: Flags) -> Problem:
    message = tr(
        "{n} row(s): verdicts that were given on the figures and levels before are set aside where the scenario contradicts them.",
        n=int(rows.sum()),
    )
    return Problem("verdicts_set_aside", message, facts=table.listed(rows))


def outweighed(judged: Judgement, given: Iterable[tuple[VerdictChange, Flags]]) -> Iterator[Problem]:
    """Of the verdicts that a scenario gives in some rows, each that is not what comes out: figures stand before it."""
    for change, rows in given:
        came = _statuses(judged, judged.loaded.plain_code(change.verdict))
        if change.set is None or came is None:
            continue
        idle = rows & (came != STATUSES.index(change.set))
        if idle.any():
            message = tr(
                "{code}: in {n} row(s) the verdict that is supposed decides nothing; what follows from the figures stands before it.",
                code=change.verdict, n=int(idle.sum()),
            )  # fmt: skip
            codes = _behind(judged, judged.loaded.plain_code(change.verdict), idle)
            remedy = tr("suppose other figures of {codes}, as in {code}=… with a value as in a cell", codes=", ".join(codes), code=codes[0])  # fmt: skip
            yield wrong(
                change, message, kind="without_effect", remedy=remedy, facts=judged.table.listed(idle)
            )


def _behind(judged: Judgement, code: str, rows: Flags) -> list[str]:
    """The indicators that decide a number in some rows: those that are not met there, else its own."""
    codes = []
    for number, member in enumerate(judged.plan.indicators):
        own = member.indicator.code
        of = judged.loaded.criteria[member.criterion].code
        if code in (own, of) and (judged.statuses.indicators[number][rows] < MET).any():
            codes.append(own)
    return codes or [code]


def _statuses(judged: Judgement, code: str) -> Codes | None:
    for number, criterion in enumerate(judged.loaded.criteria):
        if criterion.code == code:
            found: Codes = judged.statuses.criteria[number]
            return found
    for number, member in enumerate(judged.plan.indicators):
        if member.indicator.code == code:
            found = judged.statuses.indicators[number]
            return found
    return None


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
