"""Archives that are damaged or lie: bombs, parts twice or missing, files cut short."""

from __future__ import annotations

import struct

from tests.support.books import archive, edited, ods, ods_row, ods_sheet, parts_of, swollen, xls, xlsx
from tests.support.nasty import refused
from tests.support.nasty.layouts import BODY, HEADER

SHEET = "xl/worksheets/sheet1.xml"
TOO_LARGE = "the workbook is more than 200 MB unpacked, the most that is read"
DAMAGED = "the workbook is damaged, or of a kind that is not read"
FAR_OUT = "more than 20 million are not read"
MEGABYTE = 1_000_000
ENTITIES = '<!DOCTYPE x [<!ENTITY a "haha">{}]>'.format(
    "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
)


def workbook() -> bytes:
    return xlsx([HEADER, *BODY])


@refused("zip-bomb.xlsx", TOO_LARGE)
def zip_bomb() -> bytes:
    return swollen(workbook(), "xl/media/image1.png", bytes(MEGABYTE), 250)


@refused("zip-bomb-that-lies-about-its-size.xlsx", TOO_LARGE)
def lying_zip_bomb() -> bytes:
    size = 250 * MEGABYTE
    data = swollen(workbook(), "xl/sharedStrings.xml", b" " * MEGABYTE, 250)
    lie = data.replace(struct.pack("<I", size), struct.pack("<I", 1000))
    lie = lie.replace(struct.pack("<Q", size), struct.pack("<Q", 1000))
    assert lie != data
    return lie


@refused("sheet-of-300-mb.xlsx", TOO_LARGE)
def sheet_of_300_mb() -> bytes:
    row = b'<row><c t="inlineStr"><is><t>' + b"x" * 970 + b"</t></is></c></row>"
    return swollen(workbook(), SHEET, row * 1000, 300)


@refused("size-that-is-not-so.xlsx", DAMAGED)
def size_that_is_not_so() -> bytes:
    size = len(parts_of(workbook())[SHEET])
    lie = workbook().replace(struct.pack("<I", size), struct.pack("<I", size - 1))
    assert lie != workbook()
    return lie


@refused("entity-bomb.xlsx", DAMAGED)
def entity_bomb_xlsx() -> bytes:
    return edited(
        workbook(),
        SHEET,
        lambda xml: xml.replace("<worksheet", ENTITIES + "<worksheet").replace("42.1", "&i;"),
    )


@refused("entity-bomb.ods", DAMAGED)
def entity_bomb_ods() -> bytes:
    return ods([HEADER, ["<table:table-cell><text:p>&i;</text:p></table:table-cell>"]], top=ENTITIES)


@refused("repeated-cells-bomb.ods", FAR_OUT)
def repeated_cells_bomb() -> bytes:
    cell = (
        '<table:table-cell table:number-columns-repeated="16384" office:value-type="float" office:value="1"/>'
    )
    row = ods_row([cell], ' table:number-rows-repeated="1048576"')
    return ods(body=ods_sheet("Biểu", [HEADER], after=row))


@refused("cell-far-out.xlsx", FAR_OUT, "delete the rows below and the columns right of the table")
def cell_far_out() -> bytes:
    row = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    return edited(workbook(), SHEET, lambda xml: xml.replace("</sheetData>", row))


@refused("cell-beyond-the-last-row.xlsx", DAMAGED)
def cell_beyond_the_last_row() -> bytes:
    return edited(workbook(), SHEET, lambda xml: xml.replace('r="A2"', 'r="A9999999"'))


@refused("truncated.xlsx", DAMAGED)
def truncated_xlsx() -> bytes:
    return workbook()[:-200]


@refused("truncated.xls", DAMAGED)
def truncated_xls() -> bytes:
    return xls([HEADER, *BODY])[:600]


@refused("truncated.ods", DAMAGED)
def truncated_ods() -> bytes:
    return ods([HEADER, *BODY])[:-100]


@refused("part-twice.xlsx", DAMAGED)
def part_twice() -> bytes:
    parts = parts_of(workbook())
    return archive([*parts.items(), (SHEET, parts[SHEET].replace(b"42.1", b"52.1"))])


@refused("sheet-missing.xlsx", DAMAGED)
def sheet_missing() -> bytes:
    return archive({name: part for name, part in parts_of(workbook()).items() if name != SHEET})


@refused("texts-missing.xlsx", DAMAGED)
def texts_missing() -> bytes:
    return archive({name: part for name, part in parts_of(workbook()).items() if "sharedStrings" not in name})


@refused("markup-cut-short.xlsx", DAMAGED)
def markup_cut_short() -> bytes:
    return edited(workbook(), SHEET, lambda xml: xml[: len(xml) // 2])
