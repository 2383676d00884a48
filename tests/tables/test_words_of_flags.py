"""Words whose meaning is reversed, or short of what is asked, are read as the variable declares, else asked about."""

from __future__ import annotations

import pytest

import ntm_rules as ntm

UNMET, MET, NOT_APPLICABLE = 0, 3, 4
# Indicators with a negative in what they ask, or a grade: Có and Không are no answers to them.
REVERSED = {
    "17.3": "landscape_clean_green",
    "18.2": "party_government_rating",
    "18.3": "mass_organisation_rating",
    "18.5": "gender_equality_safeguards",
    "19.2": "public_security_order",
}


@pytest.mark.parametrize("code", REVERSED)
@pytest.mark.parametrize("word", ["Không", "không", "KHÔNG", "Có"])
def test_yes_and_no_are_asked_where_the_title_is_negative_or_a_grade(refused, code, word):
    """“Không” at 19.2 may mean that nothing happened."""
    (problem,) = refused(code, word)
    assert (problem.kind, problem.value) == ("never_guess", word)
    assert code in problem.remedy


@pytest.mark.parametrize(
    "header", ["19.2", "Chỉ tiêu 19.2", "Bảo đảm an ninh, trật tự", "public_security_order"]
)
@pytest.mark.parametrize(
    "word", ["Không", "Không có", "Chưa có", "Không phát sinh", "Không (chưa xảy ra vụ việc)"]
)
def test_no_incident_is_asked_under_every_header(refused, header, word):
    assert [problem.kind for problem in refused(header, word)] == ["never_guess"]


@pytest.mark.parametrize("code", REVERSED)
@pytest.mark.parametrize(("word", "value"), [("Đạt", 1), ("Chưa đạt", 0), ("Không đạt", 0)])
def test_verdict_words_are_read_all_the_same(read_column, code, word, value):
    assert read_column(code, word).values[REVERSED[code]].tolist() == [value]


def test_nought_at_19_2_is_asked_unless_the_column_is_one_of_ones_and_noughts(refused, read_column):
    """0 may be the number of incidents."""
    assert [problem.kind for problem in refused("19.2", "0", "Đạt")] == ["never_guess"]
    assert read_column("19.2", "0", "1").values["public_security_order"].tolist() == [0, 1]
    assert read_column("public_security_order", "0").values["public_security_order"].tolist() == [0]


@pytest.mark.parametrize("code", ["18.2", "18.3"])
@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("Hoàn thành tốt nhiệm vụ", 1),
        ("hoàn thành tốt", 1),
        ("Hoàn thành xuất sắc nhiệm vụ", 1),
        ("HTXSNV", 1),
        ("Hoàn thành tốt nhiệm vụ (QĐ số 12/QĐ-HU)", 1),
        ("Hoàn thành nhiệm vụ", 0),
        ("Không hoàn thành nhiệm vụ", 0),
    ],
)
def test_a_rating_is_met_from_tasks_completed_well(read_column, code, word, value):
    assert read_column(code, word).values[REVERSED[code]].tolist() == [value]


@pytest.mark.parametrize("header", ["18.2", "18.3", "18.2_verdict", "18.3 Thẩm định"])
@pytest.mark.parametrize("word", ["Hoàn thành", "HOÀN THÀNH", "Hoàn thành (năm 2023)"])
def test_completed_is_no_rating(refused, header, word):
    """What is asked is hoàn thành tốt; the word alone does not say which of the two it is."""
    assert [problem.kind for problem in refused(header, word)] == ["never_guess"]


@pytest.mark.parametrize(
    ("code", "variable"), [("14.1", "education_universalisation"), ("19.1", "militia_defence_targets")]
)
def test_completed_is_met_elsewhere(read_column, code, variable):
    assert read_column(code, "Hoàn thành", "Chưa hoàn thành").values[variable].tolist() == [1, 0]


@pytest.mark.parametrize("word", ["Không", "Không có", "Chưa có"])
def test_no_plan_and_no_craft_village_are_told_apart_at_13_4(refused, word):
    assert [problem.kind for problem in refused("13.4", word)] == ["never_guess"]


@pytest.mark.parametrize(
    ("word", "houses"),
    [
        ("Còn 3 nhà", 3),
        ("Có 2 nhà tạm", 2),
        ("Còn 03 nhà tạm, dột nát", 3),
        ("hiện còn 5 hộ", 5),
        ("Không còn nhà tạm", 0),
        ("Không có nhà tạm, dột nát", 0),
    ],
)
def test_the_houses_left_at_9_1_are_counted(read_column, word, houses):
    assert read_column("9.1", word).values["temporary_house_count"].tolist() == [houses]


@pytest.mark.parametrize("word", ["Có", "Còn", "Vẫn còn", "còn nhà tạm"])
@pytest.mark.parametrize("header", ["9.1", "9.1_verdict"])
def test_houses_left_without_their_number_are_unmet_at_9_1(read_column, header, word):
    assert read_column(header, word).verdicts["9.1", "unstaged"].tolist() == [UNMET]


@pytest.mark.parametrize("word", ["Còn nhiều", "Còn vài nhà"])
def test_houses_left_in_other_words_are_asked(refused, word):
    assert [problem.value for problem in refused("9.1", word)] == [word]


@pytest.mark.parametrize(
    ("code", "variable"), [("17.2", "business_environment_compliance_pct"), ("17.9", "livestock_hygiene_pct")]
)
@pytest.mark.parametrize("text", ["Không có cơ sở", "không có cơ sở nào", "0/0", "0/0 cơ sở", "Không xét"])
def test_where_there_is_no_establishment_there_is_nothing_to_judge(read_column, code, variable, text):
    table = read_column(code, text)
    assert table.verdicts[code, "unstaged"].tolist() == [NOT_APPLICABLE]
    found = ntm.evaluate(table).indicators.set_index("indicator").loc[code, "status"]
    assert found == "not_applicable"


def test_none_of_none_in_columns_of_counts_is_nothing_to_judge(csv_file):
    rows = [["commune", "year", "livestock_hygiene_pct_num", "livestock_hygiene_pct_den"]]
    rows += [["Xã Mẫu 1", 2023, 0, 0], ["Xã Mẫu 2", 2023, 4, 5]]
    table = ntm.read_table(csv_file(rows))
    assert table.verdicts["17.9", "unstaged"].tolist() == [NOT_APPLICABLE, -1]
    assert table.values["livestock_hygiene_pct"].tolist()[1] == 80


@pytest.mark.parametrize("text", ["0/0", "0/0 hộ (100%)", "0/0 thôn"])
@pytest.mark.parametrize("code", ["15.1", "6.3", "11"])
def test_none_of_none_is_refused_elsewhere(refused, code, text):
    assert [problem.value for problem in refused(code, text)] == [text]


@pytest.mark.parametrize("text", ["Không có cơ sở vi phạm", "Không có cơ sở đạt", "Không có"])
def test_no_establishment_that_is_so_and_so_is_asked(refused, text):
    """None that breaks the rules is 100%, none that keeps them 0%."""
    assert [problem.value for problem in refused("17.2", text)] == [text]


def test_every_flag_with_a_negative_or_a_grade_in_its_title_declares_its_words(national):
    """A title that asks that something is not, or a rating, turns Có and Không round."""
    for code, indicator in national.indicators.items():
        names = indicator.variables_on(indicator.rules[-1].valid_from)
        title = f" {indicator.titles[-1].vi.lower()} "
        turned = any(
            word in title
            for word in ("không có ", "không để ", "xếp loại", "phòng chống bạo lực", "(nếu có)")
        )
        for variable in (national.variables[name] for name in names):
            if turned and variable.kind == "flag":
                assert variable.words is not None, code
                assert variable.words.ask, code
