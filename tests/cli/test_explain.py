"""`explain`: a verdict a planner can check by hand."""

from __future__ import annotations

import json

import pytest


def test_the_text_gives_value_cell_level_column_evidence_and_distance(run, good):
    out = run("explain", good, "--commune", "Xã Bình", "10").out
    assert "30 million VND/person/year" in out
    assert good.name in out
    assert "row 3" in out
    assert "column “10”" in out
    assert "≥ 42" in out
    assert "Northern midlands and mountains" in out
    assert "TDMNPB" not in out
    assert "unverified" in out
    assert "short of the level by 12" in out


@pytest.mark.parametrize("code", ["17.1", "17,1", "17"])
def test_an_indicator_or_criterion_is_asked_for_by_number(run, good, code):
    out = run("explain", good, "--commune", "Xã An", code).out
    assert "Indicator 17.1." in out
    assert ("Indicator 17.10." in out) == (code == "17")


def test_without_a_code_all_19_are_explained(run, good):
    assert run("explain", good, "--commune", "Xã An").out.count("\nCriterion ") == 19


@pytest.mark.parametrize(
    "name", ["Xã An", "xã an", "XÃ AN", "Xa\u0303 An", "xa an", "An", " Xã  An ", "00042", "42"]
)
def test_a_commune_is_found_by_its_folded_name_or_code(run, csv_file, name):
    path = csv_file("commune,commune_code,year,10\nXã An,00042,2023,42\nXã Ba,00043,2023,42\n")
    ran = run("explain", path, "--commune", name, "10")
    assert ran.code == 0
    assert "Xã An" in ran.out
    assert "Xã Ba" not in ran.out


def test_accents_tell_communes_apart_where_one_is_spelt_so(run, csv_file):
    path = csv_file("commune,year,10\nXã Tân,2023,42\nXã Tấn,2023,43\n")
    assert "Tấn" not in run("explain", path, "--commune", "Tân", "10").out
    assert all(name in run("explain", path, "--commune", "tan", "10").out for name in ("Xã Tân", "Xã Tấn"))


def test_json_says_the_same(run, good):
    (entry,) = json.loads(run("explain", good, "--commune", "Xã Bình", "10", "--format", "json").out)
    (criterion,) = entry["criteria"]
    part = criterion["indicators"][0]["parts"][0]
    assert (entry["commune"], criterion["code"], part["value"], part["threshold"], part["gap"]) == (
        "Xã Bình",
        "10",
        30,
        42,
        -12,
    )
    assert part["cell"] == {"file": good.as_posix(), "row": 3, "column": "10", "cell": "D3"}


def test_every_period_of_a_commune_is_explained(run, csv_file):
    path = csv_file("commune,province,year,10\nA,Hà Nội,2022,60\nA,Hà Nội,2023,60\n")
    found = json.loads(run("explain", path, "--commune", "A", "10", "--format", "json").out)
    assert [entry["period"] for entry in found] == ["2022", "2023"]
    levels = [entry["criteria"][0]["indicators"][0]["parts"][0]["threshold"] for entry in found]
    assert levels[0] < levels[1]


def test_the_output_file_takes_its_format_from_its_suffix(run, good, tmp_path):
    output = tmp_path / "why.json"
    assert run("explain", good, "--commune", "Xã An", "-o", output).out == ""
    assert json.loads(output.read_text(encoding="utf-8"))[0]["commune"] == "Xã An"


def test_a_delegated_level_says_that_the_province_sets_it(run, csv_file):
    path = csv_file("commune,province,year,2.1\nA,Hà Nội,2023,100\n")
    out = run("explain", path, "--commune", "A", "2.1").out
    assert "left to the province" in out
    assert "not set" in out


def test_the_column_of_another_region_is_named_with_its_reason(run, csv_file):
    path = csv_file("commune,province,especially_difficult,year,10\nA,Hà Nội,có,2023,42\n")
    out = run("explain", path, "--commune", "A", "10").out
    assert "especially difficult" in out
    assert "≥ 42" in out


def test_a_verdict_is_told_with_its_stage(run, csv_file):
    path = csv_file("commune,year,10_self,10_appraised\nA,2023,Đạt,Chưa đạt\n")
    out = run("explain", path, "--commune", "A", "10").out
    assert "UNMET" in out
    assert "by verdict" in out
    assert "the commune itself: met" in out
    assert "appraisal: unmet" in out
