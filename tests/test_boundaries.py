"""The YAML cases stand on both sides of every boundary of the set, and what lacks one is named."""

from __future__ import annotations

import pytest

from ntm_rules.definitions.conditions import comparisons
from tests.support.cases import Case, criteria_set, read_cases
from tests.support.demands import absent, demands

CASES = read_cases("commune-2021-2025")


def without(**wanted: str) -> list[Case]:
    """All cases but those that give these cells."""
    return [case for case in CASES if not wanted.items() <= case.given.items()]


def test_every_boundary_has_its_cases() -> None:
    """At each level, just better, just worse and without the figure; each date and column rule on both sides."""
    lacking = absent(criteria_set(), CASES)
    assert not lacking, "\n".join(["these cases are absent:", *lacking])


def test_every_level_is_asked_about() -> None:
    """No level, and no condition, of the definitions is left out of the demands."""
    loaded = criteria_set()
    asked = "\n".join(demand.text for demand in demands(loaded, []))
    for indicator in loaded.indicators.values():
        for rule in indicator.rules:
            for part in comparisons(rule.require, conditions_too=True):
                assert f"from {rule.valid_from}: no case without {part.variable}" in asked
                for level in part.levels:
                    place = "every region" if level.region == "all" else level.region
                    assert f"in {place} from {level.block.valid_from}: no case" in asked
    assert len(set(asked.split("\n"))) == len(asked.split("\n"))


@pytest.mark.parametrize(
    ("removed", "lacking"),
    [
        (
            {"region": "DBSH", "business_environment_compliance_pct": "99.9"},
            ["17.2 in DBSH from 2022-03-08: no case just worse than 100"],
        ),
        ({"region": "BTB", "solid_house_pct": "80"}, ["9.2 in BTB from 2022-03-08: no case at 80"]),
        ({"region": "BTB", "solid_house_pct": "80.1"}, ["9.2 in BTB from 2022-03-08: no case just better than 80"]),
        (
            {"region": "TN", "child_stunting_pct": "26.6"},
            ["15.3 in TN from 2022-03-08: no case just worse than 26.5"],
        ),
        ({"region": "DNB", "income_per_capita": "70.9"}, ["10 in DNB from 2025-01-01: no case just worse than 71"]),
        ({"postal_point": ""}, ["8.1 from 2022-03-08: no case without postal_point"]),
        ({"postal_point": "Chưa đạt"}, ["8.1 in every region from 2022-03-08: no case not so"]),
        (
            {"school_count": "3", "region": "TN", "school_facility_level1_pct": "49.9"},
            ["5 (level1_up_to_3_schools) in TN from 2022-03-08: no case just worse than 50"],
        ),
        (
            {"region": "DBSCL", "medical_waste_treated_pct": "99.9"},
            ["17.7 (medical_waste_treated_pct) in DBSCL from 2022-03-08: no case just worse than 100"],
        ),
    ],
)  # fmt: skip
def test_a_removed_case_is_named(removed: dict[str, str], lacking: list[str]) -> None:
    """Without a case, the demand it held is named, and nothing else."""
    assert absent(criteria_set(), without(**removed)) == lacking


def test_a_removed_side_of_a_date_is_named() -> None:
    """Without the cases of its first day, each change of composition or column from 1 March 2024 is named."""
    rest = [case for case in CASES if str(case.as_of) != "2024-03-01"]
    lacking = [text for text in absent(criteria_set(), rest) if "judged differently" in text]
    pair = "no figures judged differently on 2024-02-29 and on 2024-03-01"
    subjects = ("13.1", "15.4", "17.1", "column rule area_2_3", "column rule coastal_island")
    assert lacking == [f"{subject}: {pair}" for subject in subjects]


def test_every_demand_can_go_unmet() -> None:
    """With no cases at all, everything is named."""
    loaded = criteria_set()
    assert absent(loaded, []) == [demand.text for demand in demands(loaded, [])]
