"""A verdict is read with the remark that follows it, unless the remark takes it back; counts with their nouns."""

from __future__ import annotations

import pytest

import ntm_rules as ntm

ELECTRICITY, VILLAGES = "safe_electricity_household_pct", "village_culture_place_pct"
WATER, CENTRAL = "clean_water_household_pct", "centralised_water_household_pct"
WASTES = ("pesticide_packaging_treated_pct", "medical_waste_treated_pct")
MET, UNMET = 3, 0


def verdicts(table):
    return [int(codes[0]) for codes in table.verdicts.values()]


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("Đạt theo QĐ 12", MET),
        ("Đạt theo Quyết định số 12/QĐ-UBND", MET),
        ("ĐẠT THEO QUY ĐỊNH", MET),
        ("Đạt nhưng cần duy trì", MET),
        ("Đạt từ năm 2021", MET),
        ("Đảm bảo theo quy định", MET),
        ("Đạt (dân tộc thiểu số)", MET),
        ("Chưa đạt do thiếu hồ sơ", UNMET),
        ("Chưa đạt vì chưa có mô hình", UNMET),
        ("Chưa đạt, thiếu 2 phòng học", UNMET),
        ("Không đạt do chưa thẩm định", UNMET),
    ],
)
@pytest.mark.parametrize("header", ["4.2", "5", "17.1"])
def test_a_remark_without_brackets_leaves_the_verdict(read_column, header, text, verdict):
    assert verdicts(read_column(header, text)) == [verdict]


@pytest.mark.parametrize(("text", "value"), [("Chưa đạt do thiếu hồ sơ", 0), ("Đạt theo QĐ 12", 1)])
def test_so_it_does_where_yes_or_no_is_asked(read_column, text, value):
    assert read_column("13.4", text).values["craft_village_plan"].tolist() == [value]


@pytest.mark.parametrize(
    "text",
    [
        "Đạt một phần",
        "Đạt có điều kiện",
        "Gần đạt",
        "Chưa đạt chuẩn mức 2 nhưng đạt mức 1",
        "Chưa đạt nhưng cơ bản đạt",
        "Đạt nhưng chưa bền vững",
        "Đạt theo kế hoạch",
        "Đạt theo QĐ 1980/QĐ-TTg",
        "Đạt (còn thiếu hồ sơ)",
        "Đạt độ phủ",
    ],
)
@pytest.mark.parametrize("header", ["4.2", "13.4", "17.1"])
def test_what_takes_a_verdict_back_or_may_is_asked(refused, header, text):
    assert [problem.value for problem in refused(header, text)] == [text]


@pytest.mark.parametrize(
    "text", ["Chưa đạt vì mới có 85%", "Đạt theo kế hoạch 95%", "Đạt nhưng còn 3/9 thôn"]
)
def test_a_figure_in_a_remark_is_asked_where_one_is_measured(refused, text):
    assert [problem.value for problem in refused("4.2", text)] == [text]


def test_a_remark_that_is_another_verdict_is_asked(refused, read_column):
    text = "Đạt (Hoàn thành nhiệm vụ)"
    assert [problem.kind for problem in refused("18.2", text)] == ["never_guess"]
    assert read_column("18.2", "Đạt (Hoàn thành tốt nhiệm vụ)").values[
        "party_government_rating"
    ].tolist() == [1]


@pytest.mark.parametrize(
    "text",
    [
        "9/9 thôn, bản đạt 100%",
        "9/9 thôn (bản) đạt",
        "9/9 thôn/bản",
        "9/9 thôn và bản (100%)",
        "9/9 (thôn, bản) = 100%",
        "Có 9/9 thôn, bản đạt chuẩn 100%",
        "đạt 100% (9/9 thôn)",
        "9 thôn, bản/9 thôn, bản",
    ],
)
def test_counts_of_several_nouns(read_column, text):
    assert read_column("6.3", text).values[VILLAGES].tolist() == [100]


def test_villages_that_meet_are_counts_and_no_verdict_on_the_indicator(read_column):
    table = read_column("6.3", "8/9 thôn, bản đạt")
    assert (table.values[VILLAGES].tolist(), verdicts(table)) == ([800 / 9], [])
    # A capital letter, as a sign does, begins a verdict of its own.
    assert verdicts(read_column("6.3", "8/9 thôn Đạt")) == [MET]


@pytest.mark.parametrize("text", ["2/9 thôn chưa đạt", "2% chưa đạt", "2/9 thôn, bản không đạt"])
def test_a_share_that_does_not_meet_is_not_read_as_the_share_that_does(refused, text):
    (problem,) = refused("6.3", text)
    assert (problem.kind, problem.value) == ("never_guess", text)


@pytest.mark.parametrize("text", ["2/9 thôn - Chưa đạt", "22,5% Chưa đạt"])
def test_the_remedy_of_it_is_read(read_column, text):
    assert verdicts(read_column("6.3", text)) == [UNMET]


@pytest.mark.parametrize(
    ("header", "text"), [("17.1", "Đạt (45%)"), ("17.7", "Chưa đạt (80%)"), ("5", "Đạt, 3/4 trường")]
)
def test_a_figure_beside_a_verdict_on_several_is_not_dropped_in_silence(read_column, header, text):
    table = read_column(header, text)
    assert [(w.kind, w.value) for w in table.warnings if w.kind == "figure_set_aside"] == [
        ("figure_set_aside", text)
    ]


def test_figures_that_say_whose_they_are_are_kept_beside_a_verdict(read_column):
    table = read_column("17.1", "Đạt (45%, trong đó nước tập trung 28%)")
    assert (table.values[WATER].tolist(), table.values[CENTRAL].tolist(), verdicts(table)) == (
        [45],
        [28],
        [MET],
    )


@pytest.mark.parametrize("text", ["100", "100%", "Đạt (100%)"])
def test_all_of_two_wastes_with_or_without_its_sign(read_column, text):
    table = read_column("17.7", text)
    assert [table.values[name].tolist() for name in WASTES] == [[100], [100]]


@pytest.mark.parametrize("text", ["95", "0", "1"])
def test_another_figure_of_two_wastes_is_asked_naming_both(refused, text):
    (problem,) = refused("17.7", text)
    assert problem.kind == "several_variables"
    assert all(word in problem.remedy for word in ("BVTV", "y tế"))


@pytest.mark.parametrize("text", ["Đã xóa hết nhà tạm", "Đã xóa xong nhà tạm, dột nát"])
def test_houses_that_were_all_replaced_are_none(read_column, text):
    assert read_column("9.1", text).values["temporary_house_count"].tolist() == [0]


def test_a_workbook_with_such_cells_is_judged(csv_file):
    import openpyxl

    book = openpyxl.Workbook()
    book.active.append(["Xã", "Tỉnh", "Năm", "6.3", "13.4", "17.7"])
    book.active.append(["Xã Mẫu 1", "Lai Châu", 2023, "8/9 thôn (bản) đạt", "Chưa đạt do thiếu hồ sơ", 100])
    path = csv_file("", "book.xlsx")
    book.save(path)
    status = ntm.evaluate(path).indicators.set_index("variable")["status"]
    assert [status[VILLAGES], status["craft_village_plan"], status[WASTES[1]]] == ["unmet", "unmet", "met"]
