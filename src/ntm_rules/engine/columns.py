"""Evaluations as plain columns: what tidy frames, CSV, Parquet and workbooks are made of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ntm_rules.definitions.conditions import GRADES
from ntm_rules.engine.evaluate import Judgement
from ntm_rules.engine.listing import Entry, entries, gap_of, level_of, part_reasons, part_status
from ntm_rules.engine.reported import as_reported, stated
from ntm_rules.engine.statuses import REASONS, STATUSES, UNKNOWN
from ntm_rules.engine.warnings import RowNotes
from ntm_rules.tables.coded import Coded, combine
from ntm_rules.tables.value_kinds import kinds_of, other_kinds

BASES = ("measured", "verdict")
PARTS = (
    "criterion",
    "indicator",
    "variable",
    "value",
    "unit",
    "comparison",
    "threshold",
    "gap",
    "status",
    "reason",
    "basis",
    "evidence",
    "source",
    "threshold_region",
    "origin",
)
KEYS = ("commune_code", "commune", "district", "province", "year", "period")


@dataclass(frozen=True, slots=True)
class Labels:
    """A column of few different texts: `codes` holds for each row the place of its text, -1 where blank."""

    codes: NDArray[Any]
    texts: tuple[str, ...]

    def __getitem__(self, rows: Any) -> Labels:
        return Labels(self.codes[rows], self.texts)

    def __len__(self) -> int:
        return len(self.codes)


Column = Labels | NDArray[Any]
Columns = dict[str, Column]


def indicator_columns(judged: Judgement, *, notes: bool = False, listed: Listed | None = None) -> Columns:
    """One row per commune, period, indicator and part, with value, level, gap, status and evidence.

    `notes` adds what the rows must carry into a file, where there is anything, as a last column.
    """
    listed = listed or Listed(judged)
    row = listed.row
    found = {
        **{name: column[row] for name, column in keys_of(judged).items()},
        **_names(judged, listed),
        **_figures(judged, listed),
        **_verdicts(judged, listed),
        **_evidence(judged, listed.entries, row, listed.slot),
    }
    return {
        **{name: found[name] for name in (*KEYS, "value_kind", *PARTS) if name in found},
        **(notes_of(judged, row) if notes else {}),
    }


class Listed:
    """The rows of the frame of indicators: for each, its row of the table and its place among the entries."""

    def __init__(self, judged: Judgement) -> None:
        self.entries = entries(judged)
        self._mask = np.column_stack([entry.rows for entry in self.entries])
        self._where = np.flatnonzero(self._mask)
        self.row, self.slot = np.divmod(self._where, len(self.entries))

    def gather(self, column: Callable[[Entry], Any], dtype: Any) -> Any:
        """A column made of one array, or one value, for each entry."""
        whole = np.empty(self._mask.shape, dtype=dtype)
        for number, entry in enumerate(self.entries):
            whole[:, number] = column(entry)
        return whole.ravel()[self._where]

    def name(self, text: Callable[[Entry], str | None]) -> Labels:
        """A column of one text for each entry."""
        return labels([text(entry) for entry in self.entries])[self.slot]


def _names(judged: Judgement, listed: Listed) -> Columns:
    indicators, criteria, variables = judged.plan.indicators, judged.loaded.criteria, judged.loaded.variables
    return {
        "criterion": listed.name(lambda e: criteria[indicators[e.indicator].criterion].code),
        "indicator": listed.name(lambda e: indicators[e.indicator].indicator.code),
        "variable": listed.name(lambda e: e.part.column if e.part else None),
        "unit": listed.name(lambda e: variables[e.part.comparison.variable].unit if e.part else None),
        "comparison": listed.name(lambda e: e.part.op if e.part else None),
    }


def _figures(judged: Judgement, listed: Listed) -> Columns:
    values = judged.table.values
    levels = {e.part.number: level_of(judged, e.part) for e in listed.entries if e.part}
    return {
        "value": listed.gather(lambda e: values.get(e.part.column, np.nan) if e.part else np.nan, float),
        "threshold": listed.gather(lambda e: levels[e.part.number] if e.part else np.nan, float),
        "gap": listed.gather(
            lambda e: gap_of(judged, e.part, levels[e.part.number]) if e.part else np.nan, float
        ),
    }


def _verdicts(judged: Judgement, listed: Listed) -> Columns:
    """A part's own status and reason; the indicator's where a verdict on the whole decided it."""
    laid, indicators = judged.verdicts, judged.plan.indicators
    whole = listed.gather(lambda e: laid.whole.get(indicators[e.indicator].indicator.code, False), np.bool_)
    single = listed.gather(lambda e: laid.figures.get(e.part.number, False) if e.part else False, np.bool_)
    decided = listed.gather(lambda e: judged.statuses.indicators[e.indicator], np.int8)
    status = np.where(whole, decided, listed.gather(lambda e: _status(judged, e), np.int8))
    reason = np.where(whole, 0, listed.gather(lambda e: _reason(judged, e), np.int8))
    return {
        "status": Labels(status, STATUSES),
        "reason": _reasons(reason),
        "basis": Labels((whole | single).astype(np.int8), BASES),
    }


def criterion_columns(judged: Judgement) -> Columns:
    """One row per commune, period and criterion."""
    criteria, count = judged.loaded.criteria, len(judged.table)
    row = np.repeat(np.arange(count), len(criteria))
    by_verdict = np.zeros((len(criteria), count), dtype=np.int8)
    for number, criterion in enumerate(criteria):
        if criterion.code in judged.verdicts.whole:
            by_verdict[number] = judged.verdicts.whole[criterion.code]
    codes = tuple(criterion.code for criterion in criteria)
    return {
        **{name: column[row] for name, column in keys_of(judged).items()},
        "criterion": Labels(np.tile(np.arange(len(codes), dtype=np.int16), count), codes),
        "status": Labels(judged.statuses.criteria.T.ravel(), STATUSES),
        "reason": _reasons(judged.criterion_reasons.T.ravel()),
        "basis": Labels(by_verdict.T.ravel(), BASES),
    }


def wide_columns(judged: Judgement, *, notes: bool = True) -> Columns:
    """One row per commune and period, the status of each criterion under its number; notes as a last column."""
    statuses = {
        criterion.code: Labels(judged.statuses.criteria[number], STATUSES)
        for number, criterion in enumerate(judged.loaded.criteria)
    }
    said = notes_of(judged, np.arange(len(judged.table))) if notes else {}
    return {**keys_of(judged), **statuses, **said}


def keys_of(judged: Judgement) -> Columns:
    """The columns that say which commune and period a row of the table is."""
    table = judged.table
    blank = Coded.constant(None, len(table))
    found: Columns = {
        name: table.years if name == "year" else _of_coded(table.identity.get(name) or blank) for name in KEYS
    }
    if other_kinds(table):
        found["value_kind"] = _of_coded(kinds_of(table))
    return found


def labels(texts: Sequence[str | None]) -> Labels:
    """A column of texts, told apart in order of first sight."""
    different = tuple(dict.fromkeys(text for text in texts if text is not None))
    place = {text: number for number, text in enumerate(different)}
    kind = np.int16 if len(different) < 2**15 else np.int32
    return Labels(np.array([-1 if text is None else place[text] for text in texts], dtype=kind), different)


def _of_coded(column: Coded) -> Labels:
    return labels(column.values.tolist())[column.codes]


def notes_of(judged: Judgement, row: Any) -> Columns:
    """What rows must carry into a file, as a last column; none where there is nothing."""
    notes = RowNotes(judged)
    kinds = kinds_of(judged.table)
    counts = stated(judged)
    reported = Coded.constant(None, len(judged.table)) if counts is None else Coded.of(counts.tolist())
    index, _, first = combine(
        judged.table.old_provinces, kinds, reported, Coded.of(as_reported(judged).tolist())
    )
    texts = np.array([" ".join(notes[int(at)]) for at in first], dtype=object)
    if not any(texts):
        return {}
    return {"note": _of_coded(Coded(index, texts))[row]}


def _reasons(codes: Any) -> Labels:
    """Reasons, of which code 0 stands for none."""
    return Labels(codes.astype(np.int8) - np.int8(1), REASONS[1:])


def _status(judged: Judgement, entry: Entry) -> Any:
    return UNKNOWN if entry.part is None else part_status(judged, entry.part)


def _reason(judged: Judgement, entry: Entry) -> Any:
    if entry.part is None:
        return judged.plan.indicators[entry.indicator].reasons[judged.cases.index]
    return part_reasons(judged, entry.part)


def _evidence(judged: Judgement, listed: list[Entry], row: Any, slot: Any) -> Columns:
    """Evidence, source, column and origin: tables of case by slot, gathered."""
    cases = judged.cases.different
    levels = [
        entry.part.resolved[number].level if entry.part else None
        for number in range(len(cases))
        for entry in listed
    ]
    case_of = judged.cases.index[row]
    place = case_of * len(listed) + slot
    evidence = labels([level.block.evidence if level else None for level in levels])
    return {
        "evidence": _in_order(evidence, GRADES)[place],
        "source": labels([level.block.source if level else None for level in levels])[place],
        "threshold_region": labels([case.region for case in cases])[case_of],
        "origin": labels([level.origin if level else None for level in levels])[place],
    }


def _in_order(column: Labels, order: Sequence[str]) -> Labels:
    """The same column, its texts in the order they have elsewhere."""
    texts = tuple(text for text in order if text in column.texts)
    place = np.array([*map(texts.index, column.texts), -1], dtype=column.codes.dtype)
    return Labels(place[column.codes], texts)
