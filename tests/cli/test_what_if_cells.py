"""`what-if --set-value` and scenario files: values as a cell has them, counts behind a rate, how many communes qualify."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
HEADERS = ["commune", "province", "year", "10", "6.1", "6.3", "15.1", "17.2", "area", "poor_households", "near_poor_households", "households"]  # fmt: skip
ROWS = [
    ["Xã Mẫu 1", "Lạng Sơn", 2023, "40", "Chưa đạt", "7/9 thôn", "88", "", "I", 20, 30, 400],
    ["Xã Mẫu 2", "Lạng Sơn", 2023, "44", "Đạt", "77,8", "95", "", "I", 10, 10, 400],
]


@pytest.fixture
def two(csv_file):
    """Two communes, one of them with counts."""
    return csv_file([HEADERS, *ROWS])


@pytest.fixture
def part(run, two):
    """The part of an indicator of Xã Mẫu 1 under options, and what the page says."""

    def found(code, *options):
        ran = run("what-if", two, *options, "--format", "json")
        assert ran.code == 0, ran.err
        (scenario,) = json.loads(ran.out)["scenarios"]
        commune = scenario["evaluation"]["communes"][0]
        indicators = {i["code"]: i for c in commune["criteria"] for i in c["indicators"]}
        return indicators[code]

    return found


@pytest.mark.parametrize(
    ("name", "text", "value", "status"),
    [
        ("15.1", "95%", 95, "met"),
        ("15.1", "95,5 %", 95.5, "met"),
        ("15.1", "+7 điểm", 95, "met"),
        ("15.1", "3/4", 75, "unmet"),
        ("6.3", "9/9", 100, "met"),
        ("6.3", "9/9 thôn", 100, "met"),
        ("6.3_num", "+2", 100, "met"),
        ("village_culture_place_pct_num", "9", 100, "met"),
        ("6.3_den", "7", 100, "met"),
        ("10", "51 triệu", 51, "met"),
        ("10", "51.000 nghìn đồng", 51, "met"),
        ("10", "+2,5 triệu", 42.5, "met"),
        ("Thu nhập bình quân đầu người", "42", 42, "met"),
        ("6.1", "Đạt", 1, "met"),
        ("6.1", "có", 1, "met"),
        ("6.1", "met", 1, "met"),
        ("commune_culture_sports_centre", "Đạt", 1, "met"),
    ],
)
def test_a_value_is_what_a_cell_takes(part, name, text, value, status):
    code = {"village_culture_place_pct_num": "6.3", "Thu nhập bình quân đầu người": "10", "commune_culture_sports_centre": "6.1"}.get(name, name.partition("_")[0])  # fmt: skip
    found = part(code, "--set-value", f"Xã Mẫu 1:{name}={text}")
    assert found["parts"][0]["value"] == value
    assert found["status"] == status
    assert found["basis"] == "measured"


def test_a_scenario_file_takes_the_same(part, tmp_path):
    lines = ["scenarios:", "- id: a", "  changes:"]
    for name, key, text in (("6.3", "set", "9/9"), ("15.1", "set", "95%"), ("10", "add", "+2,5 triệu")):
        lines.append(f"  - {{value: '{name}', {key}: '{text}', communes: [Xã Mẫu 1]}}")
    lines.append("  - {value: '6.1', set: Đạt, communes: [Xã Mẫu 1]}")
    path = tmp_path / "scenario.yaml"
    path.write_text("\n".join(lines), encoding="utf-8")
    assert [part(code, "--scenario", path)["status"] for code in ("6.1", "6.3", "10", "15.1")] == ["met"] * 4


def test_a_verdict_where_no_figure_is_stays_a_verdict(part):
    found = part("17.2", "--set-value", "Xã Mẫu 1:17.2=Đạt")
    assert (found["status"], found["basis"]) == ("met", "verdict")


def test_the_page_has_amounts_and_how_many_qualify(run, two):
    out = " ".join(run("what-if", two, "--set-value", "Xã Mẫu 1:6.3_num=+2").out.split())
    assert "(Xã Mẫu 1: 7/9 = 77.78 → 9/9 = 100 %)" in out
    assert "communes that qualify: 0 of 2 → 0 of 2" in out
    assert "indicator 6.3: unmet → met" in out
    page = run("what-if", two, "--set-value", "Xã Mẫu 1:6.3_num=+1", "--format", "md").out
    assert "7/9 = 77.78 → 8/9 = 88.89 %" in page
    assert "- **communes that qualify: 0 of 2 → 0 of 2" in page


def test_the_document_has_how_many_qualify(run):
    district = FIXTURES / "example-district-2023.csv"
    ran = run("what-if", district, "--set-level", "10=47", "--format", "json")
    assert json.loads(ran.out)["scenarios"][0]["qualify"] == {
        "communes": {"from": 9, "to": 9},
        "qualify": {"from": 1, "to": 0},
        "undecided": {"from": 0, "to": 0},
    }


@pytest.mark.parametrize(
    ("change", "code", "says"),
    [
        ("10=mười", "NTM209", "is not read as a figure"),
        ("10=+4.250", "NTM215", "without a mark between thousands"),
        ("15.1=+5%", "NTM215", "as in *1.05"),
        ("15.1=-5%", "NTM215", "as in *0.95"),
        ("15.1=9/7", "NTM208", "counts such as 7/9"),
        ("6.3_num=10", "NTM208", "10 of 9 cannot be"),
        ("6.3_den=6", "NTM208", "7 of 6 cannot be"),
        ("6.3_num=7,5", "NTM208", "a count is a whole number"),
        ("6.3_num=hai", "NTM209", "a number such as 7, +2 or -1"),
        ("10_num=2", "NTM107", "change income_per_capita"),
        ("11_num=-5", "NTM107", "change poor_households, near_poor_households, households"),
        ("6.1=+1", "NTM119", "it can be set, not added to"),
        ("10=", None, "not of the form"),
    ],
)
def test_what_no_cell_takes_is_refused(run, two, change, code, says):
    ran = run("what-if", two, "--set-value", f"Xã Mẫu 1:{change}")
    assert ran.code != 0
    assert ran.out == ""
    assert says in " ".join(ran.err.split())
    assert code is None or ran.err.startswith(f"{code} --set-value Xã Mẫu 1:{change}")


def test_counts_that_change_nothing_are_told(run, two):
    """Xã Mẫu 2 gave a rate alone; of 9 villages 9 is the most."""
    out = " ".join(run("what-if", two, "--set-value", "Xã Mẫu 2:6.3_num=+1").out.split())
    assert "have no counts, so that none can be added" in out
    out = " ".join(run("what-if", two, "--set-value", "Xã Mẫu 2:6.3_num=8").out.split())
    assert "one count without the other changes nothing" in out
    out = " ".join(run("what-if", two, "--set-value", "Xã Mẫu 1:6.3_num=+5").out.split())
    assert "7/9 = 77.78 → 9/9 = 100 %" in out
    assert "the count would leave what there is to count" in out


def test_both_counts_of_a_commune_without_any(run, two):
    options = ("--set-value", "Xã Mẫu 2:6.3_num=8", "--set-value", "Xã Mẫu 2:6.3_den=8")
    out = " ".join(run("what-if", two, *options).out.split())
    assert "77.8 → 8/8 = 100 %" in out
    assert "without the other" not in out


def test_counts_of_other_communes_stay(run, two):
    ran = run("what-if", two, "--set-value", "Xã Mẫu 2:6.3=8/8", "--set-value", "Xã Mẫu 1:6.3_num=+1")
    assert "7/9 = 77.78 → 8/9 = 88.89 %" in " ".join(ran.out.split())


@pytest.mark.parametrize(
    ("fact", "word"),
    [("area", "III"), ("khu vực", "iii"), ("Đặc biệt khó khăn", "Có"), ("especially_difficult", "có")],
)
def test_facts_take_the_words_of_their_columns(run, two, fact, word):
    ran = run("what-if", two, "--set-value", f"Xã Mẫu 1:{fact}={word}")
    assert ran.code == 0, ran.err
    assert "(1)" in ran.out


@pytest.mark.parametrize("change", ["10=47 triệu", "10=47 triệu đồng/người/năm", "15.1=91,5%"])
def test_a_level_may_be_written_with_its_unit(run, change):
    out = run("what-if", FIXTURES / "example-district-2023.csv", "--set-level", change).out
    assert "communes that qualify: 1 of 9 → 0 of 9" in out


def test_a_step_in_per_cent_of_a_level_is_refused(run, two):
    ran = run("what-if", two, "--set-level", "15.1=+5%")
    assert (ran.code, ran.out) == (2, "")


def test_a_district_stands_for_its_communes(run):
    ran = run("what-if", FIXTURES / "example-district-2023.csv", "--set-value", "Huyện Mẫu:10=+2")
    assert "Income per head (10)" in ran.out


def test_the_remedy_of_an_idle_verdict_can_be_typed(run):
    ran = run("what-if", FIXTURES / "example-district-2023.csv", "--set-value", "Xã Mẫu 4:17=Đạt")
    assert "suppose other figures of 17.6, 17.8, as in 17.6=…" in " ".join(ran.out.split())
