"""`what-if` with --sweep, --sensitivity and --picture, in each format."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

DISTRICT = Path(__file__).resolve().parents[2] / "fixtures" / "example-district-2023.csv"


def test_a_sweep_tells_counts_levels_and_turns(run):
    ran = run("what-if", DISTRICT, "--sweep", "10=38:50:2")
    assert ran.code == 0, ran.err
    text = " ".join(ran.out.split())
    for said in (
        "ILLUSTRATIVE DATA",
        "Sweep: 10 commune(s) swept Income per head: 38 to 50 million VND/person/year, 7 point(s)",
        "level of 10: ≥ 42 million VND/person/year [unverified] (10 commune(s) swept)",
        "Huyện Mẫu, Lai Châu, 2023: 9 commune(s)",
        "40 0 0 42 9 1",
        "criterion 10 unmet → met from 42 on Xã Mẫu 1, Xã Mẫu 2",
        "qualifies no → yes from 42 on Xã Mẫu 1",
    ):
        assert said in text, said
    assert "Scenario" not in text


def test_many_points_are_shown_where_something_changes(run):
    out = run("what-if", DISTRICT, "--sweep", "10=10:60:0.5").out
    assert "Points between which no count is another are left out." in out
    rows = [
        line.split()
        for line in out.splitlines()
        if line.split() and line.split()[0].replace(".", "").isdigit()
    ]
    assert [row[0] for row in rows] == ["10", "41.5", "42", "60"]


def test_sensitivity_tells_the_nearest_first(run):
    text = " ".join(run("what-if", DISTRICT, "--sensitivity", "Xã Mẫu 5").out.split())
    assert "Sensitivity: Xã Mẫu 5, Huyện Mẫu, 2023" in text
    assert "0 → 1 0 loses criterion 9 +1" in text
    assert text.index("loses criterion 9") < text.index("gains criterion 10")
    assert "left out, without a level: 2.1, 2.2, 2.3, 2.4, 16" in text


def test_it_speaks_vietnamese(run):
    out = " ".join(
        run(
            "what-if", DISTRICT, "--sweep", "10=38:50:2", "--sensitivity", "Xã Mẫu 5", "--lang", "vi"
        ).out.split()
    )
    assert "Thử dải số liệu: 10 xã (hoặc thị trấn)" in out
    assert "tiêu chí 10 chưa đạt → đạt từ 42 trở lên" in out
    assert "đạt thêm tiêu chí 10" in out


def test_the_document_holds_both_beside_its_own_keys(run):
    options = ["--sweep", "10=38:50:2", "--sensitivity", "Xã Mẫu 5", "--set-value", "Xã Mẫu 4:10=42"]
    document = json.loads(run("what-if", DISTRICT, *options, "--format", "json").out)
    assert list(document) == ["schema", "baseline", "scenarios", "sweep", "sensitivity"]
    assert document["schema"] == "ntm-rules/what-if/1"
    assert [one["name"] for one in document["scenarios"]] == ["options"]
    assert document["sweep"]["groups"][0]["qualify"] == [0, 0, 1, 1, 1, 1, 1]
    assert document["sensitivity"]["commune"] == "Xã Mẫu 5"
    alone = json.loads(run("what-if", DISTRICT, "--set-value", "Xã Mẫu 4:10=42", "--format", "json").out)
    assert list(alone) == ["schema", "baseline", "scenarios"]


def test_csv_and_markdown_hold_the_same(run):
    rows = list(
        csv.DictReader(io.StringIO(run("what-if", DISTRICT, "--sweep", "10=40:44:2", "--format", "csv").out))
    )
    assert len(rows) == 30
    assert rows[1].pop("note").startswith("ILLUSTRATIVE DATA")
    assert rows[1] == {
        "commune_code": "", "commune": "Xã Mẫu 1", "district": "Huyện Mẫu", "year": "2023", "period": "2023",
        "variable": "income_per_capita", "amount": "42", "indicator": "10", "status": "met",
        "criterion": "10", "criterion_status": "met", "qualifies": "true",
    }  # fmt: skip
    rows = list(
        csv.DictReader(
            io.StringIO(run("what-if", DISTRICT, "--sensitivity", "Xã Mẫu 5", "--format", "csv").out)
        )
    )
    houses = rows[[row["variable"] for row in rows].index("temporary_house_count")]
    assert (houses["turned"], houses["unit_more"], houses["unit_less"]) == ("9=unmet", "9=unmet", "")
    page = run("what-if", DISTRICT, "--sweep", "10=40:44:2", "--format", "md").out
    assert "# What if" in page
    assert "| criterion 10 | unmet → met | from 42 on | Xã Mẫu 1, Xã Mẫu 2" in page


def test_a_range_without_the_level_is_told_of(run):
    err = run("what-if", DISTRICT, "--sweep", "10=50:60:5").err
    assert (
        "NTM321 --sweep 10=50:60:5: Income per head: no verdict turns in the range that is swept; level of 10"
        in err
    )
    err = run("what-if", DISTRICT, "--sweep", "2.1=0:100:50").err
    assert "no level of it is known in these communes" in err


def test_what_a_sweep_did_beyond_its_word_is_told_once(run):
    err = run("what-if", DISTRICT, "--sweep", "15.1=+0:+12:1").err
    assert err.count("NTM318") == 1
    assert "9 figure(s) would leave the range" in err


@pytest.mark.parametrize("name", ["steps.svg", "steps.PNG"])
@pytest.mark.slow
def test_a_picture_is_written_beside_the_result(run, tmp_path, name):
    place = tmp_path / name
    ran = run("what-if", DISTRICT, "--sweep", "10=38:50:2", "--picture", place)
    assert ran.code == 0, ran.err
    assert "Sweep" in ran.out
    start = place.read_bytes()[:8]
    assert start == b"\x89PNG\r\n\x1a\n" if name.endswith("PNG") else start.startswith(b"<?xml")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--picture", "a.svg", "--set-value", "*:10=42"], "--picture draws one thing"),
        (
            ["--picture", "a.svg", "--sweep", "10=1:2:1", "--sensitivity", "Xã Mẫu 1"],
            "--picture draws one thing",
        ),
        (["--picture", "a.pdf", "--sweep", "10=1:2:1"], "none of svg, png"),
        (["--picture", "gone/a.svg", "--sweep", "10=1:2:1"], "there is no folder"),
        (["--picture", DISTRICT, "--sweep", "10=1:2:1"], "is the input"),
        (["--sweep", "10=1:2"], "not of the form"),
        (["--sweep", "10=1:2:1", "--sensitivity", "Xã Mẫu 1", "--format", "csv"], "CSV holds one table"),
        ([], "nothing is supposed"),
    ],
)
def test_wrong_usage_writes_nothing(run, tmp_path, monkeypatch, options, said):
    monkeypatch.chdir(tmp_path)
    ran = run("what-if", DISTRICT, *options)
    assert ran.code == 2
    assert said in ran.err
    assert ran.out == ""
    assert list(tmp_path.iterdir()) == []


def test_the_picture_and_the_result_are_different_files(run, tmp_path):
    place = tmp_path / "a.csv"
    ran = run("what-if", DISTRICT, "--sweep", "10=1:2:1", "-o", place, "--picture", place)
    assert ran.code == 2
    assert "give each result a file of its own" in ran.err
    assert not place.exists()


def test_a_commune_that_is_not_there_is_an_input_error(run):
    ran = run("what-if", DISTRICT, "--sensitivity", "Xã Không Có")
    assert ran.code == 1
    assert "NTM225" in ran.err


def test_help_shows_an_example(run):
    out = " ".join(run("what-if", "--help").out.split())
    assert "--sweep 10=38:50:1 --picture income.svg" in out
    assert "--sensitivity" in out
