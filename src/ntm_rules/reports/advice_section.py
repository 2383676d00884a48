"""What is recommended, as the result document holds it: of a commune, of a group."""

from __future__ import annotations

from typing import Any

from ntm_rules.recommend.advise import Advice
from ntm_rules.recommend.money import programmes_of
from ntm_rules.recommend.recommendation import Recommendation
from ntm_rules.recommend.wording import recommendation
from ntm_rules.reports.fact_words import concluded_words, facts_words


def of_row(advice: Advice, row: int) -> list[dict[str, Any]]:
    """The recommendations of a row, the most pressing first."""
    return [recommendation(advice.evidence, found) for found in advice.of_row(row)]


def of_criterion(advice: Advice, row: int, number: int) -> list[dict[str, Any]]:
    """The recommendations of a row that answer a criterion, each with the steps from its facts to the directive."""
    return [_explained(advice, row, found) for found in advice.of_row(row) if number in found.criteria]


def of_no_criterion(advice: Advice, row: int) -> list[dict[str, Any]]:
    """The recommendations of a row that answer no single criterion, each with the steps that led to it."""
    return [_explained(advice, row, found) for found in advice.of_row(row) if not found.criteria]


def _explained(advice: Advice, row: int, found: Recommendation) -> dict[str, Any]:
    """A recommendation with its chain: of each step the rule, the facts it looked at and what it concludes, in words too."""
    concluded = concluded_words(found.conclusion)
    chain = []
    for step in found.conclusion.steps:
        said = step.as_dict(found.facts)
        told = facts_words(advice.assessment, row, said["facts"], concluded)
        chain.append({**said, "facts_words": told})
    return {**recommendation(advice.evidence, found), "chain": chain}


def of_group(advice: Advice, number: int) -> dict[str, Any]:
    """The money and the recommendations of a group, by its place among the groups."""
    lines = advice.lines_of_group(number)
    return {
        "programmes": programmes_of(lines),
        "recommendations": [
            recommendation(advice.evidence, found, lines) for found in advice.of_group(number)
        ],
    }
