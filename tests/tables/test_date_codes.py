"""Numbers of indicators that a workbook made dates of."""

from __future__ import annotations

from datetime import datetime

import openpyxl
import pytest

import ntm_rules as ntm

HEADER = ["TT", "Nội dung", "Kết quả", "Đánh giá"]
INCOME = ["10", "Thu nhập bình quân đầu người", 50, "Đạt"]
POVERTY = ["11", "Tỷ lệ nghèo đa chiều", 5, "Đạt"]


@pytest.fixture
def read(tmp_path):
    def read(*rows):
        book = openpyxl.Workbook()
        sheet = book.active
        for row in (["KẾT QUẢ XÃ MẪU 1, HUYỆN MẪU, TỈNH LAI CHÂU NĂM 2024"], HEADER, *rows):
            sheet.append(row)
        path = tmp_path / "form.xlsx"
        book.save(path)
        return ntm.read_table(path)

    return read


def read_back(table):
    """What was read back, by row."""
    (notice,) = [w for w in table.warnings if w.kind == "dates_read_back"]
    return notice.facts["rows"]


def test_day_first(read):
    table = read(
        [datetime(2024, 1, 1), "Quy hoạch của xã", "Đạt", "Đạt"],
        [datetime(2024, 2, 4), "Điện an toàn", 97, "Đạt"],
        INCOME,
        POVERTY,
        [datetime(2024, 1, 15), "BHYT", 95, "Đạt"],
    )
    assert read_back(table) == {"3": "1.1", "4": "4.2", "7": "15.1"}
    assert table.values["commune_plan_valid"].tolist() == [1]
    assert table.values["safe_electricity_household_pct"].tolist() == [97]
    assert table.verdicts["15.1", "unstaged"].tolist() == [3]


def test_a_title_settles_which_number_it_was(read):
    """April 2 is 4.2 where its title is that of 4.2, though 2.4 is a number too."""
    table = read(
        [datetime(2024, 4, 2), "Tỷ lệ hộ sử dụng điện an toàn, tin cậy, ổn định", 97, "Đạt"], INCOME, POVERTY
    )
    assert read_back(table) == {"3": "4.2"}


@pytest.mark.parametrize("date", ["04/02/2024", "4-Feb", "4.2.2024", "2024-02-04", "4-thg 2"])
def test_dates_as_text(read, date):
    table = read(["4.1", "Lưới điện", "Đạt", "Đạt"], [date, "Điện an toàn", 97, "Đạt"], INCOME)
    assert read_back(table) == {"4": "4.2"}


def test_numbers_around_it_settle_which_it_was(read):
    table = read(["4.1", "Lưới", "Đạt", "Đạt"], [datetime(2024, 4, 2), "Hộ", 97, "Đạt"], INCOME, POVERTY)
    assert read_back(table) == {"4": "4.2"}


def test_what_is_not_sure_is_refused_with_the_dates(read):
    with pytest.raises(ntm.InputError) as caught:
        read([datetime(2024, 4, 2), "Hộ", 97, "Đạt"], INCOME, POVERTY, ["4", "Điện", None, "Đạt"])
    (problem,) = caught.value.problems
    assert problem.kind == "ambiguous_number_header"
    assert "row 3: 02/04/2024" in problem.message


def test_a_long_table(csv_file):
    rows = [["Xã", "Năm", "Chỉ tiêu", "Kết quả"]]
    rows += [
        ["Xã Mẫu 1", "2024", code, value] for code, value in (("4.1", "Đạt"), ("4-Feb", "97"), ("10", "50"))
    ]
    table = ntm.read_table(csv_file(rows))
    assert table.values["safe_electricity_household_pct"].tolist() == [97]


@pytest.mark.parametrize("header", ["01/01/2024", "4-Feb"])
def test_a_header_that_is_a_date_is_refused(csv_file, header):
    with pytest.raises(ntm.InputError) as caught:
        ntm.read_table(csv_file([["Xã", "Năm", header, "10"], ["Xã Mẫu 1", "2024", "Đạt", "50"]]))
    (problem,) = caught.value.problems
    assert (problem.kind, problem.column) == ("ambiguous_number_header", header)


def test_columns_of_days_are_no_numbers(read):
    table = read(INCOME, POVERTY, ["15.1", "BHYT", 95, "Đạt"])
    assert not [w for w in table.warnings if w.kind == "dates_read_back"]
