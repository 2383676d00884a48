"""`what-if --scenario-year`: the figures of today by the levels of a later year, beside today's."""

from __future__ import annotations

import json

import pytest

HEADERS = ["commune", "province", "year", "10", "15.1"]


@pytest.fixture
def history(csv_file):
    """A commune with two years: 39 was the level of income of 2022, 42 is that of 2023, 48 that of 2025."""
    rows = [["Xã Mẫu 1", "Hòa Bình", 2022, 40, 95], ["Xã Mẫu 1", "Hòa Bình", 2023, 43, 95]]
    return csv_file([HEADERS, *rows])


def test_the_last_period_is_judged_by_the_levels_of_that_year(run, history):
    ran = run("what-if", history, "--scenario-year", "2025", "--format", "json")
    assert ran.code == 0, ran.err
    document = json.loads(ran.out)
    (scenario,) = document["scenarios"]
    assert scenario["name"] == "year-2025"
    communes = {one["year"]: one for one in scenario["evaluation"]["communes"]}
    assert (communes[2022]["judged_on"], communes[2023]["judged_on"]) == ("2022-12-31", "2025-12-31")
    moved = [
        (c["year"], c["from"], c["to"])
        for c in scenario["changes"]
        if (c["kind"], c["code"]) == ("criterion", "10")
    ]
    assert moved == [(2023, "met", "unmet")]
    assert document["baseline"]["communes"][1]["judged_on"] == "2023-12-31"


def test_the_page_has_both_levels_and_how_many_qualify(run, history):
    out = " ".join(run("what-if", history, "--scenario-year", "2025").out.split())
    assert "Figures of today by the levels of 2025" in out
    assert "what is supposed: levels of 2025" in out
    assert "Income per head: 43 million VND/person/year; level ≥ 42 → ≥ 48" in out
    assert "communes that qualify: 0 of 1 → 0 of 1" in out


def test_several_years_and_other_changes(run, history):
    options = ("--scenario-year", "2024", "--scenario-year", "2025", "--set-value", "*:10=+3")
    document = json.loads(run("what-if", history, *options, "--format", "json").out)
    came = {}
    for scenario in document["scenarios"]:
        criteria = {c["code"]: c["status"] for c in scenario["evaluation"]["communes"][1]["criteria"]}
        came[scenario["name"]] = criteria["10"]
    assert came == {"options": "met", "year-2024": "met", "year-2025": "unmet"}


def test_a_scenario_file_names_a_year(run, history, tmp_path):
    path = tmp_path / "scenario.yaml"
    path.write_text("scenarios: [{id: next, year: 2025}]", encoding="utf-8")
    out = " ".join(run("what-if", history, "--scenario", path).out.split())
    assert "10 Income: met → unmet" in out


@pytest.mark.parametrize("year", ["2021", "2027"])
def test_a_year_that_the_set_does_not_judge_is_refused(run, history, year):
    ran = run("what-if", history, "--scenario-year", year)
    assert ran.code != 0
    assert f"--scenario-year {year}: the set commune-2021-2025 has no levels of {year}." in ran.err
    assert "a year from 2022 to 2025" in ran.err


def test_the_year_of_a_figure_does_not_hold_its_level_back(run, csv_file):
    """The income of 2023 in a report of 2024 is judged by 2023's level; asked for 2025, by that of 2025."""
    path = csv_file([[*HEADERS, "income_per_capita_year"], ["Xã Mẫu 1", "Hòa Bình", 2024, 43, 95, 2023]])
    out = " ".join(run("what-if", path, "--scenario-year", "2025").out.split())
    assert "10 Income: met → unmet" in out
