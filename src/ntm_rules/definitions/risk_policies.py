"""What puts a criterion at risk, as policies of `criteria/policies/`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from ntm_rules.definitions.conditions import Fact, Node, Sourced
from ntm_rules.definitions.models import Code, Text
from ntm_rules.definitions.policy_source import policies

Severity = Literal["high", "medium", "low"]
Stage = Literal["self", "unstaged", "verified", "appraised"]
Named = Literal["code", "variable", "unit", "fact"]
SEVERITIES: tuple[Severity, ...] = ("high", "medium", "low")


class Policy(Sourced):
    """A kind of risk: how severe it is, and which criteria or indicators it watches (all where it names none)."""

    severity: Severity
    title: Text
    only: tuple[Code, ...] = Field(default=(), alias="for")

    def watches(self, criterion: str, indicator: str | None = None) -> bool:
        """Whether it is applied to a criterion or to an indicator of it."""
        return not self.only or criterion in self.only or indicator in self.only

    def refers(self) -> Iterator[tuple[Named, str]]:
        """What it names of the set and the table, to be checked against them."""
        yield from (("code", code) for code in self.only)


class Lost(Policy):
    """Met at the last period, or recognised, and no longer now."""

    kind: Literal["lost"]


class ThinMargin(Policy):
    """Met with less than a margin to spare: by unit, with overrides by variable, each in the variable's unit."""

    kind: Literal["thin_margin"]
    margins: dict[str, float]
    overrides: dict[str, float] = Field(default_factory=dict)

    def refers(self) -> Iterator[tuple[Named, str]]:
        """Units and variables too."""
        yield from super().refers()
        yield from (("unit", name) for name in self.margins)
        yield from (("variable", name) for name in self.overrides)


class RisingLevel(Policy):
    """Met now, and the level of one of so many coming years of the set is above today's value."""

    kind: Literal["rising_level"]
    years_ahead: Annotated[int, Field(ge=1, le=50)]


class Trended(Policy):
    """A kind that looks at the trend of a figure: from how many periods, and the least slope by unit that is no noise."""

    least_points: Annotated[int, Field(ge=2)]
    least_slope: dict[str, Annotated[float, Field(ge=0)]]

    def refers(self) -> Iterator[tuple[Named, str]]:
        """Units too."""
        yield from super().refers()
        yield from (("unit", name) for name in self.least_slope)


class Declining(Trended):
    """Met now, and the trend leads below today's level before the horizon."""

    kind: Literal["declining"]


class OffTrack(Trended):
    """Unmet now, and the trend does not lead to the level of the horizon's year by the horizon."""

    kind: Literal["off_track"]


class Sampling(Policy):
    """Met by a surveyed value, and the chance that the true one misses the level is so great (0 to 1)."""

    kind: Literal["sampling"]
    chance: Annotated[float, Field(gt=0, lt=1)]


class Stale(Policy):
    """Held by what lapses before the horizon; `severity_lapsed` where it has lapsed on the day judged.

    `lasts` says how many months a value holds from its date, by variable, indicator or criterion.
    """

    kind: Literal["stale"]
    severity_lapsed: Severity
    lasts: dict[str, Annotated[int, Field(ge=1, le=1200)]] = Field(default_factory=dict)

    def refers(self) -> Iterator[tuple[Named, str]]:
        """What lasts, too."""
        yield from super().refers()
        yield from (("code" if name[0].isdecimal() else "variable", name) for name in self.lasts)


class Example(Text, Sourced):
    """A published case, told with its grade."""


class Effect(Sourced):
    """What a decision taken elsewhere does to an indicator, in communes of which some facts are so.

    The facts are columns of the table, and `aimed_tier`: the tier that `--targets` aims at.
    """

    id: str
    indicator: Code
    applies_to: Fact
    text: Text
    example: Example | None = None


class PolicyDependent(Policy):
    """Held, and undone by the effect of a decision that is coming or taken."""

    kind: Literal["policy_dependent"]
    effects: tuple[Effect, ...]

    def refers(self) -> Iterator[tuple[Named, str]]:
        """Indicators and facts of the effects too."""
        yield from super().refers()
        for effect in self.effects:
            yield "code", effect.indicator
            yield from (("fact", name) for name in sorted(effect.applies_to.names()))


class SoftVerdict(Policy):
    """Basically met, or met by the verdict of one of some stages with no figure (`severity_unmeasured`)."""

    kind: Literal["soft_verdict"]
    severity_unmeasured: Severity
    stages: tuple[Stage, ...]


class VerdictConflict(Policy):
    """One of some stages says met or basically met, and the figure is not good enough."""

    kind: Literal["verdict_conflict"]
    stages: tuple[Stage, ...]


class RenewalDue(Policy):
    """Recognised anew each year, and for the year without figure and verdict, or with papers in one of some states."""

    kind: Literal["renewal_due"]
    papers: tuple[Literal["missing", "lapsed", "undated"], ...]


class NoData(Policy):
    """A criterion of one of the watch lists that is undecided."""

    kind: Literal["no_data"]
    lists: tuple[Literal["first", "second"], ...]


class BehindPlan(Policy):
    """Asked for by `--targets` this year or an earlier one, and in one of some statuses.

    A target that names no criteria asks for all of them where it aims at one of `tiers`.
    """

    kind: Literal["behind_plan"]
    statuses: tuple[Literal["unmet", "unknown", "basically_met"], ...]
    tiers: tuple[Literal["new_rural", "advanced", "model"], ...]


AnyPolicy = Annotated[
    Lost
    | ThinMargin
    | RisingLevel
    | Declining
    | OffTrack
    | Sampling
    | Stale
    | PolicyDependent
    | SoftVerdict
    | VerdictConflict
    | RenewalDue
    | NoData
    | BehindPlan,
    Field(discriminator="kind"),
]


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
    return policies(RiskPolicies, "at-risk.yaml", path)
