"""A clean table: one row per commune and period, columns as arrays, every cell's place remembered."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ntm_rules.errors import Problem
from ntm_rules.tables.coded import Coded

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
Codes = NDArray[np.int8]
Flags = NDArray[np.bool_]
Texts = NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class Table:
    """What was read, ready to be judged. Every array has one entry per row.

    `identity` holds texts, dates and flags, None where blank. `values` holds each variable in its unit, NaN
    where missing; `counts` the numerators and denominators of rates given so. `verdicts` holds status codes
    by (number of an indicator or criterion, stage), -1 where none. `beside` holds what stands beside a value
    (`expires`, `year`) as text. `invalid` marks cells that were given and could not be read under `lenient`, and
    `unread` keeps their texts by row.
    """

    name: str
    sha256: str
    rows: NDArray[np.int64]
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
    headers: Mapping[str, str] = field(default_factory=dict)
    sheet: str | None = None
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
            rows=self.rows[rows],
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
        )

    def cell(self, row: int, column: str) -> dict[str, Any]:
        """Where a value was read: file, sheet, row and header."""
        place = {
            "file": self.name,
            "sheet": self.sheet,
            "row": int(self.rows[row]),
            "column": self.headers.get(column),
        }
        return {key: value for key, value in place.items() if value is not None}

    @property
    def frame(self) -> pd.DataFrame:
        """The table as a new pandas DataFrame: identity columns, then one column per variable."""
        import pandas as pd

        identity = {name: column.cells for name, column in self.identity.items()}
        return pd.DataFrame({**identity, "year": self.years, **self.values})


def _renumbered(texts: Mapping[int, str], rows: NDArray[Any], count: int) -> Iterator[tuple[int, str]]:
    for new, old in enumerate(np.arange(count)[rows].tolist()):
        if old in texts:
            yield new, texts[old]
