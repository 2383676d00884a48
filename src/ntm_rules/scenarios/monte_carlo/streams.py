"""Streams of normal numbers, each its own for a seed, a commune with its period, and a column.

A stream hangs on nothing else: not on the other rows and columns of the table, nor on how many draws are
made at a time. The numbers are those of NumPy's Philox, whose key is a hash of the three.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from hashlib import blake2b

import numpy as np

from ntm_rules.tables.coded import Coded
from ntm_rules.tables.communes import Said, keys_of
from ntm_rules.tables.table import Floats, Table

Identity = tuple[str | None, ...]


class Stream:
    """One generator, set to the beginning of one stream after another: many times faster than one for each."""

    def __init__(self) -> None:
        self._bits = np.random.Philox(key=0)
        self._normal = np.random.Generator(self._bits).standard_normal
        self._start = self._bits.state

    def start(self, seed: int, identity: Identity, column: str) -> None:
        """Go to the beginning of the stream of a column of one commune and period."""
        self._start["state"]["key"] = stream_key(seed, identity, column)
        self._bits.state = self._start

    def fill(self, out: Floats) -> None:
        """Put the stream's next standard normal numbers into `out`."""
        self._normal(out=out)


def stream_key(seed: int, identity: Sequence[str | None], column: str) -> np.ndarray:
    """The key of a stream: two unsigned numbers of 64 bits, the same on every machine."""
    text = json.dumps([seed, *identity, column])
    return np.frombuffer(blake2b(text.encode(), digest_size=16).digest(), dtype="<u8").astype(np.uint64)


def identities(table: Table) -> list[Identity]:
    """What tells each row's commune and period from others: its code, else province, district and name."""
    blank = Coded.constant(None, len(table))
    index, keys, _ = keys_of(table)
    own = [_identity(key) for key in keys]
    periods = table.identity.get("period", blank).cells
    return [(*own[number], period) for number, period in zip(index.tolist(), periods, strict=True)]


def _identity(key: Said) -> Identity:
    if key.code:
        return (key.code,)
    province = "|".join(sorted(key.province)) if key.province else None
    return province, key.district, key.name
