"""Titles as commune workbooks shorten them; what sounds alike and is another figure is refused."""

from __future__ import annotations

import pytest

from ntm_rules.tables.headers import HeaderMatcher, Target
from ntm_rules.tables.vocabulary import title_key


@pytest.fixture(scope="module")
def match(national):
    return HeaderMatcher(national).match


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("TNBQ đầu người", "income_per_capita"),
        ("Thu nhập BQ đầu người/năm", "income_per_capita"),
        ("TNBQ (trđ/người/năm)", "income_per_capita"),
        ("Tỷ lệ LĐ qua đào tạo", "trained_labour_pct"),
        ("Tỉ lệ lao động qua đào tạo", "trained_labour_pct"),
        ("TL LĐ qua đào tạo có bằng cấp, chứng chỉ", "certified_labour_pct"),
        ("BHYT", "health_insurance_pct"),
        ("Tỷ lệ người dân tham gia BHYT (%)", "health_insurance_pct"),
        ("Tỷ lệ hộ SD nước sạch", "clean_water_household_pct"),
        ("Tỷ lệ hộ gia đình sử dụng nước sạch theo quy chuẩn", "clean_water_household_pct"),
        ("TL hộ nghèo và cận nghèo", "multidimensional_poverty_pct"),
        ("Tỷ lệ SDD thể thấp còi", "child_stunting_pct"),
        ("HTX hoạt động hiệu quả", "cooperative_effective"),
        ("Tỷ lệ trường học đạt tiêu chuẩn CSVC mức độ 1", "school_facility_level1_pct"),
    ],
)
def test_short_forms_of_a_title_name_its_figure(match, header, name):
    assert match(header) == Target("value", name)


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("Tỉ lệ hộ được SD nước sạch theo quy chuẩn", "17.1"),
        ("Tỷ lệ lao động qua đào tạo (áp dụng đạt cho cả nam và nữ)", "12.1"),
        ("Tỷ lệ cơ sở chăn nuôi đảm bảo các quy định về vệ sinh thú y, chăn nuôi và BVMT", "17.9"),
    ],
)
def test_short_forms_inside_a_title_of_the_set_are_written_out(match, header, code):
    found = match(header)
    assert found in (Target("number", code), Target("value", found.name))


@pytest.mark.parametrize(
    ("header", "hint"),
    [
        ("Tỷ lệ hộ nghèo", "near-poor"),
        ("TL hộ nghèo đa chiều", "near-poor"),
        ("11. Tỷ lệ hộ nghèo", "near-poor"),
        ("Tỷ lệ hộ cận nghèo", "near-poor"),
        ("Trường đạt chuẩn QG", "facility"),
        ("Tỷ lệ hộ SD nước HVS", "clean water"),
        ("Tỷ lệ dân số sử dụng nước sạch", "households"),
        ("Tỷ lệ lao động có việc làm qua đào tạo", "2016-2020"),
        ("Tỷ lệ hộ có nhà ở đạt tiêu chuẩn theo quy định", "2016-2020"),
        ("Tỷ lệ SDD trẻ em dưới 5 tuổi", "stunting"),
        ("Tỷ lệ gia đình văn hóa", "villages"),
        ("Tỷ lệ thu gom rác thải", "treated"),
        ("Thu nhập bình quân hộ", "per head"),
        ("Diện tích đất cây xanh công cộng", "per person"),
        ("Tỷ lệ đường trục chính nội đồng được cứng hóa", "2.4"),
        ("Tỷ lệ nhà tạm, dột nát", "number"),
    ],
)
def test_what_sounds_alike_is_refused_with_what_is_needed(match, header, hint):
    problem = match(header)
    assert problem.kind == "lookalike_header"
    assert hint in problem.remedy


def test_no_look_alike_is_the_title_label_or_alias_of_anything(national):
    """A header is refused as another figure, or is a figure: never both."""
    names = {
        title_key(t) for i in national.indicators.values() for title in i.titles for t in (title.vi, title.en)
    }
    for variable in national.variables.values():
        names |= {title_key(text) for text in (variable.label.vi, variable.label.en, *variable.aliases)}
    refused = {title_key(h) for v in national.variables.values() for e in v.lookalikes for h in e.headers}
    assert not names & refused


def test_every_alias_leads_to_its_own_variable(match, national):
    for name, variable in national.variables.items():
        for alias in variable.aliases:
            found = match(alias)
            assert isinstance(found, Target), alias
            indicator = national.indicators.get(found.name)
            behind = (
                {n for r in indicator.rules for n in indicator.variables_on(r.valid_from)}
                if indicator
                else {found.name}
            )
            assert name in behind, alias
