"""Risks as they are found: blocks of rows that share a policy and a figure, worded only where they are shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from ntm_rules.definitions.risk_policies import SEVERITIES, Policy
from ntm_rules.engine.evaluate import Judgement
from ntm_rules.engine.plan import Part
from ntm_rules.engine.statuses import BASICALLY_MET, NOT_APPLICABLE, UNMET, Flags, Index
from ntm_rules.risks.subject import Figure, Subject


@dataclass(frozen=True, slots=True)
class Block:
    """Rows at risk for one reason: of a criterion, mostly through one indicator and one part of it.

    `rows` numbers rows of the judged table. `facts` holds by name one value for all rows, or an array with
    one for each: figures in the unit of the part, days as datetime64[D], years as whole numbers. `deciding` are
    the figures of a criterion, of which those that are short in a row explain it.
    """

    policy: Policy
    kind: str
    criterion: int
    rows: Index
    indicator: int | None = None
    part: Part | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    deciding: tuple[Figure, ...] = ()

    def fact(self, name: str, at: int) -> Any:
        """A fact of the row at a place of the block, as a plain value; None where it is not known."""
        value = self.facts[name]
        if isinstance(value, np.ndarray):
            value = value[at]
        if isinstance(value, np.datetime64):
            return None if np.isnat(value) else value.item()
        if isinstance(value, np.generic):
            value = value.item()
        return None if isinstance(value, float) and np.isnan(value) else value

    def short(self, at: int, indicator: int) -> list[Figure]:
        """The deciding figures of an indicator that are not good enough in the row at a place of the block."""
        row = self.rows[at]
        return [
            figure
            for figure in self.deciding
            if figure.indicator == indicator and figure.rows[row] and figure.status[row] == UNMET
        ]


class Risks:
    """All risks of an evaluation; those of a row come in the order in which people are told of them.

    `watch` holds for each criterion of the set its place among the watched: 0 first, 1 second, 2 the rest.
    """

    def __init__(self, subject: Subject, blocks: Sequence[Block], watch: Sequence[int]) -> None:
        self.subject = subject
        self.judged: Judgement = subject.judged
        self.blocks = tuple(blocks)
        self.watch = tuple(watch)
        self._by_row: dict[int, list[tuple[int, int]]] | None = None

    @cached_property
    def at_risk(self) -> Flags:
        """Criteria by rows: at least basically met, and a risk exists."""
        found = np.zeros(self.judged.statuses.criteria.shape, dtype=np.bool_)
        for block in self.blocks:
            found[block.criterion, block.rows] = True
        statuses = self.judged.statuses.criteria
        held: Flags = found & (statuses >= BASICALLY_MET) & (statuses != NOT_APPLICABLE)
        return held

    def of_row(self, row: int) -> Iterator[tuple[Block, int]]:
        """The risks of a row: each with its block, and the row's place in it."""
        if self._by_row is None:
            self._by_row = {}
            for number, block in sorted(enumerate(self.blocks), key=lambda entry: self._order(entry[1])):
                for at, one in enumerate(block.rows.tolist()):
                    self._by_row.setdefault(one, []).append((number, at))
        for number, at in self._by_row.get(row, ()):
            yield self.blocks[number], at

    def _order(self, block: Block) -> tuple[int, ...]:
        """What was lost first, then what is watched first, then the more severe, then the order of the set."""
        return (
            block.kind != "lost",
            self.watch[block.criterion],
            SEVERITIES.index(block.policy.severity),
            block.criterion,
            -1 if block.indicator is None else block.indicator,
        )
