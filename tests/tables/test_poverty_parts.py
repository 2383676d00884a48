"""Rates of poor and near-poor households beside the multidimensional rate, in its place, or alone."""

from __future__ import annotations

import pytest

import ntm_rules as ntm

POVERTY = "multidimensional_poverty_pct"


def table_of(csv_file, headers, cells, **how):
    rows = [["Tên xã", "Tỉnh", "Năm", *headers], ["Xã Mẫu 1", "Đắk Nông", "2024", *cells]]
    return ntm.read_table(csv_file(rows, delimiter=";"), **how)


@pytest.mark.parametrize(
    ("headers", "cells"),
    [
        (["Tỷ lệ hộ nghèo", "Tỷ lệ hộ cận nghèo", "Tỷ lệ nghèo đa chiều"], ["1,7", "2,97", "4,67"]),
        (["Hộ nghèo (%)", "Hộ cận nghèo (%)", "Nghèo đa chiều (%)"], ["1,7", "2,97", "4,67"]),
        (["Tỷ lệ hộ nghèo (%)", "11", "Tỷ lệ cận nghèo"], ["1,7", "4,67", "2,97"]),
        (["Tỷ lệ hộ nghèo", "Tổng tỷ lệ hộ nghèo và cận nghèo"], ["1,7", "4,67"]),
    ],
)
def test_beside_the_whole_rate_its_parts_are_left_out_and_told(csv_file, headers, cells):
    table = table_of(csv_file, headers, cells)
    assert table.values[POVERTY].tolist() == [4.67]
    told = {w.column for w in table.warnings if w.kind == "lookalike_header"}
    assert told == {header for header, cell in zip(headers, cells, strict=True) if cell != "4,67"}


def test_beside_the_counts_that_give_it_they_are_left_out_too(csv_file):
    headers = ["Hộ nghèo", "Hộ cận nghèo", "Tổng số hộ", "Tỷ lệ hộ nghèo", "Tỷ lệ hộ cận nghèo"]
    assert table_of(csv_file, headers, ["17", "30", "1000", "1,7", "3"]).values[POVERTY].tolist() == [4.7]


@pytest.mark.parametrize(
    ("headers", "cells", "sum_"),
    [
        (["Tỷ lệ hộ nghèo", "Tỷ lệ hộ cận nghèo"], ["1,7", "2,97"], 4.67),
        (["Tỷ lệ cận nghèo", "Tỷ lệ nghèo"], ["0,2", "0,1"], 0.3),
        (["Hộ nghèo (%)", "Hộ cận nghèo (%)"], ["1,7%", "2,97"], 4.67),
        (["Tỷ lệ hộ nghèo", "Tỷ lệ hộ cận nghèo"], ["17/1000", "30/1000"], 4.7),
    ],
)
def test_without_it_both_are_added_up_exactly_and_it_is_said(csv_file, headers, cells, sum_):
    table = table_of(csv_file, headers, cells)
    assert table.values[POVERTY].tolist() == [sum_]
    assert "figures_added" in {w.kind for w in table.warnings}


def test_a_sum_of_which_one_part_is_blank_is_missing(csv_file):
    table = table_of(csv_file, ["Tỷ lệ hộ nghèo", "Tỷ lệ hộ cận nghèo", "10"], ["1,7", "", "46"])
    assert table.values[POVERTY].tolist() == pytest.approx([float("nan")], nan_ok=True)


@pytest.mark.parametrize(
    ("headers", "cells", "kind"),
    [
        (["Tỷ lệ hộ nghèo"], ["1,7"], "lookalike_header"),
        (["Tỷ lệ hộ nghèo", "Tỷ lệ hộ nghèo đa chiều"], ["1,7", "4,67"], "lookalike_header"),
        (["Tỷ lệ hộ nghèo", "Tỷ lệ hộ cận nghèo"], ["1,7", "Đạt"], "not_a_number"),
        (["Tỷ lệ hộ nghèo", "Tỷ lệ hộ cận nghèo"], ["1,7", "102"], "out_of_range"),
    ],
)
def test_one_part_alone_two_of_one_kind_and_words_are_refused(csv_file, headers, cells, kind):
    with pytest.raises(ntm.InputError) as caught:
        table_of(csv_file, headers, cells)
    assert {problem.kind for problem in caught.value.problems} == {kind}


def test_the_same_in_rows(csv_file):
    rows = [["commune", "year", "indicator", "value"], ["Xã Mẫu 1", 2024, "Tỷ lệ hộ nghèo", "1.7"], ["Xã Mẫu 1", 2024, "Tỷ lệ hộ cận nghèo", "2.97"]]  # fmt: skip
    assert ntm.read_table(csv_file(rows)).values[POVERTY].tolist() == [4.67]


def test_households_without_labour_capacity_are_known_and_change_nothing(csv_file):
    """Whether they are left out of 11 was not read in any document: they are kept apart."""
    headers = ["Hộ nghèo", "Hộ cận nghèo", "Tổng số hộ", "Hộ nghèo không có khả năng lao động"]
    table = table_of(csv_file, headers, ["17", "30", "1000", "5"])
    assert table.values[POVERTY].tolist() == [4.7]
    assert table.values["households_without_labour_capacity"].tolist() == [5]
    assert "unknown_column" not in {w.kind for w in table.warnings}
