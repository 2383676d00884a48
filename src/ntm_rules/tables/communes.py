"""When two spellings are one commune: the keys by which rows of tables are told apart and brought together."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

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

    `group` numbers the commune of each row; `names` are theirs as written.
    """

    def __init__(self, table: Table) -> None:
        blank = Coded.constant(None, len(table))
        columns = [table.identity.get(name, blank) for name in ("commune_code", "province", "district", "commune")]  # fmt: skip
        index, different, _ = combine(columns[0], table.old_provinces, *columns[1:])
        known: dict[Said, int] = {}
        numbers = []
        self.names: list[str] = []
        for code, old, province, district, name in different:
            key = said(code, old or province, district, name)
            numbers.append(known.setdefault(key, len(known)))
            if len(known) > len(self.names):
                self.names.append(name)
        self.group = np.array(numbers, dtype=np.intp)[index]
        self._by_name: dict[str | None, list[tuple[Said, int]]] = {}
        self._by_code: dict[str, list[int]] = {}
        for key, number in known.items():
            self._by_name.setdefault(key.name, []).append((key, number))
            if key.code:
                self._by_code.setdefault(key.code, []).append(number)

    def find(self, wanted: Said) -> list[int]:
        """The numbers of the commune that is meant, one unless its rows say different things of it.

        Raises LookupError where two different communes are meant equally.
        """
        if wanted.code and wanted.code in self._by_code:
            return self._by_code[wanted.code]
        found = [(key, number) for key, number in self._by_name.get(wanted.name, ()) if key.may_be(wanted)]
        if any(not one.may_be(other) for one, _ in found for other, _ in found):
            raise LookupError(wanted)
        return [number for _, number in found]
