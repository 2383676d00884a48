"""`evaluate --documents`, `explain --documents`, `criteria owners`: what a planner sees of papers."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from ntm_rules.reports.schemas import evaluation
from tests.conftest import Ran

ROOT = Path(__file__).resolve().parents[2]
DISTRICT = ROOT / "fixtures" / "example-district-2023.csv"
DOCUMENTS = ROOT / "fixtures" / "example-documents-2023.csv"
Run = Callable[..., Ran]


@pytest.fixture
def document(run: Run) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        run("evaluate", DISTRICT, "--documents", DOCUMENTS, "--format", "json").out
    )
    return found


def test_the_document_is_as_its_schema_says(document: dict[str, Any]) -> None:
    jsonschema.Draft202012Validator(evaluation()).validate(document)
    assert document["documents"]["rows"] == 244


def test_each_indicator_has_its_papers_and_their_state(document: dict[str, Any]) -> None:
    second = document["communes"][1]
    found = {i["code"]: i for c in second["criteria"] for i in c["indicators"]}
    assert found["15.2"]["paper"] == "lapsed"
    assert found["15.2"]["documents"] == [
        {"kind": "Quyết định công nhận tiêu chí quốc gia về y tế", "number": "722/QĐ-UBND", "period": "2022",
         "date": "2023-01-18", "issuer": "UBND Huyện Mẫu", "valid_to": None, "file": None, "state": "lapsed"}
    ]  # fmt: skip
    assert second["papers"] == [
        {"indicator": "13.3", "state": "lapsed"},
        {"indicator": "15.2", "state": "lapsed"},
        {"indicator": "16", "state": "missing"},
    ]
    assert document["communes"][0]["papers"] == []


def test_each_office_has_its_list(document: dict[str, Any]) -> None:
    offices = {entry["office"]: entry for entry in document["papers"]}
    found = offices["District health centre"]
    assert (found["level"], found["evidence"], found["criteria"]) == ("district", "unverified", ["15"])
    (wanted,) = found["indicators"]
    assert wanted["holds"] == "year"
    assert wanted["missing"] == []
    assert [commune["commune"] for commune in wanted["lapsed"]] == ["Xã Mẫu 2"]


def test_jsonl_holds_the_papers_of_each_commune(run: Run) -> None:
    lines = run("evaluate", DISTRICT, "--documents", DOCUMENTS, "--format", "jsonl").out.splitlines()
    assert json.loads(lines[1])["papers"][0] == {"indicator": "13.3", "state": "lapsed"}


def test_the_table_lists_what_is_wanting_by_office(run: Run) -> None:
    found = run("evaluate", DISTRICT, "--documents", DOCUMENTS, lang="vi").out
    section = found[found.index("Hồ sơ còn thiếu hoặc hết hạn") :]
    assert "Phòng Giáo dục và Đào tạo\n" in section
    assert "  14.1  chưa có: Xã Mẫu 3 (quyết định công nhận phổ cập" in section
    assert "  4.1, 4.2  chưa có: Xã Mẫu 9; hết hạn: Xã Mẫu 6" in section
    assert "có hồ sơ nhưng chưa có số liệu: Xã Mẫu 5" in section
    assert "theo thông lệ" in section
    assert max(map(len, found.splitlines())) <= 100


def test_where_nothing_is_wanting_the_table_says_so(run: Run, csv_file: Callable[..., Path]) -> None:
    communes = csv_file([["commune", "province", "year", "2.1"], ["Xã Mẫu 1", "Lai Châu", 2023, "Đạt"]])
    papers = csv_file([["commune", "indicator"], ["Xã Mẫu 1", "2.1"]], "papers.csv")
    assert "Every indicator that is met has a paper" in run("evaluate", communes, "--documents", papers).out


def test_many_communes_are_cut_short_in_the_table(run: Run, csv_file: Callable[..., Path]) -> None:
    rows = [[f"Xã Mẫu {n}", "Lai Châu", 2023, "Đạt"] for n in range(1, 11)]
    communes = csv_file([["commune", "province", "year", "15.2"], *rows])
    papers = csv_file([["commune", "indicator"], ["Xã Mẫu 1", "2"]], "papers.csv")
    assert "Xã Mẫu 6 and 4 more" in run("evaluate", communes, "--documents", papers).out


def test_invented_papers_mark_the_output(run: Run, csv_file: Callable[..., Path]) -> None:
    communes = csv_file([["commune", "province", "year", "2.1"], ["Xã A", "Lai Châu", 2023, "Đạt"]])
    papers = csv_file([["commune", "indicator", "illustrative"], ["Xã A", "2", "SỐ LIỆU MINH HỌA"]], "p.csv")
    assert "ILLUSTRATIVE DATA" in run("evaluate", communes, "--documents", papers).out
    assert json.loads(run("evaluate", communes, "--documents", papers, "--format", "json").out)[
        "illustrative"
    ]


def test_mistakes_are_refused_together_and_nothing_is_written(
    run: Run, csv_file: Callable[..., Path], tmp_path: Path
) -> None:
    papers = csv_file([["commune", "indicator", "date"], ["Xã Mẫu 1", "99", "hôm qua"]], "papers.csv")
    ended = run("evaluate", DISTRICT, "--documents", papers, "-o", tmp_path / "out.json")
    assert (ended.code, ended.out) == (1, "")
    assert "NTM113" in ended.err
    assert "NTM221" in ended.err
    assert not (tmp_path / "out.json").exists()


def test_a_workbook_of_papers_without_a_header_says_what_to_write(run: Run, tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    for sheet in (book.active, book.create_sheet("b")):
        sheet.append(["a", "b"])
        sheet.append(["c", "d"])
    book.save(tmp_path / "papers.xlsx")
    ended = run("evaluate", DISTRICT, "--documents", tmp_path / "papers.xlsx")
    assert "“Xã” and “Chỉ tiêu”" in ended.err
    assert "--sheet" not in ended.err


def test_explain_shows_the_papers_of_an_indicator(run: Run) -> None:
    out = run("explain", DISTRICT, "15.2", "--commune", "Xã Mẫu 2", "--documents", DOCUMENTS).out
    assert "Papers: lapsed · District health centre" in out
    assert "usual paper: decision that recognises the national health criteria" in out
    assert "722/QĐ-UBND, UBND Huyện Mẫu, of 2022, issued 18/01/2023: lapsed" in out
    assert "example-documents-2023.csv, row 54]" in out
    plain = run("explain", DISTRICT, "15.2", "--commune", "Xã Mẫu 2").out
    assert "Papers" not in plain


def test_owners_of_ones_own_take_the_place_of_the_general_ones(run: Run, tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(
        "id: own\nset: commune-2021-2025\nprovince: Lai Châu\ntitle: {vi: Riêng, en: Own}\n"
        "offices:\n  own: {level: province, vi: Sở Mẫu, en: Sample department}\n"
        'answers:\n  - {for: ["15"], offices: [own], from: 2022-03-08, evidence: unverified, note: invented}\n',
        encoding="utf-8",
    )
    out = run("evaluate", DISTRICT, "--documents", DOCUMENTS, "--owners", own).out
    assert "Sample department\n  15.1" in out
    listed = run("criteria", "owners", "15.2", "--owners", own, "--province", "Lai Châu", "--format", "json")
    (line,) = json.loads(listed.out)
    assert (line["office"], line["level"]) == ("Sample department", ["province"])


def test_criteria_owners_lists_who_answers_and_from_when(run: Run) -> None:
    lines = json.loads(run("criteria", "owners", "14.1", "--format", "json").out)
    assert [(line["from"], line["to"], line["settled"]) for line in lines] == [
        ("2022-03-08", "2025-06-30", True),
        ("2025-07-01", "2025-12-31", False),
    ]
    assert {line["renewed_yearly"] for line in lines} == {True}
    assert all(line["evidence"] == "unverified" for line in lines)
    table = run("criteria", "owners", "--year", "2023").out
    assert "for its year only" in table
    assert run("criteria", "owners", "--year", "2023", "--format", "csv").out.count("\n") == 58


@pytest.mark.parametrize(
    "wrong", [["99"], ["commune-2021-2025", "99"], ["10", "--province", "Không Có"]], ids=str
)
def test_a_number_or_province_that_does_not_exist_is_wrong_usage(run: Run, wrong: list[str]) -> None:
    assert run("criteria", "owners", *wrong).code == 2
