"""What a caller settles about the reading of a table."""

from __future__ import annotations

from datetime import date
from typing import TypedDict

from ntm_rules.tables import marks
from ntm_rules.tables.mapping import Given


class ReadingKeywords(TypedDict, total=False):
    """The keywords of `read_table`, which `evaluate` hands on.

    `year`: the year of rows that name none. `as_of`: the day to judge all rows on, in place of 31 December of
    their year. `lenient`: unreadable cells become unknown. `sheet`: of a workbook, by name or by number from 1.
    `mapping`: by header, what a column is (None leaves it out), or a YAML file that says so. `marks`: what marks
    such as x in a matrix of verdicts mean, as {"x": "met", "blank": "unmet"} or "x=met,blank=unmet".
    """

    year: int | None
    as_of: date | None
    lenient: bool
    sheet: str | int | None
    mapping: Given
    marks: marks.Given
