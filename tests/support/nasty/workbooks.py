"""Cells that a workbook shows otherwise than it holds them: percentages, dates, errors, rich texts."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import xlwt

from tests.support.books import edited, ods, ods_cell, ods_row, ods_sheet, saved, xls, xlsx
from tests.support.nasty import read, refused
from tests.support.nasty.archives import SHEET

HEADER = ["Xã", "Năm", "10", "4.2", "illustrative"]
POWER = "safe_electricity_household_pct"
INCOME = "income_per_capita"
FAILED = "the formula gives an error, or its result was not saved"
ROWS = [HEADER, ["Xã Mẫu 1", 2023, 42.1, 0.985, "có"], ["Xã Mẫu 2", 2023, 43, 100, "có"]]


def dated(day: object) -> list[list[object]]:
    return [["Xã", "Năm", "10", "Ngày công nhận", "illustrative"], ["Xã Mẫu 1", 2023, 42.1, day, "có"]]


def written(method: str, *cell: object) -> Callable[[Any], None]:
    """Write a cell by a method of XlsxWriter."""
    return lambda book: getattr(book.worksheets()[0], method)(*cell)


def percent(book: Any) -> None:
    book.worksheets()[0].write_number("D2", 0.985, book.add_format({"num_format": "0.0%"}))


def ods_typed(kind: str, value: str, text: str = "", more: str = "") -> str:
    return (
        f'<table:table-cell office:value-type="{kind}" office:{"date-" if kind == "date" else ""}value="{value}"{more}>'
        f"<text:p>{text}</text:p></table:table-cell>"
    )


@read("percentage.xlsx", **{POWER: [98.5, 100]})
def percentage_xlsx() -> bytes:
    return xlsx(ROWS, percent)


@read("percentage.xls", **{POWER: [98.5, 100]})
def percentage_xls() -> bytes:
    return xls(ROWS, {(1, 3): "0.0%"})


@read("percentage.ods", **{POWER: [98.5, 100]})
def percentage_ods() -> bytes:
    return ods([HEADER, [*ROWS[1][:3], ods_typed("percentage", "0.985", "98.5%"), "có"], ROWS[2]])


@read("percentage-as-another-program-writes-it.xlsx", **{POWER: [98.5, 100]})
def percentage_of_another_program() -> bytes:
    """Attributes in another order, names with a prefix."""

    def other(xml: str) -> str:
        xml = xml.replace('<c r="D2" s="1">', '<c s="1"  r="D2" >')
        xml = xml.replace("<sheetData", "<x:sheetData").replace("</sheetData", "</x:sheetData")
        for name in ("row", "c", "v"):
            xml = xml.replace(f"<{name} ", f"<x:{name} ").replace(f"<{name}>", f"<x:{name}>")
            xml = xml.replace(f"</{name}>", f"</x:{name}>")
        start = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
        return xml.replace(start, start + start.replace("xmlns=", " xmlns:x="))

    return edited(xlsx(ROWS, percent), SHEET, other)


@read("cells-without-their-places.xlsx", **{POWER: [98.5, 100], INCOME: [42.1, 43]})
def cells_without_their_places() -> bytes:
    return edited(xlsx(ROWS, percent), SHEET, lambda xml: re.sub(r'<(row|c) r="\w+"', r"<\1", xml))


@read("bare-rate-below-one.xls", **{POWER: [0.985, 100]})
def bare_rate_below_one() -> bytes:
    return xls(ROWS)


@refused("error-cell.xlsx", "row 2", "column “4.2”", "“#DIV/0!”", FAILED)
def error_cell_xlsx() -> bytes:
    return xlsx(ROWS, written("write_formula", "D2", "=1/0", None, "#DIV/0!"))


@refused("error-cell.xls", "row 2", "column “4.2”", "“#DIV/0!”", FAILED)
def error_cell_xls() -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Biểu")
    for n, row in enumerate(ROWS):
        for at, value in enumerate(row):
            if (n, at) == (1, 3):
                sheet.row(n).set_cell_error(at, "#DIV/0!")
            else:
                sheet.write(n, at, value)
    return saved(book)


@refused("error-cell.ods", "row 2", "column “4.2”", "“#DIV/0!”", FAILED)
def error_cell_ods() -> bytes:
    cell = (
        '<table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value=""'
        ' calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>'
    )
    return ods([HEADER, [*ROWS[1][:3], cell, "có"], ROWS[2]])


@refused("error-of-libreoffice.ods", "row 2", "column “4.2”", "“#= Err:502”", FAILED)
def error_of_libreoffice() -> bytes:
    cell = (
        '<table:table-cell table:formula="of:=SQRT(-1)" office:value-type="string"'
        ' calcext:value-type="error"><text:p>Err:502</text:p></table:table-cell>'
    )
    return ods([HEADER, [*ROWS[1][:3], cell, "có"], ROWS[2]])


@read("not-available.xlsx", **{POWER: [None, 100]})
def not_available() -> bytes:
    """#N/A says that a figure is missing."""
    return xlsx(ROWS, written("write_formula", "D2", "=NA()", None, "#N/A"))


@refused("formula-without-result.xlsx", "row 2", "“#=C2*2”", FAILED)
def formula_without_result_xlsx() -> bytes:
    return xlsx(ROWS, written("write_formula", "D2", "=C2*2", None, ""))


@refused("formula-without-result.ods", "row 2", "“#=[.C2]*2”", FAILED)
def formula_without_result_ods() -> bytes:
    return ods([HEADER, [*ROWS[1][:3], '<table:table-cell table:formula="of:=[.C2]*2"/>', "có"], ROWS[2]])


@read("formula-of-an-empty-text.xlsx", **{POWER: [None, 100]})
def formula_of_an_empty_text() -> bytes:
    return edited(
        xlsx(ROWS, written("write_formula", "D2", '=""', None, "")),
        SHEET,
        lambda xml: xml.replace('<c r="D2">', '<c r="D2" t="str">'),
    )


@read("date.xlsx", recognised_on=[date(2022, 5, 3)])
def date_xlsx() -> bytes:
    return xlsx(dated(date(2022, 5, 3)))


@read("date.xls", recognised_on=[date(2022, 5, 3)])
def date_xls() -> bytes:
    return xls(dated(date(2022, 5, 3)))


@read("date.ods", recognised_on=[date(2022, 5, 3)])
def date_ods() -> bytes:
    return ods(dated(date(2022, 5, 3)))


@read("date-of-1904.xlsx", recognised_on=[date(2022, 5, 3)])
def date_of_1904() -> bytes:
    """Dates counted from 1904, as on old Macs."""
    return xlsx(dated(date(2022, 5, 3)), date_1904=True)


@refused("date-as-a-serial-number.xlsx", "NTM221", "“44684”", "or write 03/05/2022 if")
def date_as_a_serial_number() -> bytes:
    return xlsx(dated(44684))


@refused("year-as-a-serial-number.xlsx", "“45000”", "this is not a year")
def year_as_a_serial_number() -> bytes:
    return xlsx([HEADER, ["Xã Mẫu 1", 45000, 42.1, 98.5, "có"]])


@read("booleans.xlsx", coastal_island=[True, False])
def booleans() -> bytes:
    rows = [["Xã", "Năm", "10", "coastal_island", "illustrative"]]
    rows += [[f"Xã Mẫu {n}", 2023, 42, so, "có"] for n, so in ((1, True), (2, False))]
    return xlsx(rows)


@read("rich-text.xlsx", commune=["Xã Mẫu 1", "Xã Mẫu 2"])
def rich_text() -> bytes:
    def rich(book: Any) -> None:
        bold = book.add_format({"bold": True})
        book.worksheets()[0].write_rich_string("A2", "Xã ", bold, "Mẫu", " 1")

    return xlsx(ROWS, rich)


@read("inline-texts.xlsx", commune=["Xã Mẫu 1", "Xã Mẫu 2"], **{INCOME: [42.1, 43]})
def inline_texts() -> bytes:
    return xlsx(ROWS, constant_memory=True, in_memory=False)


@read("phonetic-runs.xlsx", commune=["Xã Mẫu 1", "Xã Mẫu 2"])
def phonetic_runs() -> bytes:
    """A reading beside a text, as Asian versions of Excel write, is no part of it."""
    run = '<rPh sb="0" eb="2"><t>sa</t></rPh><phoneticPr fontId="1"/>'
    return edited(
        xlsx(ROWS),
        "xl/sharedStrings.xml",
        lambda xml: xml.replace("<t>Xã Mẫu 1</t>", f"<t>Xã Mẫu 1</t>{run}"),
    )


@read("repeated-cells.ods", commune=["Xã Mẫu 1", "Xã Mẫu 2"], **{INCOME: [42, 42], POWER: [42, 42]})
def repeated_cells() -> bytes:
    """Cells side by side and rows with one content are written once, blank rows to the end of the sheet too."""
    blank = '<table:table-cell table:number-columns-repeated="16384"/>'
    two = '<table:table-cell table:number-columns-repeated="2" office:value-type="float" office:value="42"/>'
    rows = [HEADER, *([f"Xã Mẫu {n}", 2023, two, "có"] for n in (1, 2))]
    return ods(body=ods_sheet("Biểu", rows, after=ods_row([blank], ' table:number-rows-repeated="1048573"')))


MERGED = [
    ["Huyện", "Xã", "Năm", "10", "4.2", "illustrative"],
    ["Huyện Mẫu 1", "Xã Mẫu 1", 2023, 42, 98, "có"],
    ["", "Xã Mẫu 2", "", 43, "", "có"],
    ["Huyện Mẫu 2", "Xã Mẫu 1", 2022, 44, 97, "có"],
]
MERGED_READ = {
    "district": ["Huyện Mẫu 1", "Huyện Mẫu 1", "Huyện Mẫu 2"],
    "period": ["2023", "2023", "2022"],
    POWER: [98, None, 97],
}


@read("merged-district.xlsx", warns=("filled_down",), **MERGED_READ)
def merged_district_xlsx() -> bytes:
    """A district merged over its communes is that of each; a figure merged over them may be their sum."""

    def merge(book: Any) -> None:
        for column, value in ((0, "Huyện Mẫu 1"), (2, 2023), (4, 98)):
            book.worksheets()[0].merge_range(1, column, 2, column, value)

    return xlsx(MERGED, merge)


@read("merged-district.xls", warns=("filled_down",), **MERGED_READ)
def merged_district_xls() -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Biểu")
    for n, row in enumerate(MERGED):
        for at, value in enumerate(row):
            if n == 1 and at in (0, 2, 4):
                sheet.write_merge(1, 2, at, at, value)
            elif not (n == 2 and at in (0, 2, 4)):
                sheet.write(n, at, value)
    return saved(book)


@read("merged-district.ods", warns=("filled_down",), **MERGED_READ)
def merged_district_ods() -> bytes:
    def tall(value: object) -> str:
        return ods_cell(value).replace("<table:table-cell", '<table:table-cell table:number-rows-spanned="2"')

    covered = "<table:covered-table-cell/>"
    first = [tall(value) if at in (0, 2, 4) else value for at, value in enumerate(MERGED[1])]
    second = [covered if at in (0, 2, 4) else value for at, value in enumerate(MERGED[2])]
    return ods([MERGED[0], first, second, MERGED[3]])


@refused("formulas-never-calculated.xlsx", "row 2", "“#=C2*2”", FAILED)
def formulas_never_calculated() -> bytes:
    """A program wrote the formulas, and 0 in the place of their results."""
    return xlsx(ROWS, written("write_formula", "D2", "=C2*2"))


@read("formula-that-gives-0.xlsx", **{POWER: [0, 100]})
def formula_that_gives_0() -> bytes:
    return edited(
        xlsx(ROWS, written("write_formula", "D2", "=C2*0")),
        "xl/workbook.xml",
        lambda xml: xml.replace(' fullCalcOnLoad="1"', ""),
    )


@read("hidden-sheet.ods", warns=("skipped_sheet",), **{INCOME: [42.1, 43]})
def hidden_sheet_ods() -> bytes:
    style = '<style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/></style:style>'
    hidden = ods_sheet("Cũ", ROWS, ' table:style-name="ta2"')
    return ods(body=ods_sheet("Biểu", ROWS) + hidden, styles=style)


@read("hidden-sheet.xls", warns=("skipped_sheet",), **{INCOME: [42.1, 43]})
def hidden_sheet_xls() -> bytes:
    book = xlwt.Workbook()
    for title in ("Biểu", "Cũ"):
        sheet = book.add_sheet(title)
        for n, row in enumerate(ROWS):
            for at, value in enumerate(row):
                sheet.write(n, at, value)
    sheet.visibility = 2
    return saved(book)


@refused("all-sheets-hidden.ods", "all its sheets are hidden: “Biểu”", "--sheet")
def all_sheets_hidden() -> bytes:
    style = '<style:style style:name="ta1" style:family="table"><style:table-properties table:display="false"/></style:style>'
    return ods(body=ods_sheet("Biểu", ROWS, ' table:style-name="ta1"'), styles=style)


@read("comments-and-spaces.ods", commune=["Xã Mẫu 1"], **{INCOME: [42.1]})
def comments_and_spaces() -> bytes:
    """A comment inside a cell is no part of it; spaces have a mark of their own."""
    cell = (
        '<table:table-cell office:value-type="string"><office:annotation><text:p>Xem lại</text:p></office:annotation>'
        "<text:p>Xã<text:s/>Mẫu <text:span>1</text:span></text:p></table:table-cell>"
    )
    return ods([HEADER[:3], [cell, 2023, 42.1]])
