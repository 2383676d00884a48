"""Recommendations as plain columns."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import numpy as np

from ntm_rules.engine.columns import Columns, labels
from ntm_rules.engine.warnings import RowNotes
from ntm_rules.recommend.advise import Advice
from ntm_rules.recommend.wording import recommendation

_KEYS = ("commune_code", "commune", "district", "province", "year", "period")
_OWN = (
    "directive", "answers", "priority", "score", "actor", "message", "citation", "because", "shared", "communes", "facts",
)  # fmt: skip
_NUMBERS = ("year", "priority", "score")


def recommendation_columns(advice: Advice, *, notes: bool = False) -> Columns:
    """One row per recommendation: communes in the order of the table, then groups; each one's most pressing first.

    `level` is commune, all, province or district; of a group `commune` is None and `communes` names those it is for.
    Lists stand as text between commas; `facts` is JSON. `notes` adds what the rows must carry into a file.
    """
    names = ("level", *_KEYS, *_OWN, *(("notes",) if notes else ()))
    rows = [*_of_communes(advice), *_of_groups(advice)]
    return {
        name: np.array([row[name] for row in rows], dtype=np.int64)
        if name in _NUMBERS
        else np.array([row.get(name, False) for row in rows], dtype=np.bool_)
        if name == "shared"
        else labels([row.get(name) for row in rows])
        for name in names
    }


def _of_communes(advice: Advice) -> Iterator[dict[str, Any]]:
    table, notes = advice.assessment.judged.table, RowNotes(advice.assessment.judged)
    for row in range(len(table)):
        keys = {name: table.text(row, name) for name in _KEYS if name != "year"}
        for found in advice.of_row(row):
            yield {
                "level": "commune",
                **keys,
                "year": int(table.years[row]),
                **_plain(recommendation(advice.evidence, found)),
                "notes": "; ".join(notes[row]) or None,
            }


def _of_groups(advice: Advice) -> Iterator[dict[str, Any]]:
    notes = "; ".join(RowNotes(advice.assessment.judged).all()) or None
    for number, found in enumerate(advice.assessment.groups):
        group = found.group
        keys = {
            "level": group.level,
            "province": group.province,
            "year": group.year,
            "period": str(group.year),
        }
        if group.level == "district":
            keys["district"] = group.name
        lines = advice.lines_of_group(number)
        for one in advice.of_group(number):
            yield {**keys, **_plain(recommendation(advice.evidence, one, lines)), "notes": notes}


def _plain(found: dict[str, Any]) -> dict[str, Any]:
    listed: dict[str, Any] = {
        name: ", ".join(found[name]) for name in ("answers", "because", "communes") if name in found
    }
    return {**found, **listed, "facts": json.dumps(found["facts"], ensure_ascii=False)}
