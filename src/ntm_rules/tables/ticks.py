"""Columns such as Đạt | Chưa đạt that share one verdict out among them, an x in one of them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ntm_rules.errors import Findings
from ntm_rules.i18n import tr
from ntm_rules.tables.grid import Grid, text_of
from ntm_rules.tables.roles import ticks
from ntm_rules.tables.table import Codes, Flags
from ntm_rules.tables.vocabulary import NO_VERDICT, VERDICTS, word_key, words


def read_ticks(grid: Grid, positions: Mapping[str, int]) -> tuple[Codes, Flags, Findings]:
    """The verdict of each row, given the column of each verdict; none where nothing is ticked.

    Returns also the rows that could not be read, and why.
    """
    verdict = np.full(len(grid.rows), NO_VERDICT, np.int8)
    invalid = np.zeros(len(grid.rows), dtype=np.bool_)
    problems = Findings()
    heads = ", ".join(f"“{grid.headers[at]}”" for at in positions.values())
    expected = tr("an x in one of the columns {columns}", columns=heads)
    for row in range(len(grid.rows)):
        ticked = []
        for name, at in positions.items():
            mark = _marked(text_of(grid.columns[at][row]), name)
            if mark is None:
                invalid[row] = True
                message = tr("this is no tick.")
                remedy = tr("write an x, or leave the cell blank")
                problems.append(
                    grid.problem("not_a_verdict", message, row=row, at=at, expected=expected, remedy=remedy)
                )
            elif mark:
                ticked.append((name, at))
        if len(ticked) > 1:
            invalid[row] = True
            message = tr("more than one verdict is ticked.")
            remedy = tr("leave the x in the column of the verdict, and clear the others")
            problems.append(
                grid.problem(
                    "not_a_verdict", message, row=row, at=ticked[-1][1], expected=expected, remedy=remedy
                )
            )
        elif ticked and not invalid[row]:
            verdict[row] = VERDICTS[ticked[0][0]]
    return verdict, invalid, problems


def _marked(text: str, head: str) -> bool | None:
    """Whether a cell is ticked; None where it holds something else. The verdict of the column's head ticks it too."""
    key = word_key(text)
    if key in words().missing:
        return False
    if key in ticks() or words().verdicts.get(key) == VERDICTS[head]:
        return True
    return None
