"""What is said where a verdict contradicts the figures, or one stage of assessment another."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

import ntm_rules as ntm


def warned(kind: str, *rows: dict[str, Any], **how: Any) -> list[ntm.Problem]:
    communes = [
        {"commune": f"Xã Mẫu {n}", "province": "Lai Châu", "year": 2023, **row}
        for n, row in enumerate(rows, start=1)
    ]
    result = ntm.evaluate(pd.DataFrame(communes, dtype=object), **how)
    return [warning for warning in result.warnings if warning.kind == kind]


def test_it_names_who_said_what_and_the_value_against_the_level() -> None:
    (warning,) = warned("verdict_conflict", {"4.2": 88, "4.2_self": "Đạt"})
    assert warning.message == (
        "Xã Mẫu 1, indicator 4.2: the commune says “met”, by the figures it is “unmet”: "
        "the value is 88 % against ≥ 95 %; the figures decide."
    )
    assert warning.facts["parts"] == [
        {"indicator": "4.2", "variable": "safe_electricity_household_pct", "value": 88, "unit": "%",
         "comparison": ">=", "threshold": 95, "gap": -7, "cell": None}
    ]  # fmt: skip
    assert {warning.facts[key] for key in ("stage", "verdict", "measured")} == {"self", "met", "unmet"}


def test_it_is_said_in_vietnamese_with_its_decimals() -> None:
    with ntm.language("vi"):
        (warning,) = warned("verdict_conflict", {"4.2": 88.5, "4.2_appraised": "Đạt"})
    assert "chỉ tiêu 4.2: thẩm định ghi “đạt”" in warning.message
    assert "số liệu 88,5 % so với mức ≥ 95 %" in warning.message


@pytest.mark.parametrize(
    ("stage", "said"),
    [("self", "the commune says"), ("verified", "verification says"), ("appraised", "appraisal says"), ("verdict", "the verdict says")],
)  # fmt: skip
def test_each_stage_is_named(stage: str, said: str) -> None:
    (warning,) = warned("verdict_conflict", {"4.2": 88, f"4.2_{stage}": "Đạt"})
    assert said in warning.message


def test_of_several_figures_those_that_decide_are_named() -> None:
    cells = {
        "pesticide_packaging_treated_pct": 100,
        "medical_waste_treated_pct": 99.996,
        "17.7_appraised": "Đạt",
    }
    (warning,) = warned("verdict_conflict", cells)
    assert [part["variable"] for part in warning.facts["parts"]] == ["medical_waste_treated_pct"]
    assert "17.7" in warning.message
    assert "99.996 % against ≥ 100 %" in warning.message


def test_a_verdict_on_one_figure_is_held_against_that_figure() -> None:
    cells = {
        "pesticide_packaging_treated_pct": 99,
        "pesticide_packaging_treated_pct_self": "Đạt",
        "medical_waste_treated_pct": 99,
        "17.7_appraised": "Chưa đạt",
    }
    (warning,) = warned("verdict_conflict", cells)
    assert (warning.facts["verdict"], warning.facts["measured"]) == ("met", "unmet")
    assert [part["variable"] for part in warning.facts["parts"]] == ["pesticide_packaging_treated_pct"]


def test_a_verdict_on_a_criterion_names_the_indicators_that_fail() -> None:
    cells = {"4.1": "Chưa đạt", "4.2": 90, "4_self": "Đạt"}
    (warning,) = warned("verdict_conflict", cells)
    assert warning.facts["criterion"] == "4"
    assert [part["indicator"] for part in warning.facts["parts"]] == ["4.1", "4.2"]
    assert "criterion 4" in warning.message
    assert ": no; 4.2" in warning.message


def test_a_verdict_that_denies_good_figures_names_them_too() -> None:
    (warning,) = warned("verdict_conflict", {"4.2": 99, "4.2_appraised": "Chưa đạt"})
    assert "by the figures it is “met”: the value is 99 % against ≥ 95 %" in warning.message


def test_a_level_set_aside_by_strict_evidence_is_still_named() -> None:
    (warning,) = warned("verdict_conflict", {"10": 30, "10_appraised": "Đạt"}, strict_evidence=True)
    assert (warning.facts["measured"], warning.facts["parts"][0]["value"]) == ("unmet", 30)


def test_stages_that_disagree_are_told_once_for_the_whole_table() -> None:
    split = {"17.1_self": "Đạt", "17.1_appraised": "Chưa đạt"}
    agreed = {"17.1_self": "Đạt", "17.1_appraised": "Đạt"}
    (warning,) = warned("stages_disagree", agreed, split, split)
    assert (warning.row, warning.facts["count"]) == (3, 2)
    assert warning.facts["pairs"] == [{"lower": "unmet", "higher": "met", "n": 2}]
    assert warning.facts["cells"][0] == {
        "file": "DataFrame", "row": 3, "commune": "Xã Mẫu 2", "code": "17.1", "stages": {"self": "met", "appraised": "unmet"},
    }  # fmt: skip
    assert "Xã Mẫu 2, 17.1: the commune itself: met; appraisal: unmet" in warning.message


@pytest.mark.parametrize("cells", [{"17.1_self": "Đạt"}, {"17.1_self": "Đạt", "17.1_appraised": ""}])
def test_a_stage_that_is_silent_disagrees_with_none(cells: dict[str, Any]) -> None:
    assert not warned("stages_disagree", cells, {"10": 50})


def test_a_level_of_the_branch_not_taken_contradicts_nothing(csv_file):
    """Three schools need 50 % at level 1; that 60 % is short of the 70 % of more schools is no contradiction."""
    header = "commune;province;year;school_count;school_facility_minimum_pct;school_facility_level1_pct;school_facility_level1_pct_self"
    result = ntm.evaluate(csv_file(f"{header}\nXã Mẫu 1;Hòa Bình;2023;3;100;60;Đạt\n"))
    assert result.criteria.query("criterion == '5'")["status"].tolist() == ["met"]
    assert "verdict_conflict" not in {warning.kind for warning in result.warnings}


def test_a_word_beside_a_mere_fact_is_no_verdict(csv_file):
    header = "commune;province;year;school_count;school_count_self;school_facility_minimum_pct;school_facility_level1_pct"
    result = ntm.evaluate(csv_file(f"{header}\nXã Mẫu 1;Hòa Bình;2023;3;Đạt;100;60\n"))
    assert "verdict_conflict" not in {warning.kind for warning in result.warnings}
