"""Frames as files of rows, safe to open in a spreadsheet."""

from __future__ import annotations

import pandas as pd

from ntm_rules.i18n import tr

# A spreadsheet runs a cell that begins with one of these.
_RUN = ("=", "+", "-", "@", "\t", "\r")


def csv_text(frame: pd.DataFrame, *, illustrative: bool = False) -> str:
    """A frame as CSV with a header; invented data says so in a column of its own."""
    safe = frame.copy()
    for name in safe.columns:
        if safe[name].dtype == "category":
            texts = safe[name].cat.categories
            safe[name] = safe[name].cat.rename_categories([neutral(text) for text in texts])
    if illustrative:
        safe["data"] = tr("ILLUSTRATIVE DATA")
    return safe.to_csv(index=False, lineterminator="\n", float_format=_figure)


def neutral(text: object) -> object:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if isinstance(text, str) and text.startswith(_RUN) else text


def _figure(value: object) -> str:
    return f"{value:.6f}".rstrip("0").rstrip(".")
