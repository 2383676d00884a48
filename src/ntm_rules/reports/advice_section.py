"""What is recommended, as the result document holds it: of a commune, of a group."""

from __future__ import annotations

from typing import Any

from ntm_rules.recommend.advise import Advice
from ntm_rules.recommend.money import programmes_of
from ntm_rules.recommend.wording import recommendation


def of_row(advice: Advice, row: int) -> list[dict[str, Any]]:
    """The recommendations of a row, the most pressing first."""
    return [recommendation(advice.evidence, found) for found in advice.of_row(row)]


def of_criterion(advice: Advice, row: int, number: int) -> list[dict[str, Any]]:
    """The recommendations of a row that answer a criterion, each with the steps from its facts to the directive."""
    return [
        {
            **recommendation(advice.evidence, found),
            "chain": [step.as_dict(found.facts) for step in found.conclusion.steps],
        }
        for found in advice.of_row(row)
        if number in found.criteria
    ]


def of_group(advice: Advice, number: int) -> dict[str, Any]:
    """The money and the recommendations of a group, by its place among the groups."""
    lines = advice.lines_of_group(number)
    return {
        "programmes": programmes_of(lines),
        "recommendations": [
            recommendation(advice.evidence, found, lines) for found in advice.of_group(number)
        ],
    }
