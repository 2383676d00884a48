"""When two spellings are one commune: the keys by which rows of tables are told apart and brought together."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ntm_rules.definitions.places import places
from ntm_rules.i18n import fold
from ntm_rules.tables.coded import Coded, combine

if TYPE_CHECKING:
    from ntm_rules.tables.table import Table

_KIND_OF_UNIT = re.compile(r"^(xã|huyện)\s+")
_UNACCENTED_KIND = re.compile(r"^(xa|huyen)\s+")


def name_key(name: str) -> str:
    """A name without its case and the common word for its kind.

    Accents stay, for Tân and Tấn are two communes, and so do thị trấn and thành phố, for a town may bear the
    name of the commune or district around it.
    """
    plain = " ".join(unicodedata.normalize("NFC", name).casefold().split())
    return _KIND_OF_UNIT.sub("", plain) or plain


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
    """What a row says of its commune, each by its key; None where blank."""

    code: str | None
    province: str | None
    district: str | None
    name: str | None

    def may_be(self, other: Said) -> bool:
        """Whether nothing that both say differs; two codes decide alone."""
        if self.code and other.code:
            return self.code == other.code
        pairs = zip(self[1:], other[1:], strict=True)
        return all(one == two for one, two in pairs if one is not None and two is not None)


def said(code: str | None, province: str | None, district: str | None, name: str | None) -> Said:
    """The keys of what a row says."""
    return Said(
        code and code_key(code),
        province and province_key(province),
        district and name_key(district),
        name and name_key(name),
    )


class Communes:
    """The communes of a table, to be found by what a row of another table says.

    `group` numbers the commune of each row: by its code, else by province, district and name, under which a
    row without a code is of the commune whose other rows have one. `names` are theirs as written.
    """

    def __init__(self, table: Table) -> None:
        blank = Coded.constant(None, len(table))
        code, province, district, name = (
            table.identity.get(column, blank)
            for column in ("commune_code", "province", "district", "commune")
        )
        old, either, _ = combine(table.old_provinces, province)
        of_place = np.empty(len(either), dtype=object)
        of_place[:] = [before or given for before, given in either]
        index, different, first = combine(
            _keyed(code, code_key),
            _keyed(Coded(old, of_place), province_key),
            _keyed(district, name_key),
            _keyed(name, name_key),
        )
        keys = [Said(*found) for found in different]
        codes = _codes_by_place(keys)
        known: dict[tuple[str | None, ...], int] = {}
        numbers = []
        self.names: list[str] = []
        self._by_name: dict[str | None, list[tuple[Said, int]]] = {}
        self._by_code: dict[str, int] = {}
        for key, row in zip(keys, first.tolist(), strict=True):
            own = key.code or codes.get(key[1:])
            number = known.setdefault((own,) if own else key[1:], len(known))
            numbers.append(number)
            if len(known) > len(self.names):
                self.names.append(name[row])
            self._by_name.setdefault(key.name, []).append((key, number))
            if own:
                self._by_code[own] = number
        self.group = np.array(numbers, dtype=np.intp)[index]

    def find(self, wanted: Said) -> list[int]:
        """The numbers of the communes that may be meant, one unless rows that leave something blank fit as well.

        Raises LookupError where two different communes are meant equally.
        """
        if wanted.code and wanted.code in self._by_code:
            return [self._by_code[wanted.code]]
        found = [(key, number) for key, number in self._by_name.get(wanted.name, ()) if key.may_be(wanted)]
        if any(n != number and not one.may_be(other) for one, n in found for other, number in found):
            raise LookupError(wanted)
        return list(dict.fromkeys(number for _, number in found))


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


def _keyed(column: Coded, key: Callable[[str], str]) -> Coded:
    """A column by the keys of its texts, each key once."""
    keys = Coded.of([value and key(value) for value in column.values])
    return Coded(keys.codes[column.codes], keys.values)


def _codes_by_place(keys: Sequence[Said]) -> dict[tuple[str | None, ...], str]:
    """By province, district and name, the code that is given there, where it is one."""
    found: dict[tuple[str | None, ...], set[str]] = {}
    for key in keys:
        if key.code:
            found.setdefault(key[1:], set()).add(key.code)
    return {place: codes.pop() for place, codes in found.items() if len(codes) == 1}
