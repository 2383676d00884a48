"""What communes did about a criterion, as told in the press: `criteria/policies/remedies.yaml`. Examples, no promises."""

from __future__ import annotations

from pydantic import Field

from ntm_rules.definitions.conditions import Node, Sourced
from ntm_rules.definitions.models import Code, Text
from ntm_rules.definitions.policy_source import policies


class Remedy(Sourced):
    """An example for some criteria or indicators, and the variables it moves."""

    covers: tuple[Code, ...] = Field(alias="for", min_length=1)
    moves: tuple[str, ...] = ()
    text: Text


class Remedies(Node):
    """One file of examples for a set."""

    id: str
    set_id: str = Field(alias="set")
    remedies: tuple[Remedy, ...]

    def of(self, codes: set[str]) -> list[Remedy]:
        """The examples for any of some criteria or indicators, in the order of the file."""
        return [remedy for remedy in self.remedies if codes & set(remedy.covers)]


def load_remedies() -> Remedies:
    """The examples that are shipped. Raises DefinitionError with file and line for what is malformed."""
    return policies(Remedies, "remedies.yaml", None)
