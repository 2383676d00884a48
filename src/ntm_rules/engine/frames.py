"""Evaluations as tidy pandas frames: one row a part, a criterion, a commune, a group."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from ntm_rules.definitions.conditions import GRADES
from ntm_rules.engine.evaluate import Judgement
from ntm_rules.engine.groups import Group, groups_of
from ntm_rules.engine.levels import levels_that_decided
from ntm_rules.engine.listing import Entry, entries, gap_of, level_of, part_reasons, part_status
from ntm_rules.engine.statuses import REASONS, STATUSES, UNKNOWN
from ntm_rules.engine.summary import Counted, count_criteria, count_indicators
from ntm_rules.engine.warnings import RowNotes
from ntm_rules.tables.coded import Coded, combine

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


def indicators_frame(judged: Judgement, *, notes: bool = False) -> pd.DataFrame:
    """One row per commune, period, indicator and part, with value, level, gap, status and evidence.

    `notes` adds what the rows must carry into a file, where there is anything, as a last column.
    """
    listed = _Listed(judged)
    row = listed.row
    return pd.DataFrame(
        {
            **{name: column[row] for name, column in _keys(judged).items()},
            **_names(judged, listed),
            **_figures(judged, listed),
            **_verdicts(judged, listed),
            **_evidence(judged, listed.entries, row, listed.slot),
            **(_notes(judged, row) if notes else {}),
        },
        columns=[*KEYS, *PARTS, *(["note"] if notes and _notes(judged, row) else [])],
        copy=False,
    )


class _Listed:
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

    def name(self, text: Callable[[Entry], str | None]) -> Any:
        """A column of one text for each entry."""
        texts = [text(entry) for entry in self.entries]
        categories = list(dict.fromkeys(text for text in texts if text is not None))
        codes = np.array([-1 if text is None else categories.index(text) for text in texts], dtype=np.int16)
        return _categories(codes[self.slot], categories)


def _names(judged: Judgement, listed: _Listed) -> dict[str, Any]:
    indicators, criteria, variables = judged.plan.indicators, judged.loaded.criteria, judged.loaded.variables
    return {
        "criterion": listed.name(lambda e: criteria[indicators[e.indicator].criterion].code),
        "indicator": listed.name(lambda e: indicators[e.indicator].indicator.code),
        "variable": listed.name(lambda e: e.part.column if e.part else None),
        "unit": listed.name(lambda e: variables[e.part.comparison.variable].unit if e.part else None),
        "comparison": listed.name(lambda e: e.part.op if e.part else None),
    }


def _figures(judged: Judgement, listed: _Listed) -> dict[str, Any]:
    values = judged.table.values
    levels = {e.part.number: level_of(judged, e.part) for e in listed.entries if e.part}
    return {
        "value": listed.gather(lambda e: values.get(e.part.column, np.nan) if e.part else np.nan, float),
        "threshold": listed.gather(lambda e: levels[e.part.number] if e.part else np.nan, float),
        "gap": listed.gather(
            lambda e: gap_of(judged, e.part, levels[e.part.number]) if e.part else np.nan, float
        ),
    }


def _verdicts(judged: Judgement, listed: _Listed) -> dict[str, Any]:
    """A part's own status and reason; the indicator's where a verdict on the whole decided it."""
    laid, indicators = judged.verdicts, judged.plan.indicators
    whole = listed.gather(lambda e: laid.whole.get(indicators[e.indicator].indicator.code, False), np.bool_)
    single = listed.gather(lambda e: laid.figures.get(e.part.number, False) if e.part else False, np.bool_)
    decided = listed.gather(lambda e: judged.statuses.indicators[e.indicator], np.int8)
    status = np.where(whole, decided, listed.gather(lambda e: _status(judged, e), np.int8))
    reason = np.where(whole, 0, listed.gather(lambda e: _reason(judged, e), np.int8))
    return {
        "status": _categories(status, STATUSES),
        "reason": _categories(reason, REASONS, none=0),
        "basis": _categories((whole | single).astype(np.int8), BASES),
    }


def criteria_frame(judged: Judgement) -> pd.DataFrame:
    """One row per commune, period and criterion."""
    criteria, count = judged.loaded.criteria, len(judged.table)
    row = np.repeat(np.arange(count), len(criteria))
    by_verdict = np.zeros((len(criteria), count), dtype=np.int8)
    for number, criterion in enumerate(criteria):
        if criterion.code in judged.verdicts.whole:
            by_verdict[number] = judged.verdicts.whole[criterion.code]
    codes = [criterion.code for criterion in criteria]
    return pd.DataFrame(
        {
            **{name: column[row] for name, column in _keys(judged).items()},
            "criterion": _categories(np.tile(np.arange(len(codes)), count), codes),
            "status": _categories(judged.statuses.criteria.T.ravel(), STATUSES),
            "reason": _categories(judged.criterion_reasons.T.ravel(), REASONS, none=0),
            "basis": _categories(by_verdict.T.ravel(), BASES),
        }
    )


def communes_frame(judged: Judgement) -> pd.DataFrame:
    """One row per commune and period, with its summary."""
    criteria, indicators = count_criteria(judged), count_indicators(judged)
    qualifies = judged.qualifies
    return pd.DataFrame(
        {
            **_keys(judged),
            **_counted("criteria", criteria),
            **_counted("indicators", indicators),
            "qualifies": pd.Series(np.where(qualifies < 0, None, qualifies == 1), dtype="boolean"),
            "levels_unverified": levels_that_decided(judged).weak_by_row,
        }
    )


def groups_frame(judged: Judgement) -> pd.DataFrame:
    """One row per group (all, province, district), year and criterion: communes of each status, and in each band."""
    return pd.DataFrame([row for group in groups_of(judged) for row in _group(group)])


def wide_frame(judged: Judgement) -> pd.DataFrame:
    """One row per commune and period, the status of each criterion under its number; notes as a last column."""
    statuses = {
        criterion.code: _categories(judged.statuses.criteria[number], STATUSES)
        for number, criterion in enumerate(judged.loaded.criteria)
    }
    return pd.DataFrame({**_keys(judged), **statuses, **_notes(judged, np.arange(len(judged.table)))})


def _notes(judged: Judgement, row: Any) -> dict[str, Any]:
    notes = RowNotes(judged)
    provinces = judged.table.old_provinces
    _, different, first = combine(provinces)
    said = {province: " ".join(notes[int(at)]) for (province,), at in zip(different, first, strict=True)}
    texts = Coded(
        provinces.codes, np.array([said.get(value, "") for value in provinces.values], dtype=object)
    )
    return {"note": _categorical(texts)[row]} if any(said.values()) else {}


def _keys(judged: Judgement) -> dict[str, Any]:
    table = judged.table
    keys: dict[str, Any] = {}
    for name in KEYS:
        if name == "year":
            keys[name] = table.years
        else:
            keys[name] = _categorical(table.identity.get(name) or Coded.constant(None, len(table)))
    return keys


def _categorical(column: Coded) -> Any:
    texts = list(dict.fromkeys(value for value in column.values if value is not None))
    position = {text: number for number, text in enumerate(texts)}
    codes = np.array([position.get(value, -1) for value in column.values], dtype=np.int32)
    return _categories(codes[column.codes], texts)


def _categories(codes: Any, names: Sequence[str], none: int | None = None) -> Any:
    if none is not None:
        names, codes = names[1:], codes.astype(np.int8) - 1
    dtype: Any = pd.CategoricalDtype(list(names))
    return pd.Categorical.from_codes(codes, dtype=dtype)


def _status(judged: Judgement, entry: Entry) -> Any:
    return UNKNOWN if entry.part is None else part_status(judged, entry.part)


def _reason(judged: Judgement, entry: Entry) -> Any:
    if entry.part is None:
        return judged.plan.indicators[entry.indicator].reasons[judged.cases.index]
    return part_reasons(judged, entry.part)


def _evidence(judged: Judgement, listed: list[Entry], row: Any, slot: Any) -> dict[str, Any]:
    """Evidence, source, column and origin: tables of case by slot, gathered."""
    cases = judged.cases.different
    tables: dict[str, list[list[str | None]]] = {"evidence": [], "source": [], "origin": []}
    for case in range(len(cases)):
        found = [entry.part.resolved[case].level if entry.part else None for entry in listed]
        tables["evidence"].append([level.block.evidence if level else None for level in found])
        tables["source"].append([level.block.source if level else None for level in found])
        tables["origin"].append([level.origin if level else None for level in found])
    case_of = judged.cases.index[row]
    columns = {}
    for name, table in tables.items():
        texts = list(dict.fromkeys(text for line in table for text in line if text is not None))
        if name == "evidence":
            texts = [grade for grade in GRADES if grade in texts]
        codes = np.array(
            [[-1 if text is None else texts.index(text) for text in line] for line in table], dtype=np.int16
        )
        columns[name] = _categories(codes[case_of, slot], texts)
    regions = Coded.of([case.region for case in cases])
    column = _categorical(regions)[case_of]
    return {
        "evidence": columns["evidence"],
        "source": columns["source"],
        "threshold_region": column,
        "origin": columns["origin"],
    }


def _counted(name: str, counted: Counted) -> dict[str, Any]:
    return {f"{name}_{key}": values for key, values in counted.items()}


def _group(group: Group) -> list[dict[str, Any]]:
    row = group.as_dict()
    criteria, bands = row.pop("criteria"), row.pop("bands")
    whole = {**row, **{f"band_{band}": count for band, count in bands.items()}}
    return [
        {**whole, "criterion": entry.pop("code"), **entry} for entry in (dict(entry) for entry in criteria)
    ]
