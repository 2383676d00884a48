"""The table of papers: headers, cells, and what is refused with its place."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

import ntm_rules as ntm
from ntm_rules.definitions.models import CriteriaSet
from ntm_rules.tables.documents import Documents, read_documents
from ntm_rules.tables.periods import read_period
from tests.support.side_tables import reading, refused

Read = Callable[..., Documents]


@pytest.fixture
def read(csv_file: Callable[..., Path], national: CriteriaSet) -> Read:
    return reading(lambda path: read_documents(path, national), csv_file, "documents.csv")


def test_vietnamese_headers_are_known(read: Read) -> None:
    found = read(
        ["Xã", "Chỉ tiêu", "Kỳ/năm", "Loại hồ sơ", "Số/ký hiệu", "Ngày ban hành", "Cơ quan ban hành",
         "Có giá trị đến", "Tệp đính kèm"],
        ["Xã Mẫu 1", "15.2", "Năm 2023", "Quyết định", "12/QĐ-UBND", "15/01/2024", "UBND huyện", "31/12/2024", "a.pdf"],
        delimiter=";",
    )  # fmt: skip
    assert found.covers[0] == ("15.2",)
    assert found.periods[0].text == "2023"
    assert (found.issued[0], found.valid_to[0]) == (date(2024, 1, 15), date(2024, 12, 31))
    assert {name: column[0] for name, column in found.texts.items()} == {
        "kind": "Quyết định", "number": "12/QĐ-UBND", "issuer": "UBND huyện", "file": "a.pdf",
    }  # fmt: skip
    assert not found.warnings


def test_commune_and_indicator_are_enough(read: Read) -> None:
    found = read(["commune", "indicator"], ["Xã Mẫu 1", "10"])
    assert (found.periods[0], found.issued[0], found.valid_to[0]) == (None, None, None)


@pytest.mark.parametrize(
    ("cell", "covers"),
    [
        ("17.1", ("17.1",)),
        ("17,1", ("17.1",)),
        ("17.10", ("17.10",)),
        ("Chỉ tiêu 17.1", ("17.1",)),
        ("TC 2", ("2",)),
        ("income_per_capita", ("10",)),
        ("Xã đạt tiêu chí quốc gia về y tế", ("15.2",)),
        ("2.1; 2.2", ("2.1", "2.2")),
        ("2.1, 2.2 và 4", ("2.1", "2.2", "4")),
    ],
)
def test_an_indicator_is_named_by_the_grammar_of_headers(
    read: Read, cell: str, covers: tuple[str, ...]
) -> None:
    assert read(["commune", "indicator"], ["Xã Mẫu 1", cell]).covers[0] == covers


def test_a_criterion_column_serves_where_no_indicator_is_named(read: Read) -> None:
    found = read(["Xã", "Tiêu chí", "Chỉ tiêu"], ["Xã Mẫu 1", "17", "17.1"], ["Xã Mẫu 1", "2", ""])
    assert found.covers.cells.tolist() == [("17.1",), ("2",)]


@pytest.mark.parametrize(
    ("column", "cell", "kind", "said"),
    [
        ("indicator", "20", "unknown_code", "20"),
        ("indicator", "", "unknown_code", "names no indicator"),
        ("commune", "", "blank_commune", "names no commune"),
        ("date", "32/12/2023", "not_a_date", "not a date"),
        ("valid_to", "tháng sau", "not_a_date", "not a date"),
        ("period", "quý nào đó", "not_a_period", "not a period"),
        ("valid_to", "01/01/2020", "ends_before_issue", "15/6/2022"),
        ("date", "#DIV/0!", "formula_error", "formula"),
    ],
)
def test_a_bad_cell_is_refused_with_its_place(
    read: Read, column: str, cell: str, kind: str, said: str
) -> None:
    good = {"commune": "Xã Mẫu 1", "indicator": "10", "date": "15/6/2022", "period": "2023", "valid_to": ""}
    headers = list(good)
    problems = refused(read, headers, list(good.values()), list({**good, column: cell}.values()))
    (problem,) = problems
    assert (problem.kind, problem.row, problem.column) == (kind, 3, column)
    assert problem.file
    assert problem.file.endswith("documents.csv")
    assert said in problem.message
    assert problem.remedy


def test_mistakes_are_collected(read: Read) -> None:
    problems = refused(
        read, ["commune", "indicator", "date"], ["Xã Mẫu 1", "99", "x"], ["", "10", "1/1/2023"]
    )
    assert [problem.kind for problem in problems] == ["not_a_date", "unknown_code", "blank_commune"]


def test_an_unknown_number_is_told_those_of_its_criterion(read: Read) -> None:
    (problem,) = refused(read, ["commune", "indicator"], ["Xã Mẫu 1", "19.3"])
    assert "19.1, 19.2" in str(problem.expected)


@pytest.mark.parametrize(
    ("headers", "kind"), [(["Xã", "Số"], "no_indicator_column"), (["Chỉ tiêu", "Số"], "no_commune_column")]
)
def test_without_the_two_columns_there_is_no_table(read: Read, headers: list[str], kind: str) -> None:
    assert kind in {problem.kind for problem in refused(read, headers, ["a", "b"])}


def test_an_unknown_column_is_named_with_the_nearest(read: Read) -> None:
    (warning,) = read(["commune", "indicator", "isuer"], ["Xã Mẫu 1", "10", "x"]).warnings
    assert (warning.kind, warning.column) == ("unknown_column", "isuer")
    assert "issuer" in str(warning.remedy)


def test_the_end_may_be_a_year(read: Read) -> None:
    assert read(["commune", "indicator", "valid_to"], ["Xã Mẫu 1", "1", "2025"]).valid_to[0] == date(2025, 12, 31)  # fmt: skip


def test_a_workbook_with_titles_and_dates_is_read(tmp_path: Path, national: CriteriaSet) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in [
        ["BẢNG HỒ SƠ MINH CHỨNG"],
        [],
        ["Xã", "Chỉ tiêu", "Năm", "Ngày ban hành"],
        ["Xã Mẫu 1", "15.2", 2023, date(2023, 12, 20)],
        ["Người lập biểu"],
    ]:
        sheet.append(row)
    book.save(tmp_path / "hồ sơ.xlsx")
    found = read_documents(tmp_path / "hồ sơ.xlsx", national)
    assert (found.covers[0], found.periods[0].text, found.issued[0]) == (("15.2",), "2023", date(2023, 12, 20))  # fmt: skip
    assert found.rows.tolist() == [4]


def test_all_sheets_of_papers_are_read(tmp_path: Path, national: CriteriaSet) -> None:
    book = openpyxl.Workbook()
    for name, rows in {
        "Y tế": [["Xã", "Chỉ tiêu", "Năm"], ["Xã Mẫu 1", "15.2", 2023]],
        "Công an": [["Xã", "Huyện", "Chỉ tiêu"], ["Xã Mẫu 2", "Huyện Mẫu", "19.2"]],
    }.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(tmp_path / "papers.xlsx")
    found = read_documents(tmp_path / "papers.xlsx", national)
    assert found.covers.cells.tolist() == [("15.2",), ("19.2",)]
    assert [found.place(row)["sheet"] for row in (0, 1)] == ["Y tế", "Công an"]
    assert found.places["district"].cells.tolist() == [None, "Huyện Mẫu"]


@pytest.mark.parametrize(("number", "kind"), [(17.1, "ambiguous_number"), (17.2, None), (10, None)])
def test_17_1_typed_as_a_number_may_be_17_10(national: CriteriaSet, number: float, kind: str | None) -> None:
    frame = pd.DataFrame({"commune": ["Xã Mẫu 1"], "indicator": [number]})
    if kind is None:
        assert read_documents(frame, national).covers[0] == (f"{number:g}",)
        return
    with pytest.raises(ntm.InputError) as caught:
        read_documents(frame, national)
    assert caught.value.problems[0].kind == kind


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024", date(2024, 1, 1), date(2024, 12, 31)),
        ("2024-H1", date(2024, 1, 1), date(2024, 6, 30)),
        ("2024-H2", date(2024, 7, 1), date(2024, 12, 31)),
        ("2024-Q1", date(2024, 1, 1), date(2024, 3, 31)),
        ("2024-q4", date(2024, 10, 1), date(2024, 12, 31)),
    ],
)
def test_a_period_has_a_first_and_a_last_day(text: str, first: date, last: date) -> None:
    found = read_period(text)
    assert found
    assert (found.first, found.last) == (first, last)
