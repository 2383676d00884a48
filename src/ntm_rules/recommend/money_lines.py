"""Sums of money of one programme and place: what is planned and disbursed, how late that is, until when it may be paid."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from math import fsum, isnan
from typing import Any, Literal, NamedTuple

from ntm_rules.definitions.conditions import Grade
from ntm_rules.definitions.money import MoneyPolicy
from ntm_rules.definitions.programmes import PayableUntil, Programmes
from ntm_rules.tables.programmes import Entry

PlaceLevel = Literal["all", "province", "district", "commune"]
CarriedOver = Literal["with", "without"]
# Why there is no ratio.
NoRatio = Literal["planned_missing", "disbursed_missing", "nothing_planned"]
PLACES = 6


@dataclass(frozen=True)
class Payable:
    """Until when a part of the money may still be paid, on whose word, and how much of it is undisbursed (None: unknown)."""

    until: date
    entry: PayableUntil
    undisbursed: float | None

    @property
    def evidence(self) -> Grade:
        """The grade of the day."""
        return self.entry.evidence


class FromSource(NamedTuple):
    """What is planned and disbursed of money from one source, in million VND (None: a row does not say)."""

    source: str
    planned: float | None
    disbursed: float | None


@dataclass(frozen=True)
class Line:
    """The money of a programme (or of `all` in sum) at a place, of one budget year, in million VND.

    `planned` and `disbursed` are None where a row of the sum does not say them: a part is not shown as the whole.
    `as_of` is the latest day of the figures and `as_of_first` the earliest that counts. `elapsed` is the part of the
    budget year gone, 0 to 1: where the figures are of several days, the mean over what is planned. `own` says
    whether rows of the place itself tell it, rather than the sum over the places within; `parts` are the programmes
    summed and `sources` the sums of the sources that rows name; `rows` those of the table that count, `references`
    where they were reported.
    """

    level: PlaceLevel
    name: str | None
    programme: str
    budget_year: int
    planned: float | None
    disbursed: float | None
    as_of: date
    as_of_first: date
    elapsed: float
    payable: tuple[Payable, ...]
    sources: tuple[FromSource, ...]
    own: bool
    parts: tuple[str, ...]
    carried_over: CarriedOver
    rows: tuple[int, ...]
    references: tuple[str, ...]
    policy: MoneyPolicy

    @property
    def reason(self) -> NoRatio | None:
        """Why there is no ratio; None where there is one."""
        if self.planned is None:
            return "planned_missing"
        if self.disbursed is None:
            return "disbursed_missing"
        return None if self.planned > 0 else "nothing_planned"

    @cached_property
    def ratio(self) -> float | None:
        """What is disbursed as a share of the plan, above 1 where more is disbursed than planned."""
        if self.planned is None or self.disbursed is None or self.planned <= 0:
            return None
        return self.disbursed / self.planned

    @property
    def undisbursed(self) -> float | None:
        """What of the plan is not disbursed, in million VND; negative where more is disbursed than planned."""
        if self.planned is None or self.disbursed is None:
            return None
        return round(self.planned - self.disbursed, PLACES)

    @cached_property
    def behind(self) -> float | None:
        """By how many percentage points the disbursed share is behind the part of the year gone."""
        return None if self.ratio is None else round(100 * (self.elapsed - self.ratio), PLACES)

    @property
    def late(self) -> bool:
        """Whether it is behind by what the policy calls late."""
        return self.behind is not None and self.behind >= self.policy.late.points

    @property
    def very_late(self) -> bool:
        """Whether it is behind by what the policy calls very late."""
        return self.behind is not None and self.behind >= self.policy.very_late.points

    @property
    def idle(self) -> bool:
        """Whether so much is undisbursed, late enough in the year, that the policy calls it idle."""
        idle, left = self.policy.idle, self.undisbursed
        if left is None or self.ratio is None or self.elapsed < idle.year_gone:
            return False
        amount: float = getattr(idle.amounts, self.level)
        return left >= amount and round(100 * (1 - self.ratio), PLACES) >= idle.share

    @property
    def next_end(self) -> Payable | None:
        """The next day, from `as_of` on, after which some of what is undisbursed can no longer be paid.

        The last one where all have passed. None where no entry of the calendar stands, or nothing is left to pay.
        """
        open_ended = [end for end in self.payable if end.undisbursed is None or end.undisbursed > 0]
        coming = [end for end in open_ended if end.until >= self.as_of]
        return coming[0] if coming else open_ended[-1] if open_ended else None

    @property
    def payable_until(self) -> date | None:
        """The day of `next_end`."""
        return None if self.next_end is None else self.next_end.until

    @property
    def payable_evidence(self) -> Grade | None:
        """The grade of that day."""
        return None if self.next_end is None else self.next_end.evidence

    def as_dict(self) -> dict[str, Any]:
        """As it stands in the result document, numbers rounded to 6 places."""
        return {
            "programme": self.programme,
            "budget_year": self.budget_year,
            "planned": self.planned,
            "disbursed": self.disbursed,
            "ratio": None if self.ratio is None else round(self.ratio, PLACES),
            "reason": self.reason,
            "as_of": self.as_of.isoformat(),
            **({"as_of_first": self.as_of_first.isoformat()} if self.as_of_first != self.as_of else {}),
            "elapsed": round(self.elapsed, PLACES),
            "carried_over": self.carried_over,
            "undisbursed": self.undisbursed,
            "payable_until": self.payable_until and self.payable_until.isoformat(),
            "payable_evidence": self.payable_evidence,
            "late": self.late,
            "very_late": self.very_late,
            "idle": self.idle,
        }


def elapsed_on(day: date, budget_year: int) -> float:
    """The part of a budget year gone at the end of a day: 0 before the year, 1 from its last day on."""
    start, end = date(budget_year, 1, 1), date(budget_year, 12, 31)
    gone = ((day - start).days + 1) / ((end - start).days + 1)
    return min(max(gone, 0.0), 1.0)


def total(figures: Iterable[float]) -> float | None:
    """The sum, the same in whatever order; None where one is missing."""
    found = fsum(figures)
    return None if isnan(found) else round(found, PLACES)


def mean_elapsed(entries: Sequence[Entry]) -> float:
    """The part of the budget year gone, each row on its own day and weighing what it plans.

    Where the plan is not known, or nothing is planned, that on the latest day.
    """
    year = entries[0].budget_year
    gone = {day: elapsed_on(day, year) for day in {entry.as_of for entry in entries}}
    planned = total(entry.planned for entry in entries)
    if not planned or len(set(gone.values())) == 1:
        return max(gone.values())
    return fsum(entry.planned * gone[entry.as_of] for entry in entries) / planned


def by_source(entries: Iterable[Entry]) -> Iterator[FromSource]:
    """The sums of each source that rows name, in the order of their names."""
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry.source is not None:
            found.setdefault(entry.source, []).append(entry)
    for source, own in sorted(found.items()):
        yield FromSource(source, total(one.planned for one in own), total(one.disbursed for one in own))


def ends(entries: Iterable[Entry], programmes: Programmes) -> Iterator[Payable]:
    """Until when which part of some rows may be paid, the earliest day first."""
    left: dict[tuple[int, str | None, str | None, bool], list[float]] = {}
    for one in entries:
        kind = (one.budget_year, one.nature, one.source, one.carried_over)
        left.setdefault(kind, []).append(one.planned - one.disbursed)
    by_day: dict[date, tuple[list[PayableUntil], list[float]]] = {}
    for (year, nature, source, carried_over), amounts in left.items():
        standing = programmes.payable_until(year, nature, source=source, carried_over=carried_over)
        if standing is not None:
            known, together = by_day.setdefault(standing.last_day(year), ([], []))
            known.append(standing)
            together.extend(amounts)
    for day, (known, together) in sorted(by_day.items(), key=lambda item: item[0]):
        # Of entries that end on one day, the one named is the same in whatever order the rows are.
        yield Payable(day, min(known, key=lambda one: one.id), total(together))
