"""Which notice asks for what is recommended, in a place and for a period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ntm_rules.definitions.directives import Applies, Directive, Notice
from ntm_rules.i18n import tr
from ntm_rules.tables.communes import province_key
from ntm_rules.tables.unit_names import name_key


@dataclass(frozen=True, slots=True)
class Place:
    """Where and when something is to be done; None where that is not known.

    `day` is the first after the period whose figures led to it.
    """

    province: str | None
    district: str | None
    day: date


@dataclass(frozen=True, slots=True)
class Asked:
    """A directive of a notice; it is `cited` where the notice speaks in the place and on the day."""

    notice: Notice
    directive: Directive
    cited: bool

    @property
    def citation(self) -> str | None:
        """The place in the notice, as people cite it; None where it does not speak."""
        if not self.cited:
            return None
        return tr(
            "{source}, section {section}, dash {dash}",
            source=self.notice.source or self.notice.id,
            section=self.directive.section,
            dash=self.directive.dash,
        )


def asked(notices: Sequence[Notice], named: str, place: Place) -> Asked:
    """The directive that rules call by an id: of the first notice that speaks there, else of the last that has it.

    Raises KeyError where no notice has it.
    """
    having = [(notice, found) for notice in notices if (found := notice.asks(named)) is not None]
    for notice, found in having:
        if any(_covers(where, place) for where in notice.applies_to):
            return Asked(notice, found, cited=True)
    if not having:
        raise KeyError(named)
    return Asked(*having[-1], cited=False)


def _covers(where: Applies, place: Place) -> bool:
    if not where.stands_on(place.day) or place.province is None:
        return False
    if province_key(place.province) != province_key(where.province):
        return False
    if where.district is None:
        return True
    return place.district is not None and name_key(place.district) == name_key(where.district)
