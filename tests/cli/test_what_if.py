"""The command `what-if`: scenarios of a file or of options, in each format."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import jsonschema
import pytest

from ntm_rules.reports import schemas

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
DISTRICT = FIXTURES / "example-district-2023.csv"
SCENARIOS = FIXTURES / "example-scenarios.yaml"


@pytest.fixture
def changes(run):
    """The changes under options: (commune, kind, code, from, to)."""

    def found(*options: str) -> list[tuple[str, ...]]:
        ran = run("what-if", DISTRICT, *options, "--format", "csv")
        assert ran.code == 0, ran.err
        rows = csv.DictReader(io.StringIO(ran.out))
        return [tuple(row[name] for name in ("commune", "kind", "code", "from", "to")) for row in rows]

    return found


def test_the_bundled_scenarios_read_well(run):
    ran = run("what-if", DISTRICT, "--scenario", SCENARIOS)
    assert ran.code == 0, ran.err
    text = " ".join(ran.out.split())
    for said in (
        "ILLUSTRATIVE DATA",
        "Scenario 1: The income level of 2025 today (income-2025) what is supposed: level of 10",
        "Xã Mẫu 1, Huyện Mẫu, 2023 · 19 → 18/19 criteria met; qualifies: yes → no ✗ 10 Income: met → unmet",
        "Income per head: 46.8 million VND/person/year; level ≥ 42 → ≥ 48 million VND/person/year",
        "risks that appear: 10 Income (Lost)",
        "8 commune(s) come out as they were.",
        "mean 12.9 → 12.7/19 criteria; communes that qualify: 1 → 0; by criteria met: 19: 1 → 0 · 15-18: 2 → 3",
        "what is supposed: Residents with health insurance (4), area (4), especially difficult (4)",
        "15.1 Residents with health insurance: 98.7 → 85.7 %; level ≥ 90 %",
        "! Residents with health insurance: 4 figure(s) would leave the range 0–100 %",
        "(insurance-regained) what is supposed: Residents with health insurance (4), area (4), especially difficult (4) communes that qualify: 1 of 9 → 1 of 9 10 commune(s) come out as they were.",
        "Scenario 5: Area III ended, and the income level of 2025 (ended-and-2025)",
    ):
        assert said in text, said
    assert "no scenario" not in text


def test_it_speaks_vietnamese(run):
    out = " ".join(run("what-if", DISTRICT, "--scenario", SCENARIOS, "--lang", "vi").out.split())
    assert "Kịch bản 1: Áp dụng ngay mức thu nhập của năm 2025" in out
    assert "giả định: Tỷ lệ tham gia bảo hiểm y tế (4), khu vực (4), đặc biệt khó khăn (4)" in out
    assert "tiêu chí đạt; đạt chuẩn: có → không" in out


def test_the_document_holds_both_sides_and_what_changed(run):
    ran = run("what-if", DISTRICT, "--scenario", SCENARIOS, "--format", "json")
    document = json.loads(ran.out)
    alone = json.loads(run("evaluate", DISTRICT, "--format", "json").out)
    jsonschema.validate(document, schemas.what_if())
    assert document["baseline"] == alone
    names = [entry["name"] for entry in document["scenarios"]]
    assert names == ["income-2025", "insurance", "area-iii-ended", "insurance-regained", "ended-and-2025"]
    first = document["scenarios"][0]
    assert first["evaluation"]["schema"] == alone["schema"]
    assert {"commune_code": None, "commune": "Xã Mẫu 1", "district": "Huyện Mẫu", "year": 2023, "period": "2023", "part": None,
            "kind": "criterion", "code": "10", "from": "met", "to": "unmet"} in first["changes"]  # fmt: skip
    # What builds on another holds the changes of both.
    told = [
        {(c["commune"], c["kind"], c["code"]) for c in entry["changes"] if c["kind"] == "indicator"}
        for entry in document["scenarios"]
    ]
    assert told[4] == told[0] | told[2]


def test_markdown_holds_the_same(run):
    out = run("what-if", DISTRICT, "--scenario", SCENARIOS, "--format", "md").out
    assert "## Scenario 1: The income level of 2025 today (income-2025)" in out
    assert "    - Income per head: 46.8 million VND/person/year; level ≥ 42 → ≥ 48" in out


@pytest.mark.parametrize(
    ("options", "change"),
    [
        (["--set-value", "Xã Mẫu 4:income_per_capita=42"], ("Xã Mẫu 4", "criterion", "10", "unmet", "met")),
        (["--set-value", "Xã Mẫu 4:10=+2,5"], ("Xã Mẫu 4", "criterion", "10", "unmet", "met")),
        (["--set-value", "Xã Mẫu 1:10=-4.9"], ("Xã Mẫu 1", "criterion", "10", "met", "unmet")),
        (["--set-value", "Xã Mẫu 4:10=*1.08"], ("Xã Mẫu 4", "criterion", "10", "unmet", "met")),
        (["--set-value", "*:10=*1.08"], ("Xã Mẫu 4", "criterion", "10", "unmet", "met")),
        (["--scale", "income_per_capita=1.08"], ("Xã Mẫu 4", "criterion", "10", "unmet", "met")),
        (["--set-value", "Xã Mẫu 7:commune_culture_sports_centre=Đạt"], ("Xã Mẫu 7", "indicator", "6.1", "unmet", "met")),
        (["--set-value", "Xã Mẫu 7:16=Đạt"], ("Xã Mẫu 7", "criterion", "16", "unknown", "met")),
        (["--set-value", "Xã Mẫu 2:recognised=none"], ("Xã Mẫu 2", "commune", "revocation", "risk", "not_recognised")),
        (["--set-level", "10=47"], ("Xã Mẫu 1", "criterion", "10", "met", "unmet")),
        (["--set-level", "10=+5"], ("Xã Mẫu 1", "criterion", "10", "met", "unmet")),
        (["--set-level", "10@2025"], ("Xã Mẫu 1", "criterion", "10", "met", "unmet")),
        (["--set-level", "17.1/clean_water_household_pct=*1.05"], None),
    ],
)  # fmt: skip
def test_a_change_needs_no_file(changes, options, change):
    found = changes(*options)
    assert change is None or change in found


def test_a_file_and_options_stand_side_by_side(run):
    ran = run("what-if", DISTRICT, "--scenario", SCENARIOS, "--scale", "10=1.1", "--format", "csv")
    assert {row["scenario"] for row in csv.DictReader(io.StringIO(ran.out))} >= {"income-2025", "options"}


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ([], "nothing is supposed"),
        (["--set-value", "income_per_capita=2"], "not of the form COMMUNE:VARIABLE=OP"),
        (["--set-value", "*:income_per_capita=**2"], "no factor such as *1.05"),
        (["--scale", "income_per_capita=+2"], "not of the form VARIABLE=FACTOR"),
        (["--set-level", "10"], "not of the form CODE=OP or CODE@YEAR"),
        (["--set-level", "10@soon"], "not of the form CODE=OP or CODE@YEAR"),
        (["--scenario", "nowhere.yaml"], "nowhere.yaml"),
    ],
)
def test_an_option_that_says_nothing_is_wrong_usage(run, options, says):
    ran = run("what-if", DISTRICT, *options)
    assert ran.code == 2
    assert says in " ".join(ran.err.split())
    assert ran.out == ""


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--set-value", "Xã Khác:10=2"], "NTM225 --set-value Xã Khác:10=2: no commune is called “Xã Khác”"),
        (["--scale", "10=0"], None),
        (["--set-value", "*:area=V"], "NTM216 --set-value *:area=V: “area” cannot be “V”"),
        (["--set-level", "8.1=2"], "NTM110 --set-level 8.1=2: indicator 8.1 is met or unmet"),
    ],
)
def test_a_change_that_does_not_fit_names_its_option_and_nothing_is_written(run, tmp_path, options, says):
    out = tmp_path / "out.json"
    ran = run("what-if", DISTRICT, *options, "-o", out)
    assert ran.code == (0 if says is None else 1)
    assert out.exists() == (says is None)
    assert says is None or says in ran.err


@pytest.mark.parametrize("text", ["- 1\n", "just words\n", ""])
def test_a_file_that_is_no_scenarios_is_told_so_in_words(run, tmp_path, text):
    file = tmp_path / "s.yaml"
    file.write_text(text, encoding="utf-8")
    ran = run("what-if", DISTRICT, "--scenario", file)
    assert ran.code == 1
    assert "NTM103" in ran.err
    assert "the file: keys with their values are wanted here" in ran.err


def test_counts_that_are_more_than_their_whole_are_told(run):
    ran = run("what-if", DISTRICT, "--set-value", "Xã Mẫu 1:poor_households=9999")
    assert "in 1 row(s) the counts are more than the whole; the rate is taken as 100 %" in " ".join(ran.out.split())  # fmt: skip


@pytest.mark.parametrize("change", ["Xã Mẫu 2:17=Đạt", "Xã Mẫu 1:13=Chưa đạt"])
def test_a_supposed_verdict_that_figures_outweigh_is_told(run, change):
    ran = run("what-if", DISTRICT, "--set-value", change)
    assert "in 1 row(s) the verdict that is supposed decides nothing" in " ".join(ran.out.split())
    assert "were given on the figures and levels before" not in ran.out


def test_a_supposed_verdict_that_decides_is_not_told(run):
    assert "decides nothing" not in run("what-if", DISTRICT, "--set-value", "Xã Mẫu 7:16=Đạt").out


def test_the_scenario_of_options_is_named_as_such(run):
    assert "Scenario 1: By the options of the command (options)" in run("what-if", DISTRICT, "--scale", "10=1.1").out  # fmt: skip


@pytest.mark.parametrize(
    "options",
    [
        ["--set-level", "10=+1"],
        ["--sweep", "10=40:44:2"],
        ["--sensitivity", "Xã Mẫu 3"],
        ["--monte-carlo", "10", "--se", "10=5%", "--set-level", "10=+1"],
    ],
)
def test_each_csv_says_of_each_row_that_its_figures_are_invented(run, options):
    rows = list(csv.DictReader(io.StringIO(run("what-if", DISTRICT, *options, "--format", "csv").out)))
    assert rows
    assert all(row["note"].startswith("ILLUSTRATIVE DATA") for row in rows)


def test_the_scenario_file_is_not_written_over(run, tmp_path):
    copy = tmp_path / "scenarios.csv"
    copy.write_bytes(SCENARIOS.read_bytes())
    ran = run("what-if", DISTRICT, "--scenario", copy, "-o", copy)
    assert ran.code == 2
    assert copy.read_bytes() == SCENARIOS.read_bytes()
