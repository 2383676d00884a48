"""The workbook of an evaluation, opened again and turned into pages."""

from __future__ import annotations

import shutil
import subprocess
import time

import pytest

import ntm_rules as ntm
from ntm_rules.reports import book, workbook
from tests.reports.conftest import EXAMPLE

MONEY = EXAMPLE.with_name("programmes-2023.csv")
SHORT = {"Met": "met", "Basic.": "basically_met", "Unmet": "unmet", "?": "unknown", "?*": "unknown", "n/c": "not_applicable"}  # fmt: skip
SHEETS = [
    "Summary",
    "At risk",
    "Recognition",
    "Recommendations",
    "Indicators",
    "Missing",
    "Contradictions",
    "Levels used",
    "Notes",
]


@pytest.fixture(scope="module")
def data(example):
    with ntm.language("en"):
        return example.to_xlsx()


def header_row(sheet, first):
    return next(row for row in range(1, 20) if sheet.cell(row, 1).value == first)


def listed(sheet, first="Commune"):
    """The rows of a list as dictionaries by heading."""
    top = header_row(sheet, first)
    headings = [cell.value for cell in sheet[top]]
    return [dict(zip(headings, row, strict=True)) for row in sheet.iter_rows(top + 1, values_only=True)]


def test_it_has_the_sheets_in_the_order_they_are_read(data, opened):
    assert opened(data).sheetnames == SHEETS


def test_the_summary_says_of_each_commune_what_the_document_says(data, opened, example):
    sheet = opened(data)["Summary"]
    top = header_row(sheet, "Commune") + 2
    for row, commune in enumerate(example.to_dict()["communes"], start=top):
        name, *cells = [cell.value for cell in sheet[row]]
        assert name == commune["commune"]
        plain = [SHORT[cell.removesuffix(" ▼")] for cell in cells[:19]]
        assert plain == [found["status"] for found in commune["criteria"]]
        assert [cell.endswith("▼") for cell in cells[:19]] == [c["at_risk"] for c in commune["criteria"]]
        counted = commune["summary"]
        assert cells[19:21] == [counted["criteria"]["counted"], counted["indicators"]["counted"]]
        assert cells[21] == {True: "yes", False: "no", None: "?"}[counted["qualifies"]]


def test_counts_are_numbers_that_show_what_they_are_out_of(data, opened):
    sheet = opened(data)["Summary"]
    row = next(row for row in range(1, 30) if sheet.cell(row, 1).value == "Xã Mẫu 6")
    assert (sheet.cell(row, 21).value, sheet.cell(row, 21).number_format) == (12, '0"/19"" (1○)"')


def test_statuses_differ_in_text_and_in_more_than_colour(data, opened):
    sheet = opened(data)["Summary"]
    looks = {}
    for row in sheet.iter_rows(header_row(sheet, "Commune") + 2):
        for cell in row[1:20]:
            if (text := str(cell.value).removesuffix(" ▼")) in SHORT:
                looks[text] = (cell.fill.patternType, cell.font.b, cell.font.i)
    assert looks["Unmet"][1]
    assert looks["?"][0] == "gray125"
    assert looks["Basic."][2]
    assert looks["Met"] == ("solid", False, False)


def test_totals_are_those_of_the_group(data, opened, example):
    sheet = opened(data)["Summary"]
    whole = next(group for group in example.to_dict()["groups"] if group["level"] == "all")
    for words, status in (("met", "met"), ("unmet", "unmet"), ("undecided", "unknown")):
        row = header_row_of(sheet, f"Communes: {words}")
        counts = [sheet.cell(row, column).value for column in range(2, 21)]
        assert counts == [criterion[status] for criterion in whole["criteria"]]


def header_row_of(sheet, text):
    return next(row for row in range(1, 60) if sheet.cell(row, 1).value == text)


def test_several_districts_and_years_have_a_table_of_their_own(national, csv_file, opened):
    rows = [[f"Xã {n}", f"Huyện {n % 2}", year, "Đạt"] for n in range(4) for year in (2022, 2023)]
    found = ntm.evaluate(csv_file([["commune", "district", "year", "10"], *rows]), national)
    sheet = opened(found.to_xlsx())["Summary"]
    names = [cell.value for cell in sheet["A"]]
    assert names.count("Huyện 0") == names.count("Huyện 1") == 2
    at = names.index("Huyện 0") + 1
    assert [cell.value for cell in sheet[at] if cell.value is not None] == [
        "Huyện 0",
        2022,
        2,
        1,
        0,
        0,
        0,
        0,
        2,
    ]


def test_numbers_are_numbers_and_flags_are_words(data, opened):
    rows = [row for row in listed(opened(data)["Indicators"]) if row["Commune"] == "Xã Mẫu 3"]
    by_code = {row["Indicator"]: row for row in rows}
    income, post = by_code["10"], by_code["8.1"]
    assert (income["Value"], income["Comparison"], income["Level"]) == (41.2, "≥", 42)
    assert income["Against the level (negative: short of it)"] == pytest.approx(-0.8)
    assert (income["Result"], income["Evidence of the level"], income["Basis"]) == (
        "Unmet",
        "unverified",
        "figure",
    )
    assert (post["Value"], post["Level"], post["Result"]) == ("yes", "Must be so", "Met")


def test_every_row_of_the_frame_is_listed(data, opened, example):
    rows = listed(opened(data)["Indicators"])
    assert [row["Indicator"] for row in rows] == example.indicators["indicator"].tolist()


def test_each_figure_names_the_file_and_cell_it_was_read_from(data, opened):
    for row in listed(opened(data)["Indicators"]):
        given = row["Value"] is not None or row["Basis"] == "verdict"
        assert bool(row["Cell"]) == bool(row["Read from file"]) == given
    (income,) = [
        r for r in listed(opened(data)["Indicators"]) if (r["Commune"], r["Indicator"]) == ("Xã Mẫu 3", "10")
    ]
    assert income["Read from file"] == "example-district-2023.csv"
    assert "4" in income["Cell"]


def test_what_is_missing_says_what_to_do(data, opened, example):
    rows = listed(opened(data)["Missing"])
    found = {(row["Commune"], row["Indicator"]): row for row in rows}
    assert found["Thị trấn Mẫu", "17.4"]["Column to fill"] == "public_green_area"
    assert "--province-set" in found["Xã Mẫu 6", "2.1"]["What to do"]
    undecided = example.indicators.query("status == 'unknown'")
    assert set(found) <= set(zip(undecided["commune"], undecided["indicator"], strict=True))


def test_what_a_verdict_on_the_whole_settles_is_not_missing(national, csv_file, opened):
    rows = [["commune", "year", *range(1, 20)], ["A", 2023, *["Đạt"] * 19]]
    found = ntm.evaluate(csv_file(rows), national)
    assert listed(opened(found.to_xlsx())["Missing"]) == []


def test_the_notes_hold_every_warning(data, opened, example):
    codes = [row["Code"] for row in listed(opened(data)["Notes"], "Subject")]
    assert [code for code in codes if str(code).startswith("NTM")] == [w.code for w in example.warnings]


def test_invented_data_says_so_on_every_sheet(data, opened):
    for sheet in opened(data):
        assert "ILLUSTRATIVE DATA" in [cell.value for row in sheet.iter_rows(1, 6) for cell in row]


def test_every_sheet_is_set_up_to_be_printed(data, opened):
    for sheet in opened(data):
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.paperSize in (8, 9)
        # As many pages long as it takes, and one wide, which is what a file that names no width means.
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.print_title_rows
        assert sheet.freeze_panes
        assert sheet.auto_filter.ref
        assert "&P" in sheet.oddFooter.right.text
        assert "unverified" in sheet.oddFooter.left.text


def test_no_text_is_a_formula(hostile, opened):
    cells = [cell for sheet in opened(hostile.to_xlsx()) for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    texts = [cell.value for cell in cells if isinstance(cell.value, str)]
    assert "'=1+1" in texts
    assert not [text for text in texts if text.startswith(("=", "+", "-", "@"))]


def test_a_large_workbook_says_the_same(example, opened, monkeypatch):
    usual = example.to_xlsx()
    monkeypatch.setattr(workbook, "LARGE", 1)
    for one, other in zip(opened(usual), opened(example.to_xlsx()), strict=True):
        assert list(one.values) == list(other.values)


def test_rows_that_no_sheet_can_hold_are_refused(example, monkeypatch):
    monkeypatch.setattr(book, "MOST_ROWS", 300)
    with pytest.raises(ntm.UsageError, match="parquet"):
        example.to_xlsx()


def test_the_same_evaluation_gives_the_same_bytes_at_any_time(example, monkeypatch):
    first = example.to_xlsx()
    monkeypatch.setattr(time, "time", lambda: 2e9)
    assert example.to_xlsx() == first


def test_it_needs_its_extra(example, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "xlsxwriter", None)
    with pytest.raises(ntm.UsageError, match="workbooks"):
        example.to_xlsx()


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_its_pages_are_landscape_few_and_readable(example, tmp_path):
    with ntm.language("vi"):
        example.write(tmp_path / "result.xlsx")
    profile = (tmp_path / "profile").as_uri()
    subprocess.run(
        ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf", "--outdir", tmp_path,
         tmp_path / "result.xlsx"], check=True, capture_output=True,
    )  # fmt: skip
    pages = pages_of(tmp_path / "result.pdf")
    assert 10 <= len(pages) <= 30
    assert all(width > height and text.strip() for width, height, text in pages)
    first = " ".join(pages[0][2].split())
    assert "SỐ LIỆU MINH HỌA" in first
    assert "Thị trấn Mẫu" in first
    assert "số mục không xét, được tính là đạt" in first
    # The header of a list stands on each of its pages.
    assert sum("Mức chuẩn" in text and "Xét theo" in text for *_, text in pages) == len(
        pages
    ) - first_of_others(pages)


def first_of_others(pages):
    """How many pages are not of the list of indicators: the summary and those after it."""
    return sum("Xét theo" not in text for *_, text in pages)


def pages_of(pdf):
    """Width, height and text of every page."""
    info = subprocess.run(["pdfinfo", "-l", "999", pdf], check=True, capture_output=True, text=True).stdout
    sizes = [
        line.split(":")[1].split()[:3:2] for line in info.splitlines() if "size:" in line and "Page" in line
    ]
    texts = subprocess.run(
        ["pdftotext", "-layout", pdf, "-"], check=True, capture_output=True, text=True
    ).stdout
    return [(float(w), float(h), text) for (w, h), text in zip(sizes, texts.split("\f"), strict=False)]


def test_a_sheet_tells_what_groups_are_asked_and_what_is_a_communes_own(data, opened, example):
    """Each recommendation that is shared stands there once, for its district; points beside their sum."""
    sheet = opened(data)["Recommendations"]
    top = header_row(sheet, "For")
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=top + 1)]
    told = example.to_dict()
    district = next(group for group in told["groups"] if group["level"] == "district")
    own = [one for c in told["communes"] for one in c["recommendations"] if not one["shared"]]
    assert [row[1] for row in rows if row[1] is not None] == [
        one["score"] for one in [*district["recommendations"], *own]
    ]
    assert all(row[6].startswith(f"priority {row[1]}") for row in rows if row[1] is not None)
    assert "rules proposed by the developers of this tool (unverified)" in sheet.cell(top - 1, 1).value


def test_money_has_a_sheet_where_it_is_told(opened):
    with ntm.language("en"):
        book = opened(ntm.evaluate(EXAMPLE, programmes=MONEY).to_xlsx())
    sheet = book["Money"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=header_row(sheet, "For") + 1)]
    assert [row[1] for row in rows][-1] == "Together"
    assert rows[-1][2:7] == ["2023", 58759.9, 25608.6, 33151.3, 43.6]


def test_notes_say_what_the_directives_ask_and_give_examples(data, opened):
    text = [" ".join(str(cell.value or "") for cell in row) for row in opened(data)["Notes"].iter_rows()]
    assert any(line.startswith("Directive D2.3 Keep the criteria already met") for line in text)
    assert any("no promise" in line and "[the press] → Income per head" in line for line in text)
