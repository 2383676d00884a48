"""`what-if --monte-carlo`: how likely verdicts are, alone and under scenarios, in each format."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import jsonschema
import pytest

import ntm_rules as ntm
from ntm_rules.reports import schemas

DISTRICT = Path(__file__).resolve().parents[2] / "fixtures" / "example-district-2023.csv"
DRAWN = ("--monte-carlo", "2000", "--seed", "7", "--se", "10=5%")
MORE = ("--set-value", "Xã Mẫu 3:10=+3")


def test_chances_need_no_scenario(run):
    ran = run("what-if", DISTRICT, *DRAWN)
    out = " ".join(ran.out.split())
    assert ran.code == 0, ran.err
    assert "Xã Mẫu 3, Huyện Mẫu, Lai Châu · 2023" in out
    assert "2,000 draws from seed 7" in out
    assert "Scenarios beside" not in out
    # No bar where standard error is no terminal.
    assert "drawing" not in ran.err


def test_chances_under_a_scenario_stand_beside_those_of_the_table_as_it_is(run):
    out = " ".join(run("what-if", DISTRICT, *DRAWN, *MORE).out.split())
    assert "What is met As it is Scenario 1" in out
    page = run("what-if", DISTRICT, *DRAWN, *MORE, "--format", "md").out
    assert "| Commune | What is met | As it is | Scenario 1 |" in page


def test_the_document_holds_the_chances_of_both_sides(run):
    ran = run("what-if", DISTRICT, *DRAWN, *MORE, "--format", "json")
    document = json.loads(ran.out)
    jsonschema.validate(document, schemas.what_if())

    def income(part):
        commune = next(one for one in part["communes"] if one["commune"] == "Xã Mẫu 3")
        return next(one for one in commune["criteria"] if one["code"] == "10")["probability"]

    before, after = document["monte_carlo"], document["scenarios"][0]["monte_carlo"]
    assert (before["draws"], before["seed"]) == (2000, 7)
    assert income(before) < 0.5 < income(after)
    assert run("what-if", DISTRICT, *DRAWN, *MORE, "--format", "json").out == ran.out
    # What was not asked for is not there.
    plain = json.loads(run("what-if", DISTRICT, *MORE, "--format", "json").out)
    assert "monte_carlo" not in plain
    assert "monte_carlo" not in plain["scenarios"][0]


def test_csv_has_a_row_for_each_verdict_of_each_scenario(run):
    rows = list(csv.DictReader(io.StringIO(run("what-if", DISTRICT, *DRAWN, *MORE, "--format", "csv").out)))
    assert {row["scenario"] for row in rows} == {"", "options"}
    frame = ntm.what_if(
        DISTRICT, {"id": "options", "changes": [{"value": "10", "add": 3, "communes": ["Xã Mẫu 3"]}]},
        monte_carlo=2000, seed=7, errors=["10=5%"],
    ).probabilities  # fmt: skip
    assert len(frame) == len(rows)


def test_progress_is_told_to_whoever_asks():
    told = []
    found = ntm.what_if(
        DISTRICT, monte_carlo=100, errors=["Xã Mẫu 1:10=5%"], progress=lambda *done: told.append(done)
    )
    assert told[-1] == (100, 100)
    assert found.chances.how.seed == 0


def test_an_error_stated_for_a_commune_that_is_merged_is_left_out_there(run):
    ran = run(
        "what-if", DISTRICT, "--monte-carlo", "100", "--se", "15.1=2", "--se", "Xã Mẫu 2:10=2",
        "--merge", "Xã Mẫu 2+Xã Mẫu 3=Xã Mẫu 2",
    )  # fmt: skip
    assert ran.code == 0, ran.err
    assert "Xã Mẫu 2 is merged: the standard error stated for it" in " ".join(ran.err.split())


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--seed", "1", *MORE], "go with a number of draws"),
        (["--se", "10=1", *MORE], "go with a number of draws"),
        (["--monte-carlo", "0"], "--monte-carlo"),
        (["--monte-carlo", "10", "--se", "income"], "is no standard error"),
        (["--monte-carlo", "10"], "no figure is uncertain"),
    ],
)
def test_what_cannot_be_drawn_is_refused(run, options, says):
    ran = run("what-if", DISTRICT, *options)
    assert ran.code == 2
    assert says in " ".join(ran.err.split())
    assert ran.out == ""
