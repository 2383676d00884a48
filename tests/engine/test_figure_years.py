"""Figures of another year than their row: income is judged by the level of its own year, others are told."""

from __future__ import annotations

from typing import Any

import pytest

import ntm_rules as ntm

HEADERS = ["commune", "province", "period", "income_per_capita", "income_per_capita_year"]


def income(result: ntm.Evaluation, row: int = 0) -> tuple[str, str | None, Any]:
    """The status of 10 with its reason, and the level it was held against."""
    (found,) = result.to_dict()["communes"][row]["criteria"][9]["indicators"]
    levels = [part["threshold"] for part in found["parts"]]
    return found["status"], found["reason"], levels[0] if levels else None


@pytest.mark.parametrize(
    ("period", "value", "of", "expected"),
    [
        ("2024-H1", 43, 2023, ("met", None, 42)),
        ("2024-H1", 43, "", ("unmet", None, 45)),
        ("2024-H1", 43, 2024, ("unmet", None, 45)),
        ("2024", 43, "Năm 2023", ("met", None, 42)),
        ("2025", 46, 2024, ("met", None, 45)),
        ("2023", 43, 2025, ("unmet", None, 48)),
        ("2024", 43, 2021, ("unknown", "outside_validity", None)),
        ("2025", 60, 2026, ("unknown", "outside_validity", None)),
    ],
)
def test_income_is_judged_by_the_level_of_its_own_year(csv_file, period, value, of, expected):
    """The levels of the northern mountains are 42 in 2023, 45 in 2024, 48 in 2025."""
    assert income(ntm.evaluate(csv_file([HEADERS, ["Xã Mẫu", "Sơn La", period, value, of]]))) == expected


def test_rows_of_one_table_have_each_their_own_year(csv_file):
    rows = [
        ["A", "Sơn La", "2024", 43, 2023],
        ["B", "Sơn La", "2024", 43, ""],
        ["C", "Sơn La", "2023", 43, ""],
    ]
    found = ntm.evaluate(csv_file([HEADERS, *rows]))
    assert [income(found, row) for row in range(3)] == [
        ("met", None, 42), ("unmet", None, 45), ("met", None, 42),
    ]  # fmt: skip


@pytest.mark.parametrize("fact", ["especially_difficult", "safety_zone"])
def test_the_column_stays_that_of_the_row(csv_file, fact):
    headers = [*HEADERS, fact, "poor_district"]
    row = ["A", "Hà Nội", "2024", 43, 2023, "có", "có"]
    assert income(ntm.evaluate(csv_file([headers, row])))[2] == 42


def test_explain_says_whose_level_stands(csv_file, run):
    path = csv_file([HEADERS, ["Xã Mẫu", "Sơn La", "2024-H1", 43, 2023]])
    out = run("explain", str(path), "--commune", "Mẫu", "10").out
    assert "≥ 42" in out
    assert "the level of 2023 stands, the year the figure is of, as the set has it" in out
    same = csv_file([HEADERS, ["Xã Mẫu", "Sơn La", "2024-H1", 43, 2024]])
    assert "the year the figure is of" not in run("explain", str(same), "--commune", "Mẫu", "10").out


def test_a_figure_outside_the_set_is_told(csv_file):
    found = ntm.evaluate(csv_file([HEADERS, ["Xã Mẫu", "Sơn La", "2024", 43, 2021]]))
    (warning,) = [w for w in found.warnings if w.kind == "figure_of_another_year"]
    assert (warning.row, warning.column) == (2, "income_per_capita")
    assert "2021" in str(warning)
    assert "2022 to 2025" in str(warning)


def test_another_figure_of_another_year_is_judged_by_the_rows_year_and_told(csv_file):
    headers = ["commune", "province", "year", "health_insurance_pct", "health_insurance_pct_year"]
    rows = [["A", "Sơn La", 2024, 96, 2022], ["B", "Sơn La", 2024, 96, 2024], ["C", "Sơn La", 2024, "", 2022]]
    found = ntm.evaluate(csv_file([headers, *rows]))
    (warning,) = [w for w in found.warnings if w.kind == "figure_of_another_year"]
    assert warning.facts["rows"] == [2]
    parts = found.indicators.query("variable == 'health_insurance_pct'")
    assert parts["threshold"].nunique() == 1


def test_a_risk_of_a_coming_level_holds_the_figure_against_the_coming_year(csv_file):
    """43 of 2023 meets 42; in 2025 48 are asked."""
    found = ntm.evaluate(csv_file([HEADERS, ["A", "Sơn La", "2024", 43, 2023]]))
    (risk,) = [r for r in found.to_dict()["communes"][0]["risks"] if r["kind"] == "rising_level"]
    assert (risk["facts"]["level"], risk["facts"]["coming"], risk["facts"]["year"]) == (42, 48, 2025)


def test_a_supposed_figure_keeps_the_year_of_the_one_in_its_place(csv_file):
    path = csv_file([HEADERS, ["A", "Sơn La", "2024", 40, 2023]])
    found = ntm.what_if(path, {"id": "s", "changes": [{"value": "income_per_capita", "set": 43}]})
    scenario = found.to_dict()["scenarios"][0]["evaluation"]["communes"][0]
    assert scenario["criteria"][9]["status"] == "met"


def test_merged_incomes_of_two_years_are_judged_by_the_rows_year(csv_file):
    headers = [*HEADERS, "population"]
    rows = [["A", "Sơn La", "2024", 43, 2023, 100], ["B", "Sơn La", "2024", 43, "", 100]]
    found = ntm.what_if(csv_file([headers, *rows]), {"id": "m", "merge": "A+B=C"})
    (merged,) = found.to_dict()["scenarios"][0]["evaluation"]["communes"]
    assert merged["criteria"][9]["indicators"][0]["parts"][0]["threshold"] == 45


@pytest.mark.parametrize(
    "header",
    ["10_year", "TC10 năm số liệu", "Năm số liệu thu nhập bình quân đầu người", "Thu nhập (năm số liệu)"],
)
def test_the_column_of_the_year_is_known_by_number_and_title(csv_file, header):
    headers = ["commune", "province", "period", "10", header]
    assert income(ntm.evaluate(csv_file([headers, ["A", "Sơn La", "2024-H1", 43, 2023]]))) == (
        "met",
        None,
        42,
    )
