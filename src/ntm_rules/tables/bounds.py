"""How large a workbook may be, and how its readers refuse one.

Like every module that the child process of `apart.py` loads, it needs the standard library alone.
"""

from __future__ import annotations

from typing import Any

MEGABYTE = 1_000_000
# A national table is some 30 MB unpacked; what is far above is a mistake or an attack.
MOST_UNPACKED = 200 * MEGABYTE
MOST_CELLS = 20_000_000
# The largest row and column a spreadsheet program knows.
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384


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
