"""Files of kinds in which no table can be read: known by how they begin, refused by name with what to send instead."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from ntm_rules.errors import InputError, Problem
from ntm_rules.i18n import tr

OLE = bytes.fromhex("d0cf11e0a1b11ae1")
ZIP = b"PK\x03\x04"
PARQUET = b"PAR1"
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*")
_ARCHIVES = {b"Rar!\x1a\x07": "RAR", b"7z\xbc\xaf\x27\x1c": "7z", b"\x1f\x8b\x08": "gzip"}
_FONT = re.compile(rb"/Type\s*/Font\b")
_PAGE = re.compile(rb"<(?:!doctype\s+html|html|head|body|table|meta|style|div)\b|<!--")
# So far into a file its kind is looked for.
_HEAD = 4096


def refuse_foreign(data: bytes, name: str) -> None:
    """Raise InputError where content is of a kind that no reader reads, whatever its ending."""
    start = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    found = (
        _pdf(data, start)
        or _picture(data)
        or _archive(data, name)
        or _document(data, start, name)
        or _markup(data)
    )
    if found:
        message, remedy = found
        raise InputError(Problem("unreadable_file", message, file=name, remedy=remedy))


def start_of_text(data: bytes) -> bytes:
    """The first characters of a text that is ASCII there, without byte order mark and blanks."""
    # UTF-16 leaves one half of an ASCII letter empty.
    return data[:_HEAD].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")


def _pdf(data: bytes, start: bytes) -> tuple[str, str] | None:
    if b"%PDF-" not in start or data.startswith((OLE, ZIP)):
        return None
    # Text needs a font; where objects are packed away, whether there is one stays open.
    if b"/Image" in data and b"/ObjStm" not in data and not _FONT.search(data):
        return tr(
            "it is a scanned PDF, a picture of a table, from which no figure can be read reliably."
        ), _ask()
    return tr(
        "it is a PDF, made for printing or scanned; figures may land in the wrong cells when read from it."
    ), _ask()


def _picture(data: bytes) -> tuple[str, str] | None:
    bitmap = data.startswith(b"BM") and int.from_bytes(data[2:6], "little") == len(data)
    photo = data[4:8] == b"ftyp" or (data.startswith(b"RIFF") and data[8:12] == b"WEBP")
    if data.startswith(_PICTURES) or bitmap or photo:
        return tr("it is a picture, from which no figure can be read reliably."), _ask()
    return None


def _archive(data: bytes, name: str) -> tuple[str, str] | None:
    kind = next((kind for mark, kind in _ARCHIVES.items() if data.startswith(mark)), None)
    if kind is None and data.startswith(ZIP) and PurePosixPath(name).suffix.lower() == ".zip":
        kind = "ZIP"
    if kind is None:
        return None
    return tr("it is a {kind} archive.", kind=kind), tr("unpack it, and give the files that are in it")


def _document(data: bytes, start: bytes, name: str) -> tuple[str, str] | None:
    kind = None
    # A workbook may hold a document, and a document a workbook; the ending says which is inside which.
    workbook = name.lower().endswith(".xls") and "Workbook".encode("utf-16-le") in data
    if data.startswith(OLE) and "WordDocument".encode("utf-16-le") in data and not workbook:
        kind = tr("an old Word document (.doc)")
    elif start.startswith(b"{\\rtf"):
        kind = tr("a rich text document (.rtf)")
    elif data.startswith(ZIP) and b"opendocument.text" in data[:200]:
        kind = tr("an OpenDocument text (.odt)")
    if kind is None:
        return None
    remedy = tr("open it in Word or LibreOffice, save it as a Word document (.docx), and give that")
    return tr("it is {kind}, which is not read.", kind=kind), remedy


def _markup(data: bytes) -> tuple[str, str] | None:
    """Web pages and XML, which systems often save under the ending of a workbook."""
    head = start_of_text(data).lower()
    if head.startswith(b"mime-version:"):
        message = tr("it is a web archive (MHTML), whatever its ending.")
    elif _PAGE.match(head) or (head.startswith(b"<?xml") and b"<html" in head):
        message = tr("it is a web page (HTML), whatever its ending.")
    elif head.startswith(b"<?xml") and b"urn:schemas-microsoft-com:office:spreadsheet" in head:
        message = tr("it is an XML spreadsheet of Excel 2003 (SpreadsheetML), whatever its ending.")
    elif head.startswith(b"<?xml"):
        message = tr("it is XML, whatever its ending.")
    else:
        return None
    return message, tr("open it in Excel and save it as an Excel workbook (.xlsx)")


def _ask() -> str:
    return tr(
        "ask for the Excel or Word (.docx) file it was made from, or type the figures into the workbook that “ntm-rules template” makes"
    )
