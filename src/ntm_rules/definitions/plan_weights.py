"""How much a criterion weighs in a plan, from `criteria/policies/planning.yaml`."""

from __future__ import annotations

from functools import cache
from typing import Annotated

from pydantic import Field

from ntm_rules.definitions.conditions import Sourced
from ntm_rules.definitions.location import criteria_folder, shown
from ntm_rules.definitions.yaml_source import read_yaml, validated

Weight = Annotated[int, Field(ge=1)]


class PlanWeights(Sourced):
    """Weights of criteria: of those watched first, of those watched second, of the rest."""

    id: str
    first: Weight
    second: Weight
    rest: Weight

    @property
    def by_place(self) -> tuple[int, int, int]:
        """The weights by the place among the watched: first, second, the rest."""
        return self.first, self.second, self.rest


@cache
def load_plan_weights() -> PlanWeights:
    """The weights as shipped."""
    path = criteria_folder() / "policies" / "planning.yaml"
    return validated(PlanWeights, read_yaml(path, shown(path)))
