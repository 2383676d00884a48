"""A clean table: one row per commune and period, columns as arrays, every cell's place remembered."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ntm_rules.errors import Problem
from ntm_rules.tables.coded import Coded
from ntm_rules.tables.grid import Refs, letters_of

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
Codes = NDArray[np.int8]
Flags = NDArray[np.bool_]
Texts = NDArray[np.object_]


def bounds_of(name: str) -> tuple[str, str]:
    """The columns of `Table.values` with the least and the greatest that a figure can be."""
    return f"{name}_least", f"{name}_most"


@dataclass(frozen=True, slots=True)
class Origin:
    """A file, or a sheet of it, that rows were read from.

    `headers` holds the text over each column by the name of what it gives; `positions` the places of the
    columns it was read from, counted from 0.
    """

    name: str
    sha256: str
    sheet: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    positions: Mapping[str, Sequence[int]] = field(default_factory=dict)
    refs: Refs | None = None
    lettered: bool = False

    def place(self, row: int, within: int, column: str) -> dict[str, Any]:
        """Row, header and cell of a value: `row` is that of the file, `within` that of what was read from it."""
        ats = self.positions.get(column, ())
        found = [(row, at + 1, self.headers.get(column)) for at in ats]
        if self.refs is not None:
            rows, columns, heads = self.refs.rows, self.refs.columns, self.refs.heads
            found = [
                (int(rows[within, at]), int(columns[within, at]), heads.get(int(columns[within, at])))
                for at in ats
                if rows[within, at]
            ]
        if not found:
            return {"row": row, "column": self.headers.get(column)}
        cells = "+".join(f"{letters_of(at)}{number}" for number, at, _ in found)
        return {"row": found[0][0], "column": found[0][2], "cell": cells if self.lettered else None}


@dataclass(frozen=True, slots=True)
class Table:
    """What was read, ready to be judged. Every array has one entry per row.

    `identity` holds texts, dates and flags, None where blank. `values` holds each variable in its unit, NaN
    where missing; `counts` the numerators and denominators of rates given so. `verdicts` holds status codes
    by (number of an indicator or criterion, stage), -1 where none. `beside` holds what stands beside a value
    (`expires`, `year`) as text. `invalid` marks cells that were given and could not be read under `lenient`, and
    `unread` keeps their texts by row. `undetermined` marks figures and facts that a merger of communes leaves
    open; where its bounds are known, `values` holds NaN for the figure and the bounds under `bounds_of` its name.
    `reported` holds the numbers of criteria met that a table states without judging each, NaN where it does not.
    `origin` numbers for each row the entry of `origins` it was read from,
    `rows` its row there as a spreadsheet counts, and `within` its place among the rows that were read.
    """

    name: str
    sha256: str
    origins: tuple[Origin, ...]
    origin: NDArray[np.intp]
    rows: NDArray[np.int64]
    within: NDArray[np.intp]
    identity: Mapping[str, Coded]
    years: NDArray[np.int64]
    judged_on: Coded
    regions: Coded
    old_provinces: Coded
    values: Mapping[str, Floats]
    counts: Mapping[str, tuple[Floats, Floats]] = field(default_factory=dict)
    verdicts: Mapping[tuple[str, str], Codes] = field(default_factory=dict)
    beside: Mapping[tuple[str, str], Texts] = field(default_factory=dict)
    invalid: Mapping[str, Flags] = field(default_factory=dict)
    unread: Mapping[str, Mapping[int, str]] = field(default_factory=dict)
    undetermined: Mapping[str, Flags] = field(default_factory=dict)
    reported: Mapping[str, Floats] = field(default_factory=dict)
    warnings: tuple[Problem, ...] = ()

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def illustrative(self) -> bool:
        """Whether any row says that its figures are invented."""
        marks = self.identity.get("illustrative")
        return marks is not None and bool(marks.where([True]).any())

    def is_unit(self, kinds: Collection[str]) -> Flags:
        """The rows whose unit_type is one of some kinds, or is not given."""
        given = self.identity.get("unit_type")
        return np.ones(len(self), dtype=np.bool_) if given is None else given.where([None, *kinds])

    def text(self, row: int, column: str) -> Any:
        """The value of an identity column in a row; None where blank or absent."""
        found = self.identity.get(column)
        return None if found is None else found[row]

    def select(self, rows: NDArray[Any]) -> Table:
        """The table with some of its rows."""
        return replace(
            self,
            origin=self.origin[rows],
            rows=self.rows[rows],
            within=self.within[rows],
            identity={name: column.select(rows) for name, column in self.identity.items()},
            years=self.years[rows],
            judged_on=self.judged_on.select(rows),
            regions=self.regions.select(rows),
            old_provinces=self.old_provinces.select(rows),
            values={name: column[rows] for name, column in self.values.items()},
            counts={name: (part[rows], whole[rows]) for name, (part, whole) in self.counts.items()},
            verdicts={key: column[rows] for key, column in self.verdicts.items()},
            beside={key: column[rows] for key, column in self.beside.items()},
            invalid={name: column[rows] for name, column in self.invalid.items()},
            unread={name: dict(_renumbered(texts, rows, len(self))) for name, texts in self.unread.items()},
            undetermined={name: column[rows] for name, column in self.undetermined.items()},
            reported={name: column[rows] for name, column in self.reported.items()},
        )

    def judged_anew(self, days: Coded) -> Table:
        """The table as it is judged on other days, its figures taken as of those."""
        beside = {key: column for key, column in self.beside.items() if key[1] != "year"}
        return replace(self, judged_on=days, beside=beside)

    def cell(self, row: int, column: str) -> dict[str, Any]:
        """Where a value was read: file, sheet, row, header, and the cell as a spreadsheet names it."""
        origin = self.origins[self.origin[row]]
        place = origin.place(int(self.rows[row]), int(self.within[row]), column)
        return {**self._file(row), **{key: value for key, value in place.items() if value is not None}}

    def place(self, row: int) -> dict[str, Any]:
        """Where a row was read: file, sheet, row."""
        return {**self._file(row), "row": int(self.rows[row])}

    def listed(self, rows: NDArray[Any]) -> dict[str, Any]:
        """Rows by their numbers, as facts of a warning; of several files or sheets also with each row's place."""
        found: dict[str, Any] = {"rows": self.rows[rows].tolist()}
        if len(self.origins) > 1:
            found["places"] = [self.place(row) for row in np.arange(len(self))[rows].tolist()]
        return found

    def _file(self, row: int) -> dict[str, Any]:
        origin = self.origins[self.origin[row]]
        return {"file": origin.name, **({"sheet": origin.sheet} if origin.sheet is not None else {})}

    @property
    def frame(self) -> pd.DataFrame:
        """The table as a new pandas DataFrame: identity columns, then one column per variable."""
        import pandas as pd

        identity = {name: column.cells for name, column in self.identity.items()}
        return pd.DataFrame({**identity, "year": self.years, **self.values})


def _renumbered(texts: Mapping[int, str], rows: NDArray[Any], count: int) -> Iterator[tuple[int, str]]:
    if texts:
        for new, old in enumerate(np.arange(count)[rows].tolist()):
            if old in texts:
                yield new, texts[old]
