"""The command `plan`: from files to what to do, and what is refused."""

from __future__ import annotations

import builtins
import csv
import io
import json

import jsonschema
import pytest

from ntm_rules.reports import schemas
from tests.support.plans import BUDGETS, COSTS, LEVELS, TABLE

FILES = ("--costs", COSTS, "--budgets", BUDGETS, "--province-set", LEVELS)
SHORT = (*FILES, "--no-shadow")


def test_the_document_follows_the_contract(run):
    ran = run("plan", TABLE, *FILES, "--years", "2024-2025", "--format", "json")
    found = json.loads(ran.out)
    assert ran.code == 0
    jsonschema.validate(found, schemas.plan())
    assert found["schema"] == "ntm-rules/plan/1"
    assert found["solver"].startswith("HiGHS ")
    assert (found["status"], found["objective"], found["gap"]) == ("optimal", 4, 0)
    action = {"commune", "year", "measure", "variable", "from", "to", "cost", "paid_by"}
    assert all(action <= entry.keys() for entry in found["actions"])
    assert all(sum(entry["paid_by"].values()) == pytest.approx(entry["cost"]) for entry in found["actions"])
    commune = {"commune", "year", "qualifies", "criteria_met", "out_of_reach"}
    assert all(commune <= entry.keys() for entry in found["communes"])
    assert [entry["year"] for entry in found["communes"]] == [2024, 2025] * 9
    assert all({"source", "year", "available", "used"} <= entry.keys() for entry in found["budget"])
    assert found["illustrative"] is True
    assert {entry["source"] for entry in found["shadow"]} == {
        "new_rural", "poverty_reduction", "ethnic_minority", "local", "community", None,
    }  # fmt: skip


def test_townships_are_not_planned_for(run):
    found = json.loads(run("plan", TABLE, *SHORT, "--format", "json").out)
    assert "Thị trấn Mẫu" not in {entry["commune"] for entry in found["communes"]}


def test_invented_figures_are_said_to_be_invented_on_every_form(run, tmp_path):
    for form in ("table", "json", "csv", "md"):
        ran = run("plan", TABLE, *SHORT, "--format", form, "--lang", "vi")
        assert "SỐ LIỆU MINH HỌA" in ran.out
        assert "NTM334" in ran.err


def test_the_table_says_what_to_do_with_whose_money_and_what_stays_out_of_reach(run):
    out = " ".join(run("plan", TABLE, *FILES).out.split())
    assert "Communes that meet all criteria at the end of 2025: 4; with nothing done: 0" in out
    assert "Livelihood model" in out
    assert "12.2 Trained labour with a degree or certificate: not known (no figure given)" in out
    assert "the measures reach 37 million VND/person/year at most, 48 million VND/person/year is asked" in out
    assert "Where nothing is done a figure stays as it is in the table" in out
    assert "10 % more" in out


def test_csv_has_a_row_for_each_action_and_a_column_for_each_source(run):
    rows = list(csv.DictReader(io.StringIO(run("plan", TABLE, *SHORT, "--format", "csv").out)))
    first = rows[0]
    assert (first["commune"], first["variable"], first["from"], first["to"]) == ("Xã Mẫu 1", "income_per_capita", "46.8", "48.2")  # fmt: skip
    paid = sum(float(first[name] or 0) for name in first if name.startswith("paid_by_"))
    assert paid == float(first["cost"])


def test_a_workbook_is_written(run, tmp_path):
    from openpyxl import load_workbook

    assert run("plan", TABLE, *FILES, "-o", tmp_path / "plan.xlsx").code == 0
    book = load_workbook(tmp_path / "plan.xlsx")
    assert book.sheetnames == ["What to do", "Communes", "Money", "Other budgets"]
    assert book["What to do"]["A1"].value == "ILLUSTRATIVE DATA"


def test_a_target_that_cannot_be_reached_is_a_result_that_names_the_constraint(run):
    ran = run("plan", TABLE, *SHORT, "--minimise", "cost", "--target", "6", "--format", "json")
    found = json.loads(ran.out)
    assert ran.code == 0
    assert (found["status"], found["objective"], found["actions"]) == ("infeasible", None, [])
    assert (found["infeasible"]["wanted"], found["infeasible"]["within_reach"]) == (6, 4)
    assert "NTM335" in ran.err


def test_a_named_commune_out_of_reach_is_told_by_itself_and_no_gap_of_no_plan(run):
    out = " ".join(run("plan", TABLE, *SHORT, "--minimise", "cost", "--target", "Xã Mẫu 9").out.split())
    assert "Out of reach whatever money there is: Xã Mẫu 9." in out
    assert "are asked for" not in out
    assert "gap" not in out


def test_communes_of_a_target_are_named_between_commas(run):
    ran = run(
        "plan", TABLE, *SHORT, "--minimise", "cost", "--target", "Xã Mẫu 3, xa mau 4", "--format", "json"
    )
    found = json.loads(ran.out)
    assert found["aim"]["communes"] == ["Xã Mẫu 3", "Xã Mẫu 4"]
    last = {entry["commune"]: entry["qualifies"] for entry in found["communes"] if entry["year"] == 2025}
    assert last["Xã Mẫu 3"] is last["Xã Mẫu 4"] is True


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--minimise", "cost"), "minimise goes with a target"),
        (("--target", "3"), "minimise goes with a target"),
        (("--maximise", "criteria", "--minimise", "cost", "--target", "1"), "give one of maximise, minimise"),
        (("--minimise", "cost", "--target", "Xã Khác"), "NTM225"),
        (("--minimise", "cost", "--target", " , "), "a target of no commune asks for nothing"),
        (("--minimise", "cost", "--target", "0"), "a number of communes from 1"),
        (("--years", "2025-2024"), "Expected: years from 2024 to 2025"),
        (("--years", "2023-2025"), "Expected: years from 2024 to 2025"),
        (("--years", "2025-2026"), "Expected: years from 2024 to 2025"),
        (("--years", "sang năm"), "years such as 2024-2025"),
    ],
)
def test_what_does_not_go_together_is_refused(run, arguments, said):
    ran = run("plan", TABLE, *SHORT, *arguments)
    assert ran.code == 2
    assert said in ran.err
    assert not ran.out


@pytest.mark.parametrize(
    "given", [["--costs", COSTS], ["--budgets", BUDGETS], ["--years", "2024"], ["--maximise", "criteria"]]
)
def test_a_plan_under_a_budget_needs_costs_and_budgets(run, given):
    ran = run("plan", TABLE, *given)
    assert ran.code == 2
    assert "--costs and --budgets" in ran.err


def _changed(tmp_path, file, old, new):
    text = file.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / file.name
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("old", "new", "code", "said"),
    [
        ("by: 0.7, up_to", "by: -0.7, up_to", "NTM337", "away from its level"),
        ("commune_culture_sports_centre: {sets: true}", "commune_culture_sports_centre: {by: 1}", "NTM337", "a flag is set"),
        ("commune_culture_sports_centre: {sets: true}", "school_count: {by: 1}", "NTM337", "decides what is asked"),
        ("commune_culture_sports_centre: {sets: true}", "culture_centre: {sets: true}", "NTM107", "no variable"),
        ("cost: 700", "prize: 700", "NTM103", "prize"),
        ("cost: 700", "cost: -700", "NTM103", "cost"),
        ("paid_by: [new_rural, ethnic_minority, local]", "paid_by: [lottery]", "NTM103", "paid_by"),
        ("id: commune_culture_centre", "id: village_culture_house", "NTM103", ": the measure “village_culture_house” stands twice"),
    ],
)  # fmt: skip
def test_a_file_of_costs_that_does_not_fit_is_refused_with_its_line(run, tmp_path, old, new, code, said):
    path = _changed(tmp_path, COSTS, old, new)
    ran = run("plan", TABLE, "--costs", path, "--budgets", BUDGETS, "--province-set", LEVELS)
    assert ran.code == 1
    assert f"{code} {path.as_posix()}:" in ran.err
    assert said in ran.err


@pytest.mark.parametrize(
    ("old", "new", "code", "said"),
    [
        ("commune: Xã Mẫu 3", "commune: Xã Mẫu 33", "NTM336", "no commune of the table"),
        ("year: 2025, amount: 9000", "year: 2024, amount: 9000", "NTM103", "add them up"),
        ("year: 2025, amount: 9000", "year: 2025, amount: much", "NTM103", "amount"),
    ],
)
def test_a_file_of_budgets_that_does_not_fit_is_refused_with_its_line(run, tmp_path, old, new, code, said):
    path = _changed(tmp_path, BUDGETS, old, new)
    ran = run("plan", TABLE, "--costs", COSTS, "--budgets", path, "--province-set", LEVELS)
    assert ran.code == 1
    assert f"{code} {path.as_posix()}:" in ran.err
    assert said in ran.err


def test_without_the_solver_it_says_which_extra_is_needed(run, monkeypatch):
    real = builtins.__import__

    def without(name, *rest):
        if name == "highspy":
            raise ModuleNotFoundError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    ran = run("plan", TABLE, *SHORT)
    assert ran.code == 2
    assert 'pip install "ntm-rules[planning]"' in ran.err
