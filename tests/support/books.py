"""Small workbooks as bytes, the same each time: XLSX, XLS, ODS and old Office containers."""

from __future__ import annotations

import io
import struct
import warnings
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import xlsxwriter
import xlwt

Rows = Sequence[Sequence[object]]
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)


def xlsx(
    rows: Rows = (), change: Callable[[Any], None] | None = None, *, sheet: str = "Biểu", **options: object
) -> bytes:
    """Rows as an XLSX; `change` is given the book of XlsxWriter before it is closed."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "dd/mm/yyyy", **options})
    book.set_properties({"created": datetime(2023, 1, 1)})
    add_sheet(book, sheet, rows)
    if change:
        change(book)
    book.close()
    return out.getvalue()


def add_sheet(book: Any, title: str, rows: Rows) -> Any:
    """Add a sheet of plain cells to a book of XlsxWriter."""
    sheet = book.add_worksheet(title)
    for at, row in enumerate(rows):
        sheet.write_row(at, 0, row)
    return sheet


def xls(rows: Rows, styles: Mapping[tuple[int, int], str] | None = None) -> bytes:
    """Rows as an XLS; `styles` are number formats by row and column from 0."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("Biểu")
    for n, row in enumerate(rows):
        for at, value in enumerate(row):
            form = (styles or {}).get((n, at), "dd/mm/yyyy" if isinstance(value, date) else "General")
            sheet.write(n, at, value, xlwt.easyxf(num_format_str=form))
    return saved(book)


def saved(book: Any) -> bytes:
    """The bytes of a book of xlwt."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


ODS_NAMES = (
    "".join(
        f' xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"'
        for short in ("office", "table", "text", "style", "manifest")
    )
    + ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
)


def ods_cell(value: object) -> str:
    """A cell of an ODS; text that is markup already stands as it is."""
    if isinstance(value, str) and value.startswith("<"):
        return value
    if isinstance(value, int | float):
        return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
    if isinstance(value, date):
        return f'<table:table-cell office:value-type="date" office:date-value="{value.isoformat()}"/>'
    text = f"<text:p>{escape(str(value))}</text:p>"
    return f'<table:table-cell office:value-type="string">{text}</table:table-cell>'


def ods_row(row: Sequence[object], attributes: str = "") -> str:
    """A row of an ODS."""
    return f"<table:table-row{attributes}>{''.join(map(ods_cell, row))}</table:table-row>"


def ods_sheet(title: str, rows: Rows, attributes: str = "", after: str = "") -> str:
    """A sheet of an ODS."""
    lines = "".join(map(ods_row, rows)) + after
    return f"<table:table table:name={quoteattr(title)}{attributes}>{lines}</table:table>"


def ods(
    rows: Rows = (), *, body: str | None = None, styles: str = "", manifest: str = "", top: str = ""
) -> bytes:
    """Rows, or sheets as markup, as the least that makes an ODS."""
    sheets = ods_sheet("Biểu", rows) if body is None else body
    content = (
        f"{top}<office:document-content{ODS_NAMES}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{sheets}</office:spreadsheet></office:body></office:document-content>"
    )
    return archive(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": f"<manifest:manifest{ODS_NAMES}>{manifest}</manifest:manifest>",
            "content.xml": content,
        }
    )


def archive(parts: Mapping[str, str | bytes] | Sequence[tuple[str, str | bytes]]) -> bytes:
    """A zip archive without dates; parts given as pairs may stand twice."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name, content in parts.items() if isinstance(parts, Mapping) else parts:
            file.writestr(_entry(name), content)
    return out.getvalue()


def edited(data: bytes, part: str, change: Callable[[str], str]) -> bytes:
    """A workbook with one of its parts changed, which must make a difference."""
    parts = parts_of(data)
    before = parts[part].decode()
    parts[part] = change(before).encode()
    assert parts[part] != before.encode(), part
    return archive(parts)


def parts_of(data: bytes) -> dict[str, bytes]:
    """The parts of a zip archive by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return {name: file.read(name) for name in file.namelist()}


def swollen(data: bytes, part: str, filling: bytes, times: int) -> bytes:
    """A workbook with a part made of one filling many times over."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as file:
        for name, content in parts_of(data).items():
            if name != part:
                file.writestr(_entry(name), content)
        with file.open(_entry(part), "w", force_zip64=True) as writer:
            for _ in range(times):
                writer.write(filling)
    return out.getvalue()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _FIRST_DAY)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def ole(streams: Mapping[str, bytes]) -> bytes:
    """Streams in an OLE container (a compound file), as old and as locked workbooks are."""
    sector, end, used = 512, 0xFFFFFFFE, 0xFFFFFFFD
    chain: list[int] = [used, end]  # The table of sectors, then the directory.
    entries = [_ole_entry("Root Entry", 5, end, 0, child=1)]
    body = b""
    for n, (name, content) in enumerate(streams.items(), start=1):
        # A stream of 4096 bytes or more stands in sectors of its own.
        padded = content.ljust(max(4096, -(-len(content) // sector) * sector), b"\0")
        first, count = len(chain), len(padded) // sector
        chain += [*range(first + 1, first + count), end]
        entries.append(
            _ole_entry(name, 2, first, len(padded), right=n + 1 if n < len(streams) else 0xFFFFFFFF)
        )
        body += padded
    assert len(entries) <= 4
    assert len(chain) <= sector // 4
    directory = b"".join(entries).ljust(sector, b"\0")
    table = struct.pack(f"<{len(chain)}I", *chain).ljust(sector, b"\xff")
    head = struct.pack(
        "<8s16s5H6s10I", bytes.fromhex("d0cf11e0a1b11ae1"), b"", 0x3E, 3, 0xFFFE, 9, 6, b"",
        0, 1, 1, 0, 4096, end, 0, end, 0, 0,
    )  # fmt: skip
    return head.ljust(sector, b"\xff") + table + directory + body


def _ole_entry(name: str, kind: int, first: int, size: int, *, child: int = -1, right: int = -1) -> bytes:
    text = name.encode("utf-16-le")
    return struct.pack(
        "<64sHBBiIi16sI8s8sIII",
        text, len(text) + 2, kind, 1, -1, right & 0xFFFFFFFF, child, b"", 0, b"", b"", first, size, 0,
    )  # fmt: skip
