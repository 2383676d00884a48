"""A column with few different values, held as codes: how identity columns travel and combine."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Coded:
    """`codes` holds for each row the position of its value in `values` (None where blank)."""

    codes: NDArray[np.intp]
    values: NDArray[np.object_]

    @classmethod
    def of(cls, cells: Sequence[Any]) -> Coded:
        """Code a sequence of hashable cells."""
        codes, different = factorize(cells)
        values = np.empty(len(different), dtype=object)
        values[:] = different
        return cls(codes, values)

    @classmethod
    def constant(cls, value: Any, count: int) -> Coded:
        """The same value in every row."""
        values = np.empty(1, dtype=object)
        values[0] = value
        return cls(np.zeros(count, dtype=np.intp), values)

    @classmethod
    def joined(cls, columns: Sequence[Coded]) -> Coded:
        """Several columns one below the other, each different value once."""
        known: dict[Any, int] = {}
        codes = [
            np.array([known.setdefault(value, len(known)) for value in column.values], dtype=np.intp)[column.codes]
            for column in columns
        ]  # fmt: skip
        values = np.empty(len(known), dtype=object)
        values[:] = list(known)
        return cls(np.concatenate(codes), values)

    @property
    def cells(self) -> NDArray[np.object_]:
        """One value per row."""
        return self.values[self.codes]

    def __getitem__(self, row: int) -> Any:
        return self.values[self.codes[row]]

    def __len__(self) -> int:
        return len(self.codes)

    def where(self, wanted: Iterable[Any]) -> NDArray[np.bool_]:
        """The rows whose value is one of those wanted."""
        chosen = set(wanted)
        return np.array([value in chosen for value in self.values], dtype=np.bool_)[self.codes]

    def distinct(self) -> Coded:
        """The same column with each different value once."""
        different = Coded.of(list(self.values))
        return Coded(different.codes[self.codes], different.values)

    def select(self, rows: NDArray[Any]) -> Coded:
        """The rows of a mask or an index."""
        return Coded(self.codes[rows], self.values)


def factorize(cells: Sequence[Any]) -> tuple[NDArray[np.intp], list[Any]]:
    """Each cell as the number of its value among the different values, in order of first sight or, for numbers, of size."""
    if isinstance(cells, np.ndarray):
        different, inverse = np.unique(cells, return_inverse=True)
        return inverse, different.tolist()
    different = list(dict.fromkeys(cells))
    number = {cell: n for n, cell in enumerate(different)}
    return np.fromiter(map(number.__getitem__, cells), np.intp, len(cells)), different


def combine(*columns: Coded) -> tuple[NDArray[np.intp], list[tuple[Any, ...]], NDArray[np.intp]]:
    """Each row as the number of its combination of values.

    Returns the number for each row, the different combinations, and a row where each first stands.
    """
    mixed = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        mixed = mixed * max(len(column.values), 1) + column.codes
        if len(column.values) > 1:
            # Renumbered at each step, so that the product of many columns cannot overflow.
            _, mixed = np.unique(mixed, return_inverse=True)
    _, first, index = np.unique(mixed, return_index=True, return_inverse=True)
    # Gathered column by column: in a table of communes nearly every combination is a different one.
    values = [column.values[column.codes[first]].tolist() for column in columns]
    return index, list(zip(*values, strict=True)), first
