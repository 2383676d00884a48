"""`--ignore 17`: a criterion left out of whether a commune qualifies, and said on every result."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import ntm_rules as ntm
from tests.support.plans import BUDGETS, COSTS, LEVELS, TABLE

DISTRICT = Path(__file__).resolve().parents[2] / "fixtures" / "example-district-2023.csv"
SAYS = "Criterion 17 is left out of whether a commune qualifies (--ignore)."


@pytest.fixture
def nineteen(csv_file):
    """One commune that fails 17 alone, by its council's verdicts."""
    codes = [str(n) for n in range(1, 20)]
    cells = ["Chưa đạt" if code == "17" else "Đạt" for code in codes]
    return csv_file([["commune", "province", "year", *codes], ["Xã Mẫu 1", "Hòa Bình", 2023, *cells]])


def test_the_commune_qualifies_without_it_and_its_criteria_stay(run, nineteen):
    for options, qualifies in (((), False), (("--ignore", "17"), True), (("--ignore", "1"), False)):
        document = json.loads(run("evaluate", nineteen, *options, "--format", "json").out)
        summary = document["communes"][0]["summary"]
        assert summary["qualifies"] is qualifies
        assert (summary["criteria"]["counted"], summary["criteria"]["unmet"]) == (18, 1)


def test_an_unknown_criterion_that_is_ignored_leaves_nothing_open(run, csv_file):
    codes = [str(n) for n in range(1, 20)]
    cells = ["" if code == "17" else "Đạt" for code in codes]
    path = csv_file([["commune", "province", "year", *codes], ["Xã Mẫu 1", "Hòa Bình", 2023, *cells]])
    found = [
        json.loads(run("evaluate", path, *options, "--format", "json").out)["communes"][0]["summary"][
            "qualifies"
        ]
        for options in ((), ("--ignore", "17"))
    ]
    assert found == [None, True]


@pytest.mark.parametrize("form", ["table", "md", "json", "csv"])
@pytest.mark.parametrize("command", ["evaluate", "risks", "recommend", "what-if", "plan"])
def test_every_result_says_so(run, command, form):
    more = ("--scale", "10=1.2") if command == "what-if" else ()
    ran = run(command, DISTRICT, "--ignore", "17", *more, "--format", form)
    assert ran.code == 0, ran.err
    assert "17 is left out of whether a commune qualifies" in " ".join(ran.out.split())


@pytest.mark.parametrize("form", ["table", "md", "json", "csv"])
def test_a_plan_under_a_budget_says_so_and_spends_nothing_on_it(run, form):
    options = ("--costs", COSTS, "--budgets", BUDGETS, "--province-set", LEVELS, "--no-shadow")
    ran = run("plan", TABLE, *options, "--ignore", "17", "--format", form)
    assert "17 is left out of whether a commune qualifies" in " ".join(ran.out.split())
    if form == "json":
        plan = json.loads(ran.out)
        assert "solid_waste_treated_pct" not in {action["variable"] for action in plan["actions"]}
        assert "17" not in {entry["criterion"] for entry in plan["unreached"]}


@pytest.mark.parametrize("command", ["evaluate", "plan"])
def test_workbooks_say_so(run, command, tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    more = ("--costs", COSTS, "--budgets", BUDGETS, "--no-shadow") if command == "plan" else ()
    path = tmp_path / "result.xlsx"
    assert run(command, TABLE, "--ignore", "17", *more, "-o", path).code == 0
    cells = [
        str(cell)
        for sheet in openpyxl.load_workbook(path)
        for row in sheet.iter_rows(values_only=True)
        for cell in row
    ]
    assert any(SAYS in cell for cell in cells)


def test_a_scenario_is_judged_without_it_too(run, nineteen):
    ran = run("what-if", nineteen, "--ignore", "17", "--set-value", "*:1=Chưa đạt", "--format", "json")
    scenario = json.loads(ran.out)["scenarios"][0]
    assert scenario["qualify"]["qualify"] == {"from": 1, "to": 0}


def test_the_least_change_leaves_it_out(run, nineteen):
    out = " ".join(run("plan", nineteen, "--ignore", "17").out.split())
    assert "Xã Mẫu 1: nothing left to do" in out


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("21", "there is no criterion 21 in commune-2021-2025 that could be ignored"),
        ("17.1", "ignore the whole criterion; one indicator cannot be left out"),
        (",".join(map(str, range(1, 20))), "every criterion would be ignored"),
    ],
)
def test_what_cannot_be_ignored_is_refused(run, nineteen, given, says):
    ran = run("evaluate", nineteen, "--ignore", given)
    assert ran.code != 0
    assert says in " ".join(ran.err.split())


def test_the_library_takes_numbers(nineteen):
    assert ntm.evaluate(nineteen, ignore=[17]).communes["qualifies"].tolist() == [True]
