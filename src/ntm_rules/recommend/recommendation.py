"""A recommendation: what is asked of whom, which criteria it answers, how pressing it is, and what led to it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from ntm_rules.definitions.rules import AdviceRule, Recommends
from ntm_rules.recommend.asking import Asked
from ntm_rules.recommend.conclusions import Conclusion

# Facts of what is open or in danger, which a recommendation answers; others only led to it.
ANSWERED = frozenset(
    {
        "unmet", "basically_met", "unknown", "no_figure", "no_level", "at_risk", "in_danger", "risk",
        "many_unmet", "many_at_risk", "many_unknown",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Recommendation:
    """One piece of advice for a commune (`row`) or a group (`row` is None).

    `criteria` are the places in the set of what it answers and `facts` those that led to it; `points` the declared parts of its priority; `rank`
    counts from 1, the most pressing. `rows` are those of the communes of a group that it is for, `rows_of` those of
    them for which the rule holds by each criterion, and `shared` says of a commune's own whether its group says it
    once for several.
    """

    conclusion: Conclusion
    asked: Asked
    criteria: tuple[int, ...]
    facts: tuple[str, ...]
    points: Mapping[str, int]
    rank: int = 0
    row: int | None = None
    rows: tuple[int, ...] = ()
    rows_of: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    shared: bool = False

    @property
    def rule(self) -> AdviceRule:
        """The rule that recommends it."""
        return self.conclusion.rule

    @property
    def what(self) -> Recommends:
        """What the rule says."""
        assert self.rule.recommend is not None
        return self.rule.recommend

    @property
    def score(self) -> int:
        """The sum of its points."""
        return sum(self.points.values())


def answered_codes(conclusion: Conclusion) -> dict[str, None]:
    """The numbers of criteria and indicators that the facts behind a conclusion name as open or in danger."""
    found: dict[str, None] = {}
    for fact in conclusion.facts:
        kind, _, rest = fact.partition(":")
        code = rest.rpartition(":")[2]
        if kind in ANSWERED and code[:1].isdigit():
            found[code] = None
    return found


def speaks_of(fact: str, codes: Collection[str]) -> bool:
    """Whether a fact is of one of some criteria and indicators, or of none at all."""
    code = fact.rpartition(":")[2]
    return not code[:1].isdigit() or code in codes
