"""What an input template is made for: the set, the year, the region and province, the communes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from ntm_rules.definitions.load import refuse_year_outside
from ntm_rules.definitions.models import CriteriaSet
from ntm_rules.definitions.places import Place, places
from ntm_rules.definitions.resolve import Case
from ntm_rules.errors import Problem, UsageError
from ntm_rules.i18n import tr, words

Stage = Literal["self", "verified", "appraised"]
STAGES: tuple[Stage, ...] = ("self", "verified", "appraised")


@dataclass(frozen=True, slots=True)
class Setting:
    """Where and when the levels shown are those of; `region` is None where every region's are."""

    loaded: CriteriaSet
    year: int
    region: str | None
    province: str | None
    communes: tuple[str, ...]
    stages: tuple[Stage, ...]
    example: bool

    @property
    def day(self) -> date:
        """The day whose levels judge figures of the year."""
        return date(self.year, 12, 31)

    @property
    def regions(self) -> tuple[str, ...]:
        """The regions whose levels are shown."""
        return (self.region,) if self.region else tuple(places().regions)

    def case(self, region: str) -> Case:
        """The case of a commune of a region of which no fact is known."""
        return Case(self.day, region, frozenset(o.id for o in self.loaded.provinces if o.applies_to is None))

    @property
    def scope(self) -> str:
        """Year, region and province in words."""
        parts = [tr("year {year}", year=self.year)]
        parts.append(words(places().regions[self.region]) if self.region else tr("all regions"))
        parts += [self.province] if self.province else []
        return " · ".join(parts)


def settle(
    loaded: CriteriaSet,
    *,
    year: int | None = None,
    region: str | None = None,
    province: str | None = None,
    communes: tuple[str, ...] = (),
    stages: tuple[Stage, ...] = (),
    example: bool = False,
) -> Setting:
    """What a template is asked for, made whole: the last year of the set where none is named.

    The province decides the region, the province sets laid over the set the province. Raises UsageError
    for what does not exist or does not go together.
    """
    year = loaded.head.valid_to.year if year is None else year
    refuse_year_outside(loaded, year)
    if unknown := set(stages) - set(STAGES):
        message = tr("there is no stage of assessment “{stage}”.", stage=min(unknown))
        raise UsageError(Problem("wrong_call", message, expected=", ".join(STAGES)))
    place = _place(loaded, province, date(year, 12, 31))
    return Setting(
        loaded=loaded,
        year=year,
        region=_region(region, place),
        province=place.name if place else None,
        communes=communes,
        stages=tuple(stage for stage in STAGES if stage in stages),
        example=example,
    )


def _place(loaded: CriteriaSet, name: str | None, day: date) -> Place | None:
    owners = {overlay.province for overlay in loaded.provinces}
    if name is None:
        return places().find_old(owners.pop()) if len(owners) == 1 else None
    place = places().find(name, day)
    if place is None:
        message = tr("there is no province “{name}”.", name=name)
        expected = tr("one of the 63 provinces or the 34 since July 2025")
        raise UsageError(Problem("unknown_province", message, expected=expected))
    for owner in sorted(owners):
        if owner != place.old and places().became(owner) != place:
            message = tr(
                "the province set is of {owner}, not of {province}.", owner=owner, province=place.name
            )
            raise UsageError(Problem("wrong_call", message, remedy=tr("leave one of the two out")))
    return place


def _region(name: str | None, place: Place | None) -> str | None:
    own = place.region if place else None
    if name is None:
        return own
    region = places().find_region(name)
    if region is None:
        message = tr("there is no region “{name}”.", name=name)
        raise UsageError(Problem("wrong_call", message, expected=", ".join(places().regions)))
    if place and own and own != region.id:
        message = tr(
            "{province} lies in another region, {region}.",
            province=place.name,
            region=words(places().regions[own]),
        )
        raise UsageError(Problem("region_contradicts", message, remedy=tr("leave one of the two out")))
    return region.id
