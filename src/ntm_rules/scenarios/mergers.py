"""Communes merged into one: the table as it would be had they been one commune all along."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ntm_rules.definitions.models import CriteriaSet
from ntm_rules.errors import Problem
from ntm_rules.scenarios.merged_figures import Figures, merge_figures
from ntm_rules.scenarios.merged_identity import merge_identity
from ntm_rules.scenarios.merged_rows import Index, Merging, Union, find_unions
from ntm_rules.scenarios.merged_verdicts import Verdicts, merge_verdicts
from ntm_rules.scenarios.merger_notes import Bound, bounds_left, notes_of
from ntm_rules.tables.mergers import Mergers
from ntm_rules.tables.table import Flags, Origin, Table


@dataclass(frozen=True, slots=True)
class Merged:
    """A table after mergers, ready to be judged.

    `bounds` lists the figures of which only the least and the greatest are known; `notes` tells what was
    merged and what it leaves open, and stands among the warnings of `table` too. `place` holds for each row of the
    table before its row in `table`, `made` the rows there that are of a merger.
    """

    table: Table
    bounds: tuple[Bound, ...]
    notes: tuple[Problem, ...]
    place: Index
    made: Flags


def merge(table: Table, mergers: Mergers, loaded: CriteriaSet) -> Merged:
    """Merge communes of a table; those that no merger names stay as they are, and `table` is not changed.

    Rates follow from counts where every part gives them, else from the weights that their variable declares,
    else they lie between bounds. Rows of one period are merged with one another; where a part has none, nothing
    of that period is known. Raises InputError listing communes that are not in the table, that would go to
    several, or whose parts have no period in common.
    """
    merging = find_unions(table, mergers)
    figures = merge_figures(table, merging, loaded)
    verdicts = merge_verdicts(table, merging, loaded)
    merged = _assembled(table, merging, figures, verdicts, loaded=loaded)
    merged = _named(merged, table, merging, loaded, illustrative=mergers.illustrative)
    bounds = bounds_left(merged, merging, loaded)
    notes = (
        *mergers.warnings,
        *notes_of(merged, table, merging, loaded, bounds=bounds, dropped=verdicts.dropped),
    )
    table = replace(merged, warnings=(*table.warnings, *notes))
    return Merged(table, bounds, notes, *_places(merging))


def _places(merging: Merging) -> tuple[Index, Flags]:
    """The place of each row in the result, and which rows there are of a merger."""
    count = len(merging.kept) + sum(len(union.rows) - 1 for union in merging.unions)
    place = np.empty(count, dtype=np.intp)
    made = np.zeros(len(merging.kept), dtype=np.bool_)
    place[merging.kept] = np.arange(len(merging.kept))
    for union in merging.unions:
        place[union.rows] = union.at
        made[union.at] = True
    return place, made


def _assembled(
    table: Table, merging: Merging, figures: Figures, verdicts: Verdicts, *, loaded: CriteriaSet
) -> Table:
    by_figure_year = {(name, "year") for name in loaded.variables_of_figure_years}
    kept, unions = merging.kept, [union for union in merging.unions if not union.alone]
    invalid = {name: marks[kept] for name, marks in table.invalid.items()}
    beside = {key: cells[kept] for key, cells in table.beside.items()}
    unread = {name: dict(texts) for name, texts in table.select(kept).unread.items()}
    undetermined = dict(figures.undetermined)
    for union in unions:
        for name, marks in table.invalid.items():
            invalid[name][union.at] = marks[union.rows].any()
        for key, cells in table.beside.items():
            # The oldest survey and the first paper to lapse bound what the merged figure rests on.
            parts = set(cells[union.rows].tolist())
            beside[key][union.at] = min(filter(None, parts), default=None)
            if key in by_figure_year and len(parts) > 1:
                # Figures of several years have no year whose level is theirs: that of the row stands.
                beside[key][union.at] = None
        for name, texts in table.unread.items():
            mine = [texts[row] for row in union.rows.tolist() if row in texts]
            unread[name].pop(union.at, None)
            unread[name].update({union.at: "; ".join(mine)} if mine else {})
        for name in verdicts.disputed.get(union.at, ()):
            undetermined.setdefault(name, np.zeros(len(kept), dtype=np.bool_))[union.at] = True
    origins, origin = _origins(table, merging, unions)
    return replace(
        table.select(kept),
        origins=origins,
        origin=origin,
        values=figures.values,
        counts=figures.counts,
        verdicts=verdicts.codes,
        invalid=invalid,
        beside=beside,
        unread=unread,
        undetermined=undetermined,
        # What the parts stated of themselves says nothing of the whole.
        reported={},
    )


def _named(
    merged: Table, table: Table, merging: Merging, loaded: CriteriaSet, *, illustrative: bool
) -> Table:
    identity = merge_identity(table, merging, loaded, illustrative=illustrative)
    marks: dict[str, Any] = {**merged.undetermined}
    for name, found in identity.undetermined.items():
        marks[name] = marks[name] | found if name in marks else found
    return replace(
        merged,
        identity=identity.columns,
        regions=identity.regions,
        old_provinces=identity.old_provinces,
        undetermined=marks,
    )


def _origins(
    table: Table, merging: Merging, unions: list[Union]
) -> tuple[tuple[Origin, ...], np.ndarray[Any, np.dtype[np.intp]]]:
    """Where rows were read; a merged figure stands in no cell, so that its rows have headers but no positions."""
    origins = list(table.origins)
    origin = table.origin[merging.kept]
    without: dict[int, int] = {}
    for union in unions:
        number = int(origin[union.at])
        if number not in without:
            without[number] = len(origins)
            origins.append(replace(table.origins[number], positions={}, refs=None))
        origin[union.at] = without[number]
    return tuple(origins), origin
