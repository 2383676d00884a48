"""Files that are not what their ending says, or are locked."""

from __future__ import annotations

import io

import pyarrow as pa
import pyarrow.parquet as pq

from tests.support.books import archive, ods, ole, xls, xlsx
from tests.support.nasty import read, refused
from tests.support.nasty.layouts import BODY, COLUMNS, HEADER
from tests.support.nasty.texts import TEXT

HTML = "<table><tr><td>Xã</td><td>Năm</td><td>10</td></tr><tr><td>Xã Mẫu 1</td><td>2023</td><td>42</td></tr></table>"


@refused("csv-named.xlsx", "its ending is that of a workbook and its content is not", ".csv")
def csv_named_xlsx() -> bytes:
    return TEXT.encode()


@refused("xlsx-named.csv", "it is no text but a workbook")
def xlsx_named_csv() -> bytes:
    return xlsx([HEADER, *BODY])


@read("xlsx-named.xls", **COLUMNS)
def xlsx_named_xls() -> bytes:
    return xlsx([HEADER, *BODY])


@read("xls-named.xlsx", **COLUMNS)
def xls_named_xlsx() -> bytes:
    return xls([HEADER, *BODY])


@refused("pdf-named.csv", "it is a PDF")
def pdf_named_csv() -> bytes:
    return b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"


@refused("web-page.xls", "it is a web page (HTML)", "save it as an Excel workbook")
def web_page() -> bytes:
    return f"\ufeff\r\n<html><head><meta charset=utf-8></head><body>{HTML}</body></html>".encode()


@refused("web-page-in-utf-16.xls", "it is a web page (HTML)")
def web_page_in_utf_16() -> bytes:
    return b"\xff\xfe" + f"<HTML>{HTML}</HTML>".encode("utf-16-le")


@refused("bare-html-table.xls", "it is a web page (HTML)")
def bare_html_table() -> bytes:
    return HTML.encode()


@refused("xml-spreadsheet-2003.xls", "it is an XML spreadsheet of Excel 2003 (SpreadsheetML)")
def xml_spreadsheet_2003() -> bytes:
    return (
        b'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n'
        b'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'
    )


@refused("web-archive.xls", "it is a web archive (MHTML)")
def web_archive() -> bytes:
    return b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="x"\r\n\r\n'


@refused("notes-of-pandas-damaged.parquet", "it is not a Parquet file that can be read")
def notes_of_pandas_damaged() -> bytes:
    table = pa.table({"Xã": ["Xã Mẫu 1"], "Năm": [2023], "10": [42.0], "illustrative": ["có"]})
    out = io.BytesIO()
    pq.write_table(table.replace_schema_metadata({"pandas": "{"}), out)
    return out.getvalue()


@refused("binary.xlsb", "it is a binary workbook (.xlsb)", "save it as an Excel workbook")
def binary() -> bytes:
    return archive({"[Content_Types].xml": "<Types/>", "xl/workbook.bin": b"\x83\x01\0"})


@refused("word-document.xlsx", "it is an archive or document and no workbook")
def word_document() -> bytes:
    return archive({"word/document.xml": "<w:document/>"})


@refused("old-word-document.xls", "an old Word document (.doc)", "(.docx)")
def old_word_document() -> bytes:
    return ole({"WordDocument": b"\xec\xa5"})


@refused("password.xlsx", "the workbook is protected by a password", "save a copy without the password")
def password_xlsx() -> bytes:
    return ole({"EncryptionInfo": b"\x04\0\x04\0", "EncryptedPackage": bytes(64)})


@refused("password.xls", "the workbook is protected by a password")
def password_xls() -> bytes:
    begin = bytes.fromhex("0908 1000 0006 0500 bb0d cc07 c100 0000 0603 0000".replace(" ", ""))
    locked = bytes.fromhex("2f00 3600 0100 0100 0100".replace(" ", "")) + bytes(48)
    return ole({"Workbook": begin + locked + bytes.fromhex("0a000000")})


@refused("password.ods", "the workbook is protected by a password")
def password_ods() -> bytes:
    return ods(
        [HEADER, *BODY], manifest="<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>"
    )
