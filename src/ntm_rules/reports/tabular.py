"""Columns as CSV, safe to open in a spreadsheet."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np

from ntm_rules.engine.columns import Column, Columns, Labels

# A spreadsheet runs a cell that begins with one of these.
_RUN = ("=", "+", "-", "@", "\t", "\r")


def csv_text(columns: Columns) -> str:
    """Columns as CSV with a header."""
    lines = map(",".join, zip(*map(_written, columns.values()), strict=True))
    return "\n".join([",".join(map(_quoted, columns)), *lines]) + "\n"


def more_csv(columns: Columns, header: Iterable[str]) -> str:
    """Columns as further lines of a CSV that has such a header."""
    return csv_text({name: columns[name] for name in header}).partition("\n")[2]


def neutral(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_RUN) else text


def _written(column: Column) -> list[str]:
    """Every cell as it stands in the file; each different one is written once, then gathered."""
    if isinstance(column, Labels):
        # Blank is code -1, the last.
        texts, codes = [*(_quoted(neutral(text)) for text in column.texts), ""], column.codes
    else:
        different, codes = np.unique(column, return_inverse=True)
        texts = [_figure(value) for value in different.tolist()]
    gathered: list[str] = np.array(texts, dtype=object)[codes].tolist()
    return gathered


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if any(mark in text for mark in ',"\r\n') else text


def _figure(value: float) -> str:
    if math.isnan(value):
        return ""
    return f"{value:.6f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
