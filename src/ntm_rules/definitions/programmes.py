"""The national target programmes and until when their money may be paid: dated data of `criteria/programmes/`."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache, cached_property
from typing import Annotated, Literal, Self, get_args

from pydantic import Field, model_validator

from ntm_rules.definitions.conditions import Evidenced, Node, Sourced
from ntm_rules.definitions.location import criteria_folder, shown
from ntm_rules.definitions.models import Code, CriteriaSet, Text
from ntm_rules.definitions.yaml_source import read_yaml, validated
from ntm_rules.errors import DefinitionError, Problem
from ntm_rules.i18n import tr

Nature = Literal["investment", "recurrent"]
FundSource = Literal[
    "central", "province", "district", "commune", "combined", "credit", "business", "community"
]
NATURES: tuple[Nature, ...] = get_args(Nature)
FUND_SOURCES: tuple[FundSource, ...] = get_args(FundSource)
_NO_LEAP_YEAR = 2023
# What a table calls all programmes together.
ALL = "all"


class ProgrammeTitle(Evidenced, Text):
    """The name of a programme for the span of days in which it runs under it."""


class Serves(Sourced):
    """The criteria that a programme's money can serve, by set."""

    criteria: dict[str, tuple[Code, ...]]


class Programme(Node):
    """A national target programme."""

    titles: tuple[ProgrammeTitle, ...] = Field(min_length=1)
    aliases: tuple[str, ...] = ()
    serves: Serves

    def runs_in(self, budget_year: int) -> bool:
        """Whether it runs under its own name at the end of a budget year."""
        return any(title.stands_on(date(budget_year, 12, 31)) for title in self.titles)

    @property
    def names(self) -> tuple[str, ...]:
        """All that it is called, its titles first."""
        return (*(name for title in self.titles for name in (title.vi, title.en)), *self.aliases)


class Together(Text):
    """What all programmes together are called."""

    aliases: tuple[str, ...]


class YearEnd(Node):
    """A day of the budget year, or of so many years after it."""

    after: Annotated[int, Field(ge=0, le=50)]
    month: Annotated[int, Field(ge=1, le=12)]
    day: Annotated[int, Field(ge=1, le=31)]

    @model_validator(mode="after")
    def _day_of_its_month(self) -> Self:
        if self.day > monthrange(_NO_LEAP_YEAR, self.month)[1]:
            raise ValueError("the month has no such day in each year")
        return self


class PayableUntil(Sourced):
    """Until when the money of some budget years may still be paid.

    `nature` and `carried_over` narrow it; an extension stands before a rule.
    """

    id: str
    kind: Literal["rule", "extension"]
    budget_years: tuple[int, int | None]
    nature: Nature | None = None
    carried_over: bool | None = None
    until: YearEnd | date

    @property
    def rank(self) -> tuple[bool, bool, bool]:
        """An extension before a rule, then the narrower one first."""
        return self.kind == "extension", self.nature is not None, self.carried_over is not None

    def fits(self, budget_year: int, nature: str | None, *, carried_over: bool) -> bool:
        """Whether it speaks of such money; money of a nature not told is none of an entry for one nature."""
        first, last = self.budget_years
        return (
            first <= budget_year <= (last or budget_year)
            and self.nature in (None, nature)
            and self.carried_over in (None, carried_over)
        )

    def last_day(self, budget_year: int) -> date:
        """The last day on which money of a budget year may be paid."""
        if isinstance(self.until, date):
            return self.until
        return date(budget_year + self.until.after, self.until.month, self.until.day)

    def rivals(self, other: PayableUntil) -> bool:
        """Whether both speak of some money with equal rank."""
        (first, last), (start, end) = self.budget_years, other.budget_years
        meet = (last is None or start <= last) and (end is None or first <= end)
        same = (self.nature, self.carried_over) == (other.nature, other.carried_over)
        return meet and same and self.kind == other.kind


class Programmes(Node):
    """`criteria/programmes/national-targets.yaml`: the programmes by id, their name together, the calendar."""

    id: str
    programmes: dict[str, Programme]
    together: Together = Field(alias="all")
    outside_budget: tuple[FundSource, ...]
    calendar: tuple[PayableUntil, ...]

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """Every id that a row of money may have, `all` last."""
        return (*self.programmes, ALL)

    def title(self, programme: str, budget_year: int) -> Text:
        """The name of a programme in a budget year; the nearest one outside the years in which it runs."""
        if programme == ALL:
            return self.together
        titles = self.programmes[programme].titles
        begun = [title for title in titles if title.valid_from.year <= budget_year]
        return begun[-1] if begun else titles[0]

    def serving(self, programme: str, set_id: str) -> tuple[str, ...]:
        """The numbers of the criteria of a set that its money can serve; of `all`, those of any programme."""
        chosen = self.programmes.values() if programme == ALL else [self.programmes[programme]]
        found = {code for each in chosen for code in each.serves.criteria.get(set_id, ())}
        return tuple(sorted(found, key=lambda code: [int(part) for part in code.split(".")]))

    def payable_until(
        self,
        budget_year: int,
        nature: str | None = None,
        *,
        source: str | None = None,
        carried_over: bool = False,
    ) -> PayableUntil | None:
        """The entry of the calendar that stands for such money; None where none does, or it is not the budget's."""
        if source in self.outside_budget:
            return None
        fitting = [e for e in self.calendar if e.fits(budget_year, nature, carried_over=carried_over)]
        return max(fitting, key=lambda entry: entry.rank, default=None)


def load_programmes() -> Programmes:
    """The programmes as shipped. Raises DefinitionError with file and line for what is malformed."""
    return _shipped()


def check_programmes(given: Programmes, sets: Mapping[str, CriteriaSet]) -> None:
    """Refuse two entries of the calendar that fit equally, and criteria that a known set does not have."""
    if problems := [*_rivals(given), *_unknown_criteria(given, sets)]:
        raise DefinitionError(problems)


def _rivals(given: Programmes) -> Iterator[Problem]:
    for number, entry in enumerate(given.calendar):
        for other in given.calendar[:number]:
            if entry.rivals(other):
                message = tr("{code}: {other} stands for the same days with equal rank.", code=entry.id, other=other.place)  # fmt: skip
                yield Problem("dates", message, file=entry.file, line=entry.line)


def _unknown_criteria(given: Programmes, sets: Mapping[str, CriteriaSet]) -> Iterator[Problem]:
    for programme in given.programmes.values():
        serves = programme.serves
        for set_id, codes in serves.criteria.items():
            known = {c.code for c in sets[set_id].criteria} if set_id in sets else set(codes)
            for code in codes:
                if code not in known:
                    message = tr("there is no criterion {code} in {set}.", code=code, set=set_id)
                    yield Problem("unknown_code", message, file=serves.file, line=serves.line)


@cache
def _shipped() -> Programmes:
    path = criteria_folder() / "programmes" / "national-targets.yaml"
    found = validated(Programmes, read_yaml(path, shown(path)))
    check_programmes(found, {})
    return found
