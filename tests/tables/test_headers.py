"""Which column is which: names, numbers, titles; what is refused and what is only told of."""

from __future__ import annotations

import unicodedata
from datetime import date

import numpy as np
import pytest

import ntm_rules as ntm
from ntm_rules.tables.headers import HeaderMatcher, Target

CLEAN, FOOD = "clean_water_household_pct", "food_safety_compliance_pct"
TITLE_17_1 = "Tỷ lệ hộ được sử dụng nước sạch theo quy chuẩn"
TITLE_17_10 = "Tỷ lệ hộ gia đình và cơ sở sản xuất, kinh doanh thực phẩm tuân thủ các quy định về đảm bảo an toàn thực phẩm"


@pytest.fixture(scope="module")
def match(national):
    return HeaderMatcher(national).match


@pytest.fixture
def read(csv_file, national):
    def table(headers, *rows, **how):
        return ntm.read_table(csv_file([["commune", "year", *headers], *rows]), national, **how)

    return table


@pytest.fixture
def problems(read):
    def found(headers, *rows, **how):
        with pytest.raises(ntm.InputError) as caught:
            read(headers, *rows, **how)
        return caught.value.problems

    return found


@pytest.mark.parametrize(
    "header", ["income_per_capita", "INCOME_PER_CAPITA", "Income_Per_Capita", " income_per_capita "]
)
def test_a_variable_is_known_by_its_name(match, header):
    assert match(header) == Target("value", "income_per_capita")


def test_every_variable_and_identity_column_is_known_by_its_own_name(match, national):
    for name in national.variables:
        assert match(name).name == name


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("10", "10"),
        ("4.2", "4.2"),
        ("17,1", "17.1"),
        ("17.10", "17.10"),
        ("17,10", "17.10"),
        ("17.11", "17.11"),
        ("1.1", "1.1"),
        ("11", "11"),
        ("1", "1"),
        ("Chỉ tiêu 17.1", "17.1"),
        ("CHỈ TIÊU 17.1", "17.1"),
        ("chỉ tiêu số 4.2", "4.2"),
        ("Tiêu chí 10", "10"),
        ("Tiêu chí số 19", "19"),
        ("TC10", "10"),
        ("CT 4.2", "4.2"),
        ("4.2.", "4.2"),
        ("4.2)", "4.2"),
        (f"17.1. {TITLE_17_1}", "17.1"),
        (f"17.1 {TITLE_17_1}", "17.1"),
        (f"17,1 - {TITLE_17_1}", "17.1"),
        (f"Chỉ tiêu 17.1: {TITLE_17_1}", "17.1"),
        (TITLE_17_1, "17.1"),
        (TITLE_17_1.upper(), "17.1"),
        (f"17.10. {TITLE_17_10}", "17.10"),
        (TITLE_17_10, "17.10"),
        ("Giao thông", "2"),
        ("Tiêu chí 2. Giao thông", "2"),
        ("Roads", "2"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_number_or_title_names_its_indicator(match, header, code, form):
    assert match(unicodedata.normalize(form, header)) == Target("number", code)


@pytest.mark.parametrize("header", ["17.13", "20", "4.20", "0", "1.10", "10.1", "19.3", "117.1", "2023"])
def test_a_number_that_is_not_in_the_set_is_unknown(match, header):
    assert match(header) is None


@pytest.mark.parametrize(
    ("header", "variable"),
    [
        ("Thu nhập bình quân đầu người", "income_per_capita"),
        ("THU NHẬP BÌNH QUÂN ĐẦU NGƯỜI", "income_per_capita"),
        ("thu nhap binh quan dau nguoi", "income_per_capita"),
        ("TNBQĐN", "income_per_capita"),
        ("Thu  nhập,\nbình quân – đầu người", "income_per_capita"),
        ("Tỷ lệ hộ sử dụng nước sạch theo quy chuẩn", CLEAN),
        ("Tỷ lệ tham gia BHYT", "health_insurance_pct"),
        ("Số hộ cận nghèo", "near_poor_households"),
        ("Tổng số hộ", "households"),
        ("Dân số", "population"),
    ],
)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_an_alias_names_its_variable_folded(csv_file, national, header, variable, form):
    path = csv_file([["commune", "year", unicodedata.normalize(form, header)], ["A", 2024, "50"]])
    assert ntm.read_table(path, national).values[variable].tolist() == [50]


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("Xã", "commune"),
        ("Tên xã", "commune"),
        ("Xã/phường/thị trấn", "commune"),
        ("Huyện", "district"),
        ("Tỉnh", "province"),
        ("Tỉnh/Thành phố", "province"),
        ("Năm", "year"),
        ("NĂM", "year"),
        ("Mã xã", "commune_code"),
        ("Kỳ báo cáo", "period"),
        ("ĐBKK", "especially_difficult"),
    ],
)
def test_identity_columns_have_vietnamese_names(match, header, column):
    assert match(header) == Target("identity", column)


@pytest.mark.parametrize(
    ("suffix", "target"),
    [
        ("num", Target("num", "health_insurance_pct")),
        ("den", Target("den", "health_insurance_pct")),
        ("female", Target("female", "health_insurance_pct")),
        ("male", Target("male", "health_insurance_pct")),
        ("verdict", Target("verdict", "health_insurance_pct")),
        ("self", Target("verdict", "health_insurance_pct", "self")),
        ("verified", Target("verdict", "health_insurance_pct", "verified")),
        ("appraised", Target("verdict", "health_insurance_pct", "appraised")),
        ("expires", Target("expires", "health_insurance_pct")),
        ("se", Target("se", "health_insurance_pct")),
        ("year", Target("year", "health_insurance_pct")),
    ],
)
def test_what_stands_beside_a_value_is_told_by_its_suffix(match, suffix, target):
    assert match(f"health_insurance_pct_{suffix}") == target
    assert match(f"HEALTH_INSURANCE_PCT_{suffix.upper()}") == target


@pytest.mark.parametrize(("suffix", "stage"), [("verdict", "unstaged"), ("self", "self"), ("verified", "verified"), ("appraised", "appraised")])  # fmt: skip
def test_a_number_takes_the_stages_of_assessment(read, suffix, stage):
    table = read([f"17.1_{suffix}", f"4,2_{suffix}"], ["A", 2023, "Đạt", "Chưa đạt"])
    assert table.verdicts["17.1", stage].tolist() == [3]
    assert table.verdicts["4.2", stage].tolist() == [0]


def test_every_suffix_is_read_beside_its_value(read):
    table = read(
        ["health_insurance_pct", "health_insurance_pct_female", "health_insurance_pct_male",
         "health_insurance_pct_se", "health_insurance_pct_year", "legal_access_standard", "legal_access_standard_expires"],
        ["A", 2023, "92", "93", "91", "1,5", "2022", "Đạt", "31/12/2024"],
    )  # fmt: skip
    assert table.values["health_insurance_pct_female"].tolist() == [93]
    assert table.values["health_insurance_pct_male"].tolist() == [91]
    assert table.values["health_insurance_pct_se"].tolist() == [1.5]
    assert table.beside["health_insurance_pct", "year"].tolist() == [2022]
    assert table.beside["legal_access_standard", "expires"].tolist() == [date(2024, 12, 31)]


def test_15_4_changes_its_variable_with_the_law(read):
    """A rate until 29 February 2024, a flag from then on: the year of the row says which."""
    table = read(["15.4"], ["A", 2023, "65%"], ["A", 2024, "Có"], ["A", 2025, "Chưa có"])
    assert table.values["ehealth_record_pct"].tolist()[0] == 65
    assert table.values["ehealth_record_deployed"].tolist()[1:] == [1, 0]
    assert table.values["ehealth_record_pct"][1:].tolist() == pytest.approx([float("nan")] * 2, nan_ok=True)


@pytest.mark.parametrize(
    ("year", "cell", "kind"), [(2023, "Có", "not_a_number"), (2024, "65%", "not_a_flag")]
)
def test_15_4_refuses_the_form_of_the_other_year(problems, year, cell, kind):
    assert [(p.kind, p.row) for p in problems(["15.4"], ["A", year, cell])] == [(kind, 2)]


def test_17_1_takes_a_value_only_where_one_variable_stands_behind_it(read, problems):
    (problem,) = problems(["17.1"], ["A", 2023, "45"], ["A", 2024, "45"])
    assert (problem.kind, problem.row, problem.column, problem.value) == (
        "several_variables",
        2,
        "17.1",
        "45",
    )
    assert "Households using clean water to the standard" in problem.remedy
    assert f'--map "17.1={CLEAN}"' in problem.remedy
    assert "clean water to the standard" in problem.remedy
    assert read(["17.1"], ["A", 2023, "45"], mapping={"17.1": CLEAN}).values[CLEAN].tolist() == [45]
    assert read(["17.1"], ["A", 2024, "45"]).values[CLEAN].tolist() == [45]


@pytest.mark.parametrize("year", [2022, 2023, 2024, 2025])
def test_17_1_takes_a_verdict_in_every_year(read, year):
    assert read(["17.1"], ["A", year, "Chưa đạt"]).verdicts["17.1", "unstaged"].tolist() == [0]


@pytest.mark.parametrize("code", ["2", "4", "12", "17", "5", "13.1"])
def test_a_number_with_several_variables_behind_it_takes_a_verdict_not_a_figure(read, problems, code):
    assert read([code], ["A", 2024, "Đạt"]).verdicts[code, "unstaged"].tolist() == [3]
    assert [p.kind for p in problems([code], ["A", 2024, "55"])] == ["several_variables"]


@pytest.mark.parametrize(("code", "variable"), [("10", "income_per_capita"), ("11", "multidimensional_poverty_pct"), ("16", "cultural_village_pct")])  # fmt: skip
def test_a_criterion_of_one_indicator_takes_its_figure(read, code, variable):
    assert read([code], ["A", 2023, "7,5"]).values[variable].tolist() == [7.5]


@pytest.mark.parametrize(
    ("header", "nearest"),
    [
        ("income_per_capit", "income_per_capita"),
        ("thu nhập bình quân đầu ngườ", "income_per_capita"),
        ("health_insurence_pct", "health_insurance_pct"),
    ],
)
def test_a_column_nobody_knows_is_told_with_the_nearest(read, header, nearest):
    (warning,) = read([header, "10"], ["A", 2023, "1", "2"]).warnings
    assert (warning.kind, warning.column) == ("unknown_column", header)
    assert nearest in warning.remedy


def test_a_column_like_nothing_known_is_told_without_a_nearest(read):
    (warning,) = read(["qqqqzzzz", "10"], ["A", 2023, "1", "2"]).warnings
    assert (warning.kind, warning.column, warning.remedy) == ("unknown_column", "qqqqzzzz", None)


def test_a_column_without_a_header_is_left_out(read):
    assert read(["", "10"], ["A", 2023, "note", "42"]).values.keys() == {"income_per_capita"}


@pytest.mark.parametrize(
    ("header", "hint"),
    [
        ("Tỷ lệ hộ sử dụng điện", "4.2"),
        ("TỶ LỆ HỘ SỬ DỤNG ĐIỆN", "4.2"),
        ("4.2. Tỷ lệ hộ sử dụng điện", "4.2"),
        ("Tỷ lệ hộ sử dụng nước hợp vệ sinh", "17.1"),
        ("17.1. Tỷ lệ hộ sử dụng nước hợp vệ sinh", "17.1"),
        ("Tỷ lệ hộ có nhà tiêu hợp vệ sinh", "17.8"),
        ("Tỷ lệ trẻ em dưới 5 tuổi suy dinh dưỡng thể nhẹ cân", "15.3"),
        ("Tỷ lệ trường học đạt chuẩn quốc gia", "(5)"),
    ],
)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_look_alike_is_refused_with_a_hint(problems, header, hint, form):
    header = unicodedata.normalize(form, header)
    found = [p for p in problems([header], ["A", 2023, "99"]) if p.kind == "lookalike_header"]
    assert len(found) == 1
    assert hint in found[0].remedy
    assert unicodedata.normalize("NFC", found[0].column) == unicodedata.normalize("NFC", header)


def test_a_look_alike_is_the_only_thing_wrong_with_its_file(problems):
    """No second error says that no indicator was given: the column is there, and is another figure."""
    assert [p.kind for p in problems(["Nước hợp vệ sinh"], ["A", 2023, "99"])] == ["lookalike_header"]


def test_two_headers_17_1_are_settled_by_their_titles(read):
    table = read([f"17.1. {TITLE_17_1}", f"17.1. {TITLE_17_10}"], ["A", 2024, "61", "99"])
    assert (table.values[CLEAN][0], table.values[FOOD][0]) == (61, 99)


def test_one_title_is_enough_to_settle_two_headers_17_1(read):
    table = read(["17.1", f"17.1 {TITLE_17_10}"], ["A", 2024, "61", "99"])
    assert (table.values[CLEAN][0], table.values[FOOD][0]) == (61, 99)


def test_two_bare_headers_17_1_are_explained(problems):
    (problem,) = problems(["17.1", "17.1"], ["A", 2024, "61", "99"])
    assert problem.kind == "ambiguous_number_header"
    assert "17.10" in problem.message
    assert "C" in problem.message
    assert "D" in problem.message
    assert problem.remedy


def test_a_number_whose_zero_cannot_be_lost_is_simply_doubled(problems):
    """There is no 4.20, so two headers 4.2 are one column twice and nothing was dropped."""
    (problem,) = problems(["4.2", "4.2"], ["A", 2024, "61", "99"])
    assert problem.kind == "two_columns"
    assert "4.20" not in problem.message


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("income_per_capita", "Thu nhập bình quân đầu người"),
        ("income_per_capita", "INCOME_PER_CAPITA"),
        ("4.2_verdict", "4,2_verdict"),
        ("2", "Giao thông"),
    ],
)
def test_two_columns_for_one_figure_are_refused(problems, first, second):
    (problem,) = problems([first, second], ["A", 2023, "", ""])
    assert problem.kind == "two_columns"
    assert first in problem.message
    assert second in problem.message


@pytest.mark.parametrize("second", ["10", "10. Thu nhập"])
def test_a_number_and_a_name_that_both_give_a_figure_are_refused(problems, second):
    (problem,) = problems(["income_per_capita", second], ["A", 2023, "42", "43"])
    assert (problem.kind, problem.row, problem.column) == ("two_columns", 2, second)


def test_two_commune_columns_are_refused(problems):
    assert [p.kind for p in problems(["Tên xã", "10"], ["A", 2023, "B", "42"])] == ["two_columns"]


def test_a_verdict_beside_a_figure_is_no_second_figure(read):
    table = read(["income_per_capita", "10"], ["A", 2023, "42", "Đạt"])
    assert table.values["income_per_capita"].tolist() == [42]
    assert table.verdicts["10", "unstaged"].tolist() == [3]


def test_a_header_whose_number_and_title_differ_is_refused_naming_both(problems):
    header = "17.2. Thu nhập bình quân đầu người"
    (problem,) = [p for p in problems([header], ["A", 2023, "42"]) if p.kind == "ambiguous_header"]
    assert problem.column == header
    assert "17.2" in problem.message
    assert "income_per_capita" in problem.message or "10" in problem.message


def test_a_header_that_fits_two_columns_is_refused_naming_both(national):
    matcher = HeaderMatcher(national)
    doubled = {text: found for text, found in matcher._titles.items() if len(found) > 1}
    for text, targets in doubled.items():
        found = matcher.match(text)
        if isinstance(found, ntm.Problem):
            assert found.kind == "ambiguous_header"
            assert all(target.name in found.message for target in targets)
        else:
            # Settled only where a criterion, its sole indicator and its variable are the same thing.
            assert found.role in {"number", "value"}


def test_an_alias_of_two_variables_is_refused(national):
    shared = "tỷ lệ chung"
    variables = {
        name: variable.model_copy(update={"aliases": (*variable.aliases, shared)})
        if name in {CLEAN, FOOD}
        else variable
        for name, variable in national.variables.items()
    }
    widened = type(national).model_construct(
        **{**{n: getattr(national, n) for n in type(national).model_fields}, "variables": variables}
    )
    problem = HeaderMatcher(widened).match("Tỷ lệ chung")
    assert problem.kind == "ambiguous_header"
    assert CLEAN in problem.message
    assert FOOD in problem.message


def test_titles_and_labels_of_the_set_all_lead_to_their_own_indicator(match, national):
    """Each current title, bare or behind its number, names the indicator it is of."""
    for indicator in national.indicators.values():
        for title in indicator.titles:
            for text in (title.vi, title.en):
                for header in (
                    text,
                    f"{indicator.code}. {text}",
                    f"Chỉ tiêu {indicator.code} {text}".upper(),
                ):
                    found = match(header)
                    assert isinstance(found, Target), f"{header}: {found}"
                    variables = {
                        v for rule in indicator.rules for v in indicator.variables_on(rule.valid_from)
                    }
                    assert found.name in {indicator.code, *variables}, header


@pytest.mark.parametrize(
    "header", ["12.1 Số lao động qua đào tạo", "4.2. Tổng số hộ dùng điện", "15.1 Số người tham gia"]
)
def test_a_count_behind_the_number_of_a_share_is_not_the_share(read, header):
    table = read([header, "10"], ["A", 2023, "57", "42"])
    assert list(table.values) == ["income_per_capita"]
    assert [w.column for w in table.warnings if w.kind == "unknown_column"] == [header]


@pytest.mark.parametrize(
    "header", ["12.1 Số LĐ qua đào tạo (%)", "4.2 Điện", "12.1. Tỷ lệ lao động qua đào tạo", "9.1 Số nhà tạm"]
)
def test_a_share_in_per_cent_or_a_count_that_is_asked_is_read(read, header):
    assert len(read([header], ["A", 2023, "57"]).values) == 1


def test_a_share_of_the_plan_is_not_the_figure(read):
    table = read(["10. Thu nhập", "10. Thu nhập, tỷ lệ %"], ["A", 2023, "", "98"], ["B", 2023, "42", ""])
    assert table.values["income_per_capita"].tolist()[1:] == [42]
    assert np.isnan(table.values["income_per_capita"][0])


def test_a_wrong_header_is_named_in_its_own_row(csv_file):
    rows = [["BIỂU TỔNG HỢP NĂM 2023", "", ""], ["Tên xã", "10", "10"], ["Xã A", "42", "43"]]
    with pytest.raises(ntm.InputError) as caught:
        ntm.read_table(csv_file(rows))
    assert [(p.kind, p.row) for p in caught.value.problems] == [("two_columns", 2)]


def test_where_no_header_is_found_the_row_most_like_one_is_named(csv_file):
    rows = [["TỈNH LAI CHÂU NĂM 2023", "", ""], ["Nơi đánh giá", "10", "4.2"], ["A", "42", "98"]]
    with pytest.raises(ntm.InputError) as caught:
        ntm.read_table(csv_file(rows))
    assert {p.column for p in caught.value.problems if p.kind == "unknown_column"} == {"Nơi đánh giá"}


@pytest.mark.parametrize("header", ["Tổng điểm thi đua", "Năm hoàn thành", "Số điểm đạt"])
def test_a_name_far_from_the_header_is_not_put_forward(read, header):
    (warning,) = [
        w for w in read(["10", header], ["A", 2023, "42", "x"]).warnings if w.kind == "unknown_column"
    ]
    assert warning.remedy is None


@pytest.mark.parametrize("header", ["6 tháng đầu năm", "9 tháng năm 2023"])
def test_a_span_of_months_is_no_number_of_a_criterion(read, header):
    table = read(["10", header], ["A", 2023, "42", "Đạt"])
    assert [w.column for w in table.warnings if w.kind == "unknown_column"] == [header]
