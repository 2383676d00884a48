"""Groups of communes: all, by province, by district; what leaders ask first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ntm_rules.engine.evaluate import Judgement
from ntm_rules.engine.reported import as_reported, counted_or_reported, stated
from ntm_rules.engine.statuses import STATUSES, Flags, Index
from ntm_rules.engine.summary import ORDER
from ntm_rules.tables.coded import Coded, combine
from ntm_rules.tables.communes import Communes, one_name, province_key


@dataclass(frozen=True, slots=True)
class Group:
    """Communes of one group and year: their mean of criteria met, bands, and each criterion's statuses.

    `rows` are theirs in the judged table, and all but `communes` is of these: one for each period of the year.
    """

    level: str
    name: str | None
    province: str | None
    year: int
    communes: int
    mean_criteria: float
    bands: dict[str, int]
    criteria: tuple[dict[str, Any], ...]
    rows: Index = field(repr=False, compare=False)
    # How many of the rows are counted as the table states, for none of their criteria is decided; None where no
    # column states such a number.
    reported: int | None = None

    def as_dict(self) -> dict[str, Any]:
        """As it stands in the result document."""
        return {
            "level": self.level,
            "name": self.name,
            "year": self.year,
            "communes": self.communes,
            "mean_criteria": self.mean_criteria,
            "bands": self.bands,
            **({} if self.reported is None else {"reported": self.reported}),
            "criteria": list(self.criteria),
        }


def groups_of(judged: Judgement) -> list[Group]:
    """The groups of the rows that are judged; rows kept as history belong to none."""
    table = judged.table
    blank = Coded.constant(None, len(table))
    years = Coded.of(table.years.tolist())
    province = one_name(table.identity.get("province", blank), province_key)
    district = one_name(table.identity.get("district", blank))
    levels = (("all", (blank, blank)), ("province", (province, blank)), ("district", (province, district)))
    counted, communes = counted_or_reported(judged), Communes(table).group
    return [
        group
        for level, pair in levels
        for group in _grouped(judged, level, (*pair, years), counted=counted, communes=communes)
    ]


def _grouped(
    judged: Judgement,
    level: str,
    columns: tuple[Coded, Coded, Coded],
    *,
    counted: NDArray[np.int64],
    communes: Index,
) -> Iterator[Group]:
    members = ~judged.cases.outside & judged.table.is_unit(judged.loaded.head.counts)
    index, different, _ = combine(*columns)
    found = []
    for number, (province, district, year) in enumerate(different):
        rows = (index == number) & members
        name = {"all": None, "province": province, "district": district}[level]
        if rows.any() and (level == "all" or name is not None):
            found.append((str(year), province or "", district or "", name, rows))
    for year, province, _, name, rows in sorted(found, key=lambda entry: entry[:3]):
        yield Group(
            level=level,
            name=name,
            province=province or None,
            year=int(year),
            communes=len(np.unique(communes[rows])),
            mean_criteria=round(float(counted[rows].mean()), 6),
            bands=_bands(judged, counted[rows]),
            criteria=tuple(_criteria(judged, rows)),
            rows=np.flatnonzero(rows),
            reported=None if stated(judged) is None else int(as_reported(judged)[rows].sum()),
        )


def band_of(judged: Judgement, counted: NDArray[np.int64]) -> NDArray[np.intp]:
    """The number of the band of the set that so many criteria met fall into; -1 where none."""
    found = np.full(len(counted), -1, dtype=np.intp)
    for number, band in enumerate(judged.loaded.head.bands):
        low, _, high = band.partition("-")
        found[(counted >= int(low)) & (counted <= int(high or low))] = number
    return found


def _bands(judged: Judgement, counted: NDArray[np.int64]) -> dict[str, int]:
    found = band_of(judged, counted)
    return {band: int((found == number).sum()) for number, band in enumerate(judged.loaded.head.bands)}


def _criteria(judged: Judgement, rows: Flags) -> Iterator[dict[str, Any]]:
    for number, criterion in enumerate(judged.loaded.criteria):
        statuses = judged.statuses.criteria[number][rows]
        yield {
            "code": criterion.code,
            **{name: int((statuses == STATUSES.index(name)).sum()) for name in ORDER},
        }
