"""The shipped commune set, as a whole."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

import ntm_rules as ntm
from ntm_rules.definitions.conditions import comparisons
from ntm_rules.definitions.places import places

REGIONS = ("TDMNPB", "DBSH", "BTB", "DHNTB", "TN", "DNB", "DBSCL")
DAY = timedelta(days=1)


def days_of_change(loaded):
    """Every day on which a level, composition or title begins or has just ended, and the days beside it."""
    head = loaded.head
    days = {head.valid_from, head.valid_to}
    for indicator in loaded.indicators.values():
        dated = [*indicator.titles, *indicator.rules]
        for rule in indicator.rules:
            dated += [
                block for part in comparisons(rule.require, conditions_too=True) for block in part.blocks
            ]
        for entry in dated:
            days |= {entry.valid_from - DAY, entry.valid_from}
            days |= {entry.valid_to, entry.valid_to + DAY} if entry.valid_to else set()
    return sorted(day for day in days if head.valid_from <= day <= head.valid_to)


def test_it_has_19_criteria_and_57_indicators(national):
    assert [c.code for c in national.criteria] == [str(n) for n in range(1, 20)]
    assert len(national.indicators) == 57
    assert len({i.code for c in national.criteria for i in c.indicators}) == 57


def test_it_has_its_levels_by_grade(national):
    assert national.evidence == {
        "signed": 0, "guidance": 29, "reprint": 9, "press": 11, "unverified": 172, "delegated": 5
    }  # fmt: skip
    assert sum(1 for _ in national.levels()) == 226


def test_it_judges_from_8_march_2022_to_the_end_of_2025(national):
    assert (national.head.valid_from, national.head.valid_to) == (date(2022, 3, 8), date(2025, 12, 31))


def test_the_days_of_change_are_found(national):
    days = days_of_change(national)
    assert {date(2022, 12, 31), date(2023, 1, 1), date(2024, 2, 29), date(2024, 3, 1)} <= set(days)


@pytest.mark.parametrize("region", REGIONS)
def test_each_indicator_has_one_composition_and_one_level_on_each_day(national, region):
    for day in days_of_change(national):
        for indicator in national.indicators.values():
            rules = [
                rule
                for rule in indicator.rules
                if (not rule.regions or region in rule.regions)
                and rule.valid_from <= day <= (rule.valid_to or national.head.valid_to)
            ]
            assert len(rules) == 1, (indicator.code, region, day)
            assert indicator.rule_on(region, day) is rules[0]
            for part in comparisons(rules[0].require, conditions_too=True):
                assert len(part.levels_on(region, day)) == 1, (indicator.code, part.key, region, day)


def test_each_title_stands_alone_on_each_day(national):
    for day in days_of_change(national):
        for entry in (*national.criteria, *national.indicators.values()):
            standing = [
                t for t in entry.titles if t.valid_from <= day <= (t.valid_to or national.head.valid_to)
            ]
            assert len(standing) == 1, (entry.code, day)
            assert standing[0].vi
            assert standing[0].en


def test_every_level_carries_evidence_and_file_and_line(national):
    for _, indicator, part, level in national.levels():
        block = level.block
        assert block.source or block.note, (indicator.code, part.key)
        assert block.file.startswith("criteria/sets/commune-2021-2025/")
        assert block.line > 0
        if block.evidence == "delegated":
            assert level.value is None


def test_the_amended_17_1_never_keeps_its_old_levels(national):
    (part,) = comparisons(national.indicators["17.1"].rule_on("DBSH", date(2024, 3, 1)).require)
    assert part.variable == "clean_water_household_pct"
    assert {level.value for level in part.levels} == {None}


def test_13_1_is_met_by_either_from_march_2024(national):
    indicator = national.indicators["13.1"]
    assert indicator.variables_on(date(2024, 2, 29)) == ("cooperative_effective",)
    assert set(indicator.variables_on(date(2024, 3, 1))) == {
        "cooperative_effective",
        "cooperative_group_effective",
    }


def test_it_cannot_be_changed(national):
    with pytest.raises(Exception, match="frozen"):
        national.head.criteria = 20


def test_loading_twice_gives_the_same_digest(national):
    assert ntm.load_set().digest == national.digest
    assert len(national.digest) == 64


def test_the_gazetteer_has_63_provinces_in_7_regions_that_became_34():
    assert set(places().regions) == set(REGIONS)
    old = {places().find(name, date(2024, 1, 1)).old for name in places().names} - {None}
    assert len(old) == 63
    new = {places().find(name, date(2025, 12, 31)).name for name in places().names}
    merged = {name for name in new if places().find(name, date(2025, 12, 31)).old is None}
    assert len({place.name for place in places()._new.values()}) == 34
    assert len(merged) == 23
