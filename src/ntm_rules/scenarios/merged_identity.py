"""What is known of a merged commune: its name, place, period and facts, from what is known of its parts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ntm_rules.definitions.merger_rules import merger_rules
from ntm_rules.definitions.models import CriteriaSet
from ntm_rules.scenarios.merged_rows import Merging, Union
from ntm_rules.tables.coded import Coded
from ntm_rules.tables.table import Flags, Table


@dataclass(frozen=True, slots=True)
class Identity:
    """The identity columns of the result, its regions and old provinces, and the facts a merger leaves open."""

    columns: dict[str, Coded]
    regions: Coded
    old_provinces: Coded
    undetermined: dict[str, Flags]


def merge_identity(table: Table, merging: Merging, loaded: CriteriaSet, *, illustrative: bool) -> Identity:
    """Merge what is known of each commune by `mergers.yaml`; what a map says of the merged one stands before.

    A region stays where all parts have it, else it is not known. `illustrative` marks the unions of a map
    that is invented.
    """
    rules = merger_rules()
    given = {name for union in merging.unions for name in union.merger.given}
    names = {*table.identity, *given} | ({"illustrative"} if illustrative else set())
    if "district" in table.identity and any(_without_district(table, union) for union in merging.unions):
        names.add("old_district")
    undetermined: dict[str, Flags] = {}
    columns = {}
    for name in sorted(names, key=lambda name: (name not in table.identity, name)):
        blank = Coded.constant(None, len(table))
        column = table.identity.get(name, blank)
        cells = column.cells[merging.kept]
        for union in merging.unions:
            parts = [column[row] for row in union.rows.tolist()]
            if name == "old_district" and _without_district(table, union):
                districts = table.identity["district"]
                parts = [old or districts[row] for old, row in zip(parts, union.rows.tolist(), strict=True)]
            cells[union.at] = _of_union(name, parts, union)
            if name in loaded.facts and rules.identity[name] == "same" and len(set(parts)) > 1:
                marks = undetermined.setdefault(name, np.zeros(len(cells), dtype=np.bool_))
                marks[union.at] = True
            if name == "district" and _without_district(table, union):
                cells[union.at] = union.merger.district
            if name == "illustrative" and illustrative:
                cells[union.at] = True
        columns[name] = Coded.of(cells.tolist())
    return Identity(
        columns, _agreed(table.regions, merging), _agreed(table.old_provinces, merging), undetermined
    )


def _of_union(name: str, parts: list[Any], union: Union) -> Any:
    if name == "commune_code" and union.alone and union.merger.commune_code is None:
        return parts[0]
    if name in ("commune", "commune_code"):
        return union.merger.given.get(name)
    if (given := union.merger.given.get(name)) is not None:
        return given
    if name in ("period", "value_kind"):
        return parts[0]
    known = [part for part in parts if part is not None]
    match merger_rules().identity[name]:
        case "same":
            return parts[0] if len(set(parts)) == 1 else None
        case "any":
            return True if any(known) else None if len(known) < len(parts) else False
        case "first":
            return min(known, default=None)


def _without_district(table: Table, union: Union) -> bool:
    """Whether a merged commune is judged on a day when communes belong to no district."""
    day = table.judged_on[int(union.rows[0])]
    return not union.alone and bool(day >= merger_rules().no_district_from)


def _agreed(column: Coded, merging: Merging) -> Coded:
    """What all parts have alike, else None."""
    cells = column.cells[merging.kept]
    for union in merging.unions:
        parts = {column[row] for row in union.rows.tolist()}
        cells[union.at] = parts.pop() if len(parts) == 1 else None
    return Coded.of(cells.tolist())
