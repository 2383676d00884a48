"""Scenarios beside their baseline as a document, as rows and as columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ntm_rules.engine.columns import Columns, Labels, labels
from ntm_rules.i18n import words
from ntm_rules.scenarios.comparison import Compared

SCHEMA = "ntm-rules/what-if/1"
_KEYS = ("commune_code", "commune", "district", "year", "period")
NAMES = ("scenario", *_KEYS, "kind", "code", "from", "to")


def what_if_document(
    baseline: dict[str, Any], evaluations: Sequence[dict[str, Any]], compared: Sequence[Compared]
) -> dict[str, Any]:
    """The whole comparison as plain data; `evaluations` are those of the scenarios, in their order."""
    return {
        "schema": SCHEMA,
        "baseline": baseline,
        "scenarios": [
            {
                "name": one.scenario.id,
                "title": words(one.scenario.title) if one.scenario.title else None,
                "evaluation": evaluation,
                "changes": list(change_rows(one)),
                "groups": [found.as_dict() for found in one.differences.groups],
            }
            for one, evaluation in zip(compared, evaluations, strict=True)
        ],
    }


def change_rows(one: Compared) -> Iterator[dict[str, Any]]:
    """One row for each thing that came out otherwise, with the commune and period it is of."""
    table = one.differences.baseline.judged.table
    identity: dict[int, dict[str, Any]] = {}
    for change in one.differences.changes():
        if change.row not in identity:
            own = {name: table.text(change.row, name) for name in _KEYS}
            identity[change.row] = {**own, "year": int(table.years[change.row])}
        said = {"kind": change.kind, "code": change.code, "from": change.before, "to": change.after}
        yield {**identity[change.row], **said}


def change_columns(compared: Sequence[Compared]) -> Columns:
    """The changes of all scenarios as columns of texts, blank where there is nothing."""
    rows = [{"scenario": one.scenario.id, **row} for one in compared for row in change_rows(one)]
    return {name: _texts([row[name] for row in rows]) for name in NAMES}


def _texts(cells: Sequence[Any]) -> Labels:
    return labels([None if cell is None else str(cell).lower() if isinstance(cell, bool) else str(cell) for cell in cells])  # fmt: skip
