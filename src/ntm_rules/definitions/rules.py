"""Rules that lead from facts to recommendations: `criteria/policies/recommendations.yaml`, or a file of the user's."""

from __future__ import annotations

from pathlib import Path
from string import Formatter
from typing import Annotated, Literal

from pydantic import Field, model_validator

from ntm_rules.definitions.clauses import Clause
from ntm_rules.definitions.conditions import Node, Sourced
from ntm_rules.definitions.models import Text
from ntm_rules.definitions.policy_source import policies
from ntm_rules.definitions.risk_policies import Severity

Scope = Literal["commune", "group"]
# What may stand in braces in a text of a recommendation.
SLOTS = frozenset({"criteria", "money", "programmes"})
Points = Annotated[int, Field(ge=0)]
Share = Annotated[float, Field(gt=0, le=100)]


class Recommends(Node):
    """What a rule recommends: the directive it is of, in what words, and who acts.

    It answers the criteria of the facts that led to it, and `findings` of the notice; `one_each` makes one
    recommendation for each criterion. `offices` are those whose work brings the criteria about, `keepers` those that
    hold their figures and papers, `addressee` whom the directive speaks to.
    """

    directive: str
    text: Text
    one_each: bool = False
    findings: tuple[str, ...] = ()
    actor: Literal["offices", "keepers", "addressee"] = "offices"

    @model_validator(mode="after")
    def _slots_are_known(self) -> Recommends:
        for text in (self.text.vi, self.text.en):
            for _, slot, _, _ in Formatter().parse(text):
                if slot is not None and slot not in SLOTS:
                    raise ValueError(f"“{{{slot}}}” is none of {', '.join(sorted(SLOTS))}")
        return self


class AdviceRule(Node):
    """Where a clause over facts holds, another fact does, or something is recommended; `title` says why in a few words."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
    scope: Scope = "commune"
    title: Text
    when: Clause
    then: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")] | None = None
    recommend: Recommends | None = None

    @model_validator(mode="after")
    def _concludes_one_thing(self) -> AdviceRule:
        if (self.then is None) == (self.recommend is None):
            raise ValueError("a rule concludes one thing: give then or recommend")
        return self


class Near(Node):
    """So many points where no figure of a criterion misses its level by more than a share of it, in per cent."""

    within: Share
    points: Points


class Watched(Node):
    """Points for criteria of the lists of `at-risk.yaml`."""

    first: Points
    second: Points


class Priority(Sourced):
    """Points by what a recommendation answers; the most of its criteria count, and what it adds up to orders them."""

    watched: Watched
    revocation: Points
    blocks_recognition: Points
    distance: tuple[Near, ...]
    severity: dict[Severity, Points]
    idle_money: Points


class Shared(Sourced):
    """What so many communes of a group, and such a share of it in per cent, have in common is said once for the group."""

    communes: Annotated[int, Field(ge=2)]
    share: Share


class Many(Sourced):
    """A criterion is unmet (at risk, undecided) in many communes of a group from this share on, in per cent."""

    share: Share


class RuleFile(Sourced):
    """One file of rules for a set."""

    id: str
    set_id: str = Field(alias="set")
    priority: Priority
    shared: Shared
    many: Many
    rules: tuple[AdviceRule, ...] = Field(min_length=1)


def load_rules(path: str | Path | None = None) -> RuleFile:
    """The rules of `criteria/policies/recommendations.yaml`, or of a file of the user's.

    Raises DefinitionError with file and line for what is malformed, UsageError for a file that does not exist.
    """
    return policies(RuleFile, "recommendations.yaml", path)
