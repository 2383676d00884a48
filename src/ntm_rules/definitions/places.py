"""Provinces and regions: which region's column a commune's province has, on a given day."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

from ntm_rules.definitions.location import criteria_folder
from ntm_rules.definitions.yaml_source import read_yaml
from ntm_rules.i18n import fold


@dataclass(frozen=True, slots=True)
class Region:
    """A region of the criteria sets, with its full name in both languages."""

    id: str
    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class Place:
    """What a province's name says: its name, its region, and the province of before July 2025.

    `region` is None where a province since July 2025 covers several; `old` is None where it covers
    several of the old ones.
    """

    name: str
    region: str | None
    old: str | None


class Places:
    """The gazetteer of `criteria/places/`."""

    def __init__(self) -> None:
        folder = criteria_folder() / "places"
        head = read_yaml(folder / "places.yaml", "criteria/places/places.yaml").data
        self.regions = {key: Region(key, **names) for key, names in head["regions"].items()}
        self._region_names: dict[str, list[str]] = head["region_names"]
        self._region_prefixes = tuple(prefix + " " for prefix in head["region_prefixes"])
        self.facts = frozenset(head["facts"])
        self.new_provinces_from: date = head["new_provinces_from"]
        self._prefixes = tuple(prefix + " " for prefix in head["prefixes"])
        with (folder / "provinces.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        self._old: dict[str, Place] = {}
        merged: dict[str, list[dict[str, str]]] = {}
        for row in rows:
            place = Place(row["province"], row["region"], row["province"])
            self._old[fold(row["province"])] = self._old[row["code"]] = place
            merged.setdefault(row["province_from_2025_07"], []).append(row)
        self._new: dict[str, Place] = {}
        self._after: dict[str, Place] = {}
        self._parts = {name: tuple(row["province"] for row in parts) for name, parts in merged.items()}
        for name, parts in merged.items():
            regions = {row["region"] for row in parts}
            place = Place(
                name,
                regions.pop() if len(regions) == 1 else None,
                parts[0]["province"] if len(parts) == 1 else None,
            )
            self._after.update((row["province"], place) for row in parts)
            self._new[fold(name)] = self._new[parts[0]["code_from_2025_07"]] = place
        self._aliases = {key: fold(name) for key, name in head["aliases"].items()}
        # The names of a table are few and asked for again and again.
        self._keys = lru_cache(maxsize=4_096)(self._keys_for)

    def find(self, name: str, day: date) -> Place | None:
        """The province of a name or code as it was understood on a day; None if no such name exists."""
        tables = (self._old, self._new) if day < self.new_provinces_from else (self._new, self._old)
        for key in self._keys(name):
            for table in tables:
                if key in table:
                    return table[key]
        return None

    def became(self, old: str) -> Place | None:
        """The province since July 2025 that an old one is part of."""
        return self._after.get(old)

    def parts_of(self, name: str) -> tuple[str, ...]:
        """The provinces of before July 2025 that the province of a name is made of; none where it is no new one."""
        found = next((self._new[key] for key in self._keys(name) if key in self._new), None)
        return () if found is None else self._parts[found.name]

    def find_old(self, name: str) -> Place | None:
        """The province of before July 2025 of that name or code."""
        return next((self._old[key] for key in self._keys(name) if key in self._old), None)

    def find_region(self, name: str) -> Region | None:
        """A region by id, by full name in either language or by another name in use, folded."""
        wanted = fold(name)
        bare = next((wanted.removeprefix(p) for p in self._region_prefixes if wanted.startswith(p)), wanted)
        for region in self.regions.values():
            names = (region.id, region.vi, region.en, *self._region_names.get(region.id, ()))
            if {wanted, bare} & {fold(name) for name in names}:
                return region
        return None

    def _keys_for(self, name: str) -> list[str]:
        """What a name or code is looked up by."""
        folded = fold(name)
        if folded.isdigit():
            return [folded.zfill(2)]
        bare = next((folded.removeprefix(p) for p in self._prefixes if folded.startswith(p)), folded)
        keys = dict.fromkeys((folded, bare))
        return [*keys, *(self._aliases[key] for key in keys if key in self._aliases)]

    @property
    def names(self) -> list[str]:
        """Every province name, old and new."""
        return sorted({place.name for table in (self._old, self._new) for place in table.values()})


@cache
def places() -> Places:
    """The gazetteer, read once."""
    return Places()
