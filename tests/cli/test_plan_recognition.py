"""`plan`: what stops recognition beside 19/19, counts behind the rates it moves, budgets without residents' part."""

from __future__ import annotations

import csv
import io
import json

import jsonschema
import pytest
import yaml

from ntm_rules.reports import schemas
from tests.support.plans import BUDGETS, COSTS, LEVELS, TABLE

FILES = ("--costs", COSTS, "--budgets", BUDGETS, "--province-set", LEVELS, "--no-shadow")
ARREARS = "Xã Mẫu 3 (No construction arrears"


def test_arrears_are_told_beside_all_criteria_met(run):
    for form in ("table", "md"):
        out = " ".join(run("plan", TABLE, *FILES, "--format", form).out.split())
        assert f"Of these, recognition also hangs on: {ARREARS}" in out
        assert "the required rate is not entered" in out
    out = " ".join(run("plan", TABLE, *FILES).out.split())
    assert "✗ recognition: No construction arrears" in out


def test_the_document_has_the_conditions_of_recognition(run):
    document = json.loads(run("plan", TABLE, *FILES, "--format", "json").out)
    jsonschema.validate(document, schemas.plan())
    last = {entry["commune"]: entry for entry in document["communes"] if entry["year"] == 2025}
    assert last["Xã Mẫu 3"]["qualifies"] is True
    assert last["Xã Mẫu 3"]["recognition"]["arrears"] is False
    assert last["Xã Mẫu 1"]["recognition"]["arrears"] is True


def test_the_workbook_has_them_and_no_formula_sign(run, tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    path = tmp_path / "plan.xlsx"
    assert run("plan", TABLE, *FILES[:-1], "-o", path).code == 0
    cells = [
        str(cell)
        for sheet in openpyxl.load_workbook(path)
        for row in sheet.iter_rows(values_only=True)
        for cell in row
        if cell is not None
    ]
    assert any("recognition: No construction arrears" in cell for cell in cells)
    assert not [cell for cell in cells if cell.startswith(("'", "+", "−"))]
    assert any("more points of criteria" in cell for cell in cells)


def test_the_least_change_tells_arrears(run, csv_file):
    codes = [str(n) for n in range(1, 20)]
    columns = ["commune", "province", "year", "construction_arrears", "security_complicated", *codes]
    path = csv_file([columns, ["Xã Mẫu 1", "Hòa Bình", 2023, "có", "", *["Đạt"] * 19]])
    for form in ("table", "md"):
        out = " ".join(run("plan", path, "--format", form).out.split())
        assert "nothing left to do" in out
        assert "✗ recognition: No construction arrears" in out
        assert "? recognition: " in out


def test_a_rate_carries_rates_and_its_counts_beside(run):
    document = json.loads(run("plan", TABLE, *FILES, "--format", "json").out)
    houses = next(
        a
        for a in document["actions"]
        if a["commune"] == "Xã Mẫu 5" and a["measure"] == "village_culture_house"
    )
    assert (houses["variable"], houses["from"], houses["to"]) == (
        "village_culture_place_pct",
        77.777778,
        100.0,
    )
    assert houses["count"] == {"from": 7, "to": 9, "of": 9, "unit": "villages"}
    income = next(a for a in document["actions"] if a["variable"] == "income_per_capita")
    assert "count" not in income
    school = next(
        a for a in document["actions"] if a["commune"] == "Xã Mẫu 4" and a["measure"] == "school_upgrade"
    )
    assert [moved["count"]["of"] for moved in school["also_moves"]] == [5]
    rows = csv.DictReader(io.StringIO(run("plan", TABLE, *FILES, "--format", "csv").out))
    assert "7/9 -> 9/9" in {row["count"] for row in rows}
    assert "77.78 → 100 % (7/9 → 9/9)" in " ".join(run("plan", TABLE, *FILES, "--format", "md").out.split())


def test_budgets_need_say_nothing_of_residents(run, tmp_path):
    budgets = yaml.safe_load(BUDGETS.read_text(encoding="utf-8"))
    del budgets["community"]
    path = tmp_path / "budgets.yaml"
    path.write_text(yaml.safe_dump(budgets, allow_unicode=True), encoding="utf-8")
    ran = run("plan", TABLE, "--costs", COSTS, "--budgets", path, "--no-shadow", "--format", "json")
    assert ran.code == 0, ran.err
    plan = json.loads(ran.out)
    assert plan["community"] == []
    assert all(action["workdays"] == 0 for action in plan["actions"])
