"""Files in which no table can be read: each refused by name, with what to send in its place."""

from __future__ import annotations

import zipfile

import pytest

import ntm_rules as ntm

OLE = bytes.fromhex("d0cf11e0a1b11ae1")
SCAN = b"%PDF-1.4\n/Font 3 0 R 1 0 obj <</Type/XObject/Subtype/Image/Filter/DCTDecode>> stream\xff\xd8"
PRINT = b"\n%PDF-1.7\n%\xe2\xe3 <</Type /Font>> /Image"


def refusal(path, **how):
    with pytest.raises(ntm.InputError) as caught:
        ntm.read_table(path, **how)
    (problem,) = caught.value.problems
    assert problem.kind == "unreadable_file"
    return str(problem)


@pytest.mark.parametrize("name", ["c.pdf", "c.csv", "c.xlsx", "c.docx", "c"])
@pytest.mark.parametrize(
    ("content", "what", "remedy"),
    [
        (SCAN, "a scanned PDF, a picture of a table", "ntm-rules template"),
        (PRINT, "a PDF, made for printing or scanned", "ntm-rules template"),
        (b"%PDF-1.7 /ObjStm /Image", "a PDF, made for printing or scanned", "ask for the Excel or Word"),
        (b"\xff\xd8\xff\xe0", "a picture", "ntm-rules template"),
        (b"\x89PNG\r\n\x1a\n", "a picture", "ntm-rules template"),
        (b"BM\x0a\0\0\0\0\0\0\0", "a picture", "ntm-rules template"),
        (b"\0\0\0\x18ftypheic", "a picture", "ntm-rules template"),
        (b"RIFF\x10\0\0\0WEBP", "a picture", "ntm-rules template"),
        (b"Rar!\x1a\x07\x01\0", "a RAR archive", "unpack it"),
        (b"7z\xbc\xaf\x27\x1c", "a 7z archive", "unpack it"),
        (b"\x1f\x8b\x08\0", "a gzip archive", "unpack it"),
        (OLE + "WordDocument".encode("utf-16-le"), "an old Word document (.doc)", "(.docx)"),
        (b"{\\rtf1\\ansi", "a rich text document (.rtf)", "(.docx)"),
        (b"PK\x03\x04..mimetypeapplication/vnd.oasis.opendocument.text", "an OpenDocument text", "(.docx)"),
        (b"\xef\xbb\xbf\r\n<!DOCTYPE HTML PUBLIC>", "a web page (HTML)", "(.xlsx)"),
        (b"<table><tr>", "a web page (HTML)", "(.xlsx)"),
        (b"<?xml version='1.0'?><Workbook>", "it is XML", "(.xlsx)"),
    ],
)
def test_it_is_refused_by_what_it_is_whatever_its_ending(csv_file, name, content, what, remedy):
    said = refusal(csv_file(content, name))
    assert what in said
    assert remedy in said


def test_a_zip_of_files_is_to_be_unpacked(tmp_path):
    path = tmp_path / "c.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", "x")
    assert "it is a ZIP archive" in refusal(path)


@pytest.mark.parametrize(
    "header", ["BMI,commune", "II,commune", "MM,commune", "RIFF,commune", "<5,commune", "PDF,commune"]
)
def test_a_header_that_begins_alike_is_none_of_them(csv_file, header):
    assert len(ntm.read_table(csv_file(f"{header},year,10\n1,A,2023,42\n"))) == 1


def test_it_is_said_in_vietnamese_on_the_command_line(run, csv_file):
    ran = run("evaluate", csv_file(SCAN, "c.pdf"), "--lang", "vi")
    assert ran.code == 1
    assert "đây là tệp PDF quét" in ran.err
    assert "ntm-rules template" in ran.err
    assert ran.out == ""


def test_an_old_workbook_with_a_document_inside_is_a_workbook(csv_file):
    inside = OLE + "Workbook".encode("utf-16-le") + "WordDocument".encode("utf-16-le")
    assert "the workbook is damaged" in refusal(csv_file(inside, "c.xls"))
    assert "an old Word document" in refusal(csv_file(inside, "c.doc"))
