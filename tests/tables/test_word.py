"""Tables of Word documents: cells as they are seen, merged ones once, and what is no document refused."""

from __future__ import annotations

import io
import sys
import zipfile

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import ntm_rules as ntm
from ntm_rules.tables import word
from ntm_rules.tables.word import read_document
from tests.support.old_encodings import rewritten, tcvn3

HEADER = ["Xã", "Tỉnh", "Năm", "Thu nhập bình quân đầu người", "4.2"]
ROWS = [
    HEADER,
    ["Xã Mẫu 1", "Hòa Bình", "2023", "42,1", "98,5%"],
    ["Xã Mẫu 2", "Hòa Bình", "2023", "43", "Đạt"],
]
INCOME = "income_per_capita"


def table_in(place, rows):
    """Put rows into a new table of a document or cell."""
    table = place.add_table(len(rows), len(rows[0]))
    for line, row in zip(table.rows, rows, strict=True):
        for cell, text in zip(line.cells, row, strict=True):
            cell.text = text
    return table


def saved(document, path=None):
    content = io.BytesIO()
    document.save(content)
    if path:
        path.write_bytes(content.getvalue())
    return path or content.getvalue()


def sheets_of(document):
    return read_document(saved(document), "f.docx")[0]


def patched(data, name, change):
    """A document with one part of its archive changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            new.writestr(entry, change(old.read(entry)) if entry == name else old.read(entry))
    return out.getvalue()


@pytest.fixture
def document(tmp_path):
    """A document as a commune sends it: a letterhead that is a table, titles, the table, signatures."""
    made = docx.Document()
    table_in(made, [["ỦY BAN NHÂN DÂN XÃ MẪU 1", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"]])
    made.add_paragraph("Biểu 01")
    made.add_paragraph("Kết quả xã Mẫu 1 năm 2023")
    table_in(made, ROWS)
    made.add_paragraph("Người lập biểu")
    return saved(made, tmp_path / "commune.docx")


def words_of(path, **how):
    with pytest.raises(ntm.NtmRulesError) as caught:
        ntm.read_table(path, **how)
    return str(caught.value)


def test_the_table_of_communes_is_found_among_the_tables(document):
    table = ntm.read_table(document)
    assert table.identity["commune"].cells.tolist() == ["Xã Mẫu 1", "Xã Mẫu 2"]
    assert table.values[INCOME].tolist() == [42.1, 43]
    assert table.cell(1, INCOME) == {
        "file": document.as_posix(), "sheet": "Table 2", "row": 3, "column": HEADER[3],
    }  # fmt: skip
    assert [(w.kind, w.sheet) for w in table.warnings] == [("skipped_sheet", "Table 1")]


def test_the_lines_above_a_table_stay_with_it(document):
    sheets, _ = read_document(document.read_bytes(), "f.docx")
    assert [sheet.above for sheet in sheets] == [(), ("Biểu 01", "Kết quả xã Mẫu 1 năm 2023")]


def test_year_and_province_are_taken_from_the_lines_above_and_told(tmp_path):
    made = docx.Document()
    made.add_paragraph("UBND tỉnh Hòa Bình")
    made.add_paragraph("Kết quả thực hiện năm 2023")
    table_in(made, [["Xã", "10"], ["Xã Mẫu 1", "42"]])
    table = ntm.read_table(saved(made, tmp_path / "c.docx"))
    assert (table.years.tolist(), table.text(0, "province")) == ([2023], "Hoà Bình")
    assert [(w.kind, w.row) for w in table.warnings] == [("told_by_titles", None)]


def test_a_document_is_evaluated_and_its_tables_are_named_in_the_language_of_the_reader(run, document):
    ran = run("evaluate", document, "--format", "json", "--lang", "vi")
    assert ran.code == 0
    assert "Bảng 1" in ran.err


@pytest.mark.parametrize("wanted", [2, "2", "Table 2"])
def test_a_table_is_chosen_by_its_name_or_number(document, wanted):
    assert len(ntm.read_table(document, sheet=wanted)) == 2


def test_a_table_that_does_not_exist_is_refused_with_those_that_do(document):
    assert "no sheet “5”; there are “Table 1”, “Table 2”" in words_of(document, sheet=5)


def test_a_document_may_come_through_standard_input(run, document, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(document.read_bytes())))
    assert run("evaluate", "-", "--format", "json").code == 0


def test_merged_headers_are_joined_as_in_a_workbook(tmp_path):
    made = docx.Document()
    rows = [["TT", "Xã", "Năm", "10. Thu nhập", "17. Môi trường", ""],
            ["", "", "", "", "17.11. Chất thải", "17.12. Rác nhựa"],
            ["1", "Xã Mẫu 1", "2023", "42", "70", "90"]]  # fmt: skip
    table = table_in(made, rows)
    table.cell(0, 4).merge(table.cell(0, 5))
    for at in range(4):
        table.cell(0, at).merge(table.cell(1, at))
    ((_, first), (_, second), _) = sheets_of(made)[0].rows
    assert (first, second) == (rows[0], rows[1])
    assert ntm.read_table(saved(made, tmp_path / "c.docx")).values[INCOME].tolist() == [42]


def test_lines_of_a_cell_are_parted_and_blank_rows_keep_their_number():
    made = docx.Document()
    table = table_in(made, [["Thu nhập", ""], ["", ""], ["1", "2"]])
    table.cell(0, 0).add_paragraph("bình quân")
    assert sheets_of(made)[0].rows == ((1, ["Thu nhập\nbình quân", ""]), (3, ["1", "2"]))


def test_tracked_changes_count_as_accepted():
    made = docx.Document()
    table = table_in(made, [["a", ""], ["b", "2"]])
    paragraph = table.cell(0, 1).paragraphs[0]._p
    for kind, inner in (("ins", "<w:t>42</w:t>"), ("del", "<w:delText>41</w:delText>")):
        paragraph.append(parse_xml(f"<w:{kind} {nsdecls('w')}><w:r>{inner}</w:r></w:{kind}>"))
    table.rows[1]._tr.get_or_add_trPr().append(parse_xml(f"<w:del {nsdecls('w')}/>"))
    assert sheets_of(made)[0].rows == ((1, ["a", "42"]),)


def test_cells_rows_and_tables_in_content_controls_are_read():
    made = docx.Document()
    table = table_in(made, [["a", "b"]])

    def wrap(element):
        control = parse_xml(f"<w:sdt {nsdecls('w')}><w:sdtContent/></w:sdt>")
        element.addprevious(control)
        control[0].append(element)

    wrap(table.cell(0, 1)._tc)
    wrap(table.rows[0]._tr)
    wrap(table._tbl)
    assert sheets_of(made)[0].rows == ((1, ["a", "b"]),)


def test_a_table_inside_a_cell_is_a_table_of_its_own():
    made = docx.Document()
    outer = table_in(made, [["Khung"]])
    table_in(outer.cell(0, 0), ROWS)
    frame, inner = sheets_of(made)
    assert frame.rows == ((1, ["Khung"]),)
    assert (inner.sheet, inner.above, [cells for _, cells in inner.rows]) == ("Table 2", ("Khung",), ROWS)


def test_a_table_in_a_text_box_is_read_once():
    made = docx.Document()
    table_in(made, [["a"]])
    box = "<w:p><w:r><mc:AlternateContent xmlns:mc='urn:mc'>{}</mc:AlternateContent></w:r></w:p>"
    copy = "<w:txbxContent><w:tbl><w:tr><w:tc><w:p><w:r><w:t>b</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:txbxContent>"
    both = f"<mc:Choice><w:drawing>{copy}</w:drawing></mc:Choice><mc:Fallback><w:pict>{copy}</w:pict></mc:Fallback>"
    xml = box.format(both).replace("<w:p>", f"<w:p {nsdecls('w')}>", 1)
    made.element.body.insert(0, parse_xml(xml))
    assert [sheet.rows for sheet in sheets_of(made)] == [((1, ["b"]),), ((1, ["a"]),)]


def spans(table, *widths):
    """Draw the columns of the grid and, row by row, how many of them each cell spans."""
    grid = table._tbl.tblGrid
    for column in list(grid):
        grid.remove(column)
    for width in widths:
        grid.append(parse_xml(f'<w:gridCol {nsdecls("w")} w:w="{width}"/>'))


def test_edges_drawn_twice_by_hand_are_one():
    """The edge between the first two columns lies 1 mm further right in the second row."""
    made = docx.Document()
    table = table_in(made, [["Xã", "10", "4.2"], ["Mẫu 1", "42", "98"], ["gộp", "", ""]])
    spans(table, 2000, 57, 2000, 2000)
    table.cell(0, 1)._tc.grid_span = 2
    table.cell(1, 0)._tc.grid_span = 2
    last = table.rows[2]._tr
    last.remove(last.tc_lst[2])
    last.tc_lst[1].grid_span = 3
    assert [cells for _, cells in sheets_of(made)[0].rows] == [
        ["Xã", "10", "4.2"], ["Mẫu 1", "42", "98"], ["gộp", "", ""],
    ]  # fmt: skip


def test_rows_of_as_many_cells_are_plain_however_they_were_drawn():
    made = docx.Document()
    table = table_in(made, [["Xã", "10"], ["Mẫu 1", "42"]])
    spans(table, 1000, 1000, 1000)
    table.cell(0, 0)._tc.grid_span = 2
    table.cell(1, 1)._tc.grid_span = 2
    assert [cells for _, cells in sheets_of(made)[0].rows] == [["Xã", "10"], ["Mẫu 1", "42"]]


def test_a_sign_of_a_font_is_not_lost():
    """A tick of Wingdings is no letter; as a blank it would be missing."""
    made = docx.Document()
    table = table_in(made, [["Đạt"], [""]])
    table.cell(1, 0).paragraphs[0]._p.append(
        parse_xml(f'<w:r {nsdecls("w")}><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>')
    )
    assert sheets_of(made)[0].rows[1] == (2, ["\uf0fc"])


def test_old_fonts_in_a_document_are_read(tmp_path):
    made = docx.Document()
    table_in(made, rewritten(ROWS, tcvn3))
    table = ntm.read_table(saved(made, tmp_path / "c.docx"))
    assert table.identity["commune"].cells.tolist() == ["Xã Mẫu 1", "Xã Mẫu 2"]
    assert [(w.kind, w.sheet) for w in table.warnings] == [("legacy_text", "Table 1")]


def test_a_document_without_a_table_says_so(tmp_path):
    assert "the document holds no table" in words_of(saved(docx.Document(), tmp_path / "c.docx"))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "damaged"),
        (b"PK\x03\x04junk", "damaged"),
        (
            bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le"),
            "protected by a password",
        ),
    ],
)
def test_what_is_no_document_says_so(tmp_path, content, words):
    path = tmp_path / "c.docx"
    path.write_bytes(content)
    assert words in words_of(path)


def test_another_archive_is_no_document(tmp_path):
    path = tmp_path / "c.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", "<w/>")
    assert "damaged, or of a kind that is not read" in words_of(path)


def test_entities_are_refused_not_unfolded(tmp_path, document):
    bomb = '<!DOCTYPE b [<!ENTITY a "' + "x" * 1000 + '">' + "".join(
        f'<!ENTITY {name} "{f"&{before};" * 100}">' for before, name in zip("abcde", "bcdef", strict=True)
    ) + "]>"  # fmt: skip
    data = patched(
        document.read_bytes(),
        "word/document.xml",
        lambda xml: xml.replace(b"?>", b"?>" + bomb.encode(), 1).replace(b"<w:t>", b"<w:t>&f;", 1),
    )
    path = tmp_path / "bomb.docx"
    path.write_bytes(data)
    assert "damaged" in words_of(path)


@pytest.mark.parametrize(
    ("part", "most"), [("word/document.xml", "MOST_TEXT"), ("word/media/a.png", "MOST_UNPACKED")]
)
def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path, part, most):
    path = tmp_path / "c.docx"
    size = getattr(word, most)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(part, bytes(size + word.MEGABYTE))
    megabytes = size // word.MEGABYTE
    assert f"the document is {megabytes + 1} MB unpacked; more than {megabytes} MB are not read" in words_of(
        path
    )


def test_a_cell_that_spans_the_memory_is_refused(tmp_path):
    made = docx.Document()
    table_in(made, [["a", "b"]]).cell(0, 0)._tc.grid_span = 2**31 - 1
    assert "damaged" in words_of(saved(made, tmp_path / "c.docx"))


def test_without_the_reader_the_extra_is_named(document, monkeypatch):
    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(ntm.UsageError, match=r'pip install "ntm-rules\[word\]"'):
        ntm.read_table(document)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.binary(min_size=1, max_size=8), st.booleans())
def test_a_document_with_any_bytes_changed_is_read_or_refused(document, at, junk, inside):
    def change(data):
        place = at % len(data)
        return data[:place] + junk + data[place + len(junk) :]

    data = document.read_bytes()
    data = patched(data, "word/document.xml", change) if inside else change(data)
    try:
        kinds = [sheet.name for sheet in read_document(data, "f.docx")[0]]
    except ntm.InputError as refused:
        kinds = [problem.file for problem in refused.problems]
    assert set(kinds) <= {"f.docx"}
