"""Where verdicts contradict figures, and where the stages of assessment contradict one another."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ntm_rules.engine.evaluate import Judgement
from ntm_rules.engine.explain import rounded
from ntm_rules.engine.figure_words import against_level, label_of
from ntm_rules.engine.listing import entries, gap_of, level_of
from ntm_rules.engine.plan import Part
from ntm_rules.engine.statuses import MET, STATUSES, UNMET, Flags, Floats, stage_words, status_words
from ntm_rules.engine.verdicts import STAGES, conflicts, latest_stage
from ntm_rules.errors import Problem
from ntm_rules.i18n import tr

# So many figures are named in a message; its facts hold all.
NAMED = 3


def verdict_conflicts(judged: Judgement) -> Iterator[Problem]:
    """A warning for each verdict that contradicts figures: who said what, and the value against its level."""
    found = [
        (row, code)
        for code, rows in judged.verdicts.conflicts.items()
        for row in np.flatnonzero(rows).tolist()
    ]
    figures = _Figures(judged) if found else None
    for row, code in sorted(found, key=lambda entry: entry[0]):
        if figures is not None:
            yield figures.conflict(row, code)


@dataclass(frozen=True, slots=True)
class _Listed:
    """A part where it is listed, with its value and level in every row."""

    indicator: int
    part: Part
    rows: Flags
    values: Floats
    levels: Floats
    gaps: Floats


class _Figures:
    """The figures of one judgement, to be named beside a verdict that contradicts them."""

    def __init__(self, judged: Judgement) -> None:
        self._judged = judged
        # Worded once, for a nation has thousands of these.
        self._found = {code: status_words(STATUSES[code]) for code in (UNMET, MET)}
        self._says = {(stage, code): _says(stage, code) for stage in STAGES for code in range(len(STATUSES))}
        self._members = {
            **{criterion.code: members for criterion, members in zip(judged.loaded.criteria, judged.plan.criteria, strict=True)},
            **{compiled.indicator.code: (n,) for n, compiled in enumerate(judged.plan.indicators)},
        }  # fmt: skip
        wanted = {n for code in judged.verdicts.conflicts for n in self._members[code]}
        self._listed: dict[int, list[_Listed]] = {number: [] for number in wanted}
        for entry in entries(judged):
            if entry.part and entry.indicator in wanted:
                self._listed[entry.indicator].append(self._list(entry.indicator, entry.part, entry.rows))

    def _list(self, indicator: int, part: Part, rows: Flags) -> _Listed:
        levels = level_of(self._judged, part)
        values = self._judged.table.values.get(part.column, np.full(len(rows), np.nan))
        return _Listed(indicator, part, rows, values, levels, gap_of(self._judged, part, levels))

    def conflict(self, row: int, code: str) -> Problem:
        """The warning of one verdict."""
        judged, table = self._judged, self._judged.table
        is_indicator = code in judged.loaded.indicators
        stage, said, measured, parts = self._contradicted(row, code)
        named = {
            "commune": table.text(row, "commune"),
            "code": tr("indicator {code}", code=code) if is_indicator else tr("criterion {code}", code=code),
            "verdict": self._says[stage, said],
            "found": self._found[measured],
        }
        if parts:
            message = tr(
                "{commune}, {code}: {verdict}, by the figures it is “{found}”: {figures}; the figures decide.",
                **named, figures=self._worded(parts, row, alone=is_indicator and len(parts) == 1),
            )  # fmt: skip
        else:
            message = tr("{commune}, {code}: {verdict}, by the figures it is “{found}”; the figures decide.", **named)  # fmt: skip
        return Problem(
            "verdict_conflict",
            message,
            **self._place(row, parts),
            facts={
                "commune": named["commune"],
                "indicator" if is_indicator else "criterion": code,
                "stage": stage,
                "verdict": STATUSES[said],
                "measured": STATUSES[measured],
                "parts": [self._facts(listed, row) for listed in parts],
            },
        )

    def _place(self, row: int, parts: Sequence[_Listed]) -> dict[str, Any]:
        """Where the first of the figures was read."""
        table = self._judged.table
        if not parts:
            return table.place(row)
        return {key: value for key, value in table.cell(row, parts[0].part.column).items() if key != "cell"}

    def _contradicted(self, row: int, code: str) -> tuple[str, int, int, list[_Listed]]:
        """The stage and verdict that contradict, what was measured, and the figures that decided it."""
        verdicts = self._judged.table.verdicts
        listed = [one for n in self._members[code] for one in self._listed[n] if one.rows[row]]
        whole = self._measured(code, row)
        told = [(code, whole, listed)]
        told += [(one.part.column, _outcome(one, row), [one]) for one in listed]
        found: tuple[str, int, int, list[_Listed]] | None = None
        for name, given, parts in told:
            if not any((name, stage) in verdicts and verdicts[name, stage][row] >= 0 for stage in STAGES):
                continue
            stage, said = latest_stage(verdicts, (name,), row)
            # Where strict evidence sets the level aside, the verdict contradicts what it would give.
            measured = (UNMET if said == MET else MET) if given is None else given
            clash = conflicts(np.array([measured], np.int8), np.array([said], np.int8))[0]
            if found is None or clash:
                found = stage, said, measured, [one for one in parts if _outcome(one, row) == measured]
            if clash:
                break
        if found is None:
            raise KeyError((code, row))
        return found

    def _measured(self, code: str, row: int) -> int | None:
        judged = self._judged
        members = self._members[code]
        if code in judged.loaded.indicators:
            status = int(judged.statuses.indicators[members[0], row])
        else:
            status = int(min(judged.statuses.indicators[n, row] for n in members))
        return status if status in (UNMET, MET) else None

    def _worded(self, parts: Sequence[_Listed], row: int, *, alone: bool) -> str:
        texts = [self._figure(listed, row, alone=alone) for listed in parts[:NAMED]]
        if len(parts) > NAMED:
            texts.append(tr("and {n} more", n=len(parts) - NAMED))
        return "; ".join(texts)

    def _figure(self, listed: _Listed, row: int, *, alone: bool) -> str:
        """The value against the level, with the indicator and what is measured unless it stands alone."""
        loaded, part = self._judged.loaded, listed.part
        code = self._judged.plan.indicators[listed.indicator].indicator.code
        label = label_of(loaded, part)
        against = against_level(loaded, part, float(listed.values[row]), float(listed.levels[row]))
        if not alone:
            return f"{code} {label}: {against}"
        return (
            f"{label}: {against}" if part.op == "is_true" else tr("the value is {against}", against=against)
        )

    def _facts(self, listed: _Listed, row: int) -> dict[str, Any]:
        variable = self._judged.loaded.variables[listed.part.comparison.variable]
        flag = listed.part.op == "is_true"
        value, level, gap = (float(column[row]) for column in (listed.values, listed.levels, listed.gaps))
        return {
            "indicator": self._judged.plan.indicators[listed.indicator].indicator.code,
            "variable": listed.part.column,
            "value": bool(value) if flag else rounded(value),
            "unit": variable.unit,
            "comparison": listed.part.op,
            "threshold": True if flag else rounded(level),
            "gap": rounded(gap),
            "cell": self._judged.table.cell(row, listed.part.column).get("cell"),
        }


def _outcome(listed: _Listed, row: int) -> int | None:
    """What a figure gives against its level; None where either is missing."""
    value, level = listed.values[row], listed.levels[row]
    if math.isnan(value) or math.isnan(level):
        return None
    good = bool(value >= level) if listed.part.op == "is_true" else bool(listed.gaps[row] >= 0)
    return MET if good else UNMET


def _says(stage: str, said: int) -> str:
    verdict = status_words(STATUSES[said])
    return {
        "self": tr("the commune says “{verdict}”", verdict=verdict),
        "verified": tr("verification says “{verdict}”", verdict=verdict),
        "appraised": tr("appraisal says “{verdict}”", verdict=verdict),
        "unstaged": tr("the verdict says “{verdict}”", verdict=verdict),
    }[stage]


def stages_disagree(judged: Judgement) -> Iterator[Problem]:
    """One warning of all places where a stage of assessment says otherwise than one before it."""
    table = judged.table
    cells = []
    for name in dict.fromkeys(name for name, _ in table.verdicts):
        given = {
            stage: table.verdicts[name, stage]
            for stage in reversed(STAGES)
            if (name, stage) in table.verdicts
        }
        lowest = np.minimum.reduce([np.where(codes < 0, 99, codes) for codes in given.values()])
        highest = np.maximum.reduce(list(given.values()))
        for row in np.flatnonzero((highest >= 0) & (lowest != highest)).tolist():
            cells.append(
                (row, name, {stage: int(codes[row]) for stage, codes in given.items() if codes[row] >= 0})
            )
    if not cells:
        return
    cells.sort(key=lambda cell: cell[0])
    row, name, stages = cells[0]
    pairs = Counter((min(said.values()), max(said.values())) for _, _, said in cells)
    message = tr(
        "the stages of assessment disagree on {n} verdict(s); the latest stands. First: {commune}, {code}: {stages}.",
        n=len(cells), commune=table.text(row, "commune"), code=name,
        stages="; ".join(f"{stage_words(stage)}: {status_words(STATUSES[said])}" for stage, said in stages.items()),
    )  # fmt: skip
    yield Problem(
        "stages_disagree",
        message,
        **table.place(row),
        remedy=tr("settle it with who judged, before the file is handed on"),
        facts={
            "count": len(cells),
            "pairs": [{"lower": STATUSES[low], "higher": STATUSES[high], "n": n} for (low, high), n in sorted(pairs.items())],
            "cells": [
                {**table.place(row), "commune": table.text(row, "commune"), "code": name,
                 "stages": {stage: STATUSES[code] for stage, code in said.items()}}
                for row, name, said in cells
            ],
        },
    )  # fmt: skip
