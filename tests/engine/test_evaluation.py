"""What an evaluation as a whole promises: its documents, languages, warnings, and who is counted."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

import ntm_rules as ntm

ROW = {"commune": "Xã Mẫu 1", "province": "Lai Châu", "year": 2023, "income_per_capita": 43}


def evaluate(*rows: dict[str, Any], **how: Any) -> ntm.Evaluation:
    found = [{**ROW, "commune": f"Xã Mẫu {n}", **row} for n, row in enumerate(rows or ({},), start=1)]
    return ntm.evaluate(pd.DataFrame(found), **how)


def test_warnings_and_titles_speak_the_language_of_the_moment() -> None:
    """An evaluation made in one language is read whole in the other, to the byte."""
    with ntm.language("vi"):
        result = evaluate({"nobody_knows": 1})
        assert any("chưa kiểm chứng" in w.message for w in result.warnings)
    with ntm.language("en"):
        again = evaluate({"nobody_knows": 1})
        assert result.to_json() == again.to_json()
        assert [str(w) for w in result.warnings] == [str(w) for w in again.warnings]


def test_wards_and_townships_are_judged_and_not_counted_as_communes() -> None:
    result = evaluate({"unit_type": "xã"}, {"unit_type": "thị trấn"}, {"unit_type": None})
    assert result.to_dict()["groups"][0]["communes"] == 2
    assert len(result.communes) == 3
    assert any(w.kind == "not_a_commune" for w in result.warnings)


def test_a_row_that_sums_up_others_is_no_commune() -> None:
    result = evaluate({}, {"commune": "Toàn huyện"}, {"commune": "Tổng cộng", "year": None})
    assert result.communes["commune"].tolist() == ["Xã Mẫu 1"]
    (warning,) = [w for w in result.warnings if w.kind == "skipped_row"]
    assert warning.facts["rows"] == [3, 4]


def test_estimates_and_plans_are_set_aside() -> None:
    result = evaluate({}, {"value_kind": "plan"}, {"value_kind": "ước thực hiện"})
    assert len(result.communes) == 1
    (warning,) = [w for w in result.warnings if w.kind == "not_actual"]
    assert warning.facts["rows"] == [3, 4]


def test_a_file_of_plans_alone_is_refused() -> None:
    with pytest.raises(ntm.InputError) as caught:
        evaluate({"value_kind": "kế hoạch"})
    assert caught.value.problems[0].kind == "not_actual"


def test_a_province_given_by_its_code_is_named() -> None:
    result = evaluate({"province": None, "province_code": "12"})
    (commune,) = result.to_dict()["communes"]
    assert (commune["province"], commune["region"]) == ("Lai Châu", "TDMNPB")


def test_rows_of_other_years_are_history_whatever_day_is_asked_for() -> None:
    result = evaluate({}, {"year": 2021}, {"year": 2026}, as_of=date(2024, 6, 28))
    reasons = [{c["reason"] for c in commune["criteria"]} for commune in result.to_dict()["communes"]]
    assert reasons[1] == reasons[2] == {"outside_validity"}
    assert reasons[0] != {"outside_validity"}
    warnings = [w for w in result.warnings if w.kind == "history_only"]
    assert [w.facts["rows"] for w in warnings] == [[4], [3]]


def test_a_day_outside_the_set_is_refused_by_its_own_name() -> None:
    with pytest.raises(ntm.InputError, match="2026-02-28"):
        evaluate(as_of=date(2026, 2, 28))


def test_the_number_of_unverified_levels_is_said_even_where_it_is_none() -> None:
    """3.1 has a ministry's guidance behind its level."""
    result = evaluate({"income_per_capita": None, "irrigated_land_pct": 90})
    (warning,) = [w for w in result.warnings if w.kind == "unverified_levels"]
    assert (warning.facts["unverified"], warning.facts["levels"]) == (0, 1)


def test_the_counts_of_unverified_verdicts_are_those_of_the_parts_in_the_document() -> None:
    """Of each commune and in sum; what a verdict decided, and what is not decided, is left out."""
    result = evaluate(
        # 2.1 is left to the province, 3.1 rests on a guidance, 9.2 and 17.2 on nothing checked.
        {"irrigated_land_pct": 90, "solid_house_pct": 80, "business_environment_compliance_pct": 50},
        {
            "income_per_capita": None,
            "solid_house_pct": 60,
            "9.1_verdict": "Đạt",
            "commune_road_paved_pct": 90,
        },
        {"income_per_capita": None, "irrigated_land_pct": 70},
    )
    measured: list[list[str]] = []
    for commune in result.to_dict()["communes"]:
        parts = [
            part
            for criterion in commune["criteria"]
            for indicator in criterion["indicators"]
            for part in indicator["parts"]
            if indicator["basis"] == "measured" and part["status"] in ("met", "unmet")
        ]
        measured.append([part["evidence"] for part in parts])
        assert commune["summary"]["levels_unverified"] == measured[-1].count("unverified")
    assert [evidence.count("unverified") for evidence in measured] == [3, 1, 0]
    (warning,) = [w for w in result.warnings if w.kind == "unverified_levels"]
    assert warning.facts["verdicts"] == sum(map(len, measured)) == 6
    assert warning.facts["verdicts_on_unverified"] == 4
    assert (warning.facts["levels"], warning.facts["unverified"]) == (4, 3)


@pytest.mark.parametrize(
    ("place", "reason", "status"),
    [
        # Phú Thọ since July 2025 is of the Northern midlands (48) and of the Red River delta (62).
        ({"province": "Phú Thọ"}, "region_unknown", "unknown"),
        ({"province": "Phú Thọ", "old_province": "Vĩnh Phúc"}, None, "unmet"),
        ({"province": "Phú Thọ", "old_province": "Hòa Bình"}, None, "met"),
        ({"province": "Vĩnh Phúc"}, None, "unmet"),
        # Both old provinces of Lào Cai are of one region.
        ({"province": "Lào Cai"}, None, "met"),
    ],
)
def test_a_province_over_two_regions_decides_no_level_that_differs_between_them(
    place: dict[str, str], reason: str | None, status: str
) -> None:
    (commune,) = evaluate({"year": 2025, "income_per_capita": 55, **place}).to_dict()["communes"]
    income = commune["criteria"][9]
    assert (income["status"], income["reason"]) == (status, reason)
    assert (commune["region"] is None) == (reason is not None)


@pytest.mark.parametrize(
    ("header", "language", "named"),
    [
        (["Xã", "Tỉnh", "Năm", "10"], "vi", ["Khu vực", "Xã đặc biệt khó khăn", "Xã bãi ngang"]),
        (["Xã", "Tỉnh", "Năm", "10"], "en", ["Area", "Especially difficult"]),
        (["Xã", "Tỉnh", "Năm", "10", "ĐBKK", "xã khu vực"], "vi", ["ĐBKK", "xã khu vực", "Huyện nghèo"]),
    ],
)
def test_blank_columns_of_identity_are_named_by_the_headers_of_the_file(
    csv_file, header, language, named
) -> None:
    """Else by headers that the reader takes; never by names of the program."""
    path = csv_file([header, ["Xã Mẫu 1", "Khánh Hòa", 2023, 43, *[""] * (len(header) - 4)]])
    with ntm.language(language):
        (warning,) = [w for w in ntm.evaluate(path).warnings if w.kind == "assumed_not_listed"]
        text = str(warning)
    assert all(name in text for name in named)
    assert not any(
        name in text for name in ("especially_difficult", "coastal_island", "area,", "poor_district")
    )


@pytest.mark.parametrize(
    ("header", "named"), [("Tỉnh", ["Tỉnh", "Tỉnh cũ", "Vùng"]), ("tên tỉnh", ["tên tỉnh"])]
)
def test_a_region_that_is_not_known_is_asked_for_by_the_headers_of_the_file(csv_file, header, named) -> None:
    path = csv_file([["Xã", header, "Năm", "10"], ["Xã Mẫu 1", "Phú Thọ", 2025, 55]])
    with ntm.language("vi"):
        (warning,) = [w for w in ntm.evaluate(path).warnings if w.kind == "region_unknown"]
        remedy = str(warning).partition("Cách sửa:")[2]
    assert all(name in remedy for name in named)
    assert "old_province" not in remedy


@pytest.mark.parametrize(
    ("province", "schools", "thresholds"),
    [("Lai Châu", 2, [100, 50]), ("Lai Châu", 5, [100, 70]), ("Lai Châu", None, [100, 70, 50]), ("Hà Nội", 2, [100])],
)  # fmt: skip
def test_only_the_parts_that_are_asked_of_a_commune_are_listed(
    province: str, schools: int | None, thresholds: list[int]
) -> None:
    """Beside communes of other regions and numbers of schools in the same table."""
    figures = {"school_facility_minimum_pct": 100, "school_facility_level1_pct": 60}
    rows = [{"province": "Lai Châu", "school_count": 2}, {"province": "Hà Nội", "school_count": 9}, {"province": province, "school_count": schools}]  # fmt: skip
    found = evaluate(*({**figures, **row} for row in rows)).to_dict()["communes"][-1]
    (indicator,) = found["criteria"][4]["indicators"]
    listed = [part["threshold"] for part in indicator["parts"] if part["variable"].startswith("school_facility")]  # fmt: skip
    assert listed == thresholds


@pytest.mark.parametrize(
    ("figure", "verdict", "conflict"),
    [(None, "Không xét", False), (95, "Không xét", True), (50, "Không xét", True), (None, "Chưa đạt", False), (95, "Chưa đạt", True), (95, "Đạt", False)],
)  # fmt: skip
def test_a_verdict_contradicts_only_what_was_measured(
    figure: int | None, verdict: str, conflict: bool
) -> None:
    result = evaluate({"health_insurance_pct": figure, "15.1_verdict": verdict})
    assert any(w.kind == "verdict_conflict" for w in result.warnings) == conflict


def test_a_province_is_known_by_its_name_too() -> None:
    assert [p.id for p in ntm.load_set(province="Bình Phước").provinces] == ["binh-phuoc-2022-difficult"]
    with pytest.raises(ntm.UsageError):
        ntm.load_set(province="Lai Châu")


def test_a_looser_level_of_a_province_is_a_warning_of_every_evaluation(tmp_path: Any) -> None:
    file = tmp_path / "lai-chau.yaml"
    file.write_text(
        "id: lai-chau\nset: commune-2021-2025\nprovince: Lai Châu\ntitle: {vi: x, en: x}\n"
        "decision: {number: 1/QĐ-UBND}\nlevels:\n  - {overrides: 10/income_per_capita, from: 2023-01-01,"
        " to: 2023-12-31, value: 30, evidence: guidance, source: x}\n",
        encoding="utf-8",
    )
    result = ntm.evaluate(pd.DataFrame([ROW]), ntm.load_set(province=file))
    assert any(w.kind == "looser_than_national" for w in result.warnings)
    assert result.criteria.query("criterion == '10'")["status"].tolist() == ["met"]


def test_the_frames_are_tidy_and_keep_the_callers_table() -> None:
    before = pd.DataFrame([ROW, {**ROW, "commune": "Xã Mẫu 2"}])
    kept = before.copy(deep=True)
    result = ntm.evaluate(before)
    pd.testing.assert_frame_equal(before, kept)
    assert list(result.indicators.columns) == [
        "commune_code", "commune", "district", "province", "year", "period", "criterion", "indicator", "variable",
        "value", "unit", "comparison", "threshold", "gap", "status", "reason", "basis", "evidence", "source",
        "threshold_region", "origin",
    ]  # fmt: skip
    assert len(result.criteria) == 2 * 19
    assert result.groups["criterion"].nunique() == 19


def test_the_gap_is_positive_when_better_whatever_the_direction() -> None:
    result = evaluate({"income_per_capita": 43.5, "child_stunting_pct": 25.0})
    gaps = result.indicators.dropna(subset="gap").set_index("indicator")["gap"]
    assert gaps["10"] == 1.5
    assert gaps["15.3"] == -1.0


def test_the_document_has_no_nan_and_six_places() -> None:
    result = evaluate({"health_insurance_pct_num": 1, "health_insurance_pct_den": 3})
    found = json.loads(result.to_json(), parse_constant=pytest.fail)
    values = [
        part["value"]
        for criterion in found["communes"][0]["criteria"]
        for indicator in criterion["indicators"]
        for part in indicator["parts"]
    ]
    assert 33.333333 in values


@pytest.mark.parametrize("table", [None, 5, {"commune": ["A"]}, ["A"]])
def test_what_is_no_table_is_refused_by_an_error_of_ours(table: Any) -> None:
    with pytest.raises(ntm.NtmRulesError):
        ntm.evaluate(table)


def test_a_misspelt_option_is_refused() -> None:
    with pytest.raises(ntm.UsageError):
        evaluate(basically_met="count")  # type: ignore[arg-type]


def test_what_was_settled_in_reading_is_not_passed_over_in_silence() -> None:
    table = ntm.read_table(pd.DataFrame([ROW]))
    with pytest.raises(ntm.UsageError):
        ntm.evaluate(table, year=2024)


def test_ambiguity_is_settled_by_what_the_figure_can_be() -> None:
    """A count is whole, a rate at most 100: only an amount of money can be read both ways."""
    result = evaluate(
        {"population": "3.456", "multidimensional_poverty_pct": "12.125", "income_per_capita": "43,5"}
    )
    values = result.judged.table.values
    assert values["population"][0] == 3456
    assert values["multidimensional_poverty_pct"][0] == 12.125
    with pytest.raises(ntm.InputError, match=r"1\.234"):
        evaluate({"income_per_capita": "1.234"})


def test_counts_from_two_columns_fill_each_other() -> None:
    rows = [
        {"multidimensional_poverty_pct": "1/2"},
        {"poor_households": 4, "near_poor_households": 3, "households": 100},
    ]
    result = evaluate(*rows)
    np.testing.assert_array_equal(result.judged.table.values["multidimensional_poverty_pct"], [50.0, 7.0])


def test_a_verdict_may_stand_under_a_number_beside_its_figure() -> None:
    result = ntm.evaluate(pd.DataFrame([[*ROW.values(), "Chưa đạt"]], columns=[*ROW, "Tiêu chí 10"]))
    (warning,) = [w for w in result.warnings if w.kind == "verdict_conflict"]
    assert warning.facts["indicator"] == "10"


def test_a_number_that_a_workbook_made_a_date_is_named() -> None:
    with pytest.raises(ntm.InputError, match="17-Nov"):
        evaluate({"17-Nov": "Đạt"})
