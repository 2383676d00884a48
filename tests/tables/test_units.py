"""Units: told by header, by the row under it or in the cell; converted exactly and said, or refused."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ntm_rules as ntm

INCOME, POWER = "income_per_capita", "safe_electricity_household_pct"


def notices(table):
    return [w for w in table.warnings if w.kind == "unit_converted"]


@pytest.mark.parametrize(
    ("header", "cell"),
    [
        ("Thu nhập bình quân đầu người (nghìn đồng/người/năm)", "42.500"),
        ("Thu nhập bình quân (nghìn đồng/người/năm)", "42500"),
        ("Thu nhập bình quân đầu người, ĐVT: 1.000 đồng", "42.500"),
        ("Thu nhập bình quân đầu người (ĐVT: 1000đ)", "42.500"),
        ("Thu nhập (đồng)", "42.500.000"),
        ("10. Thu nhập (đồng/người/năm)", "42,500,000"),
        ("10 nghìn đồng", "42500"),
        ("10 (ngàn đồng/người)", "42.500"),
        ("10. Nghìn đồng", "42500,0"),
        ("TNBQ đầu người - nghìn đồng", "42500"),
        ("income_per_capita (VND)", "42500000"),
        ("10", "42.500.000 đồng"),
        ("10", "42.500 nghìn đồng"),
        ("10", "42.500 nghìn đồng/người/năm"),
        ("10", "42500 ngàn đ"),
        ("10", "42 500 000 VNĐ"),
        ("10", "42.500.000đ"),
        ("10", "42.500 nghìn đồng - Đạt"),
        ("10", "Đạt (42.500.000 đồng)"),
    ],
)
def test_thousand_and_plain_dong_become_million_and_it_is_said(read_column, header, cell):
    table = read_column(header, cell)
    assert table.values[INCOME].tolist() == [42.5]
    (notice,) = notices(table)
    assert notice.column == header
    assert "million VND/person/year" in notice.message
    assert "42.5" in notice.message
    (kind,) = notice.facts["converted"]
    assert kind["cells"] == 1
    assert kind["named_in"] == ("cell" if header == "10" else "header")


@pytest.mark.parametrize(
    ("header", "cell"),
    [
        ("Thu nhập bình quân đầu người (triệu đồng)", "42,5"),
        ("10 (trđ/người/năm)", "42,5"),
        ("Thu nhập bình quân đầu người triệu đồng", "42.5"),
        ("10", "42,5 triệu"),
        ("10", "42,5 trđ"),
        ("10", "42,5 triệu đồng/người/năm"),
    ],
)
def test_million_is_what_is_asked_and_needs_no_word(read_column, header, cell):
    table = read_column(header, cell)
    assert table.values[INCOME].tolist() == [42.5]
    assert not notices(table)


@pytest.mark.parametrize(
    ("cell", "unit"), [("42.500.000", "VND"), ("42500", "thousand VND"), ("42500000", "VND"), ("0,0425", "thousand VND")]
)  # fmt: skip
def test_a_figure_that_cannot_be_million_is_refused_and_the_unit_that_fits_asked(refused, cell, unit):
    (problem,) = refused("10", cell)
    assert (problem.kind, problem.row, problem.column, problem.value) == ("unit_unclear", 2, "10", cell)
    assert "1 to 1000 million" in problem.expected
    assert f"“10 ({unit})”" in problem.remedy


def test_a_figure_that_cannot_be_in_the_unit_named_is_refused(refused):
    (problem,) = refused("Thu nhập (đồng)", "42500")
    assert problem.kind == "unit_unclear"
    assert "the unit VND" in problem.remedy


def test_under_lenient_a_figure_of_unclear_unit_is_unknown(read_column):
    table = read_column("10", "42500", lenient=True)
    assert np.isnan(table.values[INCOME][0])
    assert table.invalid[INCOME].tolist() == [True]


def test_the_unit_in_a_cell_goes_before_that_of_its_column_and_it_is_said(read_column):
    table = read_column("10 (nghìn đồng)", "42.500", "43,5 triệu", "44.000.000 đồng", "45.000 nghìn đồng")
    assert table.values[INCOME].tolist() == [42.5, 43.5, 44, 45]
    (notice,) = notices(table)
    assert "1 cell(s), which goes before the unit of the column" in notice.message
    assert sorted((k["unit"], k["cells"], k["named_in"]) for k in notice.facts["converted"]) == [
        ("VND", 1, "cell"),
        ("million VND/person/year", 1, "cell"),
        ("thousand VND", 2, "header"),
    ]


def test_one_notice_a_column_whatever_it_holds(read_column):
    table = read_column("10", "42.500.000 đồng", "42.500 nghìn đồng", "42,5 triệu", "42,5")
    assert table.values[INCOME].tolist() == [42.5] * 4
    assert len(notices(table)) == 1


@pytest.mark.parametrize("header", ["10 (triệu đồng), ĐVT: 1.000 đồng", "10 (nghìn đồng) (đồng)"])
def test_a_header_of_two_units_is_refused(refused, header):
    assert "ambiguous_header" in [p.kind for p in refused(header, "42,5")]


def test_a_header_and_the_row_under_it_that_differ_are_refused(csv_file):
    rows = [["Xã", "Năm", "10 (triệu đồng)"], ["", "", "nghìn đồng"], ["A", 2023, "42500"]]
    with pytest.raises(ntm.InputError) as caught:
        ntm.read_table(csv_file(rows))
    assert [p.kind for p in caught.value.problems if p.row is None] == ["ambiguous_header"]


@pytest.mark.parametrize(
    "header", ["10 (triệu đồng/người/quý)", "10 (USD)", "10. Thu nhập bình quân đầu người 6 tháng"]
)
def test_the_income_of_a_quarter_or_in_dollars_is_never_read_as_that_of_a_year(refused, header):
    assert "lookalike_header" in [p.kind for p in refused(header, "42,5")]


def test_a_rate_in_thousandths_is_converted(read_column):
    assert read_column("4.2 (‰)", "985").values[POWER].tolist() == [98.5]
    assert read_column("4.2", "985‰").values[POWER].tolist() == [98.5]


def test_a_share_is_not_taken_for_a_percentage(read_column):
    """0,985 is less than one percent: nothing says that it is a share."""
    assert read_column("4.2", "0,985").values[POWER].tolist() == [0.985]


def test_figures_of_a_frame_are_converted_by_its_header():
    frame = pd.DataFrame({"commune": ["A", "B"], "year": 2023, "Thu nhập (đồng)": [42_500_000.0, np.nan]})
    table = ntm.read_table(frame)
    assert table.values[INCOME][0] == 42.5
    assert np.isnan(table.values[INCOME][1])
    assert notices(table)[0].facts["converted"][0]["cells"] == 1
    assert frame["Thu nhập (đồng)"][0] == 42_500_000


def test_a_year_in_which_the_column_is_not_asked_is_not_counted(read_column):
    assert notices(read_column("10 (nghìn đồng)", "-", "Đạt")) == []


@settings(max_examples=60, deadline=None)
@given(
    thousands=st.integers(1_000, 999_999),
    places=st.integers(0, 3),
    tail=st.integers(0, 999),
    unit=st.sampled_from([("thousand", 1), ("đồng", 1000)]),
)
def test_a_conversion_is_exact_on_the_decimal_as_written(thousands, places, tail, unit):
    """The result is the float nearest to the quotient of what was written, not of a float of it."""
    word, times = {"thousand": "nghìn đồng", "đồng": "đồng"}[unit[0]], unit[1]
    digits = f"{tail:03d}"[:places]
    written = f"{thousands * times}" + (f",{digits}" if digits else "")
    expected = float(Fraction(written.replace(",", ".")) / (1000 * times))
    frame = pd.DataFrame({"commune": ["A"], "year": 2023, "10": [f"{written} {word}"]})
    assert ntm.read_table(frame).values[INCOME][0] == expected


@pytest.mark.parametrize(
    ("label", "unit", "cell"),
    [
        ("Thu nhập bình quân đầu người (nghìn đồng/người/năm)", "", "42500"),
        ("Thu nhập bình quân đầu người", "1.000 đồng", "42.500"),
        ("Thu nhập bình quân đầu người", "Đồng/người/năm", "42.500.000"),
        ("Thu nhập bình quân đầu người", "Triệu đồng", "42,5"),
    ],
)
def test_a_row_of_a_long_table_or_a_form_is_in_the_unit_that_it_names(csv_file, label, unit, cell):
    long = [["commune", "year", "indicator", "Đơn vị tính", "value"], ["A", 2023, label, unit, cell]]
    form = [
        ["TT", "Chỉ tiêu", "ĐVT", "Xã A", "Xã B"],
        ["10", label, unit, cell, cell],
        ["4.2", "Tỷ lệ hộ có đăng ký trực tiếp", "%", "98,5", "99"],
        ["12.1", "Tỷ lệ lao động qua đào tạo", "%", "70", "71"],
        ["15.1", "Tỷ lệ người dân tham gia BHYT", "%", "93", "94"],
    ]
    assert ntm.read_table(csv_file(long)).values[INCOME].tolist() == [42.5]
    assert ntm.read_table(csv_file(form), year=2023).values[INCOME].tolist() == [42.5, 42.5]
