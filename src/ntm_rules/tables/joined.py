"""Tables of several sheets and files as one."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from ntm_rules.errors import Problem
from ntm_rules.tables.coded import Coded
from ntm_rules.tables.table import Table
from ntm_rules.tables.vocabulary import NO_VERDICT

_NAMED_FILES = 3
K = TypeVar("K")
Array = NDArray[Any]


def joined(tables: Sequence[Table]) -> Table:
    """Several tables one below the other; a column that one lacks is missing there."""
    if len(tables) == 1:
        return tables[0]
    shifts = np.cumsum([0, *(len(table.origins) for table in tables)])
    starts = np.cumsum([0, *(len(table) for table in tables)])
    names = dict.fromkeys(origin.name for table in tables for origin in table.origins)
    digests = dict.fromkeys(origin.sha256 for table in tables for origin in table.origins)
    return Table(
        name=_name(list(names)),
        sha256=next(iter(digests)) if len(digests) == 1 else _digest(digests),
        origins=tuple(origin for table in tables for origin in table.origins),
        origin=np.concatenate([t.origin + shift for t, shift in zip(tables, shifts, strict=False)]),
        rows=np.concatenate([table.rows for table in tables]),
        within=np.concatenate([table.within for table in tables]),
        identity=_by_key(tables, lambda t: t.identity, Coded.joined, _no_texts),
        years=np.concatenate([table.years for table in tables]),
        judged_on=Coded.joined([table.judged_on for table in tables]),
        regions=Coded.joined([table.regions for table in tables]),
        old_provinces=Coded.joined([table.old_provinces for table in tables]),
        values=_by_key(tables, lambda t: t.values, np.concatenate, _no_figures),
        counts=_by_key(tables, lambda t: t.counts, _pairs, lambda n: (_no_figures(n), _no_figures(n))),
        verdicts=_by_key(tables, lambda t: t.verdicts, np.concatenate, lambda n: np.full(n, NO_VERDICT, np.int8)),
        beside=_by_key(tables, lambda t: t.beside, np.concatenate, lambda n: np.empty(n, dtype=object)),
        invalid=_by_key(tables, lambda t: t.invalid, np.concatenate, lambda n: np.zeros(n, np.bool_)),
        unread=_unread(tables, starts.tolist()),
        undetermined=_by_key(tables, lambda t: t.undetermined, np.concatenate, lambda n: np.zeros(n, np.bool_)),
        reported=_by_key(tables, lambda t: t.reported, np.concatenate, _no_figures),
        warnings=tuple(warning for table in tables for warning in table.warnings),
    )  # fmt: skip


def _by_key(
    tables: Sequence[Table],
    columns: Callable[[Table], Mapping[K, Any]],
    join: Callable[[list[Any]], Any],
    absent: Callable[[int], Any],
) -> dict[K, Any]:
    keys = dict.fromkeys(key for table in tables for key in columns(table))
    return {
        key: join([columns(t)[key] if key in columns(t) else absent(len(t)) for t in tables]) for key in keys
    }


def _pairs(pairs: list[tuple[Array, Array]]) -> tuple[Array, Array]:
    return np.concatenate([part for part, _ in pairs]), np.concatenate([whole for _, whole in pairs])


def _no_figures(count: int) -> Array:
    return np.full(count, np.nan)


def _no_texts(count: int) -> Coded:
    return Coded.constant(None, count)


def _unread(tables: Sequence[Table], starts: list[int]) -> dict[str, dict[int, str]]:
    found: dict[str, dict[int, str]] = {}
    for table, start in zip(tables, starts, strict=False):
        for name, texts in table.unread.items():
            found.setdefault(name, {}).update({start + row: text for row, text in texts.items()})
    return found


def _name(names: list[str]) -> str:
    more = len(names) - _NAMED_FILES
    return ", ".join(names[:_NAMED_FILES]) + (f", … (+{more})" if more > 0 else "")


def _digest(digests: Mapping[str, None]) -> str:
    return hashlib.sha256("\n".join(digests).encode()).hexdigest()


def in_order(problems: Sequence[Problem]) -> Iterator[Problem]:
    """Problems sheet by sheet, and within each by row and column."""
    order = {place: n for n, place in enumerate(dict.fromkeys((p.file, p.sheet) for p in problems))}
    yield from sorted(problems, key=lambda p: (order[p.file, p.sheet], p.row or 0, p.column or ""))
