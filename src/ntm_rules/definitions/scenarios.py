"""What if: named scenarios as data, each of mergers, and changes to figures, facts, verdicts, levels or money."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Discriminator, Field, Tag, field_validator, model_validator
from pydantic_core import PydanticCustomError

from ntm_rules.definitions.conditions import Fact, Node, form_of
from ntm_rules.definitions.models import Text
from ntm_rules.definitions.programmes import FundSource, Nature
from ntm_rules.definitions.yaml_source import Given, Source, read_yaml, validated
from ntm_rules.errors import DefinitionError, Problem
from ntm_rules.i18n import tr, words

Verdict = Literal["unmet", "basically_met", "met", "not_applicable"]
_STEPS = ("set", "add", "scale")


def _refused(message: str) -> PydanticCustomError:
    return PydanticCustomError("scenario", "{message}", {"message": message})


class Where(Fact):
    """A condition on a commune: a fact of its identity, or a figure within bounds."""

    value: str | None = None
    at_least: float | None = None
    at_most: float | None = None
    above: float | None = None
    below: float | None = None
    any_of: tuple[Where, ...] = ()
    all_of: tuple[Where, ...] = ()

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        forms = (self.fact is not None, self.value is not None, bool(self.any_of), bool(self.all_of))
        if sum(forms) != 1:
            raise _refused(tr("give one of {ids}", ids="fact, value, any_of, all_of"))
        if (self.value is not None) != any(bound is not None for bound in self.bounds.values()):
            raise _refused(tr("a value goes with at_least, at_most, above or below"))
        return self

    @property
    def bounds(self) -> dict[str, float | None]:
        """The bounds of a figure, by the comparison with each."""
        return {">=": self.at_least, "<=": self.at_most, ">": self.above, "<": self.below}


class _Meant(Node):
    """Which rows a change is for: all that are given must hold; without `years`, the last period of each commune."""

    communes: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()
    provinces: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    where: Where | None = None


class ValueChange(_Meant):
    """A figure set, added to or scaled: a variable, one of its columns by sex or its counts, or the number of an indicator.

    A text is read as a cell of the table is: `55%`, `7/9`, `51 triệu`, `Đạt`.
    """

    value: str
    set: float | bool | str | None = None
    add: float | str | None = None
    scale: float | None = Field(default=None, ge=0)

    @model_validator(mode="after")
    def _one_step(self) -> Self:
        _give_one(self, _STEPS)
        return self


class FactChange(_Meant):
    """A fact of the identity that becomes another; null makes it blank."""

    fact: str
    set: str | bool | None


class VerdictChange(_Meant):
    """One verdict in place of those that stand on an indicator or criterion; null takes them away."""

    verdict: str
    set: Verdict | None


class LevelChange(Node):
    """A level set, added to, scaled, or that of a year put in force: for regions or all, from a day to another."""

    level: str
    set: float | None = None
    add: float | None = None
    scale: float | None = Field(default=None, ge=0)
    of_year: int | None = None
    regions: tuple[str, ...] = ()
    valid_from: date | None = Field(default=None, alias="from")
    valid_to: date | None = Field(default=None, alias="to")

    @model_validator(mode="after")
    def _one_step(self) -> Self:
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise _refused(tr("it ends before it begins"))
        _give_one(self, (*_STEPS, "of_year"))
        return self


class MoneyChange(Node):
    """Money planned or disbursed, in million VND, set, added to or scaled: of some programmes, places, budget years.

    What is not named is not asked for. Without `communes`, what is set or added is of a wider place where it has lines of its
    own, and what is scaled of all. A text is read as a cell is (`1,2 tỷ`); `disbursed` set to `95%` is that share of what
    is planned. `places` are communes, districts or provinces.
    """

    money: Literal["planned", "disbursed"]
    set: Annotated[float, Field(ge=0)] | str | None = None
    add: float | str | None = None
    scale: float | None = Field(default=None, ge=0)
    programmes: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    provinces: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()
    communes: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    components: tuple[str, ...] = ()
    natures: tuple[Nature, ...] = ()
    sources: tuple[FundSource, ...] = ()
    carried_over: bool | None = None

    @model_validator(mode="after")
    def _one_step(self) -> Self:
        _give_one(self, _STEPS)
        return self


RowChange = ValueChange | FactChange | VerdictChange
TableChange = RowChange | LevelChange
_FORMS = {
    "value": ValueChange, "fact": FactChange, "verdict": VerdictChange, "level": LevelChange, "money": MoneyChange,
}  # fmt: skip


def _give_one(change: Node, names: Sequence[str]) -> None:
    if sum(getattr(change, name) is not None for name in names) != 1:
        raise _refused(tr("give one of {ids}", ids=", ".join(names)))


def _form(data: Any) -> str | None:
    return form_of(data, _FORMS)


Change = Annotated[
    Annotated[ValueChange, Tag("value")]
    | Annotated[FactChange, Tag("fact")]
    | Annotated[VerdictChange, Tag("verdict")]
    | Annotated[LevelChange, Tag("level")]
    | Annotated[MoneyChange, Tag("money")],
    Discriminator(
        _form,
        custom_error_type="no_change",
        custom_error_message="a change is of one of value, fact, verdict, level, money",
    ),
]


class Scenario(Node):
    """What is supposed: communes merged, then changes one upon the other, after those of the scenario it builds on.

    `merge` holds mergers as typed (A+B=C) or files of old and new communes, seen from the folder of the scenario's file.
    `year` judges the last period of each commune by the levels of that year, in place of those of its own.
    """

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")]
    title: Text | None = None
    based_on: str | None = None
    merge: tuple[str, ...] = ()
    year: int | None = Field(default=None, ge=1990, le=2100)
    changes: tuple[Change, ...] = ()

    @field_validator("merge", mode="before")
    @classmethod
    def _one_or_several(cls, given: Any) -> Any:
        return (given,) if isinstance(given, str) else given

    @property
    def name(self) -> str:
        """Its title in the language in force, else its id."""
        return words(self.title) if self.title else self.id


class _File(Node):
    scenarios: tuple[Scenario, ...]


class Scenarios:
    """Named scenarios, in the order they are given. Raises DefinitionError for ids that repeat, lack or go in a circle."""

    def __init__(self, scenarios: Sequence[Scenario]) -> None:
        self._by_id: dict[str, Scenario] = {}
        problems = []
        for scenario in scenarios:
            if scenario.id in self._by_id:
                problems.append(_wrong(scenario, tr("two scenarios have the id “{id}”.", id=scenario.id)))
            self._by_id.setdefault(scenario.id, scenario)
        if problems or (problems := [*self._unfounded()]):
            raise DefinitionError(problems)

    def __iter__(self) -> Iterator[Scenario]:
        return iter(self._by_id.values())

    def __len__(self) -> int:
        return len(self._by_id)

    def changes(self, scenario: Scenario) -> list[tuple[str, Change]]:
        """All changes of a scenario, those of what it builds on first, each with the id of the scenario it is of."""
        return [(one.id, change) for one in self.chain(scenario) for change in one.changes]

    def chain(self, scenario: Scenario) -> list[Scenario]:
        """A scenario after what it builds on, as far as that is known and does not come round again."""
        found = [scenario]
        while (base := self._by_id.get(found[-1].based_on or "")) is not None and base not in found:
            found.append(base)
        return found[::-1]

    def _unfounded(self) -> Iterator[Problem]:
        for scenario in self:
            base, first = scenario.based_on, self.chain(scenario)[0]
            if base is not None and base not in self._by_id:
                message = tr("there is no scenario “{id}” to build on.", id=base)
                yield _wrong(scenario, message, expected=tr("one of {ids}", ids=", ".join(self._by_id)))
            elif first.based_on == scenario.id:
                message = tr("the scenario “{id}” builds on itself, by way of “{base}”.", id=scenario.id, base=base)  # fmt: skip
                yield _wrong(scenario, message, remedy=tr("take one based_on out"))


def load_scenarios(source: str | Path | dict[str, Any] | Sequence[Any]) -> Scenarios:
    """Load scenarios from a YAML file, from data of its form, or from a list of scenarios.

    Raises DefinitionError with file and line for what is malformed or cannot be read.
    """
    if isinstance(source, str | Path):
        return _checked(read_yaml(Path(source), str(source)))
    whole = source if isinstance(source, dict) else {"scenarios": source}
    whole = {"scenarios": [whole]} if "id" in whole else whole
    return _checked(Given(whole, "scenarios"))


def _checked(source: Source) -> Scenarios:
    return Scenarios(validated(_File, source).scenarios)


def _wrong(scenario: Scenario, message: str, **more: Any) -> Problem:
    return Problem("scenario_shape", message, file=scenario.file or None, line=scenario.line or None, **more)
