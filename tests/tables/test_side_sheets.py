"""Sheets of votes, money, plans and lists are no results: left out beside results, refused alone, never a commune."""

from __future__ import annotations

import openpyxl
import pytest

import ntm_rules as ntm

RESULTS = [
    ["SỐ LIỆU CÁC XÃ NĂM 2023, HUYỆN MẪU, TỈNH LAI CHÂU"],
    ["STT", "Tên xã", "Thu nhập bình quân đầu người", "Tỷ lệ nghèo đa chiều"],
    [1, "Mẫu 1", 43.2, 12.5],
    [2, "Mẫu 2", 35, 24],
]
SIDE_SHEETS = {
    "Kinh phí": [["TT", "Nội dung", "Kế hoạch", "Thực hiện"], [1, "Nhà nước", 90, 80], [2, "Dân góp", 9, 8], [3, "Vay", 1, 0]],
    "Huy động": [["TT", "Nguồn", "Thực hiện"], [1, "NSTW", 120], [2, "NSĐP", 20], [3, "Khác", 5]],
    "Nhiều cấp": [["TT", "Nội dung", "Thực hiện"], ["1", "Ngân sách", 9], ["1.1", "Trung ương", 6], ["1.2", "Địa phương", 3]],
    "Phiếu": [["STT", "Tên xã", "Đạt", "Chưa đạt"], [1, "Mẫu 1", "x", ""], [2, "Mẫu 2", "", "x"], [3, "Mẫu 3", "x", ""]],
    "Hội đồng": [["STT", "Họ và tên", "Đồng ý", "Không đồng ý"], [1, "Lò Mẫu", "x", ""], [2, "Vàng Mẫu", "x", ""], [3, "Hà Mẫu", "x", ""]],
    "Biểu quyết": [["KẾT QUẢ BỎ PHIẾU XÃ MẪU 1"], ["STT", "Tiêu chí", "Đạt", "Chưa đạt"], [1, "Quy hoạch", 20, 0], [2, "Giao thông", 19, 1], [4, "Điện", 9, 0]],
    "Phân công": [["STT", "Tiêu chí", "Cơ quan phụ trách", "Thời hạn"], [1, "Quy hoạch", "Phòng A", "30/6/2024"], [2, "Giao thông", "Phòng B", "30/6/2024"], [10, "Thu nhập", "Phòng C", "30/6/2024"]],
    "Đăng ký": [["STT", "Tên xã", "Thực hiện 2023", "Kế hoạch 2024"], [1, "Mẫu 1", "9/19", "12/19"], [2, "Mẫu 2", "8/19", "10/19"]],
    "Năm sau": [["ĐĂNG KÝ PHẤN ĐẤU NĂM 2024"], ["Tên xã", "10", "11"], ["Mẫu 1", 50, 5], ["Mẫu 2", 41, 20]],
    "Lộ trình": [["TT", "Tiêu chí", "2023", "2024"], [10, "Thu nhập", 42, 44], [11, "Nghèo đa chiều", 12, 10], [4, "Điện", "Đạt", "Đạt"]],
    "Thôn": [["STT", "Tên bản", "Kết quả"], [1, "Bản Mẫu A", "Đạt"], [2, "Bản Mẫu B", "Đạt"], [3, "Bản Mẫu C", "Chưa đạt"]],
    "Cán bộ": [["STT", "Họ và tên", "Chức vụ", "Điện thoại"], [1, "Lò Mẫu", "Chủ tịch", "0900"], [2, "Vàng Mẫu", "Phó", "0901"], [3, "Hà Mẫu", "Kế toán", "0902"]],
    "Quý": [["TT", "Nguồn", "I", "II", "III"], [1, "Nhân dân", 2, 5, 10], [2, "Nhà nước", 3, 4, 8]],
    "Mẫu trống": [["STT", "Tên xã", "Thu nhập bình quân đầu người", "Tỷ lệ nghèo đa chiều"]],
}  # fmt: skip


def saved(path, sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def communes(table):
    return table.identity["commune"].cells.tolist()


@pytest.mark.parametrize("title", SIDE_SHEETS)
def test_beside_results_it_is_left_out_and_reported(tmp_path, title):
    table = ntm.read_table(saved(tmp_path / "b.xlsx", {"Số liệu": RESULTS, title: SIDE_SHEETS[title]}))
    assert communes(table) == ["Mẫu 1", "Mẫu 2"]
    assert [w.sheet for w in table.warnings if w.kind == "skipped_sheet"] == [title]


@pytest.mark.parametrize("title", SIDE_SHEETS)
def test_before_results_too(tmp_path, title):
    table = ntm.read_table(saved(tmp_path / "b.xlsx", {title: SIDE_SHEETS[title], "Số liệu": RESULTS}))
    assert communes(table) == ["Mẫu 1", "Mẫu 2"]


@pytest.mark.parametrize("title", SIDE_SHEETS)
@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_alone_it_is_refused_and_no_commune_is_invented(tmp_path, csv_file, title, form):
    rows = SIDE_SHEETS[title]
    path = saved(tmp_path / "b.xlsx", {title: rows}) if form == "xlsx" else csv_file(rows)
    if form == "csv" and title == "Lộ trình":
        pytest.skip("only the name of its sheet says what it is")
    with pytest.raises(ntm.InputError):
        ntm.read_table(path, year=2023)


def test_the_refusal_says_what_the_list_looks_like(csv_file):
    with pytest.raises(ntm.InputError) as caught:
        ntm.read_table(csv_file(SIDE_SHEETS["Kinh phí"]), year=2023)
    (problem,) = caught.value.problems
    assert problem.kind == "no_results"
    assert "“TT” only count the rows" in problem.message
    assert "“Nhà nước”" in problem.message
    assert "Mã tiêu chí" in str(problem.remedy)


def test_numbers_headed_as_those_of_criteria_are_read_as_said(csv_file):
    """The way out that the message names is one."""
    rows = [["UBND XÃ MẪU 1"], ["Mã tiêu chí", "Nội dung", "Kết quả"], [1, "a", "Đạt"], [2, "b", "Đạt"], [4, "c", "Chưa đạt"]]  # fmt: skip
    table = ntm.read_table(csv_file(rows), year=2023)
    assert communes(table) == ["Xã Mẫu 1"]
    assert table.verdicts["4", "unstaged"].tolist() == [0]


def test_a_sheet_of_plans_is_read_where_it_is_asked_for_by_name(tmp_path):
    path = saved(tmp_path / "b.xlsx", {"Số liệu": RESULTS, "Năm sau": SIDE_SHEETS["Năm sau"]})
    assert ntm.read_table(path, sheet="Năm sau").values["income_per_capita"].tolist() == [50, 41]


TITLES = [["UBND XÃ MẪU 1"], ["KẾT QUẢ THỰC HIỆN BỘ TIÊU CHÍ XÃ NÔNG THÔN MỚI NĂM 2023"]]
FORMS = {
    "numbers of criteria and short titles": [*TITLES, ["TT", "Nội dung", "Kết quả"], [1, "Quy hoạch xã", "Đạt"], [4, "Điện", "Đạt"], [11, "Hộ nghèo đa chiều", "9"]],
    "titles in other words": [*TITLES, ["STT", "Nội dung", "Kết quả"], ["2.1", "Đường xã nhựa hóa", "100"], ["2.2", "Đường thôn cứng hóa", "90"], ["6.3", "Nhà VH thôn", "100"]],
    "numbers alone": [*TITLES, ["Tiêu chí", "Kết quả"], *[[n, "Đạt"] for n in range(1, 20)]],
    "all numbers under STT": [*TITLES, ["STT", "Tiêu chí", "Kết quả"], *[[n, "", "Đạt"] for n in range(1, 20)]],
    "a plan beside the result": [*TITLES, ["TT", "Tiêu chí", "Kế hoạch", "Kết quả"], ["4.2", "Điện an toàn", 99, 98], [10, "Thu nhập", 45, 42], [11, "Nghèo đa chiều", 9, 12]],
    "a paper's number above": [["(Kèm theo Kế hoạch số 12/KH-UBND)"], *TITLES, ["TT", "Tiêu chí", "Kết quả"], ["4.2", "Điện an toàn", 98], [10, "Thu nhập", 42], [11, "Nghèo đa chiều", 12]],
    "results and money in one title": [["BÁO CÁO KẾT QUẢ THỰC HIỆN TIÊU CHÍ VÀ NGUỒN VỐN XÃ MẪU 1"], ["TT", "Tiêu chí", "Kết quả"], ["4.2", "Điện an toàn", 98], [10, "Thu nhập", 42], [11, "Nghèo đa chiều", 12]],
    "one row under numbers": [["UBND XÃ MẪU 1"], ["Năm", "1", "4", "10", "11"], [2023, "Đạt", "Đạt", 42.1, 9]],
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_a_genuine_form_of_one_commune_goes_on_being_read(csv_file, form):
    assert communes(ntm.read_table(csv_file(FORMS[form]), year=2023)) == ["Xã Mẫu 1"]


def test_a_form_named_by_its_sheet_is_read_beside_a_table(tmp_path):
    form = [["TT", "Tiêu chí", "Kết quả"], ["4.2", "Điện", 98], ["10", "Thu nhập", 42], ["11", "Nghèo", 9]]
    table = ntm.read_table(saved(tmp_path / "b.xlsx", {"Mường Mẫu": form, "Số liệu": RESULTS}), year=2023)
    assert communes(table) == ["Mường Mẫu", "Mẫu 1", "Mẫu 2"]


@pytest.mark.parametrize("head", ["Số phiếu", "Thời hạn hoàn thành", "Result", "Vốn", "kinh phí"])
def test_a_head_that_names_something_else_is_no_commune(csv_file, head):
    rows = [["TT", "Tiêu chí", head], ["4.2", "Điện an toàn", 98], ["10", "Thu nhập", 42], ["11", "Nghèo đa chiều", 9]]  # fmt: skip
    with pytest.raises(ntm.InputError) as caught:
        ntm.read_table(csv_file(rows), year=2023)
    assert [p.kind for p in caught.value.problems] == ["no_results"]


def test_an_error_about_one_of_several_sheets_names_the_option(tmp_path, run):
    population = [["STT", "Tên xã", "Dân số"], [1, "Mẫu 1", "nhiều"]]
    path = saved(tmp_path / "b.xlsx", {"Số liệu": RESULTS, "Dân số": population})
    ran = run("evaluate", path)
    assert ran.code != 0
    assert ran.err.count('--sheet "Số liệu"') == 1
