"""What newspapers and portals printed of real communes never contradicts the tool, or the conflict is listed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

import ntm_rules as ntm

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"
SAID = yaml.safe_load((FIXTURES / "published-expected.yaml").read_text(encoding="utf-8"))
CASES = SAID["cases"]


@pytest.fixture(scope="module")
def found() -> dict[tuple[str, int], dict[str, Any]]:
    result = ntm.evaluate(FIXTURES / "published-2022-2025.csv").to_dict()
    return {(c["commune"], c["year"]): c for c in result["communes"]}


def statuses(commune: dict[str, Any]) -> dict[str, str]:
    return {
        entry["code"]: entry["status"]
        for criterion in commune["criteria"]
        for entry in (*criterion["indicators"], criterion)
    }


def test_every_row_has_its_case_and_every_case_its_row(found: dict[Any, Any]) -> None:
    assert found.keys() == {(case["commune"], case["year"]) for case in CASES}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_what_a_source_says_is_never_contradicted(case: dict[str, Any], found: dict[Any, Any]) -> None:
    """Met is never unmet here, nor unmet met; a conflict stands in the file with its reason, and is real."""
    judged = statuses(found[case["commune"], case["year"]])
    listed = {(c["id"], str(c["code"])) for c in SAID["conflicts"]}
    contradicted = {(case["id"], code) for code in case["says"]["met"] if judged[str(code)] == "unmet"}
    contradicted |= {
        (case["id"], str(code))
        for code in case["says"]["unmet"]
        if judged[str(code)] in ("met", "not_applicable")
    }
    assert contradicted == {entry for entry in listed if entry[0] == case["id"]}
    assert all(conflict["reason"] for conflict in SAID["conflicts"])


def test_the_figures_printed_decide_what_the_source_says(found: dict[Any, Any]) -> None:
    """Mường Luân, 19 million and 24 % in 2023, fails income and poverty, as its paper says."""
    judged = statuses(found["Mường Luân", 2023])
    assert (judged["10"], judged["11"]) == ("unmet", "unmet")


def test_every_case_names_its_source() -> None:
    assert all(case["source"].startswith("http") and case["confidence"] for case in CASES)
