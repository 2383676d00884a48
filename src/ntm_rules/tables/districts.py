"""In which province of before July 2025 a district was: what tells apart the parts of a new province."""

from __future__ import annotations

import csv
from collections.abc import Collection
from functools import cache

from ntm_rules.definitions.location import criteria_folder
from ntm_rules.tables.unit_names import name_key

# Words of kinds that a district is also named without; the common one is no part of the key.
_KINDS = ("thành phố ", "thị xã ", "quận ")


def old_province_of(district: str, among: Collection[str]) -> str | None:
    """The one of some old provinces that a district was in; None where none or several had one of the name."""
    named = _provinces_by_district().get(name_key(district), frozenset()) & set(among)
    return next(iter(named)) if len(named) == 1 else None


def is_district(name: str) -> bool:
    """Whether there was a district of a name in June 2025."""
    return name_key(name) in _provinces_by_district()


@cache
def _provinces_by_district() -> dict[str, frozenset[str]]:
    """The provinces of the districts of a name, whole and without its kind, as they stood in June 2025."""
    found: dict[str, set[str]] = {}
    with (criteria_folder() / "places" / "districts.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for name in _names(row["district"]):
                found.setdefault(name_key(name), set()).add(row["province"])
    return {key: frozenset(provinces) for key, provinces in found.items()}


def _names(district: str) -> list[str]:
    bare = [district[len(kind) :] for kind in _KINDS if district.casefold().startswith(kind)]
    return [district, *bare]
