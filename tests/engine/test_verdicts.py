"""Verdicts beside figures: on a criterion, on an indicator, on one figure of several."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

import ntm_rules as ntm


def judged(**cells: Any) -> tuple[dict[str, dict[str, Any]], ntm.Evaluation]:
    row = {"commune": "Xã Mẫu 1", "province": "Kon Tum", "year": 2023, **cells}
    result = ntm.evaluate(pd.DataFrame([row], dtype=object))
    (commune,) = result.to_dict()["communes"]
    return {i["code"]: i for c in commune["criteria"] for i in (*c["indicators"], c)}, result


@pytest.mark.parametrize(
    ("cells", "code", "status", "basis"),
    [
        ({"pesticide_packaging_treated_pct": "Đạt"}, "17.7", "unknown", "measured"),
        (
            {"pesticide_packaging_treated_pct": "Đạt", "medical_waste_treated_pct": "Đạt"},
            "17.7",
            "met",
            "verdict",
        ),
        (
            {"pesticide_packaging_treated_pct": "Đạt", "medical_waste_treated_pct": 99},
            "17.7",
            "unmet",
            "measured",
        ),
        ({"pesticide_packaging_treated_pct": "Chưa đạt"}, "17.7", "unmet", "verdict"),
        (
            {"pesticide_packaging_treated_pct": "Không xét", "medical_waste_treated_pct": 100},
            "17.7",
            "met",
            "verdict",
        ),
        ({"health_insurance_pct_female": "Đạt"}, "15.1", "unknown", "measured"),
        ({"health_insurance_pct_female": "Đạt", "health_insurance_pct_male": 91}, "15.1", "met", "verdict"),
        ({"school_facility_minimum_pct": "Đạt"}, "5", "unknown", "measured"),
        ({"school_facility_minimum_pct": "Đạt", "school_facility_level1_pct": 75}, "5", "met", "verdict"),
        ({"17.7": "Đạt"}, "17.7", "met", "verdict"),
        ({"17.7": "Đạt", "medical_waste_treated_pct": 99}, "17.7", "unmet", "measured"),
    ],
    ids=str,
)
def test_a_verdict_on_one_figure_speaks_for_that_figure_alone(
    cells: dict[str, Any], code: str, status: str, basis: str
) -> None:
    found, _ = judged(**cells)
    assert (found[code]["status"], found[code]["basis"]) == (status, basis)


def test_a_part_says_that_a_verdict_decided_it() -> None:
    _, result = judged(pesticide_packaging_treated_pct="Đạt", medical_waste_treated_pct=99)
    rows = result.indicators.query("indicator == '17.7'").set_index("variable")
    assert rows["basis"].to_dict() == {
        "pesticide_packaging_treated_pct": "verdict",
        "medical_waste_treated_pct": "measured",
    }
    assert rows["status"].to_dict() == {
        "pesticide_packaging_treated_pct": "met",
        "medical_waste_treated_pct": "unmet",
    }


def test_a_verdict_that_contradicts_one_figure_of_several_is_a_conflict() -> None:
    _, result = judged(pesticide_packaging_treated_pct="88% - Đạt")
    (warning,) = [w for w in result.warnings if w.kind == "verdict_conflict"]
    assert (warning.facts["indicator"], warning.facts["verdict"]) == ("17.7", "met")


@pytest.mark.parametrize("cells", [{"has_craft_village": "Không xét"}, {"school_count": "Đạt"}], ids=str)
def test_a_fact_has_no_verdict(cells: dict[str, Any]) -> None:
    with pytest.raises(ntm.InputError):
        judged(**cells)


def test_no_craft_village_is_a_fact_that_may_be_said_in_words() -> None:
    found, _ = judged(has_craft_village="Không có làng nghề")
    assert found["13.4"]["status"] == "not_applicable"


@pytest.mark.parametrize(
    ("cells", "code"),
    [({"10": 43, "10_appraised": "Đạt"}, "10"), ({"pesticide_packaging_treated_pct": "90% - Đạt", "medical_waste_treated_pct": 100}, "17.7")],
    ids=str,
)  # fmt: skip
def test_strict_evidence_never_betters_a_status(cells: dict[str, Any], code: str) -> None:
    """A verdict does not step in for a figure whose level is set aside."""
    row = {"commune": "Xã Mẫu 1", "province": "Lai Châu", "year": 2024, **cells}
    result = ntm.evaluate(pd.DataFrame([row], dtype=object), strict_evidence=True)
    statuses = result.indicators.query(f"indicator == '{code}'")
    assert set(statuses["status"]) == {"unknown"}
    assert set(statuses["reason"]) == {"unverified_threshold"}
