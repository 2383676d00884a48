"""Rows of years after the set: not judged, not past, and the set that applies to them is named."""

from __future__ import annotations

import openpyxl
import pytest

import ntm_rules as ntm

HEADERS = ["commune", "province", "period", "10", "11"]
NEXT = "Quyết định 51/2025/QĐ-TTg"


@pytest.fixture
def path(csv_file):
    rows = [["Xã Mẫu 1", "Sơn La", "2025", 50, 9], ["Xã Mẫu 1", "Sơn La", "2026", 53, 8], ["Xã Mẫu 2", "Sơn La", "2026-H1", 53, 8]]  # fmt: skip
    return str(csv_file([HEADERS, *rows]))


@pytest.mark.parametrize("form", ["table", "md", "json"])
@pytest.mark.parametrize("command", ["evaluate", "risks", "recommend"])
def test_no_page_shows_nought_of_nineteen_and_the_next_set_is_named(run, path, command, form):
    ran = run(command, path, "--format", form)
    assert ran.code == 0, ran.err
    assert "0/19" not in ran.out
    assert NEXT in ran.err + ran.out
    assert "kept as history" not in ran.err + ran.out


def test_the_rows_of_later_years_are_dashes(run, path):
    out = run("evaluate", path).out
    rows = [
        [cell.strip() for cell in line.split("│")[1:-1]] for line in out.splitlines() if "│Xã Mẫu" in line
    ]
    assert [row[2] for row in rows] == ["2/19", "–", "–"]
    page = [line for line in run("evaluate", path, "--format", "md").out.splitlines() if "| 2026" in line]
    assert page
    assert all("?" not in line for line in page)


def test_they_stand_in_no_group_and_stay_unknown(path):
    document = ntm.evaluate(path).to_dict()
    assert {group["year"] for group in document["groups"]} == {2025}
    later = [c for c in document["communes"] if c["year"] == 2026]
    assert {(i["status"], i["reason"]) for c in later for k in c["criteria"] for i in k["indicators"]} == {
        ("unknown", "outside_validity")
    }


def test_the_workbook_shows_dashes(run, path, tmp_path):
    target = tmp_path / "out.xlsx"
    assert run("evaluate", path, "-o", str(target)).code == 0
    sheet = openpyxl.load_workbook(target).worksheets[0]
    rows = [
        [cell.value for cell in row] for row in sheet.iter_rows() if row[0].value in ("Xã Mẫu 1", "Xã Mẫu 2")
    ]
    later = [row for row in rows if any(str(cell).startswith("2026") for cell in row)]
    assert len(later) == 2
    assert all(row.count("–") == 21 and 0 not in row for row in later)


def test_years_before_are_history_as_ever(csv_file):
    rows = [["Xã Mẫu 1", "Sơn La", "2020", 50, 9], ["Xã Mẫu 1", "Sơn La", "2023", 50, 9], ["Xã Mẫu 1", "Sơn La", "2027", 50, 9]]  # fmt: skip
    found = [str(w) for w in ntm.evaluate(csv_file([HEADERS, *rows])).warnings if w.kind == "history_only"]
    assert len(found) == 2
    assert NEXT in found[0]
    assert "2027" in found[0]
    assert "1 row(s) of 2020" in found[1]
    assert "2027" not in found[1]


def test_a_file_of_later_years_alone_is_refused_with_the_next_set(csv_file):
    with pytest.raises(ntm.InputError) as caught:
        ntm.evaluate(csv_file([HEADERS, ["Xã Mẫu 1", "Sơn La", "2026", 50, 9]]))
    (problem,) = caught.value.problems
    assert problem.kind == "outside_validity"
    assert NEXT in str(problem.remedy)
    with pytest.raises(ntm.InputError) as caught:
        ntm.evaluate(csv_file([HEADERS, ["Xã Mẫu 1", "Sơn La", "2019", 50, 9]]))
    assert NEXT not in str(caught.value)


def test_a_set_that_names_no_other_says_what_it_said(csv_file, national):
    alone = national.model_copy(update={"head": national.head.model_copy(update={"succeeded_by": None})})
    rows = [["Xã Mẫu 1", "Sơn La", "2025", 50, 9], ["Xã Mẫu 1", "Sơn La", "2026", 53, 8]]
    found = ntm.evaluate(csv_file([HEADERS, *rows]), alone)
    (warning,) = [w for w in found.warnings if w.kind == "history_only"]
    assert NEXT not in str(warning)
