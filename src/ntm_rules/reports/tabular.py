"""Frames as files of rows, safe to open in a spreadsheet."""

from __future__ import annotations

import pandas as pd

# A spreadsheet runs a cell that begins with one of these.
_RUN = ("=", "+", "-", "@", "\t", "\r")


def csv_text(frame: pd.DataFrame) -> str:
    """A frame as CSV with a header."""
    safe = frame.copy()
    for name in safe.columns:
        if safe[name].dtype == "category":
            texts = safe[name].cat.categories
            neutralised = {text: neutral(text) for text in texts}
            # Two names may become one, so the column leaves its categories where any is changed.
            if any(old != new for old, new in neutralised.items()):
                safe[name] = safe[name].astype(object).map(neutralised, na_action="ignore")
    return safe.to_csv(index=False, lineterminator="\n", float_format=_figure)


def neutral(text: object) -> object:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if isinstance(text, str) and text.startswith(_RUN) else text


def _figure(value: object) -> str:
    return f"{value:.6f}".rstrip("0").rstrip(".")
