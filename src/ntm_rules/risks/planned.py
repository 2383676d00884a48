"""Targets laid beside the communes of a table: what is asked of each, by when, and the tier it aims at."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ntm_rules.definitions.models import CriteriaSet
from ntm_rules.errors import Problem
from ntm_rules.i18n import tr
from ntm_rules.tables.coded import Coded
from ntm_rules.tables.communes import Communes
from ntm_rules.tables.side_table import communes_of, unknown_communes
from ntm_rules.tables.yearly_targets import Targets

Years = NDArray[np.int64]
NEVER = np.iinfo(np.int64).max


class Planned:
    """What targets ask of the communes of a table.

    Raises InputError where the commune of a target may be either of two.
    """

    def __init__(self, targets: Targets, communes: Communes, loaded: CriteriaSet) -> None:
        self.targets = targets
        self._communes = communes
        self._codes = [criterion.code for criterion in loaded.criteria]
        found, self._unknown = communes_of(targets, communes)
        columns = (targets.years.cells, targets.criteria.cells, targets.tiers.cells)
        rows = zip(found, *(column.tolist() for column in columns), strict=True)
        # One entry for each commune that a target is of, the earlier years first.
        self._asked = sorted(
            ((year, number, codes, tier) for numbers, year, codes, tier in rows for number in numbers),
            key=lambda entry: entry[0],
        )

    @cached_property
    def due(self) -> Years:
        """Criteria by communes: the first year that asks for the criterion by its number; NEVER where none does."""
        years = np.full((len(self._codes), len(self._communes.names)), NEVER, dtype=np.int64)
        places = {code: place for place, code in enumerate(self._codes)}
        for year, commune, codes, _ in self._asked:
            for code in codes or ():
                years[places[code], commune] = min(year, years[places[code], commune])
        return years

    def due_by_tier(self, tier: str) -> Years:
        """By commune, the first year in which a target aims at a tier and names no criteria; NEVER where none does."""
        years = np.full(len(self._communes.names), NEVER, dtype=np.int64)
        for year, commune, codes, aimed in self._asked:
            if aimed == tier and codes is None:
                years[commune] = min(year, years[commune])
        return years

    @cached_property
    def tiers(self) -> Coded:
        """By commune, the tier aimed at in the last year that says one; None where none does."""
        aimed: list[str | None] = [None] * len(self._communes.names)
        for _, commune, _, tier in self._asked:
            aimed[commune] = tier or aimed[commune]
        return Coded.of(aimed)

    @property
    def warnings(self) -> Iterable[Problem]:
        """What must be told of the targets, that of the reading first."""
        targets = self.targets
        yield from targets.notices
        if len(self._unknown):
            names, remedy, facts = unknown_communes(targets, self._unknown, self._communes)
            message = tr("{n} target(s) are of communes that are not in the table: {names}.", n=len(self._unknown), names=names)  # fmt: skip
            place = targets.place(int(self._unknown[0]))
            yield Problem("targets_not_joined", message, **place, remedy=remedy, facts=facts)
