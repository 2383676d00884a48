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
from ntm_rules.engine.statuses import BASICALLY_MET, NOT_APPLICABLE, Flags, Index
from ntm_rules.risks.subject import Figure, Subject


@dataclass(frozen=True, slots=True, eq=False)
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


class Risks:
    """All risks of an evaluation; those of a row come in the order in which people are told of them.

    `watch` holds for each criterion of the set its place among the watched: 0 first, 1 second, 2 the rest.
    """

    def __init__(self, subject: Subject, blocks: Sequence[Block], watch: Sequence[int]) -> None:
        self.subject = subject
        self.judged: Judgement = subject.judged
        self.blocks = tuple(blocks)
        self.watch = tuple(watch)
        # By block and language, the messages of its rows.
        self.worded: dict[tuple[Block, str], list[str]] = {}

    @cached_property
    def at_risk(self) -> Flags:
        """Criteria by rows: at least basically met, and a risk exists."""
        found = np.zeros(self.judged.statuses.criteria.shape, dtype=np.bool_)
        for block in self.blocks:
            found[block.criterion, block.rows] = True
        statuses = self.judged.statuses.criteria
        held: Flags = found & (statuses >= BASICALLY_MET) & (statuses != NOT_APPLICABLE)
        return held

    @cached_property
    def listed(self) -> tuple[Index, Index, Index]:
        """Every risk by row and in the order it is told: its row, the number of its block, its place in that."""
        numbers = sorted(range(len(self.blocks)), key=lambda number: self._order(self.blocks[number]))
        sizes = [len(self.blocks[number].rows) for number in numbers]
        empty = np.empty(0, dtype=np.intp)
        row = np.concatenate([empty, *(self.blocks[number].rows for number in numbers)])
        at = np.concatenate([empty, *(np.arange(size) for size in sizes)])
        order = np.argsort(row, kind="stable")
        return row[order], np.repeat(np.array(numbers, dtype=np.intp), sizes)[order], at[order]

    def of_row(self, row: int) -> Iterator[tuple[Block, int]]:
        """The risks of a row: each with its block, and the row's place in it."""
        rows, blocks, places = self.listed
        within = slice(*np.searchsorted(rows, (row, row + 1)))
        for number, at in zip(blocks[within].tolist(), places[within].tolist(), strict=True):
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
