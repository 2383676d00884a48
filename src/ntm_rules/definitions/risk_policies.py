"""What puts a criterion at risk, as policies of `criteria/policies/`."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from ntm_rules.definitions.conditions import Node, Sourced
from ntm_rules.definitions.location import criteria_folder, existing, shown
from ntm_rules.definitions.models import Code, Text
from ntm_rules.definitions.yaml_source import read_yaml, validated

Severity = Literal["high", "medium", "low"]
SEVERITIES: tuple[Severity, ...] = ("high", "medium", "low")


class Policy(Sourced):
    """A kind of risk: how severe it is, and which criteria or indicators it watches (all where it names none)."""

    severity: Severity
    title: Text
    only: tuple[Code, ...] = Field(default=(), alias="for")

    def watches(self, criterion: str, indicator: str | None = None) -> bool:
        """Whether it is applied to a criterion or to an indicator of it."""
        return not self.only or criterion in self.only or indicator in self.only


class Lost(Policy):
    """Met at the last period, or recognised, and no longer now."""

    kind: Literal["lost"]


class ThinMargin(Policy):
    """Met with less than a margin to spare: by unit, with overrides by variable, each in the variable's unit."""

    kind: Literal["thin_margin"]
    margins: dict[str, float]
    overrides: dict[str, float] = Field(default_factory=dict)


class RisingLevel(Policy):
    """Met now, and the level of one of so many coming years of the set is above today's value."""

    kind: Literal["rising_level"]
    years_ahead: Annotated[int, Field(ge=1)]


AnyPolicy = Annotated[Lost | ThinMargin | RisingLevel, Field(discriminator="kind")]


class Watched(Sourced):
    """Criteria that are watched before others."""

    codes: tuple[Code, ...]


class Watch(Node):
    """The criteria watched first, and those after them."""

    first: Watched
    second: Watched


class RiskPolicies(Node):
    """One file of policies for a set."""

    id: str
    set_id: str = Field(alias="set")
    watch: Watch
    policies: tuple[AnyPolicy, ...]


def load_policies(path: str | Path | None = None) -> RiskPolicies:
    """The policies of `criteria/policies/at-risk.yaml`, or of a file of the user's.

    Raises DefinitionError with file and line for what is malformed, UsageError for a file that does not exist.
    """
    return _shipped() if path is None else _checked(existing(Path(path)))


@cache
def _shipped() -> RiskPolicies:
    return _checked(criteria_folder() / "policies" / "at-risk.yaml")


def _checked(path: Path) -> RiskPolicies:
    return validated(RiskPolicies, read_yaml(path, shown(path)))
