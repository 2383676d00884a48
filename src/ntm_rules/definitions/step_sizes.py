"""By how little a planner can change a figure: `criteria/policies/steps.yaml`."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field

from ntm_rules.definitions.conditions import Node, Sourced
from ntm_rules.definitions.location import criteria_folder, existing, shown
from ntm_rules.definitions.models import Variable
from ntm_rules.definitions.yaml_source import read_yaml, validated

Size = Annotated[float, Field(gt=0)]


class ByKind(Node):
    """The least step by kind of variable, in its unit."""

    rate: Size
    score: Size
    count: Size
    money: Size
    number: Size


class OfCounts(Node):
    """The least step of the counts behind a rate."""

    whole: Size
    measured: Size


class StepSizes(Sourced):
    """One file of steps: the least, and those that sensitivity tries (`natural`, and `percent` of the figure)."""

    id: str
    least: ByKind
    natural: ByKind
    percent: Size
    counts: OfCounts

    def of(self, variable: Variable) -> float:
        """The least step of a figure; 1 for a flag."""
        size: float = 1.0 if variable.kind == "flag" else getattr(self.least, variable.kind)
        return size

    def unit_of(self, variable: Variable) -> float:
        """One more or one less of a figure as people count it; 1 for a flag."""
        size: float = 1.0 if variable.kind == "flag" else getattr(self.natural, variable.kind)
        return size

    def of_counts(self, variable: Variable) -> float:
        """The least step of the counts behind a rate."""
        return self.counts.measured if variable.measured else self.counts.whole


def load_step_sizes(path: str | Path | None = None) -> StepSizes:
    """The least steps of `criteria/policies/steps.yaml`, or of a file of the user's.

    Raises DefinitionError with file and line for what is malformed, UsageError for a file that does not exist.
    """
    return _shipped() if path is None else _checked(existing(Path(path)))


@cache
def _shipped() -> StepSizes:
    return _checked(criteria_folder() / "policies" / "steps.yaml")


def _checked(path: Path) -> StepSizes:
    return validated(StepSizes, read_yaml(path, shown(path)))
