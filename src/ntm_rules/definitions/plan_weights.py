"""How much a criterion weighs in a plan, from `criteria/policies/planning.yaml`."""

from __future__ import annotations

from functools import cache
from typing import Annotated

from pydantic import Field

from ntm_rules.definitions.conditions import Sourced
from ntm_rules.definitions.location import criteria_folder, shown
from ntm_rules.definitions.risk_policies import RiskPolicies
from ntm_rules.definitions.yaml_source import read_yaml, validated

Weight = Annotated[int, Field(ge=1)]


class PlanWeights(Sourced):
    """Weights of criteria: of those watched first, of those watched second, of the rest."""

    id: str
    first: Weight
    second: Weight
    rest: Weight

    def of(self, code: str, watched: RiskPolicies) -> int:
        """The weight of a criterion under the watch lists of some policies."""
        if code in watched.watch.first.codes:
            return self.first
        return self.second if code in watched.watch.second.codes else self.rest


@cache
def load_plan_weights() -> PlanWeights:
    """The weights as shipped."""
    path = criteria_folder() / "policies" / "planning.yaml"
    return validated(PlanWeights, read_yaml(path, shown(path)))
