"""Scenarios beside their baseline as a document, as rows and as columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from ntm_rules.engine.columns import Columns, Labels, labels
from ntm_rules.engine.warnings import RowNotes
from ntm_rules.i18n import words
from ntm_rules.reports.tabular import csv_text
from ntm_rules.scenarios.comparison import Compared
from ntm_rules.scenarios.differences import QUALIFIES
from ntm_rules.scenarios.monte_carlo import Chances
from ntm_rules.scenarios.monte_carlo.columns import chance_columns
from ntm_rules.scenarios.standing import as_dict

SCHEMA = "ntm-rules/what-if/1"
_KEYS = ("commune_code", "commune", "district", "year", "period")
NAMES = ("scenario", *_KEYS, "part", "kind", "code", "from", "to")


def what_if_document(
    baseline: dict[str, Any],
    evaluations: Sequence[dict[str, Any]],
    compared: Sequence[Compared],
    *,
    chances: Chances | None = None,
    under: Sequence[Chances] = (),
) -> dict[str, Any]:
    """The whole comparison as plain data; `evaluations` are those of the scenarios, in their order.

    `chances` are those of the baseline and `under` those of the scenarios, where figures were drawn.
    """
    drawn: list[dict[str, Any]] = [{"monte_carlo": one.as_dict()} for one in under] or [{}] * len(compared)
    return {
        "schema": SCHEMA,
        "baseline": baseline,
        **({"monte_carlo": chances.as_dict()} if chances else {}),
        "scenarios": [
            {
                "name": one.scenario.id,
                "title": words(one.scenario.title) if one.scenario.title else None,
                "qualify": as_dict(*one.differences.standing),
                "evaluation": evaluation,
                "changes": list(change_rows(one)),
                "groups": [found.as_dict() for found in one.differences.groups],
                "mergers": list(_mergers(one)),
                **more,
            }
            for one, evaluation, more in zip(compared, evaluations, drawn, strict=True)
        ],
    }


def change_rows(one: Compared) -> Iterator[dict[str, Any]]:
    """One row for each thing that came out otherwise, with the commune and period it is of.

    `part` names the commune before that was merged into the one named, where it was; `from` is then of the part.
    """
    found, pairing = one.differences, one.differences.pairing
    table, before = found.scenario.judged.table, found.baseline.judged.table
    identity: dict[int, dict[str, Any]] = {}
    for change in found.changes():
        if change.pair not in identity:
            row, old = int(pairing.after[change.pair]), int(pairing.before[change.pair])
            own = {name: table.text(row, name) for name in _KEYS}
            part = before.text(old, "commune") if pairing.merged[change.pair] else None
            identity[change.pair] = {**own, "year": int(table.years[row]), "part": part}
        said = {"kind": change.kind, "code": change.code, "from": change.before, "to": change.after}
        yield {**identity[change.pair], **said}


def _mergers(one: Compared) -> Iterator[dict[str, Any]]:
    """Each merged commune and period with its parts: which of them qualified, and how many criteria each counted."""
    found, pairing = one.differences, one.differences.pairing
    table, before = found.scenario.judged.table, found.baseline.judged.table
    was, now = found.qualifies
    few, many = found.counted
    parts: dict[int, list[int]] = {}
    for pair in pairing.pairs:
        if pairing.merged[pair]:
            parts.setdefault(int(pairing.after[pair]), []).append(pair)
    for row, pairs in parts.items():
        yield {
            **{name: table.text(row, name) for name in _KEYS},
            "year": int(table.years[row]),
            "counted": int(many[pairs[0]]),
            "qualifies": QUALIFIES[int(now[pairs[0]])],
            "parts": [
                {
                    "commune": before.text(int(pairing.before[pair]), "commune"),
                    "counted": int(few[pair]),
                    "qualifies": QUALIFIES[int(was[pair])],
                }
                for pair in pairs
            ],
        }


def change_columns(compared: Sequence[Compared]) -> Columns:
    """The changes of all scenarios as columns of texts, blank where there is nothing."""
    rows = [{"scenario": one.scenario.id, **row} for one in compared for row in change_rows(one)]
    notes = [note for one in compared for note in _notes(one)]
    told: Columns = {"note": labels(notes)} if any(notes) else {}
    return {**{name: _texts([row[name] for row in rows]) for name in NAMES}, **told}


def _notes(one: Compared) -> Iterator[str | None]:
    """What each row of `change_rows` must carry into a file; None where there is nothing."""
    found = one.differences
    beside = RowNotes(found.scenario.judged)
    for change in found.changes():
        yield " ".join(beside[int(found.pairing.after[change.pair])]) or None


def chances_csv(chances: Iterable[tuple[str | None, Chances]]) -> str:
    """Chances as CSV, a row a verdict; `scenario` is blank for the table as it is."""
    parts = [(name, chance_columns(found, notes=True)) for name, found in chances]
    noted = any("note" in columns for _, columns in parts)
    texts = []
    for name, columns in parts:
        blank = labels([None] * len(columns["draws"]))
        told = {"note": columns.get("note", blank)} if noted else {}
        texts.append(csv_text({"scenario": labels([name] * len(blank)), **columns, **told}))
    first, *others = texts
    return first + "".join(text.partition("\n")[2] for text in others)


def _texts(cells: Sequence[Any]) -> Labels:
    return labels([None if cell is None else str(cell).lower() if isinstance(cell, bool) else str(cell) for cell in cells])  # fmt: skip
