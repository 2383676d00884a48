"""What a commune can do and what it costs: one file of measures, checked against the set they serve."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal, Self, get_args

from pydantic import Field, model_validator

from ntm_rules.definitions.conditions import Node, Sourced, comparisons
from ntm_rules.definitions.location import existing, shown
from ntm_rules.definitions.models import CriteriaSet, Text
from ntm_rules.definitions.yaml_source import read_yaml, validated
from ntm_rules.errors import DefinitionError, Problem
from ntm_rules.i18n import tr

Source = Literal["new_rural", "poverty_reduction", "ethnic_minority", "local", "community"]
SOURCES: tuple[Source, ...] = get_args(Source)
Denominator = Literal["counted", "households", "population"]

Money = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Amount = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Units = Annotated[int, Field(ge=1)]


class Move(Node):
    """What one unit of a measure does to a variable.

    `sets` makes a flag true. Else `by` says how far one unit moves a figure, in the figure's unit, or with `of` how
    many of the commune's households, people, or of what stands under its fraction (7/9: one of nine) a unit reaches.
    `up_to` is the value that the measure, with those that reach no further, cannot carry the figure beyond.
    """

    sets: Literal[True] | None = None
    by: Annotated[float, Field(allow_inf_nan=False)] | None = None
    of: Denominator | None = None
    up_to: Annotated[float, Field(allow_inf_nan=False)] | None = None

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        if (self.sets is None) == (self.by is None):
            raise ValueError("give one of sets, by")
        if self.sets and (self.of or self.up_to is not None):
            raise ValueError("a flag that is set has neither of nor up_to")
        if self.by == 0:
            raise ValueError("a unit that moves nothing")
        return self


class Measure(Sourced):
    """Something that can be done in a commune, in whole units.

    Money in million VND: `cost` of one unit in the year it is begun, `maintenance` of one unit in each year after it is
    done. It has its effect from the year that lies `takes_years` after the one it is begun in; 0 is that year itself.
    `workdays` and `land_m2` are what residents give for one unit beside the money.
    """

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    title: Text
    unit: Text
    cost: Money
    maintenance: Money = 0
    takes_years: Annotated[int, Field(ge=0, le=100)] = 1
    most_per_commune: Units | None = None
    most_per_year: Units | None = None
    moves: dict[str, Move] = Field(min_length=1)
    paid_by: tuple[Source, ...] = Field(min_length=1)
    workdays: Amount = 0
    land_m2: Amount = 0
    illustrative: bool = False


class Costs(Node):
    """One file of measures."""

    id: str
    title: Text
    measures: tuple[Measure, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _once_each(self) -> Self:
        seen: set[str] = set()
        for measure in self.measures:
            if measure.id in seen:
                raise ValueError(f"the measure “{measure.id}” stands twice")
            seen.add(measure.id)
        return self

    @cached_property
    def illustrative(self) -> bool:
        """Whether the figures of any measure are invented."""
        return any(measure.illustrative for measure in self.measures)


def source_words(source: str) -> str:
    """Whose money it is, as people read it."""
    return {
        "new_rural": tr("new rural programme"),
        "poverty_reduction": tr("poverty reduction programme"),
        "ethnic_minority": tr("ethnic minority and mountain programme"),
        "local": tr("local budget"),
        "community": tr("residents’ contribution"),
    }[source]


def load_costs(path: str | Path, loaded: CriteriaSet) -> Costs:
    """Load a file of measures for a set.

    Raises DefinitionError with file and line for what is malformed or does not fit the set, UsageError for a file
    that does not exist.
    """
    source = read_yaml(existing(Path(path)), shown(Path(path)))
    found = validated(Costs, source)
    if problems := [problem for measure in found.measures for problem in _misfits(measure, loaded)]:
        raise DefinitionError(problems)
    return found


def directions(loaded: CriteriaSet) -> dict[str, int]:
    """For each variable that a level is set for, 1 where more is better and -1 where less is."""
    return {
        part.variable: -1 if part.op in ("<=", "<") else 1
        for indicator in loaded.indicators.values()
        for rule in indicator.rules
        for part in comparisons(rule.require)
    }


def _conditions(loaded: CriteriaSet) -> set[str]:
    """The variables that decide what is asked."""
    return {
        part.variable
        for indicator in loaded.indicators.values()
        for rule in indicator.rules
        for part in comparisons(rule.require, conditions_too=True)
    } - directions(loaded).keys()


def _misfits(measure: Measure, loaded: CriteriaSet) -> Iterator[Problem]:
    for name, move in measure.moves.items():
        variable, direction = loaded.variables.get(name), directions(loaded).get(name)
        place = {"file": move.file, "line": move.line}
        if variable is None or direction is None:
            kind, message = (
                "unknown_variable",
                tr("“{name}” is no variable that a level is set for.", name=name),
            )
            if name in _conditions(loaded):
                kind = "wrong_measure"
                message = tr(
                    "“{name}” decides what is asked of a commune; no measure can move it.", name=name
                )
            yield Problem(kind, message, **place)  # type: ignore[arg-type]
        elif (variable.kind == "flag") != bool(move.sets):
            message = tr("measure “{id}”, “{name}”: a flag is set, a figure is moved by an amount.", id=measure.id, name=name)  # fmt: skip
            yield Problem("wrong_measure", message, **place, expected=tr("sets: true for a flag, by: and an amount for a figure"))  # type: ignore[arg-type]  # fmt: skip
        elif move.by is not None and move.by * direction < 0:
            message = tr("measure “{id}” moves “{name}” away from its level.", id=measure.id, name=name)
            yield Problem("wrong_measure", message, **place, expected=tr("a plus where more is better, a minus where less is"))  # type: ignore[arg-type]  # fmt: skip
        elif move.of and variable.kind != "rate":
            message = tr("measure “{id}”, “{name}”: only a rate is moved by a share of something.", id=measure.id, name=name)  # fmt: skip
            yield Problem("wrong_measure", message, **place)  # type: ignore[arg-type]
