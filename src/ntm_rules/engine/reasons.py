"""Why something is unknown: worked out only for the rows that are."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ntm_rules.engine.kernel import Statuses, by_sex, combine
from ntm_rules.engine.plan import BySex, Choice, Every, Leaf, Part, Plan, Some, Tree, parts_of
from ntm_rules.engine.statuses import MET, REASON, UNKNOWN, UNMET, Codes, Flags, Floats, Index
from ntm_rules.tables.table import bounds_of


class Reasons:
    """Reason codes for the unknown rows of parts and indicators of one judgement."""

    def __init__(
        self,
        plan: Plan,
        statuses: Statuses,
        columns: Mapping[str, Floats],
        case: Index,
        marked: Mapping[str, Mapping[str, Flags]],
    ) -> None:
        """`marked` says, by reason, in which rows a column has no figure for that reason."""
        self._plan, self._statuses, self._columns, self._case, self._marked = (
            plan,
            statuses,
            columns,
            case,
            marked,
        )

    def of_part(self, part: Part, rows: Index) -> Codes:
        """Reason codes of a part in some rows; 0 where it is decided."""
        values = self._columns.get(part.column)
        missing = np.ones(len(rows), dtype=np.bool_) if values is None else np.isnan(values[rows])
        absent = np.full(len(rows), REASON["missing_value"], dtype=np.int8)
        for name, marks in self._marked.items():
            if part.column in marks:
                absent[marks[part.column][rows]] = REASON[name]
        # Where bounds are given and there is no level, it is the level that is wanting.
        no_level = part.reasons[self._case[rows]]
        reason = np.where(missing & ~(self._bounded(part, rows) & (no_level != 0)), absent, no_level)
        # A figure with its level is undecided only where a merger leaves open which level it is.
        reason = np.where(reason == 0, REASON["merger_undetermined"], reason)
        return np.where(self._statuses.parts[part.number][rows] == UNKNOWN, reason, 0).astype(np.int8)

    def _bounded(self, part: Part, rows: Index) -> Flags:
        least = self._columns.get(bounds_of(part.column)[0])
        return np.zeros(len(rows), dtype=np.bool_) if least is None else ~np.isnan(least[rows])

    def of_indicator(self, number: int, rows: Index) -> Codes:
        """Reason codes of an indicator in rows where it is unknown."""
        compiled = self._plan.indicators[number]
        reason = compiled.reasons[self._case[rows]]
        for composition in compiled.compositions:
            mine = composition.cases[self._case[rows]]
            reason[mine] = self._of_tree(composition.tree, rows[mine])
        return reason

    def _of_tree(self, tree: Tree, rows: Index) -> Codes:
        match tree:
            case Leaf(part):
                return self.of_part(part, rows)
            case Every(members) | Some(members):
                return _first(
                    [(self._status(member, rows), self._of_tree(member, rows)) for member in members],
                    len(rows),
                )
            case BySex(whole, sexes):
                found = by_sex(tree, self._parts(tree, rows), self._some(tree, rows), len(rows))
                return _first(
                    [
                        (status, self.of_part(part, rows))
                        for status, part in zip(found, (whole, *sexes), strict=True)
                    ],
                    len(rows),
                )
            case Choice(condition, then, otherwise):
                picked = self._statuses.parts[condition.number][rows]
                first = self._status(then, rows), self._of_tree(then, rows)
                if otherwise is None:
                    return np.where(picked == MET, first[1], REASON["condition_unknown"]).astype(np.int8)
                second = self._status(otherwise, rows), self._of_tree(otherwise, rows)
                both = (first[0] == UNKNOWN) & (second[0] == UNKNOWN)
                agreed = np.where(both, first[1], REASON["condition_unknown"])
                return np.where(picked == MET, first[1], np.where(picked == UNMET, second[1], agreed)).astype(
                    np.int8
                )

    def _status(self, tree: Tree, rows: Index) -> Codes:
        return combine(tree, self._parts(tree, rows), self._some(tree, rows), len(rows))

    def _parts(self, tree: Tree, rows: Index) -> list[Codes]:
        chosen = {part.number for part in parts_of(tree)}
        nothing = np.empty(0, dtype=np.int8)
        return [status[rows] if n in chosen else nothing for n, status in enumerate(self._statuses.parts)]

    def _some(self, tree: Tree, rows: Index) -> Mapping[str, Floats]:
        names = [name for part in parts_of(tree) for name in (part.column, *bounds_of(part.column))]
        return {name: self._columns[name][rows] for name in names if name in self._columns}


def _first(parts: list[tuple[Codes, Codes]], count: int) -> Codes:
    """The reason of the first part that is unknown."""
    reason = np.zeros(count, dtype=np.int8)
    for status, why in reversed(parts):
        np.copyto(reason, why, where=status == UNKNOWN)
    return reason
