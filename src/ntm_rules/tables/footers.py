"""Where a table ends: signatures, dates, lists of addressees and notes under it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from ntm_rules.i18n import fold
from ntm_rules.tables.cells import says_a_result
from ntm_rules.tables.grid import text_of
from ntm_rules.tables.header_rows import COMMUNE
from ntm_rules.tables.headers import Target
from ntm_rules.tables.vocabulary import words

Rows = Sequence[tuple[int, list[Any]]]
# “Mường Tè, ngày 12 tháng 01 năm 2024” and its like, folded.
_PLACE_AND_DATE = re.compile(r"\bngay\b.*\bthang\b.*\bnam\b")


def footer_of(rows: Rows, start: int, targets: list[Target | None]) -> int:
    """Where the signatures begin: at the first row that begins as one, with neither figure nor year from there on."""
    end = first = len(rows)
    while first > start and not _holds_data(rows[first - 1][1], targets):
        first -= 1
        if _is_signature(rows[first][1], targets):
            end = first
    return end


def _holds_data(cells: list[Any], targets: list[Target | None]) -> bool:
    return any(
        target is not None
        and (target.role != "identity" or target.name in ("year", "period"))
        and says_a_result(cell)
        for cell, target in zip(cells, targets, strict=False)
    )


def _is_signature(cells: list[Any], targets: list[Target | None]) -> bool:
    """Whether a row begins as a signature does, or has one beside a blank name of a commune, or tells place and date."""
    texts = [text_of(cell).strip(" -–+*(") for cell in cells]
    at = targets.index(COMMUNE) if COMMUNE in targets else 0
    named = texts[at] if at < len(texts) else ""
    if any(_PLACE_AND_DATE.search(fold(text)) for text in texts):
        return True
    beside = [text for text in texts if text] if not named else [named]
    return any(map(words().footers.begin, beside))
