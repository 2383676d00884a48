"""Hypothesis strategies: rule sets that do not lead in a circle, and facts for them."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from ntm_rules.definitions.rules import AdviceRule

GIVEN = ("unmet:1", "unmet:2", "at_risk:1", "at_risk:2", "met:3", "decided")


def rule(name: str, when: Any, then: str | None = None) -> AdviceRule:
    """A rule as a file would have it; without `then` it recommends."""
    text = {"vi": name, "en": name}
    concludes = {"then": then} if then else {"recommend": {"directive": "D2.3", "text": text}}
    return AdviceRule.model_validate({"id": name, "title": text, "when": _tuples(when), **concludes})


def clauses(names: tuple[str, ...]) -> st.SearchStrategy[Any]:
    """Clauses over some facts, two deep."""
    fact = st.sampled_from(names)
    several = st.lists(fact, min_size=1, max_size=4, unique=True)
    counted = several.flatmap(
        lambda of: st.fixed_dictionaries({"at_least": st.integers(1, len(of)), "of": st.just(of)})
    )
    leaf = st.one_of(
        fact,
        st.fixed_dictionaries({"none_of": several}),
        counted,
        st.just({"for_some": ["1", "2"], "all_of": ["unmet:*", "at_risk:*"]}),
    )
    parts = st.lists(leaf, min_size=1, max_size=3)
    return st.one_of(leaf, st.fixed_dictionaries({"all_of": parts}), st.fixed_dictionaries({"any_of": parts}))


@st.composite
def rule_sets(draw: st.DrawFn) -> list[AdviceRule]:
    """Rules of which each looks only at given facts and at what earlier ones conclude, in any order."""
    known, rules = GIVEN, []
    for number in range(draw(st.integers(1, 7))):
        then = draw(st.sampled_from((None, f"d{number}", "d_shared" if number == 0 else f"d{number}")))
        rules.append(rule(f"r{number}", draw(clauses(known)), then))
        known = (*known, then) if then else known
    return draw(st.permutations(rules))


facts = st.lists(st.sampled_from(GIVEN), unique=True)


def _tuples(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _tuples(entry) for key, entry in value.items()}
    return tuple(map(_tuples, value)) if isinstance(value, list) else value
