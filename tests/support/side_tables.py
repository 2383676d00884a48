"""Small tables beside that of communes, read from a CSV file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import pytest

import ntm_rules as ntm

T = TypeVar("T")


def reading(read: Callable[[Path], T], write: Callable[..., Path], name: str) -> Callable[..., T]:
    """Read a header and rows by way of a file of some name."""

    def read_rows(headers: list[str], *rows: list[Any], delimiter: str = ",") -> T:
        return read(write([headers, *rows], name, delimiter))

    return read_rows


def refused(read: Callable[..., Any], headers: list[str], *rows: list[Any]) -> tuple[ntm.Problem, ...]:
    """What is said where a table is refused."""
    with pytest.raises(ntm.InputError) as caught:
        read(headers, *rows)
    return caught.value.problems
