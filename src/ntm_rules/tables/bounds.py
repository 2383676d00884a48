"""How the readers of workbooks refuse one that is damaged or too large.

Like every module that the child process of `apart.py` loads, it needs the standard library alone.
"""

from __future__ import annotations

from typing import Any

from ntm_rules.limits import LAST_COLUMN, LAST_ROW, MOST_CELLS


class Refused(Exception):  # noqa: N818 - its kind names what is wrong
    """A workbook is not read; `kind` says why and is put into words by `workbooks.py`."""

    def __init__(self, kind: str, fact: Any = None) -> None:
        super().__init__(kind)
        self.kind, self.fact = kind, fact


def check_area(height: int, width: int) -> None:
    """Refuse a sheet that a cell far out makes too large."""
    if height > LAST_ROW or width > LAST_COLUMN:
        raise Refused("damaged")
    if height * width > MOST_CELLS:
        raise Refused("far_out", height * width)
