"""The money of each source and year, and what residents of a commune can give: one file of budgets."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, model_validator

from ntm_rules.definitions.conditions import Node
from ntm_rules.definitions.location import existing, shown
from ntm_rules.definitions.measures import Amount, Money, Source
from ntm_rules.definitions.models import Text
from ntm_rules.definitions.yaml_source import read_yaml, validated


class Purse(Node):
    """Money of a source in a year, in million VND: of one commune, of one district, or of all where it names none."""

    source: Source
    year: Annotated[int, Field(ge=1990, le=2100)]
    amount: Money
    district: str | None = None
    commune: str | None = None


class Contribution(Node):
    """What residents of each commune can give: workdays in each year, land over the whole plan.

    The line that names a commune stands before that of its district, and that before the line of all.
    """

    workdays_per_year: Amount = 0
    land_m2: Amount = 0
    district: str | None = None
    commune: str | None = None


class Budgets(Node):
    """One file of budgets. Residents of a commune that no line of `community` is for give nothing."""

    id: str
    title: Text
    illustrative: bool = False
    note: str | None = None
    money: tuple[Purse, ...]
    community: tuple[Contribution, ...] = ()

    @model_validator(mode="after")
    def _once_each(self) -> Self:
        seen = set()
        for line in self.money:
            key = (line.source, line.year, line.district, line.commune)
            if key in seen:
                raise ValueError(f"two lines of {line.source} in {line.year} for the same place; add them up")
            seen.add(key)
        places = [(line.district, line.commune) for line in self.community]
        if len(places) != len(set(places)):
            raise ValueError("two lines of community for the same place")
        return self


def load_budgets(path: str | Path) -> Budgets:
    """Load a file of budgets.

    Raises DefinitionError with file and line for what is malformed, UsageError for a file that does not exist.
    """
    return validated(Budgets, read_yaml(existing(Path(path)), shown(Path(path))))
