"""Rows that are no communes are not counted as communes; a second table is not read under the first one's header."""

from __future__ import annotations

import pytest

import ntm_rules as ntm

INCOME = "income_per_capita"
HEADER = ["TT", "Tên xã", "Năm", "10", "4.2"]
FIRST, SECOND = ["1", "Mẫu 1", "2023", "42,1", "98"], ["2", "Mẫu 2", "2023", "43", "97"]


def communes(table):
    return table.identity["commune"].cells.tolist()


@pytest.mark.parametrize(
    "row",
    [
        ["", "Bình quân chung", "2023", "42", "97"],
        ["", "Tổng cộng toàn huyện", "2023", "42", "97"],
        ["", "Số xã đạt", "", "1", "2"],
        ["Tổng cộng", "", "", "42", "97"],
        ["", "Cộng", "2023", "42", "97"],
    ],
)
def test_a_total_is_no_commune_whatever_follows_its_word(csv_file, row):
    table = ntm.read_table(csv_file([HEADER, FIRST, SECOND, row]))
    assert communes(table) == ["Mẫu 1", "Mẫu 2"]
    assert [(w.row, w.value) for w in table.warnings if w.kind == "skipped_row"] == [(4, row[1] or row[0])]


@pytest.mark.parametrize("name", ["Cộng Hòa", "Tổng Mẫu", "Trung Bình Mẫu", "Bình Quân Mẫu 1"])
def test_communes_may_bear_names_that_sound_like_totals(csv_file, name):
    """Xã Cộng Hòa is one; with the word Xã before it any name is."""
    named = name if name.startswith(("Cộng", "Trung")) else f"Xã {name}"
    assert communes(ntm.read_table(csv_file([HEADER, [*FIRST[:1], named, *FIRST[2:]]]))) == [named]


@pytest.mark.parametrize(
    "row",
    [
        ["I", "Phía bắc", "", "", ""],
        ["", "Cụm số 1", "", "", ""],
        ["", "Huyện Mẫu", "", "", ""],
        ["Các xã phía nam", "", "", "", ""],
        ["", "Số liệu tính đến 31/12/2023", "", "", ""],
    ],
)
def test_a_heading_without_figures_is_no_commune_and_is_told(csv_file, row):
    table = ntm.read_table(csv_file([HEADER, FIRST, row, SECOND]))
    assert communes(table) == ["Mẫu 1", "Mẫu 2"]
    (said,) = [w for w in table.warnings if w.kind == "skipped_row"]
    assert said.facts["rows"] == [3]
    assert (row[1] or row[0]) in said.message


@pytest.mark.parametrize("name", ["Mẫu 3", "Xã Huyện Mẫu", "Xã 2023"])
def test_a_commune_that_has_sent_nothing_stays(csv_file, name):
    assert name in communes(ntm.read_table(csv_file([HEADER, FIRST, ["3", name, "2023", "", ""]])))


def test_place_and_date_under_the_table_are_its_end(csv_file):
    rows = [HEADER, FIRST, ["", "Mường Mẫu, ngày 12 tháng 01 năm 2024", "", "", ""], ["", "CHỦ TỊCH", "", "", ""]]  # fmt: skip
    assert communes(ntm.read_table(csv_file(rows))) == ["Mẫu 1"]


def test_a_header_repeated_on_each_printed_page_is_left_out(csv_file):
    table = ntm.read_table(csv_file([HEADER, FIRST, HEADER, SECOND]))
    assert table.values[INCOME].tolist() == [42.1, 43]
    assert [w.facts["rows"] for w in table.warnings if w.kind == "skipped_row"] == [[3]]


def test_another_table_below_is_refused_in_its_row(csv_file):
    below = [["", "Biểu 2", "", "", ""], ["TT", "Tên xã", "Năm", "11", "12.1"], FIRST]
    with pytest.raises(ntm.InputError) as caught:
        ntm.read_table(csv_file([HEADER, FIRST, SECOND, *below]))
    assert [(p.kind, p.row) for p in caught.value.problems] == [("second_table", 5)]


def test_another_form_below_is_refused_and_not_read_as_the_first_commune(csv_file):
    """The figures of the second commune would else be taken for those of the first."""
    rows = [
        ["TT", "Tiêu chí", "Xã Mẫu 1"], ["9.2", "", "80"], ["10", "", "41,2"], ["11", "", "12"],
        ["TT", "Tiêu chí", "Xã Mẫu 2"], ["4.2", "", "91"], ["12.1", "", "44"], ["15.1", "", "90"],
    ]  # fmt: skip
    with pytest.raises(ntm.InputError) as caught:
        ntm.read_table(csv_file(rows), year=2023)
    assert [(p.kind, p.row) for p in caught.value.problems] == [("second_table", 5)]


def test_a_form_whose_header_stands_again_goes_on(csv_file):
    head = ["TT", "Tiêu chí", "Xã Mẫu 1"]
    rows = [head, ["9.2", "", "80"], ["10", "", "41,2"], head, ["11", "", "12"]]
    table = ntm.read_table(csv_file(rows), year=2023)
    assert table.values["multidimensional_poverty_pct"].tolist() == [12]
