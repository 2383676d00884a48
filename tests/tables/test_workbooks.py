"""Workbooks as offices send them: the table read, or the words of the message."""

from __future__ import annotations

import sys
import zipfile
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape

import numpy as np
import openpyxl
import pytest
import xlwt

import ntm_rules as ntm
from ntm_rules.limits import MOST_UNPACKED

HEADER = ["Tên xã", "Tỉnh", "Năm", "Thu nhập bình quân đầu người", 9.2, "4.2"]
ROWS = [HEADER, ["Xã A", "Hòa Bình", 2023, 42.1, 88, "98,5%"], ["Xã B", "Hòa Bình", 2023, 43, "Đạt", 100]]
INCOME, HOUSES = "income_per_capita", "solid_house_pct"


@pytest.fixture
def xlsx(tmp_path):
    """Write sheets, given as rows by name, to a workbook; `change` may alter it before it is saved."""

    def write(change=None, name="communes.xlsx", **sheets):
        book = openpyxl.Workbook()
        book.remove(book.active)
        for title, rows in (sheets or {"Biểu": ROWS}).items():
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append(row)
        if change:
            change(book)
        book.save(tmp_path / name)
        return tmp_path / name

    return write


def ods(path: Path, rows: list[list[object]]) -> Path:
    """Write an ODS by hand: the least that makes one."""

    def cell(value: object) -> str:
        if isinstance(value, int | float):
            return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
        text = f"<text:p>{escape(str(value))}</text:p>"
        return f'<table:table-cell office:value-type="string">{text}</table:table-cell>'

    lines = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
    names = "".join(
        f' xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"'
        for short in ("office", "table", "text", "manifest")
    )
    body = f'<office:spreadsheet><table:table table:name="Biểu">{lines}</table:table></office:spreadsheet>'
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", f"<manifest:manifest{names}/>")
        archive.writestr(
            "content.xml",
            f"<office:document-content{names}><office:body>{body}</office:body></office:document-content>",
        )
    return path


def xls(path: Path, rows: list[list[object]]) -> Path:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Biểu")
    for n, row in enumerate(rows):
        for at, value in enumerate(row):
            sheet.write(n, at, value)
    book.save(str(path))
    return path


def words_of(path: Path, **how: object) -> str:
    with pytest.raises(ntm.NtmRulesError) as caught:
        ntm.read_table(path, **how)
    return str(caught.value)


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_every_kind_of_workbook_gives_the_same_table(xlsx, tmp_path, kind):
    path = tmp_path / f"communes.{kind}"
    if kind == "xlsx":
        xlsx()
    else:
        (xls if kind == "xls" else ods)(path, ROWS)
    table = ntm.read_table(path)
    assert table.identity["commune"].cells.tolist() == ["Xã A", "Xã B"]
    assert table.years.tolist() == [2023, 2023]
    assert table.values[INCOME].tolist() == [42.1, 43]
    assert table.values[HOUSES][0] == 88
    assert table.values["safe_electricity_household_pct"].tolist() == [98.5, 100]
    assert table.cell(1, INCOME) == {
        "file": path.as_posix(),
        "sheet": "Biểu",
        "row": 3,
        "column": "Thu nhập bình quân đầu người",
        "cell": "D3",
    }


def test_a_header_typed_as_a_number_is_the_number_of_an_indicator(xlsx):
    assert ntm.read_table(xlsx()).cell(0, HOUSES)["column"] == "9.2"


def test_a_header_that_became_a_date_is_refused(xlsx):
    path = xlsx(Biểu=[["Xã", "Năm", "10", date(2023, 11, 17)], ["A", 2023, 42, 1]])
    assert "turned a number into a date" in words_of(path)


def test_dates_are_dates(xlsx):
    path = xlsx(Biểu=[["Xã", "Năm", "Ngày công nhận", "10"], ["A", 2023, date(2022, 5, 3), 42]])
    assert ntm.read_table(path).text(0, "recognised_on") == date(2022, 5, 3)


def test_a_share_shown_as_a_percentage_is_read_as_shown(xlsx):
    """98.5% is held as 0.985."""

    def percent(book):
        for cell, form in (("D2", "0.0%"), ("D3", '0.0" %"')):
            book.active[cell].number_format = form

    path = xlsx(percent, Biểu=[["Xã", "Năm", "10", "4.2"], ["A", 2023, 42, 0.985], ["B", 2023, 42, 0.985]])
    assert ntm.read_table(path).values["safe_electricity_household_pct"].tolist() == [98.5, 0.985]


@pytest.mark.parametrize(
    ("cell", "place"), [("D2", "row 2 (A), cell D2, column “10”"), ("A3", "row 3, cell A3, column “Xã”")]
)
def test_an_error_cell_is_named(xlsx, cell, place):
    def fail(book):
        book.active[cell].value, book.active[cell].data_type = "#DIV/0!", "e"

    path = xlsx(fail, Biểu=[["Xã", "Năm", "4.2", "10"], ["A", 2023, 99, 42], ["B", 2023, 99, 43]])
    said = words_of(path)
    assert place in said
    assert "value “#DIV/0!”: the formula gives an error" in said


def test_a_formula_without_its_result_is_named_not_missing(xlsx):
    path = xlsx(Biểu=[["Xã", "Năm", "4.2", "10"], ["A", 2023, 99, "=C2*2"], ["B", 2023, 99, 43]])
    assert "value “#=C2*2”: the formula gives an error, or its result was not saved" in words_of(path)


def test_an_error_cell_is_unknown_under_lenient(xlsx):
    path = xlsx(Biểu=[["Xã", "Năm", "10"], ["A", 2023, "=C2*2"], ["B", 2023, 43]])
    table = ntm.read_table(path, lenient=True)
    assert np.isnan(table.values[INCOME][0])
    assert table.invalid[INCOME].tolist() == [True, False]


@pytest.mark.parametrize("sheet", ["Hai", 2, "2"])
def test_a_sheet_is_chosen_by_name_or_number(xlsx, sheet):
    path = xlsx(Một=ROWS, Hai=ROWS[:2])
    assert len(ntm.read_table(path, sheet=sheet)) == 1
    assert len(ntm.evaluate(path, sheet=sheet).communes) == 1


@pytest.mark.parametrize("sheet", ["biểu 2", "Biê\u0309u 2", "Biểu 2", " Biểu  2"])
def test_a_sheets_name_is_found_whatever_its_case_accents_and_spaces(xlsx, sheet):
    path = xlsx(**{"Biểu 1": ROWS, "Biểu 2 ": ROWS[:2]})
    assert len(ntm.read_table(path, sheet=sheet)) == 1


def test_a_sheets_own_name_goes_before_numbers_and_other_spellings(xlsx):
    path = xlsx(**{"2": ROWS[:2], "Hai": ROWS})
    assert [len(ntm.read_table(path, sheet=sheet)) for sheet in ("2", 2)] == [1, 2]


def test_several_sheets_of_communes_are_one_table_and_it_is_said(xlsx):
    more = [HEADER, ["Xã C", "Hòa Bình", 2023, 40, 70, 99]]
    table = ntm.read_table(xlsx(Một=ROWS, Hai=more))
    assert table.identity["commune"].cells.tolist() == ["Xã A", "Xã B", "Xã C"]
    assert table.values[INCOME].tolist() == [42.1, 43, 40]
    assert table.cell(2, INCOME)["sheet"] == "Hai"
    assert table.cell(2, INCOME)["cell"] == "D2"
    assert [w.facts["sheets"] for w in table.warnings if w.kind == "sheets_together"] == [["Một", "Hai"]]


def test_a_commune_that_stands_in_two_sheets_is_refused_naming_both(xlsx):
    said = words_of(xlsx(Một=ROWS, Hai=ROWS[:2]))
    assert "sheet “Hai”, row 2" in said
    assert "Xã A, 2023 stands already in sheet “Một”, row 2" in said
    assert "--sheet" in said


def test_a_sheet_that_does_not_exist_is_refused_with_those_that_do(xlsx):
    assert "no sheet “Ba”; there are “Một”, “Hai”" in words_of(xlsx(Một=ROWS, Hai=ROWS), sheet="Ba")


def test_an_empty_sheet_beside_the_table_is_no_table(xlsx):
    assert len(ntm.read_table(xlsx(Trống=[], Biểu=ROWS))) == 2


def test_a_hidden_sheet_is_left_out_and_said(xlsx):
    def hide(book):
        book["Cũ"].sheet_state = "hidden"

    path = xlsx(hide, Cũ=ROWS[:2], Mới=ROWS)
    table = ntm.read_table(path)
    assert len(table) == 2
    assert [(w.kind, w.sheet) for w in table.warnings] == [("skipped_sheet", "Cũ")]
    assert len(ntm.read_table(path, sheet="Cũ")) == 1


def test_a_file_without_sheets_has_none_to_choose(csv_file):
    assert "only a workbook has sheets" in words_of(csv_file("Xã,Năm,10\nA,2023,42\n"), sheet=1)


def test_the_command_line_chooses_a_sheet(run, xlsx):
    path = xlsx(Một=ROWS, Hai=ROWS)
    assert run("evaluate", path).code == 1
    assert run("evaluate", path, "--sheet", "Hai", "--format", "json").code == 0


@pytest.mark.slow
def test_empty_formatted_rows_are_no_rows(xlsx):
    def colour(book):
        for row in range(4, 50_004):
            book.active.cell(row, 1).fill = openpyxl.styles.PatternFill("solid", fgColor="FFFF00")

    assert len(ntm.read_table(xlsx(colour))) == 2


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"Xa,Nam,10\n", "its ending is that of a workbook"),
        (b"PK\x03\x04junk", "damaged"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "damaged"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"", "its ending is that of a workbook"),
    ],
)
def test_what_is_no_workbook_says_so(tmp_path, content, words):
    path = tmp_path / "communes.xlsx"
    path.write_bytes(content)
    assert words in words_of(path)


def test_a_damaged_old_workbook_that_makes_its_reader_panic_says_so(tmp_path):
    path = xls(tmp_path / "communes.xls", ROWS)
    path.write_bytes(path.read_bytes()[:600])
    assert "damaged" in words_of(path)


def test_another_archive_is_no_workbook(tmp_path):
    path = tmp_path / "communes.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert "an archive or document and no workbook" in words_of(path)


def test_a_workbook_under_another_ending_is_named(xlsx):
    path = xlsx()
    assert "it is no text but a workbook" in words_of(path.rename(path.with_suffix(".csv")))


def test_an_empty_workbook_says_so(xlsx):
    assert "the file has no rows" in words_of(xlsx(Biểu=[]))


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path):
    path = tmp_path / "communes.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", bytes(MOST_UNPACKED + 1))
    assert "the workbook is more than 200 MB unpacked, the most that is read" in words_of(path)


def test_a_cell_far_out_is_refused(xlsx):
    def stray(book):
        book.active["XFD1048576"] = "x"

    assert "more than 20 million are not read" in words_of(xlsx(stray))


def test_without_the_reader_the_extra_is_named(xlsx, monkeypatch):
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    path = xlsx()
    with pytest.raises(ntm.UsageError, match=r'pip install "ntm-rules\[workbooks\]"'):
        ntm.read_table(path)
