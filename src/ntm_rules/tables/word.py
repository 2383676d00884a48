"""The tables of a Word document (DOCX) as sheets of cells, within a stated size."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from ntm_rules.errors import InputError, Problem, UsageError
from ntm_rules.i18n import tr
from ntm_rules.limits import MEGABYTE, MOST_UNPACKED
from ntm_rules.tables.foreign import OLE, ZIP
from ntm_rules.tables.grid import Sheet
from ntm_rules.tables.tabs import chosen
from ntm_rules.tables.word_grid import find, table_rows, text_of_block
from ntm_rules.tables.workbooks import no_sheet

_BODY = "word/document.xml"
# The text of a document takes some 30 times its size in memory; a thick report has a few megabytes.
MOST_TEXT = 30 * MEGABYTE
# Titles stand near their table; what is further up is prose.
_LINES = 10


def is_document(data: bytes, name: str) -> bool:
    """Whether a file is a Word document by its ending or, from standard input, by its content."""
    return name.lower().endswith((".docx", ".docm")) or (
        name == "-" and data.startswith(ZIP) and _BODY.encode() in data
    )


def read_document(
    data: bytes, name: str, wanted: str | int | None = None
) -> tuple[list[Sheet], list[Problem]]:
    """The tables that hold text as sheets “Table 1”, “Table 2” …, or the one asked for by name or number.

    Tables count as they come, one inside a cell or a text box behind the one around it. Their rows count from
    1; a merged cell stands in the first of its places, as in a workbook. Raises InputError where the document
    cannot be read, is too large or has no table; UsageError where the reader is not installed, or no table is
    as asked.
    """
    _refuse_before_opening(data, name)
    digest = hashlib.sha256(data).hexdigest()
    sheets: list[Sheet] = []
    try:
        for table, above in _tables(_body(data, name)):
            if sheets:
                sheets[-1] = replace(sheets[-1], below=(*sheets[-1].below, *above))
            if table is None:
                continue
            rows = [(at, cells) for at, cells in enumerate(table_rows(table), start=1) if any(cells)]
            title = tr("Table {n}", n=len(sheets) + 1)
            sheets.append(Sheet(name, digest, tuple(rows), title, lettered=False, above=above))
    except (RecursionError, ValueError):
        raise InputError(_damaged(name)) from None
    if not sheets:
        message = tr("the document holds no table.")
        raise InputError(
            _unreadable(name, message, tr("give the document or workbook that holds the figures"))
        )
    if wanted is not None:
        titles = [sheet.sheet or "" for sheet in sheets]
        place = chosen(titles, wanted)
        if place is None:
            raise no_sheet(titles, wanted, name)
        return [sheets[place]], []
    return [sheet for sheet in sheets if sheet.rows], []


def _refuse_before_opening(data: bytes, name: str) -> None:
    if data.startswith(OLE) and "EncryptedPackage".encode("utf-16-le") in data:
        message = tr("the document is protected by a password.")
        raise InputError(_unreadable(name, message, tr("save a copy without the password")))
    try:
        entries = {entry.filename: entry.file_size for entry in zipfile.ZipFile(io.BytesIO(data)).infolist()}
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise InputError(_damaged(name)) from None
    if sum(entries.values()) > MOST_UNPACKED:
        raise InputError(_too_large(name, sum(entries.values()), MOST_UNPACKED))
    if entries.get(_BODY, 0) > MOST_TEXT:
        raise InputError(_too_large(name, entries[_BODY], MOST_TEXT))


def _body(data: bytes, name: str) -> Any:
    """The body of the document as an XML element."""
    try:
        import docx
    except ModuleNotFoundError:
        message = tr("reading Word documents needs the extra “{extra}”.", extra="word")
        remedy = tr("run pip install \"ntm-rules[{extra}]\", or save the table as CSV", extra="word")  # fmt: skip
        raise UsageError(Problem("wrong_call", message, file=name, remedy=remedy)) from None
    try:
        body = docx.Document(io.BytesIO(data)).element.body
    except Exception:
        # A damaged package makes the reader fail in many ways, none of which says more to the reader of a message.
        raise InputError(_damaged(name)) from None
    # Word never declares entities; where a file does, its text is not what stands in it.
    if body is None or body.getroottree().docinfo.doctype:
        raise InputError(_damaged(name))
    return body


def _tables(container: Any) -> Iterator[tuple[Any, tuple[str, ...]]]:
    """The tables in a body, cell or text box, each with the lines above it, nearest last; None with the lines below."""
    above: list[str] = []
    for block in find(container, ("p", "tbl")):
        if block.tag.endswith("}p"):
            for box in find(block, ("txbxContent",)):
                yield from _tables(box)
            above.extend(filter(None, [text_of_block(block)]))
            continue
        yield block, tuple(above[-_LINES:])
        above = []
        for row in find(block, ("tr",)):
            for cell in find(row, ("tc",)):
                yield from _tables(cell)
    if above:
        yield None, tuple(above[-_LINES:])


def _unreadable(name: str, message: str, remedy: str) -> Problem:
    return Problem("unreadable_file", message, file=name, remedy=remedy)


def _damaged(name: str) -> Problem:
    message = tr("the document is damaged, or of a kind that is not read.")
    return _unreadable(name, message, tr("open it in Word and save it as a Word document (.docx)"))


def _too_large(name: str, size: int, most: int) -> Problem:
    message = tr(
        "the document is {size} MB unpacked; more than {most} MB are not read.",
        size=size // MEGABYTE,
        most=most // MEGABYTE,
    )
    return _unreadable(name, message, tr("keep only the table in it, or save the table as a workbook or CSV"))
