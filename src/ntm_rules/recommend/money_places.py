"""Which place of a table of communes a row of money is of: all of it, a province, a district or a commune."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from ntm_rules.engine.groups import Group
from ntm_rules.errors import InputError, Problem
from ntm_rules.i18n import tr
from ntm_rules.recommend.money_lines import PlaceLevel
from ntm_rules.tables.coded import Coded, combine
from ntm_rules.tables.communes import Communes, province_key
from ntm_rules.tables.programmes import ProgrammeTable
from ntm_rules.tables.side_table import communes_of
from ntm_rules.tables.table import Table
from ntm_rules.tables.unit_names import name_key


class Place(NamedTuple):
    """A place by the keys of its names; a commune by its number in `Communes`."""

    level: PlaceLevel
    province: str | None = None
    district: str | None = None
    commune: int | None = None


EVERYWHERE = Place("all")


class PlaceTree:
    """The places of a table of communes, each with those directly within it."""

    def __init__(self, table: Table, communes: Communes) -> None:
        self.communes = communes
        blank = Coded.constant(None, len(table))
        province, district = (table.identity.get(name, blank) for name in ("province", "district"))
        index, different, _ = combine(province, district)
        own = [(one and province_key(one), other and name_key(other)) for one, other in different]
        self.within: dict[Place, list[Place]] = {EVERYWHERE: []}
        named: dict[int, set[tuple[str | None, str | None]]] = {}
        for number, at in zip(communes.group.tolist(), index.tolist(), strict=True):
            named.setdefault(number, set()).add(own[at])
        for number, names in named.items():
            # Of rows of several periods, one that names its district says where the commune is.
            self._add(number, *max(names, key=lambda one: (one[1] is not None, one[0] is not None, str(one))))
        self._provinces = [place for place in self.within if place.level == "province"]
        self._districts = [place for place in self.within if place.level == "district"]

    def _add(self, commune: int, province: str | None, district: str | None) -> None:
        above = [EVERYWHERE]
        if province is not None:
            above.append(Place("province", province))
        if district is not None:
            above.append(Place("district", province, district))
        for outer, inner in pairwise(above):
            if inner not in self.within:
                self.within[inner] = []
                self.within[outer].append(inner)
        self.within[above[-1]].append(Place("commune", commune=commune))

    def sole(self, place: Place) -> bool:
        """Whether a place holds all communes of the table, so that what is told of the whole is told of it."""
        outer = EVERYWHERE
        while outer != place:
            inner = self.within.get(outer, ())
            if len(inner) != 1:
                return False
            outer = inner[0]
        return True

    def of_group(self, group: Group) -> Place:
        """The place that a group is of."""
        province = group.province and province_key(group.province)
        if group.level == "district" and group.name is not None:
            return Place("district", province, name_key(group.name))
        return Place("province", province) if group.level == "province" else EVERYWHERE

    def of_rows(self, money: ProgrammeTable) -> list[tuple[Place, ...]]:
        """The place of each row of money, none where the table of communes has none such.

        A commune is several where rows of the table that leave something blank may be it as well. Raises InputError
        where the place may be either of two.
        """
        blank = Coded.constant(None, len(money))
        commune, code, district, province = (
            money.places.get(name, blank) for name in ("commune", "commune_code", "district", "province")
        )
        named = ~(commune.where([None]) & code.where([None]))
        found, _ = communes_of(money, self.communes)
        index, different, _ = combine(district, province)
        wide = [self._wide(*names) for names in different]
        problems = []
        for row in np.flatnonzero(~named).tolist():
            if len(wide[index[row]]) > 1:
                message = tr("the table has two districts of this name.")
                where = {**money.place(row), "column": money.headers.get("district"), "value": district[row]}
                remedy = tr("name the province too")
                problems.append(Problem("ambiguous_commune", message, **where, remedy=remedy))
        if problems:
            raise InputError(problems)
        return [
            tuple(Place("commune", commune=number) for number in numbers) if is_commune else tuple(wide[at])
            for numbers, is_commune, at in zip(found, named.tolist(), index.tolist(), strict=True)
        ]

    def _wide(self, district: str | None, province: str | None) -> list[Place]:
        """The places that a district and a province may name."""
        key = province and province_key(province)
        if district is None:
            if key is None:
                return [EVERYWHERE]
            return [place for place in self._provinces if place.province == key]
        return [
            place
            for place in self._districts
            if place.district == name_key(district) and (key is None or place.province in (None, key))
        ]
