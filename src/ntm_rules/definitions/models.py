"""What a criteria set is made of, as frozen pydantic models of the files in `criteria/`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from ntm_rules.definitions.conditions import (
    GRADES,
    Compare,
    Condition,
    Dated,
    Evidenced,
    Fact,
    Flag,
    Grade,
    Level,
    Node,
    comparisons,
)
from ntm_rules.definitions.conditions import Text as Text  # noqa: PLC0414
from ntm_rules.errors import Problem, UsageError
from ntm_rules.i18n import tr, words

Kind = Literal["flag", "rate", "score", "count", "money", "number"]
Code = Annotated[str, Field(pattern=r"^[1-9]\d?(\.[1-9]\d?)?$")]
# The least and greatest value a measurement of each kind can have.
RANGES: dict[str, tuple[float, float]] = {
    "flag": (0, 1),
    "rate": (0, 100),
    "score": (0, 100),
    "count": (0, float("inf")),
    "money": (0, float("inf")),
    "number": (0, float("inf")),
}


class Title(Dated):
    """A title for a span of days; `recalled` until an officer has checked it."""

    evidence: Literal[Grade, "recalled"]
    confidence: Literal["high", "medium", "low"] | None = None
    source: str | None = None
    note: str | None = None
    vi: str
    en: str

    @model_validator(mode="after")
    def _evidence_is_given(self) -> Title:
        if self.evidence not in ("recalled", "unverified") and not self.source:
            raise ValueError(f"a title graded “{self.evidence}” needs its source")
        return self


class Rule(Dated):
    """A composition: what an indicator asks in some regions over a span of days."""

    regions: tuple[str, ...] = ()
    require: Condition


class Indicator(Node):
    """A chỉ tiêu: its number, dated titles and dated compositions."""

    code: Code
    titles: tuple[Title, ...] = Field(min_length=1)
    note: str | None = None
    # Whose year chooses the level: that of the row, or that of the figure where one stands beside it.
    level_of: Literal["row_year", "figure_year"] = "row_year"
    rules: tuple[Rule, ...] = Field(min_length=1)

    def rule_on(self, region: str | None, day: date) -> Rule | None:
        """The composition in force in a region on a day, or None."""
        return next(
            (
                rule
                for rule in self.rules
                if rule.stands_on(day) and (not rule.regions or region in rule.regions)
            ),
            None,
        )

    def stands_on(self, day: date) -> bool:
        """Whether it is asked on a day, in any region."""
        return any(rule.stands_on(day) for rule in self.rules)

    def variables_on(self, day: date) -> tuple[str, ...]:
        """The variables that stand behind it on a day in any region, in reading order."""
        found = {
            part.variable: None
            for rule in self.rules
            if rule.stands_on(day)
            for part in comparisons(rule.require)
        }
        return tuple(found)


class Criterion(Node):
    """A tiêu chí: one file of a set, with the indicators that roll up into it."""

    code: Annotated[str, Field(pattern=r"^[1-9]\d?$")]
    group: str
    titles: tuple[Title, ...] = Field(min_length=1)
    indicators: tuple[Indicator, ...] = Field(min_length=1)


class Counts(Node):
    """How a rate follows from counts: the sum of the numerators by the denominator."""

    numerator: tuple[str, ...] = Field(min_length=1)
    denominator: str


class Combines(Node):
    """How the figures of communes become that of the commune they are merged into; `criteria/mergers.yaml` says more.

    `over` is what a weighted figure is taken over, by its name there. `where` is a flag: communes where it is
    not so are not asked, and leave nothing out.
    """

    by: Literal["add", "weighted", "all", "any", "ask"]
    over: str | None = None
    where: str | None = None

    @model_validator(mode="after")
    def _over_is_given(self) -> Combines:
        if (self.by == "weighted") != (self.over is not None):
            raise ValueError("a weighted figure, and no other, names what it is taken over")
        return self


class Lookalike(Node):
    """Headers that mean another figure, with a hint which one is asked.

    `part` names what part of the figure asked it is, where figures of all parts add up to it.
    """

    headers: tuple[str, ...]
    hint: Text
    part: str | None = None


class Plausible(Node):
    """Bounds of ours beyond which a figure must be in another unit; no law sets them."""

    least: float
    most: float

    def holds(self, figure: float) -> bool:
        """Whether a figure lies within the bounds."""
        return self.least <= figure <= self.most


class AskedWords(Node):
    """Words of cells that mean more than one thing where a variable is measured, with what to write instead."""

    words: tuple[str, ...] = Field(min_length=1)
    hint: Text


class CellWords(Node):
    """What words of cells mean where a variable is measured, before what they mean everywhere.

    `before_figure` may stand before a number (“Còn 3 nhà”). `none_counted` says that 0 of 0 is nothing to judge.
    Where several figures stand behind one number, `part` are the words beside this one in a cell that holds them,
    `whole` those that may stand beside the one of which the others are parts,
    and `together` says that all or nothing of them together is that of each.
    """

    met: tuple[str, ...] = ()
    unmet: tuple[str, ...] = ()
    not_applicable: tuple[str, ...] = ()
    ask: tuple[AskedWords, ...] = ()
    before_figure: tuple[str, ...] = ()
    none_counted: bool = False
    part: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()
    together: bool = False


class Variable(Node):
    """A measured figure or flag: its kind, unit, names, and how it may be derived."""

    kind: Kind
    unit: str | None = None
    label: Text
    aliases: tuple[str, ...] = ()
    lookalikes: tuple[Lookalike, ...] = ()
    zero_words: tuple[str, ...] = ()
    words: CellWords | None = None
    plausible: Plausible | None = None
    counts: Counts | None = None
    # A share of a length, area or weight: its counts need not be whole.
    measured: bool = False
    facts_only: bool = False
    combines: Combines | None = None

    @model_validator(mode="after")
    def _combines_as_its_kind(self) -> Variable:
        for_flags = ("all", "any", "ask")
        if self.combines and self.combines.by not in (
            for_flags if self.kind == "flag" else ("add", "weighted", "ask")
        ):
            raise ValueError(f"a {self.kind} does not combine by {self.combines.by}")
        return self

    @model_validator(mode="after")
    def _unit_is_given(self) -> Variable:
        if self.kind != "flag" and not self.unit:
            raise PydanticCustomError("missing_unit", "a {kind} needs its unit", {"kind": self.kind})
        return self


class Scale(Text):
    """Another unit of the same measure: the words for it, and what one of it is in the unit it belongs to."""

    words: tuple[str, ...]
    factor: Annotated[float, Field(gt=0)]


class Span(Text):
    """A span of time that a figure is of: the words for it, and how many make the one asked (None: not convertible).

    `units` may follow an amount after a stroke, as in triệu đồng/tháng; `words` say it anywhere in a header.
    """

    units: tuple[str, ...]
    words: tuple[str, ...]
    factor: Annotated[float, Field(gt=0)] | None = None
    plausible: Plausible | None = None


class Unit(Text):
    """A unit of measurement, with the words that may follow a number in a cell.

    `per` may follow each of its words and those of its scales after a stroke, as in triệu đồng/người; so may the
    units of a span.
    A header with one of `others` is refused: what stands there cannot be converted.
    """

    cell: tuple[str, ...] = ()
    per: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()
    scales: tuple[Scale, ...] = ()
    fraction: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


class Decision(Node):
    """A signed decision as people cite it."""

    number: str
    issued: date | None = None
    part: Text | None = None
    note: str | None = None

    def __str__(self) -> str:
        day = f" {self.issued.day:02}/{self.issued.month}/{self.issued.year}" if self.issued else ""
        return f"{self.number}{day}" + (f", {words(self.part)}" if self.part else "")


class ColumnRule(Evidenced):
    """When another region's column applies to a commune than that of its province."""

    id: str
    column: str
    applies_to: Fact
    title: Text


class Successor(Node):
    """The set that applies after the last day of another."""

    id: str
    title: Text
    decision: Decision


class SetHead(Node):
    """`set.yaml`: what holds for the whole set."""

    id: str
    title: Text
    unit: Literal["commune", "district", "province"]
    decision: Decision
    amendments: tuple[Decision, ...] = ()
    valid_from: date = Field(alias="from")
    valid_to: date = Field(alias="to")
    criteria: int
    indicators: int
    groups: dict[str, Text]
    counts: tuple[str, ...]
    bands: tuple[Annotated[str, Field(pattern=r"^\d+(-\d+)?$")], ...]
    threshold_column: tuple[ColumnRule, ...] = ()
    succeeded_by: Successor | None = None


class Override(Evidenced):
    """A level of a province in place of the nation's, naming the comparison it replaces."""

    overrides: Annotated[str, Field(pattern=r"^[1-9]\d?(\.[1-9]\d?)?/\w+$")]
    value: float


class AddedIndicator(Indicator):
    """An indicator of the province's own, under a criterion of the set."""

    criterion: str

    def variables_on(self, day: date) -> tuple[str, ...]:
        """The variables behind it on a day; before and after its own days too, as a column is read for all rows."""
        return super().variables_on(day) or super().variables_on(self.rules[0].valid_from)


class ProvinceSet(Node):
    """What a province adds to, tightens in or fills into a national set."""

    id: str
    title: Text
    set_id: str = Field(alias="set")
    province: str
    decision: Decision
    # Whether all levels of the province's decision are entered.
    complete: bool = False
    applies_to: Fact | None = None
    levels: tuple[Override, ...] = ()
    indicators: tuple[AddedIndicator, ...] = ()
    variables: dict[str, Variable] = Field(default_factory=dict)


class CriteriaSet(Node):
    """A whole set, ready to judge with: its head, criteria, variables and province sets."""

    head: SetHead
    criteria: tuple[Criterion, ...]
    variables: Mapping[str, Variable]
    units: Mapping[str, Unit]
    provinces: tuple[ProvinceSet, ...] = ()
    digest: str

    @property
    def id(self) -> str:
        """Its id, the name of its folder."""
        return self.head.id

    @cached_property
    def indicators(self) -> dict[str, Indicator]:
        """Every indicator by its number, in the order of the set."""
        return {indicator.code: indicator for c in self.criteria for indicator in c.indicators}

    @cached_property
    def facts(self) -> tuple[str, ...]:
        """The identity facts that its rules of columns and province sets ask."""
        asked = [rule.applies_to for rule in self.head.threshold_column]
        asked += [overlay.applies_to for overlay in self.provinces if overlay.applies_to]
        return tuple(sorted({name for fact in asked for name in fact.names()}))

    @cached_property
    def variables_of_figure_years(self) -> frozenset[str]:
        """The variables whose level is that of the year the figure is of."""
        return frozenset(
            part.variable
            for indicator in self.indicators.values()
            if indicator.level_of == "figure_year"
            for rule in indicator.rules
            for part in comparisons(rule.require)
        )

    @cached_property
    def rates_of(self) -> dict[str, tuple[str, ...]]:
        """By count, the rates that are worked out from it."""
        found: dict[str, tuple[str, ...]] = {}
        for name, variable in self.variables.items():
            for count in (*variable.counts.numerator, variable.counts.denominator) if variable.counts else ():
                found[count] = (*found.get(count, ()), name)
        return found

    @staticmethod
    def plain_code(code: str) -> str:
        """A number as the set writes it: 17,1 is 17.1."""
        return code.strip().replace(",", ".")

    def criterion_number(self, code: str) -> int:
        """The place of the criterion that a number names, or whose indicator it names. UsageError where none."""
        plain = self.plain_code(code)
        for number, criterion in enumerate(self.criteria):
            if plain == criterion.code or plain in {indicator.code for indicator in criterion.indicators}:
                return number
        raise UsageError(
            Problem(
                "unknown_code",
                tr("there is no criterion or indicator {code} in {set}.", code=code, set=self.id),
                expected=tr("a number such as 10 or 17.1"),
            )
        )

    def covers(self, day: date) -> bool:
        """Whether the set judges on a day."""
        return self.head.valid_from <= day <= self.head.valid_to

    def levels(self) -> Iterator[tuple[Criterion, Indicator, Compare | Flag, Level]]:
        """Every level of the set, each with the place it belongs to; conditions left out."""
        for criterion in self.criteria:
            for indicator in criterion.indicators:
                for rule in indicator.rules:
                    for part in comparisons(rule.require):
                        yield from ((criterion, indicator, part, level) for level in part.levels)

    @cached_property
    def evidence(self) -> dict[Grade, int]:
        """How many levels have each grade."""
        counted: dict[Grade, int] = dict.fromkeys(GRADES, 0)
        for *_, level in self.levels():
            counted[level.block.evidence] += 1
        return counted


def title_on(titles: tuple[Title, ...], day: date) -> Title:
    """The title in force on a day; the nearest one outside the set's validity."""
    begun = [title for title in titles if title.valid_from <= day]
    return max(begun, key=lambda t: t.valid_from) if begun else min(titles, key=lambda t: t.valid_from)
