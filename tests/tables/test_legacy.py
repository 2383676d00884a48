"""Text in TCVN3 and VNI: read where that is sure, told, refused where it is not, and clean text left alone."""

from __future__ import annotations

import codecs
import re
import unicodedata
from itertools import chain

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import ntm_rules as ntm
from ntm_rules.definitions.location import criteria_folder
from ntm_rules.tables.grid import Sheet
from ntm_rules.tables.legacy import TCVN3, VNI, from_bytes
from ntm_rules.tables.legacy_cells import converted
from ntm_rules.tables.syllables import is_syllable
from tests.conftest import as_csv
from tests.support.old_encodings import rewritten, tcvn3, vni

HEADER = ["Xã", "Tỉnh", "Năm", "Thu nhập bình quân đầu người", "4.2"]
ROWS = [HEADER, ["Xã Mẫu 1", "Hòa Bình", 2023, "42,1", "98,5%"], ["Xã Tân Lập", "Điện Biên", 2023, 43, "Đạt"]]
VOWELS = "aăâeêioôơuưy"
MARKS = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
LETTERS = ["đ", *(unicodedata.normalize("NFC", vowel + mark) for vowel in VOWELS for mark in MARKS)]
OLD = {"TCVN3": (tcvn3, TCVN3), "VNI": (vni, VNI)}
TITLES = re.findall(
    r"(?:vi|aliases): (?:\[)?\"?([^,}\]\"]+)", (criteria_folder() / "variables.yaml").read_text("utf-8")
)

FOREIGN = """
L'été dernier, la commune a reçu où être né près de la forêt, élève, goût, naïf, Loïc, garçon, hôtel, août, maïs, Noël
Die Straße führt über den Fluß; schöne Grüße aus Köln, Müller, Bär, Öl, für, können, Tür, größer, Äpfel, süß
The café's naïve façade cost £5 ± 2 % (© 2023), résumé, El Niño, 20 °C, 5 × 3 m², µm, µg/m³, ½ § 3 «ok» · a ¶ b
A São Tomé não há coração, avião, informação; señor, mañana, ¿qué?, ¡sí!; Ærø, Tromsø, Malmö, Ångström, ÿ
""".strip().splitlines()


def sheet(*rows: list[object], above: tuple[str, ...] = ()) -> Sheet:
    return Sheet("f.xlsx", "", tuple(enumerate(map(list, rows), start=1)), "S", above=above)


def workbook(path, rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


@pytest.mark.parametrize("letter", LETTERS)
def test_every_letter_of_vietnamese_goes_there_and_back(letter):
    """TCVN3 has no accented capitals: among capitals its small letter is one."""
    assert VNI.read(vni(letter)) == letter
    assert VNI.read(vni(letter.upper())) == letter.upper()
    assert TCVN3.read(tcvn3(letter)) == letter
    assert TCVN3.read(tcvn3(f"KH{letter.upper()}NG")) == f"KH{letter.upper()}NG"


def test_the_letters_are_all_and_have_a_code_of_their_own():
    assert len({tcvn3(letter) for letter in LETTERS}) == len({vni(letter) for letter in LETTERS}) == 73


@pytest.mark.parametrize("letter", "ĂÂÊÔƠƯĐ")
def test_the_capitals_that_tcvn3_has_stay_capitals(letter):
    assert TCVN3.read(tcvn3(f"{letter}n")) == f"{letter}n"


@pytest.mark.parametrize(
    ("old", "read"),
    [
        (TCVN3.read("X· MÉu"), "Xã Mẫu"),
        (TCVN3.read("Thu nhËp b×nh qu©n"), "Thu nhập bình quân"),
        (TCVN3.read("M\xad\xeang \xb6ng"), "Mường ảng"),
        (TCVN3.read("Uû ban nh©n d©n x·"), "Uỷ ban nhân dân xã"),
        (TCVN3.read("TØNH HßA B×NH"), "TỈNH HÒA BÌNH"),
        (TCVN3.read("th¸ng III"), "tháng III"),
        (TCVN3.read("X· A"), "Xã A"),
        (VNI.read("Thu nhaäp bình quaân"), "Thu nhập bình quân"),
        (VNI.read("ÑAËC BIEÄT KHOÙ KHAÊN"), "ĐẶC BIỆT KHÓ KHĂN"),
        (VNI.read("Aáp Tònh Bieân"), "Ấp Tịnh Biên"),
    ],
)
def test_old_text_as_it_is_found_in_files(old, read):
    assert old == read


@pytest.mark.parametrize("name", OLD)
def test_bytes_of_a_text_file_are_read_and_told(csv_file, name):
    write, encoding = OLD[name]
    table = ntm.read_table(csv_file(as_csv(rewritten(ROWS, write)).encode("latin-1")))
    assert table.identity["commune"].cells.tolist() == ["Xã Mẫu 1", "Xã Tân Lập"]
    assert table.regions.cells.tolist() == ["TDMNPB", "TDMNPB"]
    assert table.values["income_per_capita"].tolist() == [42.1, 43]
    (told,) = [w for w in table.warnings if w.kind == "legacy_text"]
    assert str(told).startswith(
        f"NTM317 {table.name}, row 1: 9 cell(s) are in {encoding.name} and were converted to Unicode, "
        f"such as “{write('Xã')}” to “Xã”."
    )


@pytest.mark.parametrize("name", OLD)
@pytest.mark.parametrize("first", [0, 1])
def test_a_workbook_whose_font_did_the_rest_is_read_like_one_in_unicode(tmp_path, name, first):
    """Its headers may be in Unicode already."""
    rows = [*ROWS[:first], *rewritten(ROWS[first:], OLD[name][0])]
    table = ntm.read_table(workbook(tmp_path / "old.xlsx", rows))
    assert table.identity["commune"].cells.tolist() == ["Xã Mẫu 1", "Xã Tân Lập"]
    assert table.regions.cells.tolist() == ["TDMNPB", "TDMNPB"]
    assert [verdicts.tolist() for verdicts in table.verdicts.values()] == [[-1, 3]]
    assert [w.facts["cells"] for w in table.warnings if w.kind == "legacy_text"] == [9 - 4 * first]


def test_names_in_an_old_font_among_unicode_are_the_only_cells_changed():
    rows = [[tcvn3("Xã Mẫu 1"), "Hòa Bình", "Có"], [tcvn3("Xã Tân Lập"), "Thái Bình", "Đạt"]]
    ((read,), (told,)) = converted([sheet(["Xã", "Tỉnh", "Năm"], *rows)])
    assert read.rows == (
        (1, ["Xã", "Tỉnh", "Năm"]),
        (2, ["Xã Mẫu 1", "Hòa Bình", "Có"]),
        (3, ["Xã Tân Lập", "Thái Bình", "Đạt"]),
    )
    assert (told.facts["cells"], told.sheet, told.row) == (2, "S", 2)


def test_a_name_that_reads_both_ways_follows_its_column():
    names = ["Xã Tân Lập", "Xã Mỹ Đức", "Xã Phước Hải", "Hó"]
    ((read,), _) = converted([sheet(["Xã", "Điện"], *[[tcvn3(name), "Đạt"] for name in names])])
    assert [cells[0] for _, cells in read.rows[1:]] == names


def test_a_name_that_nothing_settles_is_refused_with_both_readings():
    rows = [[tcvn3("Tân Lập"), "x"], ["Mỹ Đức", "x"], ["Hã", "x"]]
    with pytest.raises(ntm.InputError) as caught:
        converted([sheet(["Xã", "Điện"], *rows)])
    (problem,) = caught.value.problems
    assert (problem.kind, problem.sheet, problem.row, problem.column, problem.value) == (
        "unreadable_file", "S", 4, "A", "Hã",
    )  # fmt: skip
    assert problem.expected == "“Hã” (Unicode), “Hó” (TCVN3 (.VnTime))"


def test_a_cell_that_is_partly_old_and_partly_neither_is_refused():
    with pytest.raises(ntm.InputError, match="row 2"):
        converted([sheet([tcvn3("Tên xã"), tcvn3("Số hộ nghèo")], [f"{tcvn3('Quán')} café", 1])])


def test_names_of_the_highlands_are_read_too():
    names = ["Krông Pắc", "Đắk R'Lấp", "Ia Blứ", "Cư Jút", "Đạ M'Rông", "Chư Pưh", "Xã Ea Bhốk"]
    ((read,), _) = converted([sheet(*[[tcvn3(name)] for name in ["Xã Mẫu 1", "Xã Tân Lập", *names]])])
    assert [cells[0] for _, cells in read.rows[2:]] == names


def test_lines_above_a_table_are_read_as_its_cells():
    title = "Biểu 01 xã Mẫu 1 năm 2023"
    ((read,), _) = converted([sheet(*rewritten(ROWS, tcvn3), above=(tcvn3(title),))])
    assert read.above == (title,)


@given(st.lists(st.sampled_from(TITLES), min_size=5, unique=True), st.sampled_from(list(OLD)))
def test_any_sheet_of_old_titles_comes_back_as_it_was(titles, name):
    write, _ = OLD[name]
    ((read,), _) = converted([sheet([write(title) for title in titles])])
    assert [text.lower() for text in read.rows[0][1]] == [title.lower() for title in titles]


@given(
    st.lists(st.sampled_from([*TITLES, *FOREIGN, *chain.from_iterable(map(str.split, TITLES))])),
    st.booleans(),
)
def test_clean_vietnamese_and_foreign_lines_are_never_touched(texts, decomposed):
    cells = [unicodedata.normalize("NFD" if decomposed else "NFC", text) for text in texts]
    before = [sheet(cells)]
    assert converted(before) == (before, [])


@given(st.lists(st.sampled_from(FOREIGN), min_size=1))
def test_foreign_bytes_are_no_old_vietnamese(lines):
    assert from_bytes("\n".join(lines).encode("cp1252")) is None


@pytest.mark.parametrize("title", sorted(set(TITLES)))
def test_unicode_read_in_the_wrong_encoding_is_not_taken_for_an_old_one(title):
    garbled = title.encode().decode("cp1252", errors="ignore")
    assert converted([sheet(garbled.split())])[1] == []


@given(st.text())
def test_any_text_is_read_or_refused(text):
    try:
        converted([sheet([tcvn3("Tên xã"), tcvn3("Số hộ nghèo"), text])])
    except ntm.InputError as refused:
        kinds = [p.kind for p in refused.problems]
    else:
        kinds = ["unreadable_file"]
    assert kinds == ["unreadable_file"]


@given(st.binary())
def test_any_bytes_are_read_or_refused(data):
    read = from_bytes(data)
    assert read is None or read.encode("cp1252") == data


def test_utf_16_of_an_old_workbook_is_read(csv_file):
    text = as_csv(rewritten(ROWS, tcvn3))
    table = ntm.read_table(csv_file(codecs.BOM_UTF16_LE + text.encode("utf-16-le")))
    assert table.text(0, "commune") == "Xã Mẫu 1"


def test_json_in_an_old_encoding_is_read(csv_file):
    text = '[{"Xã": "Xã Tân Lập", "Năm": 2023, "Thu nhập bình quân đầu người": "42,1"}]'
    assert ntm.read_table(csv_file(vni(text).encode("latin-1"), "c.json")).text(0, "commune") == "Xã Tân Lập"


def test_the_command_line_tells_it_in_vietnamese(run, csv_file):
    path = csv_file(as_csv(rewritten(ROWS, tcvn3)).encode("latin-1"))
    ran = run("evaluate", path, "--format", "json", "--lang", "vi")
    assert ran.code == 0
    assert "Xã Tân Lập" in ran.out
    assert "9 ô dùng bảng mã TCVN3 (.VnTime)" in ran.err


@pytest.mark.parametrize(
    "word", ["nghiêng", "quyết", "giếng", "gì", "khuỷu", "Ỷ", "thuở", "xoong", "oán", "Ẳng", "yếu"]
)
def test_syllables(word):
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["été", "café", "cña", "Noël", "toat", "xaõ", "ngghe", "Đắk", "Krông", "àà"])
def test_what_is_no_syllable(word):
    assert not is_syllable(word)
