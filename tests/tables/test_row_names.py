"""What the rows of a form are about: an indicator never decides a criterion of several."""

from __future__ import annotations

import openpyxl
import pytest

import ntm_rules as ntm

TITLE = ["KẾT QUẢ XÃ MẪU 1, HUYỆN MẪU, TỈNH LAI CHÂU NĂM 2024"]
THREE = ["TT", "Tiêu chí", "Chỉ tiêu", "Kết quả thực hiện"]


@pytest.fixture
def form(tmp_path):
    """Writes a form under its title; `merged` lists ranges of merged cells."""

    def write(*rows, merged=()):
        book = openpyxl.Workbook()
        sheet = book.active
        for row in (TITLE, *rows):
            sheet.append(row)
        for cells in merged:
            sheet.merge_cells(cells)
        path = tmp_path / "form.xlsx"
        book.save(path)
        return path

    return write


def status(result, code):
    """The status of an indicator or criterion of the first commune."""
    criteria = ntm.evaluate(result).to_dict()["communes"][0]["criteria"]
    found = {c["code"]: c["status"] for c in criteria}
    found |= {i["code"]: i["status"] for c in criteria for i in c["indicators"] if "." in i["code"]}
    return found[code]


def refused(path):
    with pytest.raises(ntm.InputError) as caught:
        ntm.read_table(path)
    return caught.value.problems


class TestOneIndicatorACriterion:
    """A form that shows one indicator of each criterion."""

    @pytest.fixture
    def path(self, form):
        return form(
            THREE,
            [2, "Giao thông", "2.2. Tỷ lệ đường thôn và đường liên thôn được cứng hóa", "Đạt"],
            [15, "Y tế", "Tỷ lệ người dân tham gia BHYT", "92,5"],
            [17, "Môi trường và an toàn thực phẩm", "17.6. Tỷ lệ chất thải rắn được thu gom, xử lý", "Đạt"],
        )

    def test_its_verdict_is_that_of_the_indicator(self, path):
        assert status(path, "17.6") == status(path, "2.2") == "met"

    def test_the_criterion_stays_open(self, path):
        assert status(path, "17") == status(path, "2") == "unknown"

    def test_its_figure_is_that_of_the_title(self, path):
        assert ntm.read_table(path).values["health_insurance_pct"].tolist() == [92.5]


def test_a_criterion_of_one_indicator_is_decided_by_it(form):
    path = form(THREE, [10, "Thu nhập", "Thu nhập bình quân đầu người", 50], [7, "Thương mại", "Chợ", "Đạt"], [11, "Nghèo", "Tỷ lệ nghèo đa chiều", 5])  # fmt: skip
    assert [status(path, code) for code in ("7", "10", "11")] == ["met", "met", "met"]


def test_the_title_goes_before_the_number_of_the_criterion(form):
    rows = [
        ["STT", "Nội dung", "Kết quả"],
        [15, "Tỷ lệ người dân tham gia bảo hiểm y tế", 95],
        [17, "Mai táng, hỏa táng phù hợp với quy định và theo quy hoạch", "Đạt"],
        [10, "Thu nhập bình quân đầu người", 50],
    ]
    path = form(*rows)
    assert (status(path, "17.5"), status(path, "17")) == ("met", "unknown")
    assert (status(path, "15.1"), status(path, "15")) == ("met", "unknown")


@pytest.mark.parametrize("title", ["Nghĩa trang nhân dân", "An toàn thực phẩm", "Thu gom rác thải"])
def test_a_title_that_settles_no_indicator_is_asked_about(form, title):
    rows = [
        ["STT", "Nội dung", "Kết quả"],
        [10, "Thu nhập", 50],
        [15.1, "BHYT", 95],
        [17, title, "Đạt"],
        [11, "Nghèo đa chiều", 5],
    ]
    (problem,) = refused(form(*rows))
    assert (problem.kind, problem.row, problem.value) == ("indicator_not_named", 5, f"17 {title}")
    assert f'--map "17 {title}=17.1"' in problem.remedy


def test_what_the_planner_says_of_it_is_taken(form):
    rows = [
        ["STT", "Nội dung", "Kết quả"],
        [10, "Thu nhập", 50],
        [15.1, "BHYT", 95],
        [17, "Nghĩa trang", "Đạt"],
        [11, "Nghèo đa chiều", 5],
    ]
    path = form(*rows)
    table = ntm.read_table(path, mapping={"17 Nghĩa trang": "17.5"})
    assert table.values["burial_to_plan"].tolist() == [1]


def test_a_list_of_criteria_decides_them(form):
    """Among titles of criteria, other words beside a criterion's number are those of a criterion too."""
    names = ["Quy hoạch", "Giao thông", "Kênh mương", "Điện"]
    rows = [[code, name, "Đạt"] for code, name in enumerate(names, start=1)]
    path = form(["STT", "Tiêu chí", "Kết quả"], *rows)
    assert [status(path, code) for code in ("1", "2", "3", "4")] == ["met"] * 4


def test_numbers_of_indicators_stand_beside_their_titles(form):
    rows = [
        ["TT", "Tên tiêu chí", "Số", "Nội dung", "Kết quả"],
        [17, "Môi trường", "17.6", "Thu gom", "Đạt"],
        [None, None, "17.5", "Nghĩa trang", "Chưa đạt"],
        [15, "Y tế", "15.1", "BHYT", "95"],
    ]
    path = form(*rows, merged=("A3:A4", "B3:B4"))
    assert (status(path, "17.6"), status(path, "17.5"), status(path, "17")) == ("met", "unmet", "unmet")
    assert status(path, "15") == "unknown"


def test_a_verdict_merged_over_indicators_is_that_of_their_criterion(form):
    rows = [
        ["TT", "Tiêu chí", "Chỉ tiêu", "Kết quả", "Đánh giá"],
        [15, "Y tế", "15.1. BHYT", "95", "Chưa đạt"],
        [None, None, "15.2. Xã đạt tiêu chí quốc gia về y tế", "Đạt", None],
        [10, "Thu nhập", "Thu nhập bình quân đầu người", 50, "Đạt"],
    ]
    table = ntm.read_table(form(*rows, merged=("A3:A4", "B3:B4", "E3:E4")))
    assert table.verdicts["15", "unstaged"].tolist() == [0]
    assert ("15.1", "unstaged") not in table.verdicts
    assert table.verdicts["10", "unstaged"].tolist() == [3]


class TestPartsOfAnIndicator:
    """Rows under an indicator's own that hold parts of it."""

    @pytest.fixture
    def table(self, form):
        return ntm.read_table(
            form(
                ["TT", "Nội dung", "ĐVT", "Kết quả"],
                ["12.1", "Tỷ lệ lao động qua đào tạo", "%", 63],
                [None, "- Nam", "%", 65],
                [None, "- Nữ", "%", 61],
                ["17.1", "Tỷ lệ hộ được sử dụng nước sạch theo quy chuẩn", "%", 45],
                [None, "Trong đó: từ hệ thống cấp nước tập trung", "%", 28],
                ["17.7", "Bao gói thuốc và chất thải y tế", "%", None],
                [None, "+ Bao gói thuốc bảo vệ thực vật", "%", 90],
                [None, "+ Chất thải rắn y tế", "%", 100],
                ["2.1", "Đường xã", "", None],
                [None, "Tổng số km", "km", 12.5],
                [None, "Số km đạt", "km", 10],
            )
        )

    def test_by_sex(self, table):
        assert table.values["trained_labour_pct"].tolist() == [63]
        assert table.values["trained_labour_pct_male"].tolist() == [65]
        assert table.values["trained_labour_pct_female"].tolist() == [61]

    def test_what_is_left_is_the_figure_of_the_row_itself(self, table):
        assert table.values["clean_water_household_pct"].tolist() == [45]
        assert table.values["centralised_water_household_pct"].tolist() == [28]

    def test_shares_of_two_things(self, table):
        assert table.values["pesticide_packaging_treated_pct"].tolist() == [90]
        assert table.values["medical_waste_treated_pct"].tolist() == [100]

    def test_counts(self, table):
        assert table.values["commune_road_paved_pct"].tolist() == [80]


def test_a_part_that_nobody_knows_is_left_out_and_said(form):
    rows = [
        ["TT", "Nội dung", "Kết quả"],
        ["10", "Thu nhập bình quân đầu người", 50],
        ["11", "Tỷ lệ nghèo đa chiều", 5],
        [None, "- Tỷ lệ hộ thoát nghèo", 3],
        ["15.1", "BHYT", 95],
    ]
    table = ntm.read_table(form(*rows))
    assert [w.value for w in table.warnings if w.kind == "unknown_column"] == ["- Tỷ lệ hộ thoát nghèo"]


def test_a_column_over_one_indicator_is_not_that_of_the_criterion(csv_file):
    """Two rows of headers: the criterion above, one of its indicators below."""
    rows = [
        ["Xã", "Năm", "17. Môi trường và an toàn thực phẩm", "10. Thu nhập"],
        ["", "", "Nghĩa trang theo quy hoạch", ""],
        ["Xã Mẫu 1", "2024", "Đạt", "50"],
    ]
    found = {problem.kind for problem in refused(csv_file(rows))}
    assert found & {"indicator_not_named", "no_commune", "not_a_verdict"}


@pytest.mark.parametrize("header", ["17 Thu gom rác thải", "4 Hệ thống điện", "17. Môi trường: nghĩa trang"])
def test_a_header_of_an_indicator_under_the_number_of_a_criterion_is_asked_about(csv_file, header):
    (problem,) = refused(csv_file([["Xã", "Năm", header, "10"], ["Xã Mẫu 1", "2024", "Đạt", "50"]]))
    assert (problem.kind, problem.column) == ("indicator_not_named", header)


@pytest.mark.parametrize(
    "header", ["17 Môi trường", "TC17 - Môi trường và ATTP", "Tiêu chí số 17 về môi trường"]
)
def test_a_short_title_of_a_criterion_is_enough(csv_file, header):
    table = ntm.read_table(csv_file([["Xã", "Năm", header], ["Xã Mẫu 1", "2024", "Đạt"]]))
    assert table.verdicts["17", "unstaged"].tolist() == [3]


def test_a_long_table_names_the_indicator_beside_the_criterion(csv_file):
    rows = [
        ["Xã", "Năm", "Tiêu chí", "Chỉ tiêu", "Kết quả"],
        ["Xã Mẫu 1", "2024", "17. Môi trường", "17.6 Thu gom, xử lý chất thải", "Đạt"],
        ["Xã Mẫu 1", "2024", "15. Y tế", "Tỷ lệ người dân tham gia BHYT", "95"],
    ]
    path = csv_file(rows)
    assert (status(path, "17.6"), status(path, "17"), status(path, "15.1")) == ("met", "unknown", "met")


def test_a_long_table_that_names_no_indicator_is_asked_about(csv_file):
    rows = [
        ["Xã", "Năm", "Tiêu chí", "Chỉ tiêu", "Kết quả"],
        ["Xã Mẫu 1", "2024", "17. Môi trường", "Nghĩa trang", "Đạt"],
        ["Xã Mẫu 1", "2024", "15. Y tế", "Tỷ lệ người dân tham gia BHYT", "95"],
    ]
    (problem,) = refused(csv_file(rows))
    assert (problem.kind, problem.row) == ("indicator_not_named", 2)


class TestHeaderOfAForm:
    """Where the rows of a form begin."""

    def test_rows_lettered_are_read_by_their_titles(self, form):
        rows = [
            ["TT", "Nội dung", "Kết quả", "Đánh giá"],
            ["a", "Chỉ tiêu của huyện", "Đạt", "Đạt"],
            ["b", "Thu nhập bình quân đầu người", 50, "Đạt"],
            ["c", "Tỷ lệ nghèo đa chiều", 5, "Đạt"],
        ]
        table = ntm.read_table(form(*rows))
        assert table.values["income_per_capita"].tolist() == [50]
        assert table.verdicts["10", "unstaged"].tolist() == [3]
        assert [w.value for w in table.warnings if w.kind == "unknown_column"] == ["Chỉ tiêu của huyện"]

    def test_numbered_columns_and_two_rows_of_periods(self, form):
        rows = [
            ["TT", "Nội dung", "Đơn vị tính", "Kết quả", None],
            [None, None, None, "Năm 2023", "Năm 2024"],
            ["(1)", "(2)", "(3)", "(4)", "(5)"],
            ["a", "Chỉ tiêu của huyện", "%", 88, 90],
            ["4.2", "Điện an toàn", "%", 97, 98],
            ["10", "Thu nhập", "triệu đồng", 40, 50],
            ["11", "Nghèo đa chiều", "%", 15, 5],
        ]
        table = ntm.read_table(form(*rows, merged=("D2:E2", "A2:A3", "B2:B3", "C2:C3")))
        assert table.years.tolist() == [2023, 2024]
        assert table.values["income_per_capita"].tolist() == [40, 50]
