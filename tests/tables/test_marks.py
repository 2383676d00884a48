"""Marks in a matrix of verdicts: read by the legend of the file or by --marks, else refused in one message."""

from __future__ import annotations

import io

import docx
import pandas as pd
import pytest

import ntm_rules as ntm
from ntm_rules.tables.legends import legend_of
from tests.support.books import add_sheet, xlsx

UNMET, BASICALLY, MET, NOT_APPLICABLE = 0, 2, 3, 4
HEADER = ["STT", "Tên xã", "TC2", "TC5", "TC7", "TC11", "TC16"]
CROSSES = [
    [1, "Xã Mẫu 1", "x", "x", "x", "x", "x"],
    [2, "Xã Mẫu 2", "x", "", "x", "", ""],
    [3, "Xã Mẫu 3", "", "", "", "", "x"],
]
DIGITS = [[1, "Xã Mẫu 1", 1, 1, 1, 1, 1], [2, "Xã Mẫu 2", 1, 0, 1, 0, 0], [3, "Xã Mẫu 3", 0, 0, 0, 0, 1]]
TITLE = ["TỔNG HỢP TIÊU CHÍ NĂM 2023 TỈNH LAI CHÂU"]
READ = {
    "2": [MET, MET, UNMET],
    "5": [MET, UNMET, UNMET],
    "7": [MET, MET, UNMET],
    "11": [MET, UNMET, UNMET],
    "16": [MET, UNMET, MET],
}


def book(tmp_path, *rows, name="marks.xlsx"):
    path = tmp_path / name
    path.write_bytes(xlsx(list(rows)))
    return path


def statuses(path, **how):
    """The status of each criterion that has one, by its number, commune by commune."""
    found = {}
    for line in ntm.evaluate(path, **how).criteria.to_dict("records"):
        if line["status"] != "unknown":
            found.setdefault(line["criterion"], []).append(line["status"])
    return found


NAMES = {UNMET: "unmet", BASICALLY: "basically_met", MET: "met", NOT_APPLICABLE: "not_applicable"}
EXPECTED = {code: [NAMES[one] for one in verdicts] for code, verdicts in READ.items()}


@pytest.mark.parametrize(
    "note",
    [
        "Ghi chú: (x) là tiêu chí đạt; ô để trống là tiêu chí chưa đạt.",
        "x: đạt; để trống: chưa đạt",
        "Chú thích: X - Đạt chuẩn, bỏ trống - Không đạt",
        "Ô có dấu x là đạt, ô không có dấu x là chưa đạt",
        "Tiêu chí đạt đánh dấu x, tiêu chí chưa đạt để trống",
    ],
)
@pytest.mark.parametrize("below", [True, False])
@pytest.mark.parametrize("at", [0, 1])
def test_crosses_are_read_by_a_legend_above_or_below(tmp_path, note, below, at):
    """A line of notes says what x and a blank cell mean, in whichever column it stands."""
    line = [*[""] * at, note]
    rows = [TITLE, HEADER, *CROSSES, line] if below else [TITLE, line, HEADER, *CROSSES]
    assert statuses(book(tmp_path, *rows)) == EXPECTED


@pytest.mark.parametrize(
    "title",
    [
        "TIÊU CHÍ KHÓ NĂM 2023 TỈNH LAI CHÂU (1: đạt, 0: chưa đạt)",
        "TIÊU CHÍ KHÓ NĂM 2023 TỈNH LAI CHÂU (0 = không đạt; 1 = đạt)",
        "TIÊU CHÍ KHÓ NĂM 2023 TỈNH LAI CHÂU (Đạt: 1; Chưa đạt: 0)",
    ],
)
def test_nought_and_one_are_read_by_the_legend_of_the_title(tmp_path, title):
    """0 under TC11 is a verdict, not a poverty rate of 0 %."""
    assert statuses(book(tmp_path, [title], HEADER, *DIGITS)) == EXPECTED


def test_nought_and_one_in_csv_are_read_by_their_legend(csv_file):
    rows = [["Ghi chú: 1 là đạt; 0 là chưa đạt. Năm 2023, tỉnh Lai Châu"], HEADER, *DIGITS]
    assert statuses(csv_file(rows, delimiter=";")) == EXPECTED


@pytest.mark.parametrize(
    ("note", "signs"),
    [
        ("Ghi chú: Đ – đạt, CĐ – chưa đạt", {"x": "Đ", "": "CĐ"}),
        ("Ký hiệu: Đ (đạt), K (không đạt)", {"x": "Đ", "": "K"}),
        ("✓: Đạt; –: Chưa đạt", {"x": "√", "": "-"}),
        ("Dấu (+) là đạt, dấu (-) là chưa đạt", {"x": "+", "": "–"}),
        ("v - đạt / o - chưa đạt", {"x": "V", "": "O"}),
        ("Có: đạt; Không: chưa đạt", {"x": "Có", "": "Không"}),
    ],
)
def test_other_marks_are_read_by_their_legend(tmp_path, note, signs):
    rows = [[*row[:2], *(signs[cell] for cell in row[2:])] for row in CROSSES]
    assert statuses(book(tmp_path, TITLE, HEADER, *rows, [note])) == EXPECTED


def test_a_legend_may_stand_on_a_sheet_of_its_own(tmp_path):
    path = tmp_path / "marks.xlsx"
    notes = [["x: đạt; trống: chưa đạt"], ["Phòng NN"]]
    path.write_bytes(xlsx([TITLE, HEADER, *CROSSES], lambda made: add_sheet(made, "Giải thích", notes)))
    assert statuses(path) == EXPECTED


def test_a_legend_may_stand_below_the_table_of_a_document(tmp_path):
    made = docx.Document()
    made.add_paragraph(TITLE[0])
    table = made.add_table(4, len(HEADER))
    for line, row in zip(table.rows, [HEADER, *CROSSES], strict=True):
        for cell, text in zip(line.cells, row, strict=True):
            cell.text = str(text)
    made.add_paragraph("Ghi chú: x: đạt; để trống: chưa đạt")
    content = io.BytesIO()
    made.save(content)
    path = tmp_path / "marks.docx"
    path.write_bytes(content.getvalue())
    assert statuses(path) == EXPECTED


def test_criteria_in_rows_are_read_by_the_legend_too(tmp_path):
    columns = list(zip(*[row[1:] for row in CROSSES], strict=True))
    titles = [
        "2. Giao thông",
        "5. Trường học",
        "7. Cơ sở hạ tầng thương mại nông thôn",
        "11. Nghèo đa chiều",
        "16. Văn hóa",
    ]
    rows = [["Tiêu chí", *columns[0]], *([t, *cells] for t, cells in zip(titles, columns[1:], strict=True))]
    assert statuses(book(tmp_path, TITLE, *rows, ["Ghi chú: x: đạt; để trống: chưa đạt"])) == EXPECTED


def test_the_legend_that_was_applied_is_told(tmp_path):
    table = ntm.read_table(book(tmp_path, TITLE, HEADER, *CROSSES, ["Ghi chú: x: đạt; để trống: chưa đạt"]))
    (notice,) = (warning for warning in table.warnings if warning.kind == "marks_read")
    assert notice.code == "NTM354"
    assert "row 6" in notice.message
    assert "“x”: met; blank: unmet" in notice.message


def test_a_blank_cell_that_no_legend_explains_stays_without_a_verdict(tmp_path):
    path = book(tmp_path, TITLE, HEADER, *CROSSES, ["Ghi chú: x: đạt"])
    assert statuses(path) == {
        "2": ["met"] * 2,
        "5": ["met"],
        "7": ["met"] * 2,
        "11": ["met"],
        "16": ["met"] * 2,
    }
    (notice,) = (w for w in ntm.read_table(path).warnings if w.kind == "marks_read")
    assert 'add --marks "x=met,blank=unmet"' in notice.remedy


@pytest.mark.parametrize(
    ("rows", "remedy"),
    [
        (CROSSES, '--marks "x=met,blank=unmet"'),
        (DIGITS, '--marks "1=met,0=unmet"'),
        (
            [[*row[:2], *(c or "CĐ" for c in row[2:])] for row in CROSSES],
            '--marks "x=met,CĐ=unmet,blank=unmet"',
        ),
    ],
)
def test_marks_that_nothing_explains_are_refused_in_one_message(tmp_path, rows, remedy):
    path = book(tmp_path, TITLE, HEADER, *rows)
    with pytest.raises(ntm.InputError) as caught:
        ntm.evaluate(path)
    (problem,) = caught.value.problems
    assert problem.code == "NTM250"
    assert (problem.row, problem.column) == (3, "TC2")
    assert remedy in problem.remedy


@pytest.mark.parametrize(
    "marks",
    [
        "x=met,blank=unmet",
        "x=đạt; trống=chưa đạt",
        "X = Đạt, để trống = Không đạt",
        {"x": "met", "blank": "unmet"},
        {"x": "đạt", "": "chưa đạt"},
    ],
)
def test_marks_are_read_as_the_caller_says(tmp_path, marks):
    path = book(tmp_path, TITLE, HEADER, *CROSSES)
    assert statuses(path, marks=marks) == EXPECTED


def test_the_option_goes_before_the_legend(tmp_path):
    path = book(tmp_path, TITLE, HEADER, *CROSSES, ["Ghi chú: x: chưa đạt; để trống: đạt"])
    assert statuses(path, marks="x=met,blank=unmet") == EXPECTED


def test_a_data_frame_is_read_by_the_marks_it_is_given(tmp_path):
    frame = pd.DataFrame([row[1:] for row in DIGITS], columns=["Xã", *HEADER[2:]])
    frame["Tỉnh"], frame["Năm"] = "Lai Châu", 2023
    with pytest.raises(ntm.InputError, match="NTM250"):
        ntm.evaluate(frame)
    assert statuses(frame, marks={"1": "met", "0": "unmet"}) == EXPECTED


@pytest.mark.parametrize("command", ["evaluate", "explain", "risks", "recommend", "what-if"])
def test_every_command_that_reads_a_table_takes_marks(tmp_path, run, command):
    path = book(tmp_path, TITLE, HEADER, *DIGITS)
    more = {
        "explain": ["--commune", "Xã Mẫu 2", "11"],
        "what-if": ["--set-value", "Xã Mẫu 1:10=50"],
    }.get(command, [])
    refused = run(command, path, *more)
    assert refused.code != 0
    assert refused.err.count("NTM2") == 1
    assert '--marks "1=met,0=unmet"' in refused.err
    assert run(command, path, *more, "--marks", "1=met,0=unmet").code == 0


@pytest.mark.parametrize("text", ["x", "x=maybe", "=met", "x=met,x=unmet"])
def test_marks_that_say_nothing_are_refused_before_reading(tmp_path, run, text):
    ran = run("evaluate", book(tmp_path, TITLE, HEADER, *CROSSES), "--marks", text)
    assert ran.code != 0
    assert "NTM114" in ran.err


def test_marks_for_a_table_without_any_are_told_to_change_nothing(read_column):
    table = read_column("4.2", "98,5", marks="x=met,blank=unmet")
    assert [warning.code for warning in table.warnings] == ["NTM355"]


def test_notes_that_contradict_one_another_are_refused(tmp_path):
    path = book(tmp_path, TITLE, ["x: chưa đạt"], HEADER, *CROSSES, ["x: đạt; để trống: chưa đạt"])
    with pytest.raises(ntm.InputError) as caught:
        ntm.read_table(path)
    assert "say two things" in caught.value.problems[0].message


def test_noughts_among_figures_stay_figures(csv_file):
    """A table of figures may well hold 0 and 1, in 9.1 and 11 above all."""
    header = ["Tên xã", "Tỉnh", "Năm", "9.1", "10", "11", "15.3"]
    rows = [["Xã Mẫu 1", "Lai Châu", 2023, 0, "45,5", 0, 1], ["Xã Mẫu 2", "Lai Châu", 2023, 1, "44,5", 1, 0]]
    table = ntm.read_table(csv_file([header, *rows], delimiter=";"))
    assert table.values["multidimensional_poverty_pct"].tolist() == [0, 1]
    assert table.values["temporary_house_count"].tolist() == [0, 1]
    assert not table.verdicts


def test_noughts_that_are_figures_after_all_are_read_as_such(tmp_path):
    header = ["Tên xã", "Tỉnh", "Năm", "11", "15.3"]
    path = book(tmp_path, header, ["Xã Mẫu 1", "Lai Châu", 2023, 0, 1], ["Xã Mẫu 2", "Lai Châu", 2023, 1, 0])
    with pytest.raises(ntm.InputError) as caught:
        ntm.read_table(path)
    assert 'if they are figures, add --marks "0=figure,1=figure"' in caught.value.problems[0].remedy
    table = ntm.read_table(path, marks="0=figure,1=figure")
    assert table.values["multidimensional_poverty_pct"].tolist() == [0, 1]


def test_a_programs_columns_are_figures_whatever_they_hold(csv_file):
    header = ["commune", "province", "year", "multidimensional_poverty_pct", "child_stunting_pct"]
    table = ntm.read_table(csv_file([header, ["Xã Mẫu 1", "Lai Châu", 2023, 0, 1]]))
    assert table.values["child_stunting_pct"].tolist() == [1]


def test_unexplained_marks_are_unknown_where_bad_cells_may_pass(tmp_path):
    found = statuses(book(tmp_path, TITLE, HEADER, *DIGITS), lenient=True)
    assert found == {"7": ["met", "met", "unmet"]}, (
        "1 and 0 say yes and no; elsewhere they are unknown, never 0 %"
    )


@pytest.mark.parametrize(
    "text",
    [
        "Biểu số 1: Đạt chuẩn",
        "Đạt: 5 xã; chưa đạt: 1 xã",
        "Số tiêu chí đạt: 1",
        "1 xã đạt, 0 xã chưa đạt",
        "Tổng số: 18/19 tiêu chí đạt",
        "Xã Mẫu 1: đạt",
    ],
)
def test_counts_and_titles_are_no_legend(text):
    assert legend_of(text) == {}
