"""The command `plan` without costs: the least change of each commune, in each format."""

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


def test_the_table_says_what_is_left_to_do(run):
    ran = run("plan", DISTRICT)
    out = " ".join(ran.out.split())
    assert ran.code == 0, ran.err
    assert "ILLUSTRATIVE DATA" in out
    assert "Xã Mẫu 1: nothing left to do" in out
    assert "Xã Mẫu 3: 4 thing(s) left to do" in out
    assert "10 Income per head: 41.2 → 42 million VND/person/year" in out


def test_the_document_has_the_form_of_a_plan_without_money(run):
    found = json.loads(run("plan", DISTRICT, "--format", "json").out)
    jsonschema.validate(found, schemas.plan())
    assert (found["solver"], found["status"], found["budget"]) == ("least-change", "optimal", [])
    assert found["illustrative"] is True
    income = next(one for one in found["actions"] if one["commune"] == "Xã Mẫu 3" and one["variable"] == "income_per_capita")  # fmt: skip
    assert (income["from"], income["to"], income["cost"], income["paid_by"]) == (41.2, 42, None, {})
    assert (income["measure"], income["kind"], income["gap"]) == (None, "value", 0.8)
    assert found["objective"] == pytest.approx(sum(one["share"] for one in found["actions"]), abs=1e-4)
    by_name = {one["commune"]: one for one in found["communes"]}
    # With its changes made a commune of which all is known qualifies; what is not known leaves that open.
    assert by_name["Xã Mẫu 3"]["qualifies"] is True
    assert all(one["qualifies"] is (True if one["certain"] else None) for one in by_name.values())
    assert any(one["needs_data"] for one in by_name.values())


def test_csv_has_a_row_for_each_change_and_then_for_what_is_not_known(run):
    rows = list(csv.DictReader(io.StringIO(run("plan", DISTRICT, "--format", "csv").out)))
    assert {row["aim"] for row in rows} == {"qualify"}
    assert all("ILLUSTRATIVE DATA" in row["notes"] for row in rows)
    changes = len(ntm.least_change(DISTRICT).changes)
    assert not {row["kind"] for row in rows[:changes]} & {"needs_data", "out_of_reach"}
    unknown = {(row["commune"], row["kind"], row["criterion"]): row["change"] for row in rows[changes:]}
    assert unknown["Xã Mẫu 5", "needs_data", "12"] == "12 (12.2): no figure given"
    document = json.loads(run("plan", DISTRICT, "--format", "json").out)
    assert len(unknown) == sum(len(one["needs_data"]) for one in document["communes"])


def test_markdown_and_the_frame_hold_the_same_changes(run):
    page = run("plan", DISTRICT, "--format", "md").out
    assert "# The least change to qualify" in page
    for change in ntm.least_change(DISTRICT).changes["change"].head(5):
        assert change.split(":")[0] in page


def test_what_leaves_the_zone_of_revocation_stands_beside(csv_file):
    rows = [["commune", "province", "year", "recognised", *map(str, range(1, 20))]]
    rows.append(["Xã Mẫu 1", "Lai Châu", 2023, "NTM", *["Đạt"] * 9, *["Chưa đạt"] * 8, *["Đạt"] * 2])
    found = ntm.least_change(csv_file(rows))
    document = found.to_dict()
    jsonschema.validate(document, schemas.plan())
    out = document["revocation"]
    assert [one["commune"] for one in out] == ["Xã Mẫu 1"]
    assert 0 < len(out[0]["actions"]) < len(document["actions"]) == 8
    assert set(found.changes["aim"]) == {"qualify", "leave_revocation"}


def test_there_is_no_workbook_of_it(run, tmp_path):
    ran = run("plan", DISTRICT, "-o", tmp_path / "out.xlsx")
    assert ran.code == 2
    assert "has no workbook" in ran.err


def test_what_is_judged_already_takes_no_more_options():
    judged = ntm.evaluate(DISTRICT)
    assert len(ntm.least_change(judged).ways) == 10
    with pytest.raises(ntm.UsageError, match="judged already"):
        ntm.least_change(judged, year=2023)
