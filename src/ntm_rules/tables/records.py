"""JSON records: a list of objects, one for each commune and period."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from ntm_rules.errors import InputError, Problem
from ntm_rules.i18n import tr
from ntm_rules.tables.cell_texts import refuse_area
from ntm_rules.tables.encodings import decoded
from ntm_rules.tables.grid import Sheet


def json_sheet(data: bytes, name: str) -> Sheet:
    """Read a list of flat objects; row 2 is the first, as under a header.

    Raises InputError where it is no JSON, no such list, or an object names a column twice.
    """
    text = decoded(data, name)
    try:
        records = json.loads(text, object_pairs_hook=_Record, parse_int=float, parse_constant=lambda _: "")
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", None)
        raise InputError(_problem(name, tr("it is not JSON."), line)) from None
    if type(records) is not list or not all(isinstance(record, _Record) for record in records):
        raise InputError(_problem(name, tr("it is not a list of objects.")))
    headers = list(dict.fromkeys(key for record in records for key, _ in record))
    # Each object of other keys makes each row wider.
    refuse_area(len(records) + 1, len(headers), name)
    rows: list[tuple[int, list[Any]]] = [(1, list(headers))] if headers else []
    for row, record in enumerate(records, start=2):
        fields = dict(record)
        if len(fields) < len(record):
            raise InputError(_problem(name, tr("an object names a column twice."), row=row))
        if any(isinstance(value, list) for value in fields.values()):
            raise InputError(_problem(name, tr("an object holds a list or another object."), row=row))
        rows.append((row, [_cell(fields.get(header)) for header in headers]))
    return Sheet(name, hashlib.sha256(data).hexdigest(), tuple(rows), lettered=False)


class _Record(list[tuple[str, Any]]):
    """An object as its pairs, so that none that stands twice is lost."""


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    return str(value).upper() if isinstance(value, bool) else value


def _problem(name: str, message: str, line: int | None = None, row: int | None = None) -> Problem:
    remedy = tr("give a list of flat objects, one for each commune and period")
    return Problem("unreadable_file", message, file=name, line=line, row=row, remedy=remedy)
