"""How many communes qualify before and under a scenario: of each its last period."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ntm_rules.engine.evaluate import Judgement
from ntm_rules.risks.subject import Subject


@dataclass(frozen=True, slots=True)
class Standing:
    """Of the communes of one table: how many there are, how many qualify, and of how many that is not decided."""

    communes: int
    qualify: int
    undecided: int


def standing_of(judged: Judgement) -> Standing:
    """The standing of a judgement; wards and townships are left out where the set does not count them."""
    counted = judged.table.is_unit(judged.loaded.head.counts) & ~judged.cases.outside & Subject(judged).last
    found = judged.qualifies[counted]
    return Standing(len(found), int((found == 1).sum()), int((found == -1).sum()))


def as_dict(before: Standing, after: Standing) -> dict[str, Any]:
    """Both beside one another, as they stand in the document."""
    return {
        "communes": {"from": before.communes, "to": after.communes},
        "qualify": {"from": before.qualify, "to": after.qualify},
        "undecided": {"from": before.undecided, "to": after.undecided},
    }
