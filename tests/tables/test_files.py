"""Files as they stand: delimiters, marks, quotes, ragged rows."""

from __future__ import annotations

import codecs

import numpy as np
import pytest

import ntm_rules as ntm

ROWS = [["Xã", "Năm", "10"], ["Xã A", 2023, "42,1"], ["Xã B", 2023, "43"]]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("mark", [b"", codecs.BOM_UTF8])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_any_delimiter_with_or_without_a_mark(csv_file, delimiter, mark, ending):
    path = csv_file(ROWS, delimiter=delimiter)
    path.write_bytes(mark + path.read_bytes().replace(b"\n", ending.encode()))
    table = ntm.read_table(path)
    assert table.values["income_per_capita"].tolist() == [42.1, 43]
    assert table.text(0, "commune") == "Xã A"


def test_a_quoted_cell_may_hold_a_new_line_and_rows_still_count_as_in_a_sheet(csv_file):
    path = csv_file('commune,year,10\n"Xã\nA",2023,42\nXã B,2023,abc\n')
    with pytest.raises(ntm.InputError) as caught:
        ntm.read_table(path)
    assert [(p.row, p.value) for p in caught.value.problems] == [(3, "abc")]


def test_a_quoted_header_may_hold_a_new_line_and_the_other_delimiter(csv_file):
    path = csv_file('commune;year;"Thu nhập,\nbình quân,\nđầu người"\nXã A;2023;42,1\n')
    assert ntm.read_table(path).values["income_per_capita"].tolist() == [42.1]


def test_commas_in_the_first_line_of_a_broken_header_do_not_decide(csv_file):
    path = csv_file('"Xã, phường, thị trấn,\n tên";commune;year;10\nx;Xã A;2023;42,1\n')
    assert ntm.read_table(path).values["income_per_capita"].tolist() == [42.1]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_blank_lines_are_passed_over_and_still_counted(csv_file, delimiter):
    text = "\ncommune,year,10\n\nXã A,2023,42\n,,\nXã B,2023,abc\n".replace(",", delimiter)
    with pytest.raises(ntm.InputError) as caught:
        ntm.read_table(csv_file(text))
    assert [(p.row, p.value) for p in caught.value.problems] == [(6, "abc")]


def test_short_rows_are_blank_at_their_end(csv_file):
    table = ntm.read_table(csv_file("commune,year,10,4.2\nA,2023,42\nB,2023\n"))
    assert table.values["income_per_capita"][0] == 42
    assert np.isnan(table.values["safe_electricity_household_pct"]).all()


def test_long_rows_are_refused_each_by_its_number(csv_file):
    with pytest.raises(ntm.InputError) as caught:
        ntm.read_table(csv_file("commune,year,10\nA,2023,42,1\nB,2023,42\nC,2023,43,5\n"))
    assert [(p.kind, p.row, p.value) for p in caught.value.problems] == [
        ("too_many_cells", 2, "1"),
        ("too_many_cells", 4, "5"),
    ]


def test_blank_cells_past_the_last_header_do_no_harm(csv_file):
    assert len(ntm.read_table(csv_file("commune,year,10\nA,2023,42,,\n"))) == 1


@pytest.mark.parametrize("text", ["", "\n\n", "\ufeff", " , \n", "\r\n"])
def test_an_empty_file_says_so(csv_file, text):
    with pytest.raises(ntm.InputError) as caught:
        ntm.read_table(csv_file(text))
    assert [p.kind for p in caught.value.problems] == ["empty_file"]


def test_a_header_alone_says_so(csv_file):
    with pytest.raises(ntm.InputError) as caught:
        ntm.read_table(csv_file("commune,year,10\n\n"))
    assert [p.kind for p in caught.value.problems] == ["empty_file"]


@pytest.mark.parametrize(
    "content",
    [b"commune,year,10\nX\xe3 A,2023,42\n", b"PK\x03\x04\xff\xfe\x00\x00", b"\x89PNG\r\n\x1a\n\xff"],
)
def test_what_is_no_text_is_refused_not_guessed(csv_file, content):
    with pytest.raises(ntm.InputError) as caught:
        ntm.read_table(csv_file(content))
    (problem,) = caught.value.problems
    assert problem.kind == "unreadable_file"
    assert problem.remedy


@pytest.mark.parametrize("content", ['commune,year,10\n"A,2023,42\n' + "B,2023,43\n" * 20000, 'commune,year,10\n"A,2023,42\nB,2023,43\n'])  # fmt: skip
def test_a_quote_left_open_is_refused(csv_file, content):
    """It swallows the rows that follow; whatever its size, that is an input error and no crash."""
    with pytest.raises(ntm.InputError) as caught:
        ntm.read_table(csv_file(content))
    assert caught.value.problems[0].row == 2


def test_a_null_byte_is_no_crash(csv_file):
    with pytest.raises(ntm.InputError):
        ntm.read_table(csv_file(b"commune,year,10\nA,2023,4\x002\n"))


def test_the_digest_is_that_of_the_bytes(csv_file):
    import hashlib

    path = csv_file(ROWS)
    assert ntm.read_table(path).sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_missing_file_is_an_os_error(tmp_path):
    with pytest.raises(OSError, match=r"none\.csv"):
        ntm.read_table(tmp_path / "none.csv")


def test_a_table_knows_where_each_value_was_read(csv_file):
    path = csv_file("commune,year,10. Thu nhập\n\nA,2023,42\n")
    table = ntm.read_table(path)
    assert table.cell(0, "income_per_capita") == {
        "file": path.as_posix(),
        "row": 3,
        "column": "10. Thu nhập",
        "cell": "C3",
    }


def test_no_indicator_column_is_refused(csv_file):
    with pytest.raises(ntm.InputError) as caught:
        ntm.read_table(csv_file("commune,year\nA,2023\n"))
    assert [p.kind for p in caught.value.problems] == ["no_indicator_column"]
