"""Which commune, which period, which place: identity columns and what is wrong with them."""

from __future__ import annotations

from datetime import date

import pytest

import ntm_rules as ntm


@pytest.fixture
def read(csv_file, national):
    """A table of one indicator and the identity columns given, one dict a row."""

    def table(*rows, **how):
        given = [
            {"commune": f"Xã {n}", "year": 2023, "income_per_capita": 42, **row} for n, row in enumerate(rows)
        ]
        headers = list(dict.fromkeys(name for row in given for name in row))
        cells = [[("" if row.get(name) is None else row[name]) for name in headers] for row in given]
        return ntm.read_table(csv_file([headers, *cells]), national, **how)

    return table


@pytest.fixture
def problems(read):
    def found(*rows, **how):
        with pytest.raises(ntm.InputError) as caught:
            read(*rows, **how)
        return caught.value.problems

    return found


@pytest.mark.parametrize("text", ["31/12/2023", "31-12-2023", "31.12.2023", "2023-12-31"])
def test_a_date_is_read_day_first_or_iso(read, text):
    assert read({"recognised_on": text}).text(0, "recognised_on") == date(2023, 12, 31)


@pytest.mark.parametrize(
    "text", ["31/02/2023", "12/31/2023", "3/2023", "hôm qua", "2023-13-01", "2023-12-31abc"]
)
def test_what_is_no_date_is_refused(problems, text):
    (problem,) = problems({"recognised_on": text})
    assert (problem.kind, problem.column, problem.value, problem.row) == (
        "not_a_date",
        "recognised_on",
        text,
        2,
    )
    assert problem.expected


@pytest.mark.parametrize(
    ("column", "text", "value"),
    [
        ("unit_type", "Xã", "xã"),
        ("unit_type", "TT", "thị trấn"),
        ("unit_type", "phường", "phường"),
        ("area", "III", "III"),
        ("area", "3", "III"),
        ("area", "Khu vực II", "II"),
        ("recognised", "nâng cao", "advanced"),
        ("recognised", "NTM", "new_rural"),
        ("recognised", "model", "model"),
        ("value_kind", "Thực hiện", "actual"),
        ("value_kind", "ước", "estimate"),
        ("value_kind", "Kế hoạch", "plan"),
    ],
)
def test_a_choice_is_read_by_its_words(read, column, text, value):
    assert read({column: text}).text(0, column) == value


@pytest.mark.parametrize(("column", "text"), [("area", "IV"), ("unit_type", "bản"), ("value_kind", "x"), ("recognised", "Đạt")])  # fmt: skip
def test_another_word_than_the_choices_is_refused_with_them(problems, column, text):
    (problem,) = problems({column: text})
    assert (problem.kind, problem.column, problem.value) == ("not_a_choice", column, text)
    assert "," in problem.expected


@pytest.mark.parametrize("column", ["especially_difficult", "safety_zone", "poor_district", "coastal_island", "construction_arrears"])  # fmt: skip
@pytest.mark.parametrize(("text", "value"), [("có", True), ("1", True), ("true", True), ("không", False), ("0", False), ("", None), ("-", None)])  # fmt: skip
def test_a_flag_of_the_commune_is_yes_no_or_blank(read, column, text, value):
    assert read({column: text}).text(0, column) is value


def test_a_flag_that_is_neither_is_refused(problems):
    (problem,) = problems({"especially_difficult": "có lẽ"})
    assert (problem.kind, problem.value) == ("not_a_flag", "có lẽ")


@pytest.mark.parametrize("text", ["2023", "2023.0", "năm 2023", "Năm 2023"])
def test_a_year_is_read(read, text):
    assert read({"year": text}).years.tolist() == [2023]


@pytest.mark.parametrize("text", ["23", "hai ngàn", "2023-2024", "20233", "1", "0"])
def test_what_is_no_year_is_refused(problems, text):
    assert {(p.kind, p.value) for p in problems({"year": text})} >= {("no_year", text)}


def test_a_bad_year_is_one_error_not_two(problems):
    assert len(problems({"year": "hai ngàn"}, {})) == 1


def test_year_is_taken_from_the_option_where_the_table_names_none(read):
    assert read({"year": None}, {"year": 2024}, year=2022).years.tolist() == [2022, 2024]


def test_no_year_at_all_is_one_error_for_the_file(problems):
    found = problems({"year": None}, {"year": None})
    assert [(p.kind, p.row) for p in found] == [("no_year", None)]
    assert "--year" in found[0].remedy


def test_no_year_in_one_row_names_the_row(problems):
    assert [(p.kind, p.row) for p in problems({}, {"year": None})] == [("no_year", 3)]


@pytest.mark.parametrize("period", ["2024", "2024-H1", "2024-Q3"])
def test_a_period_gives_the_year(read, period):
    table = read({"year": None, "period": period})
    assert (table.years.tolist(), table.text(0, "period")) == ([2024], period)


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("Năm 2024", "2024"), ("2024.0", "2024"), ("2024-h2", "2024-H2"), ("2024Q1", "2024-Q1"), ("Quý III/2024", "2024-Q3"),
        ("quý 2 năm 2024", "2024-Q2"), ("6 tháng đầu năm 2024", "2024-H1"), ("6 tháng cuối năm 2024", "2024-H2"),
    ],
)  # fmt: skip
def test_a_period_may_be_said_in_words(read, text, period):
    table = read({"year": None, "period": text})
    assert (table.years.tolist(), table.text(0, "period")) == ([2024], period)


@pytest.mark.parametrize(
    "text", ["9 tháng năm 2024", "ước quý I/2024", "Quý III", "2024-H3", "hôm qua", "báo cáo 2024"]
)
def test_what_is_no_period_is_refused_once(problems, text):
    (problem,) = problems({"year": None, "period": text})
    assert (problem.kind, problem.row, problem.column, problem.value) == ("not_a_period", 2, "period", text)


@pytest.mark.parametrize("period", ["2024", "2024-H1"])
def test_a_period_of_another_year_is_refused_in_every_row(problems, period):
    """The levels hang on the year, and one of the two is wrong."""
    row = {"year": 2023, "period": period}
    assert [problem.row for problem in problems(row, row)] == [2, 3]


def test_without_a_period_the_year_is_the_period(read):
    assert read({}).text(0, "period") == "2023"


def test_a_row_is_judged_on_the_last_day_of_its_year(read):
    assert read({}, {"year": 2024}).judged_on.cells.tolist() == [date(2023, 12, 31), date(2024, 12, 31)]


def test_as_of_puts_another_day_for_all_rows(read):
    day = date(2024, 3, 1)
    assert read({}, {"year": 2024}, as_of=day).judged_on.cells.tolist() == [day, day]


def test_the_date_of_the_data_does_not_choose_the_level(read):
    assert read({"as_of": "30/6/2024"}).judged_on[0] == date(2023, 12, 31)


def test_a_commune_code_stays_text(read):
    assert read({"commune_code": "00123"}).text(0, "commune_code") == "00123"


@pytest.mark.parametrize("value", ["", "-", "…"])
def test_a_row_without_a_commune_is_refused(problems, value):
    (problem,) = problems({}, {"commune": value})
    assert (problem.kind, problem.row) == ("blank_commune", 3)


A = {"commune": "Xã A", "district": "Huyện M", "province": "Hòa Bình"}


@pytest.mark.parametrize(
    "again",
    [
        A,
        {**A, "commune_code": None},
        {**A, "commune": "xã a"},
        {**A, "province": "Hoà Bình"},
        {**A, "province": "Tỉnh Hòa Bình"},
        {**A, "commune": "Xã  A "},
        {**A, "commune": "Xa\u0303 A"},
        {**A, "period": "2023"},
    ],
)
def test_the_same_commune_and_period_twice_is_refused(problems, again):
    """Names match folded, so a repeat spelt otherwise is a repeat."""
    (problem,) = problems(A, again)
    assert (problem.kind, problem.row) == ("duplicate_row", 3)
    assert "row 2" in problem.message
    assert problem.remedy


def test_one_code_is_one_commune_whatever_its_name(problems):
    found = problems({"commune": "A", "commune_code": "01234"}, {"commune": "B", "commune_code": "01234"})
    assert [p.kind for p in found] == ["duplicate_row"]


@pytest.mark.parametrize(
    "other",
    [
        {**A, "district": "Huyện N"},
        {**A, "province": "Hà Nội"},
        {**A, "year": 2024},
        {**A, "period": "2023-H1"},
        {**A, "value_kind": "plan"},
        {**A, "commune": "Xã B"},
    ],
)
def test_another_place_or_period_is_another_row(read, other):
    assert len(read(A, other)) == 2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({**A, "commune_code": "01234"}, A),
        (A, {**A, "commune_code": "01234"}),
        (A, {**A, "district": None}),
        ({**A, "province": None}, A),
        ({**A, "commune_code": "01234"}, {"commune": "Xã A"}),
    ],
)
def test_a_row_that_says_less_and_nothing_else_may_be_the_same_commune(problems, one, other):
    """Half of its figures would else be judged as another commune's."""
    (problem,) = problems(one, other)
    assert (problem.kind, problem.row) == ("duplicate_row", 3)
    assert "row 2" in problem.message
    assert "commune_code" in problem.remedy


def test_a_row_that_says_less_is_another_commune_where_what_it_says_differs(read):
    rows = (
        {**A, "commune_code": "01234"},
        {**A, "district": "Huyện N"},
        {**A, "province": None, "district": "Huyện P"},
    )
    assert len(read(*rows)) == 3


def test_two_codes_are_two_communes_of_one_name(read):
    assert len(read({**A, "commune_code": "1"}, {**A, "commune_code": "2"})) == 2


@pytest.mark.parametrize(
    ("name", "region"),
    [
        ("Hòa Bình", "TDMNPB"),
        ("Hoà Bình", "TDMNPB"),
        ("HÒA BÌNH", "TDMNPB"),
        ("hoa binh", "TDMNPB"),
        ("Tỉnh Hòa Bình", "TDMNPB"),
        ("tỉnh Hoà Bình", "TDMNPB"),
        ("Hà Nội", "DBSH"),
        ("TP. Hà Nội", "DBSH"),
        ("TP Hà Nội", "DBSH"),
        ("Thành phố Hà Nội", "DBSH"),
        ("TP. Hồ Chí Minh", "DNB"),
        ("TPHCM", "DNB"),
        ("TP.HCM", "DNB"),
        ("Bà Rịa – Vũng Tàu", "DNB"),
        ("Bà Rịa-Vũng Tàu", "DNB"),
        ("Đăk Lăk", "TN"),
        ("Đắc Lắc", "TN"),
        ("Thừa Thiên - Huế", "BTB"),
        ("Quảng Ninh", "DBSH"),
    ],
)
def test_a_province_decides_the_region_however_it_is_written(read, name, region):
    assert read({"province": name}).regions[0] == region


@pytest.mark.parametrize(("code", "region"), [("01", "DBSH"), ("1", "DBSH"), ("17", "TDMNPB"), ("79", "DNB")])
def test_a_province_code_decides_the_region(read, code, region):
    assert read({"province_code": code}).regions[0] == region


@pytest.mark.parametrize(
    ("year", "province", "region", "old"),
    [
        (2023, "Phú Thọ", "TDMNPB", "Phú Thọ"),
        (2025, "Phú Thọ", None, None),
        (2025, "Hòa Bình", "TDMNPB", "Hoà Bình"),
        (2025, "Hà Nội", "DBSH", "Hà Nội"),
        (2025, "Vĩnh Phúc", "DBSH", "Vĩnh Phúc"),
        (2023, "Đồng Nai", "DNB", "Đồng Nai"),
        (2025, "Đồng Nai", "DNB", None),
    ],
)
def test_a_name_is_read_as_of_its_day(read, year, province, region, old):
    """From July 2025 Phú Thọ is also the former Vĩnh Phúc and Hòa Bình, of two regions."""
    table = read({"year": year, "province": province})
    assert (table.regions[0], table.old_provinces[0]) == (region, old)


@pytest.mark.parametrize(
    "extra", [{"old_province": "Vĩnh Phúc"}, {"region": "DBSH"}, {"region": "Đồng bằng sông Hồng"}]
)
def test_a_new_province_over_two_regions_is_settled_by_another_column(read, extra):
    assert read({"year": 2025, "province": "Phú Thọ", **extra}).regions[0] == "DBSH"


def test_a_new_province_over_two_regions_leaves_regional_levels_undecided(csv_file):
    path = csv_file([["commune", "province", "year", "10", "15.1"], ["A", "Phú Thọ", 2025, 50, 95]])
    result = ntm.evaluate(path)
    found = result.indicators.set_index("indicator")[["status", "reason"]]
    assert found.loc["10"].tolist() == ["unknown", "region_unknown"]
    # 15.1 asks 90 % everywhere, of women and of men: it does not hang on the region.
    assert "region_unknown" not in set(found.loc[["15.1"], "reason"])
    assert "region_unknown" in {w.kind for w in result.warnings}


@pytest.mark.parametrize(
    ("name", "near"), [("Hòa Bnh", "Hoà Bình"), ("Ha Nooi", "Hà Nội"), ("Thanh Hoá a", "Thanh Hóa")]
)
def test_an_unknown_province_is_refused_with_the_nearest(problems, name, near):
    (problem,) = problems({"province": name})
    assert (problem.kind, problem.column, problem.value, problem.row) == (
        "unknown_province",
        "province",
        name,
        2,
    )
    assert near in problem.remedy


@pytest.mark.parametrize(("column", "value"), [("province", "Atlantis"), ("province_code", "999"), ("old_province", "Atlantis")])  # fmt: skip
def test_a_province_like_none_is_refused(problems, column, value):
    (problem,) = problems({column: value})
    assert (problem.kind, problem.column, problem.value) == ("unknown_province", column, value)
    assert problem.remedy


def test_every_unknown_province_is_named(problems):
    found = problems({"province": "Atlantis"}, {}, {"province": "Lemuria"})
    assert [(p.row, p.value) for p in found] == [(2, "Atlantis"), (4, "Lemuria")]


@pytest.mark.parametrize("region", ["DBSH", "Red River delta", "đồng bằng sông hồng"])
def test_a_region_that_contradicts_the_province_is_refused(problems, region):
    (problem,) = problems({"province": "Hòa Bình", "region": region})
    assert (problem.kind, problem.column, problem.value) == ("region_contradicts", "region", region)


def test_people_read_regions_by_their_full_names(problems):
    (problem,) = problems({"province": "Hòa Bình", "region": "DBSH"})
    assert "TDMNPB" not in problem.message
    assert "Northern midlands and mountains" in problem.message


@pytest.mark.parametrize(
    ("region", "id"), [("TN", "TN"), ("Tây Nguyên", "TN"), ("tay nguyen", "TN"), ("Southeast", "DNB")]
)
def test_a_region_alone_is_enough(read, region, id):
    assert read({"region": region}).regions[0] == id


def test_an_unknown_region_is_refused(problems):
    (problem,) = problems({"region": "Miền Tây"})
    assert (problem.kind, problem.column, problem.value) == ("not_a_choice", "region", "Miền Tây")


@pytest.mark.parametrize(
    "row",
    [
        {"province": "Hòa Bình", "province_code": "01"},
        {"province": "Hòa Bình", "old_province": "Hà Nội"},
        {"year": 2025, "province": "Phú Thọ", "old_province": "Cà Mau"},
    ],
)
def test_two_place_columns_that_contradict_are_refused(problems, row):
    """One of the two is wrong, and the levels hang on which."""
    assert 2 in {problem.row for problem in problems(row)}


def test_all_that_is_wrong_is_listed_in_the_order_of_rows(problems):
    found = problems(
        {"province": "Atlantis"}, {"recognised_on": "x"}, {"income_per_capita": "-1"}, {"commune": ""}
    )
    assert [(p.row, p.kind) for p in found] == [
        (2, "unknown_province"),
        (3, "not_a_date"),
        (4, "out_of_range"),
        (5, "blank_commune"),
    ]
