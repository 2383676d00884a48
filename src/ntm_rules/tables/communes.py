"""When two spellings are one commune: the keys by which rows of tables are told apart and brought together."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ntm_rules.definitions.places import places
from ntm_rules.i18n import fold
from ntm_rules.tables.coded import Coded, combine
from ntm_rules.tables.periods import read_period
from ntm_rules.tables.unit_names import name_key

if TYPE_CHECKING:
    from ntm_rules.tables.table import Table

_UNACCENTED_KIND = re.compile(r"^(xa|huyen)\s+")


def unaccented_key(name: str) -> str:
    """A name without its accents and the common word for its kind: for a person's question, not to tell rows apart."""
    return _UNACCENTED_KIND.sub("", fold(name)) or fold(name)


def province_key(name: str) -> str:
    """A province by its name of before July 2025 where it has one, else folded."""
    found = places().find_old(name)
    return found.name if found else fold(name)


def code_key(code: str) -> str:
    """A commune's code with the zero that a workbook drops."""
    return code.zfill(5) if code.isdigit() else code


class Said(NamedTuple):
    """What a row says of its commune, each by its key; None where blank.

    `province` holds the provinces of before July 2025 that are meant: several where a new one is made of several.
    """

    code: str | None
    province: frozenset[str] | None
    district: str | None
    name: str | None

    def may_be(self, other: Said) -> bool:
        """Whether nothing that both say differs; two codes decide alone."""
        if self.code and other.code:
            return self.code == other.code
        if self.province is not None and other.province is not None and not self.province & other.province:
            return False
        pairs = zip(self[2:], other[2:], strict=True)
        return all(one == two for one, two in pairs if one is not None and two is not None)


def said(code: str | None, province: str | None, district: str | None, name: str | None) -> Said:
    """The keys of what a row says; a province that is an old one and a new one is taken as the old."""
    return Said(
        code and code_key(code),
        _provinces_meant(None, province) if province else None,
        district and name_key(district),
        name and name_key(name),
    )


def _provinces_meant(old: str | None, province: str | None) -> frozenset[str] | None:
    """The old province, where it is known, else those that a name stands for."""
    if old is not None:
        return frozenset((old,))
    if province is None:
        return None
    if (found := places().find_old(province)) is not None:
        return frozenset((found.name,))
    return frozenset(places().parts_of(province) or (fold(province),))


def keys_of(table: Table) -> tuple[NDArray[np.intp], list[Said], NDArray[np.intp]]:
    """What each row of a table says of its commune: the number of its keys, the different keys, a first row of each.

    Where there is no district any more, the one of before counts.
    """
    blank = Coded.constant(None, len(table))
    code, province, district, old_district, name = (
        table.identity.get(column, blank)
        for column in ("commune_code", "province", "district", "old_district", "commune")
    )
    by_place, places_given, _ = combine(table.old_provinces, province, table.judged_on)
    meant = np.empty(len(places_given), dtype=object)
    meant[:] = [_provinces_on(*given) for given in places_given]
    by_district, districts_given, _ = combine(district, old_district)
    districts = np.empty(len(districts_given), dtype=object)
    districts[:] = [now or before for now, before in districts_given]
    index, different, first = combine(
        _keyed(code, code_key),
        Coded(by_place, meant).distinct(),
        _keyed(Coded(by_district, districts), name_key),
        _keyed(name, name_key),
    )
    return index, [Said(*keys) for keys in different], first


def _provinces_on(old: str | None, province: str | None, day: date) -> frozenset[str] | None:
    """The provinces that a row stands in; since July 2025 a name is that of the new province."""
    if old is None and province is not None and day >= places().new_provinces_from:
        return frozenset(places().parts_of(province)) or _provinces_meant(None, province)
    return _provinces_meant(old, province)


class Communes:
    """The communes of a table, to be found by what a row of another table says.

    `group` numbers the commune of each row: by its code, else by province, district and name, under which a
    row without a code is of the commune whose other rows have one. A row since July 2025, when districts ended,
    is of the one commune of its name in its province; `apart` holds the rows for which there are several. `names`
    are those of the communes as written.
    """

    def __init__(self, table: Table) -> None:
        index, keys, first = keys_of(table)
        codes = _codes_by_place(keys)
        known: dict[tuple[object, ...], int] = {}
        numbers = []
        self._by_name: dict[str | None, list[tuple[Said, int]]] = {}
        for key in keys:
            own = key.code or codes.get(key[1:])
            number = known.setdefault((own,) if own else key[1:], len(known))
            numbers.append(number)
        numbers, unsure = _joined_over_the_end(keys, numbers, _ended_districts(table, index, len(keys)))
        self.apart = np.flatnonzero(np.isin(index, unsure))
        self.names: list[str] = []
        self._by_code: dict[str, int] = {}
        name = table.identity.get("commune", Coded.constant(None, len(table)))
        renumbered: dict[int, int] = {}
        for at, (key, row) in enumerate(zip(keys, first.tolist(), strict=True)):
            number = numbers[at] = renumbered.setdefault(numbers[at], len(renumbered))
            if number == len(self.names):
                self.names.append(name[row])
            self._by_name.setdefault(key.name, []).append((key, number))
            if own := key.code or codes.get(key[1:]):
                self._by_code[own] = number
        self.group = np.array(numbers, dtype=np.intp)[index]

    def find(self, wanted: Said) -> list[int]:
        """The numbers of the communes that may be meant, one unless rows that leave something blank fit as well.

        Raises LookupError where two different communes are meant equally.
        """
        if wanted.code and wanted.code in self._by_code:
            return [self._by_code[wanted.code]]
        found = self._like(wanted)
        if not found and wanted.province:
            # A name that is an old province's may be meant as that of the new one.
            wider = frozenset(part for name in wanted.province for part in places().parts_of(name))
            found = self._like(wanted._replace(province=wider or None))
        if any(n != number and not one.may_be(other) for one, n in found for other, number in found):
            raise LookupError(wanted)
        return list(dict.fromkeys(number for _, number in found))

    def _like(self, wanted: Said) -> list[tuple[Said, int]]:
        return [(key, number) for key, number in self._by_name.get(wanted.name, ()) if key.may_be(wanted)]


def rows_named(table: Table, commune: str) -> NDArray[np.intp]:
    """The rows of a commune by its code or name, by its name without accents where no name is so spelt; none where there is none."""
    keys: tuple[tuple[str, Callable[[str], str]], ...] = (
        ("commune_code", code_key), ("commune", name_key), ("commune", unaccented_key),
    )  # fmt: skip
    for column, key in keys:
        if (given := table.identity.get(column)) is not None:
            wanted = [value for value in given.values if value and key(value) == key(commune)]
            if wanted and len(rows := np.flatnonzero(given.where(wanted))):
                return rows
    return np.empty(0, dtype=np.intp)


def one_name(column: Coded, key: Callable[[str], str] = name_key) -> Coded:
    """A column of names, those of one key by the spelling that comes first."""
    keys = Coded.of([value and key(value) for value in column.values])
    _, first = np.unique(keys.codes, return_index=True)
    return Coded(keys.codes[column.codes], column.values[first])


def _keyed(column: Coded, key: Callable[[str], str]) -> Coded:
    """A column by the keys of its texts, each key once."""
    keys = np.empty(len(column.values), dtype=object)
    keys[:] = [value and key(value) for value in column.values]
    return Coded(column.codes, keys).distinct()


def _ended_districts(table: Table, index: NDArray[np.intp], count: int) -> NDArray[np.bool_]:
    """By number of keys, whether all its rows are of periods that end when there are no districts any more."""
    periods = table.identity.get("period")
    if periods is None:
        periods = Coded.of([str(year) for year in table.years.tolist()])
    ended = np.array([_ends_without_districts(text) for text in periods.values], dtype=np.bool_)
    found = np.ones(count, dtype=np.bool_)
    found[index[~ended[periods.codes]]] = False
    return found


def _ends_without_districts(period: str | None) -> bool:
    found = read_period(period or "")
    # A table of no year is refused elsewhere.
    return found is not None and found.last >= places().new_provinces_from


def _joined_over_the_end(
    keys: Sequence[Said], numbers: Sequence[int], ended: NDArray[np.bool_]
) -> tuple[list[int], list[int]]:
    """The numbers with keys of after the end of districts under the number of the one commune they can be.

    Also the keys, by their place, that may be one of several.
    """
    by_name: dict[str | None, list[int]] = {}
    for at, key in enumerate(keys):
        by_name.setdefault(key.name, []).append(at)
    joins: dict[int, int] = {}
    claimed: dict[int, list[int]] = {}
    unsure = []
    for at in np.flatnonzero(ended).tolist():
        alike = [other for other in by_name[keys[at].name] if other != at and keys[other].may_be(keys[at])]
        earlier = {numbers[other] for other in alike if not ended[other]}
        candidates = earlier or {numbers[other] for other in alike if _says_more(keys[other], keys[at])}
        if numbers[at] in candidates:
            continue
        if len(candidates) > 1:
            unsure.append(at)
        elif candidates:
            joins[at] = candidates.pop()
            claimed.setdefault(joins[at], []).append(at)
    for several in claimed.values():
        if any(not keys[one].may_be(keys[other]) for one in several for other in several):
            # Two communes of today cannot both be the one of before.
            unsure.extend(several)
            for at in several:
                del joins[at]
    return [joins.get(at, number) for at, number in enumerate(numbers)], unsure


def _says_more(key: Said, other: Said) -> bool:
    """Whether one key says where the commune is more closely than another."""
    if (key.district is None) != (other.district is None):
        return other.district is None
    return other.province is not None and key.province is not None and key.province < other.province


def _codes_by_place(keys: Sequence[Said]) -> dict[tuple[object, ...], str]:
    """By province, district and name, the code that is given there, where it is one."""
    found: dict[tuple[object, ...], set[str]] = {}
    for key in keys:
        if key.code:
            found.setdefault(key[1:], set()).add(key.code)
    return {place: codes.pop() for place, codes in found.items() if len(codes) == 1}
