"""Sheets beside the verdicts: where claims contradict figures, and which papers prove what."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath
from typing import Any

import numpy as np

from ntm_rules.engine.columns import Labels
from ntm_rules.engine.paper_columns import paper_columns, paper_headers
from ntm_rules.engine.paper_lists import state_words
from ntm_rules.engine.papers import Papers
from ntm_rules.engine.statuses import stage_words
from ntm_rules.errors import Problem
from ntm_rules.i18n import figure, tr
from ntm_rules.reports.book import A3, Book, Field, Mark, Value
from ntm_rules.reports.explanation import day_words, level_words, unit_words
from ntm_rules.reports.rows import status_cell

# Which look of a status a state of papers takes.
_LOOKS = {"missing": "unmet", "lapsed": "unmet", "undated": "unknown", "no_figure": "unknown", "valid": "met"}
_WIDTHS = {
    "commune": 16, "district": 14, "period": 8, "criterion": 6, "indicator": 7, "office": 30, "usual": 40, "state": 14,
    "kind": 28, "number": 18, "date": 11, "issuer": 22, "valid_to": 11, "file": 20, "source_file": 24, "source_row": 7,
}  # fmt: skip
_CENTRED = ("period", "criterion", "indicator", "date", "valid_to", "source_row")


def add_conflicts(book: Book, warnings: Sequence[Problem], lead: list[str]) -> None:
    """A sheet of the verdicts that contradict figures; none where there is no such verdict."""
    found = [warning for warning in warnings if warning.kind == "verdict_conflict"]
    if not found:
        return
    fields = [
        Field(tr("Commune"), 16), Field(tr("Indicator or criterion"), 10, "center"), Field(tr("Who says so"), 18),
        Field(tr("Verdict"), 14), Field(tr("By the figures"), 14), Field(tr("Figure"), 60),
        Field(tr("Read from file"), 26), Field(tr("Sheet"), 12), Field(tr("Cell"), 10, "center"),
    ]  # fmt: skip
    book.listing(tr("Contradictions"), fields, map(_conflict, found), lead=lead, frozen=1)


def _conflict(warning: Problem) -> list[Value]:
    facts = warning.facts
    parts = facts["parts"]
    return [
        facts["commune"],
        facts.get("indicator") or facts["criterion"],
        stage_words(facts["stage"]),
        Mark(status_cell(facts["verdict"]), facts["verdict"]),
        Mark(status_cell(facts["measured"]), facts["measured"]),
        "; ".join(map(_figure, parts)),
        PurePath(warning.file).name if warning.file else None,
        warning.sheet,
        ", ".join(part["cell"] for part in parts if part["cell"]) or tr("row {row}", row=warning.row),
    ]


def _figure(part: dict[str, Any]) -> str:
    if part["comparison"] == "is_true":
        return f"{part['indicator']}: {tr('yes') if part['value'] else tr('no')}"
    # So few decimals never that a figure just beside its level looks equal to it.
    digits = 2 if abs(part["gap"] or 1) >= 0.01 else 6
    value = f"{figure(part['value'], digits)} {unit_words(part['unit'])}".rstrip()
    return (
        f"{part['indicator']}: {value} ({level_words(part['threshold'], part['comparison'], part['unit'])})"
    )


def add_papers(book: Book, papers: Papers, lead: list[str]) -> None:
    """A sheet of what is wanting, by the office that answers, and after it of every paper that holds."""
    columns, headers = paper_columns(papers), paper_headers()
    names = [name for name in _WIDTHS if name in columns]
    fields = [Field(headers[name], _WIDTHS[name], "center" if name in _CENTRED else "left") for name in names]
    cells = [_cells(name, columns[name]) for name in names]
    office, state = names.index("office"), names.index("state")
    rows = [list(row) for row in zip(*cells, strict=True)]
    rows.sort(key=lambda row: (1, "") if _holds(row[state]) else (0, str(row[office] or "")))
    book.listing(tr("Papers"), fields, rows, lead=lead, paper=A3, frozen=1)


def _holds(state: Value) -> bool:
    return state is None or not isinstance(state, Mark) or state.status == "met"


def _cells(name: str, column: Any) -> list[Value]:
    """A column of the frame of papers as cells: days and states in words, places of nothing blank."""
    if isinstance(column, Labels):
        said = [_said(name, text) for text in column.texts]
        return [None if code < 0 else said[code] for code in column.codes.tolist()]
    if column.dtype.kind == "M":
        days = np.datetime_as_string(column, unit="D").tolist()
        return [None if day == "NaT" else day_words(day) for day in days]
    return [number or None for number in column.tolist()]


def _said(name: str, text: str) -> Value:
    if name == "state":
        look = _LOOKS.get(text)
        return Mark(state_words(text), look) if look else state_words(text)
    return PurePath(text).name if name in ("file", "source_file") else text
