"""The income of a month is converted to that of a year and said; of any other span of time, and in dollars, refused."""

from __future__ import annotations

import pandas as pd
import pytest

import ntm_rules as ntm

INCOME = "income_per_capita"
OF_A_YEAR = 51.0


def table_of(*columns: str, rows=(("Xã Mẫu 1", "4,25"),)):
    """Rows of a table of communes in one province and year, with its header."""
    return [
        ["Tên xã", "Tỉnh", "Năm", *columns],
        *[[name, "Gia Lai", "2023", *cells] for name, *cells in rows],
    ]


def refusals(csv_file, rows, **how):
    with pytest.raises(ntm.InputError) as caught:
        ntm.read_table(csv_file(rows), **how)
    return caught.value.problems


@pytest.mark.parametrize(
    ("header", "cell"),
    [
        ("Thu nhập BQ (1.000đ/người/tháng)", "4.250"),
        ("Thu nhập BQ người/tháng (1.000 đồng)", "4.250"),
        ("THU NHẬP BÌNH QUÂN ĐẦU NGƯỜI/THÁNG (1000Đ)", "4250"),
        ("Thu nhập bình quân đầu người/tháng (triệu đồng)", "4,25"),
        ("Thu nhập bình quân đầu người (triệu đồng/tháng/người)", "4,25"),
        ("Thu nhập BQ đầu người (trđ/th)", "4,25"),
        ("10 (tr.đ/ng/tháng)", "4,25"),
        ("Thu nhập bình quân tháng", "4,25"),
        ("Thu nhập bình quân đầu người một tháng", "4,25"),
        ("Thu nhập bình quân hằng tháng (ĐVT: đồng)", "4.250.000"),
        ("Thu nhap binh quan dau nguoi/thang (trieu dong)", "4.25"),
        ("10", "4,25 triệu đồng/tháng"),
        ("10", "4.250 nghìn đồng/người/tháng"),
        ("10", "4.250.000đ/tháng"),
        ("Thu nhập bình quân tháng", "4,25 triệu đồng"),
        ("Thu nhập bình quân tháng", "4.250 nghìn đồng"),
    ],
)
def test_the_income_of_a_month_is_twelve_times_as_much_a_year_and_it_is_said(csv_file, header, cell):
    table = ntm.read_table(csv_file(table_of(header, rows=[("Xã Mẫu 1", cell)])))
    assert table.values[INCOME].tolist() == [OF_A_YEAR]
    (notice,) = (w for w in table.warnings if w.kind == "unit_converted")
    assert "× 12" in notice.message
    assert "is read as 51" in notice.message


@pytest.mark.parametrize("target", ["income_per_capita", "10"])
def test_the_word_of_the_planner_does_not_make_a_year_of_a_month(csv_file, target):
    """The hint of the tool, followed to the letter, leads to the right figure."""
    header = "TN bq/ng/tháng (1.000đ)"
    rows = table_of(header, rows=[("Xã Mẫu 1", "4.250")])
    assert ntm.read_table(csv_file(rows), mapping={header: target}).values[INCOME].tolist() == [OF_A_YEAR]


@pytest.mark.parametrize(
    "header",
    [
        "Thu nhập BQ đầu người (USD)", "Thu nhập BQ đầu người quý III", "TN 6 tháng (triệu đồng)", "TN quý 2",
        "Thu nhập BQ tháng 6/2023", "TN (triệu đồng/hộ)", "TN tỷ lệ % kế hoạch",
    ],
)  # fmt: skip
def test_nor_of_dollars_a_quarter_a_household_or_a_share_of_the_plan(csv_file, header):
    problems = refusals(csv_file, table_of(header), mapping={header: INCOME})
    assert "lookalike_header" in {problem.kind for problem in problems}
    assert {problem.column for problem in problems} >= {header}


@pytest.mark.parametrize(
    ("unit", "cell"), [("triệu đồng/người/tháng", "4,25"), ("1.000đ/tháng", "4.250"), ("đồng/người/tháng", "4250000")]
)  # fmt: skip
def test_a_row_of_units_says_so_too(csv_file, unit, cell):
    header, row = table_of("Thu nhập bình quân đầu người", rows=[("Xã Mẫu 1", cell)])
    table = ntm.read_table(csv_file([header, ["", "", "", unit], row]))
    assert table.values[INCOME].tolist() == [OF_A_YEAR]


@pytest.mark.parametrize("unit", ["USD/người", "triệu đồng/quý", "triệu đồng/6 tháng"])
def test_a_row_of_units_that_nothing_converts_is_refused(csv_file, unit):
    header, row = table_of("Thu nhập bình quân đầu người", rows=[("Xã Mẫu 1", "25")])
    (problem,) = refusals(csv_file, [header, ["", "", "", unit], row])
    assert (problem.kind, problem.value) == ("lookalike_header", unit)


@pytest.mark.parametrize(
    ("line", "cell"),
    [
        ("Đơn vị tính: triệu đồng/người/tháng", "4,25"),
        ("(ĐVT: %, 1.000 đồng/tháng)", "4.250"),
        ("THU NHẬP BÌNH QUÂN ĐẦU NGƯỜI MỘT THÁNG CỦA CÁC XÃ", "4,25"),
    ],
)
def test_a_line_above_the_table_says_so_too(csv_file, line, cell):
    rows = [[line], *table_of("Thu nhập bình quân đầu người", "4.2", rows=[("Xã Mẫu 1", cell, "98")])]
    table = ntm.read_table(csv_file(rows))
    assert table.values[INCOME].tolist() == [OF_A_YEAR]
    assert "above the table" in next(w.message for w in table.warnings if w.kind == "unit_converted")


def test_the_unit_of_a_header_goes_before_that_of_a_line_above(csv_file):
    rows = [
        ["ĐVT: nghìn đồng/tháng"],
        *table_of("Thu nhập (triệu đồng/người/năm)", rows=[("Xã Mẫu 1", "51")]),
    ]
    assert ntm.read_table(csv_file(rows)).values[INCOME].tolist() == [OF_A_YEAR]


def test_titles_with_dates_name_no_span_of_time(csv_file):
    title = "THU NHẬP BÌNH QUÂN ĐẦU NGƯỜI (đến ngày 31 tháng 12)"
    rows = [[title], *table_of("Thu nhập bình quân", rows=[("Xã Mẫu 1", "51")])]
    assert ntm.read_table(csv_file(rows)).values[INCOME].tolist() == [OF_A_YEAR]


def test_in_forms_with_a_column_of_units_and_in_long_tables(csv_file):
    form = [
        ["TT", "Chỉ tiêu", "ĐVT", "Xã Mẫu 1"],
        ["4.2", "Tỷ lệ hộ sử dụng điện an toàn, tin cậy, ổn định", "%", "98"],
        ["9.2", "Tỷ lệ nhà kiên cố, bán kiên cố", "%", "80"],
        ["10", "Thu nhập bình quân đầu người/tháng", "triệu đồng", "4,25"],
    ]
    long = [
        ["commune", "year", "indicator", "unit", "value"],
        ["Xã Mẫu 1", "2023", "Thu nhập bình quân đầu người", "triệu đồng/tháng", "4,25"],
    ]
    for rows in (form, long):
        assert ntm.read_table(csv_file(rows), year=2023).values[INCOME].tolist() == [OF_A_YEAR]


def test_a_year_beside_one_amount_goes_before_the_month_of_its_column(csv_file):
    rows = table_of(
        "Thu nhập bình quân tháng", rows=[("Xã Mẫu 1", "51 triệu đồng/năm"), ("Xã Mẫu 2", "4,25")]
    )
    assert ntm.read_table(csv_file(rows)).values[INCOME].tolist() == [OF_A_YEAR, OF_A_YEAR]


def test_a_header_of_a_year_over_a_unit_of_a_month_is_refused(csv_file):
    header, row = table_of("Thu nhập bình quân đầu người/năm")
    assert "ambiguous_header" in {p.kind for p in refusals(csv_file, [header, ["", "", "", "triệu đồng/tháng"], row])}  # fmt: skip


@pytest.mark.parametrize(
    ("header", "cell"), [("Thu nhập bình quân/tháng", "51"), ("10", "51 triệu đồng/tháng")]
)
def test_the_income_of_a_year_under_the_word_month_is_refused(csv_file, header, cell):
    """612 million a year is nobody's mean income: what stands there is not of a month."""
    (problem,) = refusals(csv_file, table_of(header, rows=[("Xã Mẫu 1", cell)]))
    assert (problem.kind, problem.value) == ("unit_unclear", cell)


def test_one_header_of_half_a_year_is_refused(csv_file):
    """Under two rows the half-year above is that of the report, which may show the income of a year."""
    rows = [["Tên xã", "Thu nhập bình quân đầu người 6 tháng đầu năm 2023"], ["Xã Mẫu 1", "25"]]
    assert [p.kind for p in refusals(csv_file, rows)] == ["lookalike_header"]


def test_figures_of_a_frame_are_converted_too():
    frame = pd.DataFrame({"commune": ["A"], "year": 2023, "Thu nhập bình quân/tháng": [4.25]})
    assert ntm.read_table(frame).values[INCOME].tolist() == [OF_A_YEAR]
