"""What becomes of a commune's identity when it is merged, and what weighted figures are taken over: `mergers.yaml`."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Literal

from ntm_rules.definitions.conditions import Grade, Node
from ntm_rules.definitions.location import criteria_folder, shown
from ntm_rules.definitions.models import Text
from ntm_rules.definitions.yaml_source import read_yaml, validated


class Denominator(Text):
    """What a weighted figure is taken over; `column` is where the table of communes may hold it."""

    column: str | None = None


class MergerRules(Node):
    """`mergers.yaml`: the reading by which communes are merged, and how far it is evidenced."""

    evidence: Grade
    note: Text
    denominators: dict[str, Denominator]
    identity: dict[str, Literal["same", "any", "first"]]
    no_district_from: date


@cache
def merger_rules() -> MergerRules:
    """The rules of `criteria/mergers.yaml`, read once. Raises DefinitionError with file and line."""
    path = criteria_folder() / "mergers.yaml"
    return validated(MergerRules, read_yaml(path, shown(path)))
