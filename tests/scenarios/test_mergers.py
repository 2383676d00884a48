"""Mergers in words: what follows from the parts, what is left open, what is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import ntm_rules as ntm
from ntm_rules.definitions.merger_rules import merger_rules
from ntm_rules.definitions.models import CriteriaSet
from ntm_rules.scenarios.mergers import Merged, merge
from ntm_rules.tables.mergers import parse_merge_option, read_mergers
from ntm_rules.tables.vocabulary import identity_columns

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
PLACE = {"province": "Lai Châu", "district": "Huyện Mẫu", "year": 2023}
NAMES = ("Xã A", "Xã B", "Xã C")


def table(national: CriteriaSet, *rows: dict[str, Any]) -> ntm.Table:
    """A table of communes A, B, C, with what is given of each."""
    frame = [{"commune": name, **PLACE, **row} for name, row in zip(NAMES, rows, strict=False)]
    return ntm.read_table(pd.DataFrame(frame), national)


def ab(national: CriteriaSet, *rows: dict[str, Any]) -> Merged:
    """Communes A and B merged into Xã Mới."""
    return merge(table(national, *rows), parse_merge_option("Xã A+Xã B=Xã Mới"), national)


def judged(found: Merged, national: CriteriaSet, code: str) -> dict[str, Any]:
    """The indicator of a number of the first commune, as the document has it."""
    document = ntm.evaluate(found.table, national).to_dict()
    indicators = [i for c in document["communes"][0]["criteria"] for i in c["indicators"]]
    return next(indicator for indicator in indicators if indicator["code"] == code)


def refused(call: Callable[[], Any]) -> list[ntm.Problem]:
    with pytest.raises(ntm.NtmRulesError) as caught:
        call()
    return list(caught.value.problems)


def test_a_rate_is_never_averaged_plainly(national):
    """90 of 100 households and 100 of 900 are 190 of 1,000, not the mean of 90 % and 11.1 %."""
    found = ab(
        national,
        {"clean_water_household_pct_num": 90, "clean_water_household_pct_den": 100},
        {"clean_water_household_pct_num": 100, "clean_water_household_pct_den": 900},
    )
    assert found.table.values["clean_water_household_pct"].tolist() == [19.0]
    assert [column.tolist() for column in found.table.counts["clean_water_household_pct"]] == [[190], [1000]]


def test_without_counts_a_rate_of_households_is_weighed_by_households(national):
    found = ab(
        national,
        {"clean_water_household_pct": 90, "households": 100},
        {"clean_water_household_pct": 10, "households": 300},
    )
    assert found.table.values["clean_water_household_pct"].tolist() == [30.0]
    assert found.table.values["households"].tolist() == [400]
    assert found.bounds == ()


def test_poverty_follows_from_the_households_of_both(national):
    one = {"poor_households": 10, "near_poor_households": 3, "households": 100}
    other = {"poor_households": 30, "near_poor_households": 27, "households": 300}
    assert ab(national, one, other).table.values["multidimensional_poverty_pct"].tolist() == [17.5]


def test_income_is_weighed_by_population(national):
    found = ab(national, {"10": 40, "population": 3000}, {"10": 44, "population": 1000})
    assert found.table.values["income_per_capita"].tolist() == [41]
    assert judged(found, national, "10")["status"] == "unmet"


def test_without_population_income_decides_only_where_both_parts_say_the_same(national):
    """42 is the level of 2023: 43 and 45 reach it, 40 and 41 do not, 41 and 43 leave it open."""
    assert judged(ab(national, {"10": 43}, {"10": 45}), national, "10")["status"] == "met"
    assert judged(ab(national, {"10": 40}, {"10": 41}), national, "10")["status"] == "unmet"
    found = ab(national, {"10": 41}, {"10": 43})
    income = judged(found, national, "10")
    assert (income["status"], income["reason"]) == ("unknown", "merger_undetermined")
    assert (income["parts"][0]["value"], income["parts"][0]["reason"]) == (None, "merger_undetermined")
    assert [(b.variable, b.least, b.most) for b in found.bounds] == [("income_per_capita", 41, 43)]
    told = next(note for note in found.notes if "not settled" in note.message)
    assert told.facts["bounds"] == [
        {"variable": "income_per_capita", "least": 41, "most": 43, "over": "population"}
    ]
    assert "population" in str(told.remedy)


def test_a_figure_given_after_the_merger_stands_before_its_bounds(national):
    """As where a scenario sets it: 43 and 45 are above the level of 42, the 40 that was counted anew is not."""
    found = ab(national, {"10": 43}, {"10": 45}).table
    known = replace(found, values={**found.values, "income_per_capita": np.array([40.0])})
    income = ntm.evaluate(known, national).indicators.query("indicator == '10'")
    assert income["status"].tolist() == ["unmet"]


def test_a_part_without_a_figure_leaves_it_missing(national):
    income = judged(ab(national, {"10": 43}, {"10": None, "9.1": 0}), national, "10")
    assert (income["status"], income["reason"]) == ("unknown", "missing_value")


def test_a_part_without_a_figure_matters_only_as_far_as_it_weighs(national):
    """Of 1,000 households 900 have 99 %: whatever the other 100 have, 9.2 is met."""
    rows = {"solid_house_pct": 99, "households": 900}, {"solid_house_pct": None, "households": 100}
    found = ab(national, *rows)
    assert judged(found, national, "9.2")["status"] == "met"
    assert [(b.least, b.most) for b in found.bounds] == [(89.1, 99.1)]


def test_one_makeshift_house_is_enough_whatever_the_other_part_has(national):
    houses = judged(ab(national, {"9.1": 2, "10": 40}, {"9.1": None, "10": 40}), national, "9.1")
    assert houses["status"] == "unmet"


@pytest.mark.parametrize(
    ("variable", "code", "parts", "status"),
    [
        ("power_grid_standard", "4.1", (True, True), "met"),
        ("power_grid_standard", "4.1", (True, False), "unmet"),
        ("postal_point", "8.1", (True, False), "met"),
        ("postal_point", "8.1", (False, False), "unmet"),
        ("commune_health_standard", "15.2", (True, True), "met"),
        ("commune_health_standard", "15.2", (False, False), "unmet"),
        ("commune_health_standard", "15.2", (True, False), "unknown"),
    ],
)
def test_flags_hold_in_all_parts_in_one_or_are_asked(national, variable, code, parts, status):
    indicator = judged(ab(national, *({variable: flag} for flag in parts)), national, code)
    assert indicator["status"] == status
    assert indicator["reason"] == ("merger_undetermined" if status == "unknown" else None)


def test_a_part_without_a_craft_village_is_not_asked_for_its_plan(national):
    found = ab(
        national, {"has_craft_village": True, "craft_village_plan": True}, {"has_craft_village": False}
    )
    assert judged(found, national, "13.4")["status"] == "met"


def test_a_condition_that_a_merger_leaves_open_is_judged_both_ways(national):
    """Schools of one part not given: 60 % at level 1 is met for up to three schools only, 75 % either way."""
    for rate, status in ((60, "unknown"), (75, "met")):
        row = {"school_facility_minimum_pct": 100, "school_facility_level1_pct": rate}
        found = ab(national, {**row, "school_count": 2}, {**row, "school_count": None})
        assert judged(found, national, "5")["status"] == status


def test_by_sex_a_figure_between_bounds_is_still_asked(national):
    """Women are between 50 and 70 %, the level is 60: that all together reach it does not decide."""
    one = {"trained_labour_pct": 65, "trained_labour_pct_female": 50, "trained_labour_pct_male": 80}
    other = {"trained_labour_pct": 65, "trained_labour_pct_female": 70, "trained_labour_pct_male": 70}
    labour = judged(ab(national, one, other), national, "12.1")
    assert (labour["status"], labour["reason"]) == ("unknown", "merger_undetermined")
    assert [part["status"] for part in labour["parts"]] == ["met", "unknown", "met"]


def test_the_population_does_not_weigh_women(national):
    row = {"health_insurance_pct_male": 95, "population": 1000}
    found = ab(
        national, {**row, "health_insurance_pct_female": 80}, {**row, "health_insurance_pct_female": 94}
    )
    assert [(b.variable, b.least, b.most) for b in found.bounds] == [("health_insurance_pct_female", 80, 94)]


def test_standard_errors_of_independent_samples_combine(national):
    row = {"10": 42, "population": 1000}
    found = ab(national, {**row, "income_per_capita_se": 3}, {**row, "income_per_capita_se": 4})
    assert found.table.values["income_per_capita_se"].tolist() == [2.5]


def test_what_holds_until_a_day_holds_until_the_first_of_them(national):
    row = {"health_insurance_pct": 95, "population": 100}
    found = ab(
        national,
        {**row, "health_insurance_pct_expires": "31/12/2024"},
        {**row, "health_insurance_pct_expires": "30/6/2024"},
    )
    assert str(found.table.beside["health_insurance_pct", "expires"][0]) == "2024-06-30"


class TestVerdicts:
    """Councils judged the parts, not the whole."""

    def test_the_same_verdict_on_all_parts_stands_where_nothing_was_measured(self, national):
        assert judged(ab(national, {"18.4": "Đạt"}, {"18.4": "Đạt"}), national, "18.4")["status"] == "met"

    def test_verdicts_that_differ_leave_it_open(self, national):
        rows = {"16_appraised": "Đạt"}, {"16_appraised": "Chưa đạt"}
        found = ab(national, *rows)
        culture = judged(found, national, "16")
        assert (culture["status"], culture["reason"]) == ("unknown", "merger_undetermined")
        assert any(note.facts.get("verdicts") == ["16"] for note in found.notes)

    def test_a_verdict_beside_a_figure_is_set_aside(self, national):
        rows = {"16": "Đạt", "cultural_village_pct": 90}, {"16": "Đạt", "cultural_village_pct": 80}
        assert judged(ab(national, *rows), national, "16")["status"] == "unknown"

    def test_an_earlier_stage_does_not_stand_where_later_ones_differ(self, national):
        rows = {"16_self": "Đạt", "16_appraised": "Đạt"}, {"16_self": "Đạt", "16_appraised": "Chưa đạt"}
        assert judged(ab(national, *rows), national, "16")["status"] == "unknown"

    def test_a_criterion_does_not_stand_over_indicators_whose_verdicts_differ(self, national):
        rows = {"18": "Đạt", "18.4": "Đạt"}, {"18": "Đạt", "18.4": "Chưa đạt"}
        found = ntm.evaluate(ab(national, *rows).table, national).criteria
        assert found[found["criterion"] == "18"]["status"].tolist() == ["unknown"]


class TestIdentity:
    """What is known of a merged commune."""

    def test_a_debt_of_one_part_is_a_debt_of_the_whole(self, national):
        found = ab(
            national, {"10": 42, "construction_arrears": "có"}, {"10": 42, "construction_arrears": "không"}
        )
        assert found.table.text(0, "construction_arrears") is True

    def test_parts_of_two_areas_have_none(self, national):
        found = ab(national, {"10": 42, "area": "III"}, {"10": 42, "area": "I"})
        assert found.table.text(0, "area") is None

    def test_from_july_2025_it_has_no_district_but_the_old_one(self, national):
        rows = {"10": 42, "year": 2025}, {"10": 42, "year": 2025}
        found = ab(national, *rows).table
        assert (found.text(0, "district"), found.text(0, "old_district")) == (None, "Huyện Mẫu")
        assert ab(national, {"10": 42}, {"10": 42}).table.text(0, "district") == "Huyện Mẫu"

    def test_parts_of_two_regions_have_no_region(self, national):
        """3.1 has one level for all; income does not."""
        rows = [{"10": 60, "3.1": 90, "year": 2025, "province": name} for name in ("Bình Định", "Gia Lai")]
        found = ab(national, *rows)
        assert judged(found, national, "10")["reason"] == "region_unknown"
        assert judged(found, national, "3.1")["status"] == "met"

    def test_where_the_parts_take_two_columns_only_what_both_say_is_decided(self, national):
        """In Khánh Hòa an especially difficult commune takes the mountain column: 42 in 2023, else a higher one."""
        place = {"province": "Khánh Hòa", "population": 10}
        listed, other = {**place, "especially_difficult": "có"}, {**place, "especially_difficult": "không"}
        income = judged(ab(national, {**listed, "10": 43}, {**other, "10": 43}), national, "10")
        assert (income["status"], income["reason"]) == ("unknown", "merger_undetermined")
        assert income["parts"][0]["reason"] == "merger_undetermined"
        assert (
            judged(ab(national, {**listed, "10": 90}, {**other, "10": 90}), national, "10")["status"] == "met"
        )
        assert (
            judged(ab(national, {**listed, "10": 20}, {**other, "10": 20}), national, "10")["status"]
            == "unmet"
        )

    def test_each_column_of_identity_has_its_rule(self):
        """Of commune, code, period, year and kind of value there is nothing to decide."""
        settled = {"commune", "commune_code", "year", "period", "value_kind"}
        assert merger_rules().identity.keys() | settled == identity_columns().keys()


class TestYears:
    """Each year is merged with the same year."""

    def test_years_are_merged_one_by_one_and_one_that_a_part_lacks_is_unknown(self, national):
        rows = [("Xã A", 2022, 40), ("Xã A", 2023, 42), ("Xã B", 2023, 42), ("Xã C", 2023, 50)]
        frame = pd.DataFrame(
            [{"commune": c, **PLACE, "year": y, "10": v, "population": 9} for c, y, v in rows]
        )
        before = ntm.read_table(frame, national)
        found = merge(before, parse_merge_option("Xã A+Xã B=Xã A"), national)
        income = ntm.evaluate(found.table, national).indicators.query("indicator == '10'")
        assert list(zip(income["commune"], income["year"], income["status"], strict=True)) == [
            ("Xã A", 2022, "unknown"), ("Xã A", 2023, "met"), ("Xã C", 2023, "met"),
        ]  # fmt: skip
        assert [note.facts["absent"] for note in found.notes if "absent" in note.facts] == [["Xã B"]]

    def test_parts_without_a_common_period_are_refused(self, national):
        before = table(national, {"10": 42}, {"10": 42, "year": 2024})
        (problem,) = refused(lambda: merge(before, parse_merge_option("Xã A+Xã B=Xã A"), national))
        assert (problem.kind, problem.column) == ("wrong_merger", "--merge")
        assert "Xã B: 2024" in problem.message


class TestRefused:
    """What a map may not say, each with its place."""

    @pytest.fixture
    def three(self, national) -> ntm.Table:
        return table(national, {"10": 42}, {"10": 43}, {"10": 44})

    @pytest.mark.parametrize("text", ["Xã A+Xã B", "=Xã A", "Xã A+=Xã B", "Xã A=", "A=B=C", "", " ; "])
    def test_what_is_no_merger(self, text):
        (problem,) = refused(lambda: parse_merge_option(text))
        assert (problem.kind, problem.column) == ("wrong_merger", "--merge")

    def test_splitting_back(self, national, three):
        (typed,) = refused(lambda: parse_merge_option("Xã A=Xã A1+Xã A2"))
        (twice,) = refused(lambda: merge(three, parse_merge_option("Xã A+Xã B=X; Xã A+Xã C=Y"), national))
        for problem in (typed, twice):
            assert problem.kind == "split_refused"
            assert "says nothing of its parts" in problem.message

    def test_a_commune_that_is_not_there(self, national, three):
        (problem,) = refused(lambda: merge(three, parse_merge_option("Xã A+Xã Bb=Xã A"), national))
        assert (problem.kind, problem.value) == ("unknown_commune", "Xã A+Xã Bb=Xã A")
        assert "“Xã B”" in str(problem.remedy)

    def test_a_name_that_another_commune_bears(self, national, three):
        (problem,) = refused(lambda: merge(three, parse_merge_option("Xã A+Xã B=Xã C"), national))
        assert problem.kind == "wrong_merger"

    def test_two_mergers_into_one_commune(self, national, three):
        text = "Xã A=Xã Mới; Xã B+Xã C=Xã Mới"
        problems = refused(lambda: merge(three, parse_merge_option(text), national))
        assert {problem.kind for problem in problems} == {"wrong_merger"}

    def test_a_file_names_row_and_column(self, national, three, csv_file):
        path = csv_file(
            [["Xã cũ", "Xã mới"], ["Xã A", "Xã Mới"], ["Xã X", "Xã Mới"], ["Xã A", "Xã Y"]], "m.csv"
        )
        problems = refused(lambda: merge(three, read_mergers(path), national))
        assert [(p.kind, p.file, p.row, p.column) for p in problems] == [
            ("unknown_commune", path.as_posix(), 3, "Xã cũ"),
            ("split_refused", path.as_posix(), 4, "Xã cũ"),
        ]

    def test_a_file_without_the_new_communes(self, csv_file):
        (problem,) = refused(lambda: read_mergers(csv_file([["Xã cũ"], ["Xã A"]], "m.csv")))
        assert (problem.kind, problem.file is not None) == ("wrong_merger", True)


def test_communes_are_found_by_code_on_either_side(national):
    rows = [{"10": 42, "commune_code": code} for code in ("03601", "3602", "03603")]
    before = table(national, *rows)
    found = merge(before, parse_merge_option("03601+03602=03601"), national).table
    assert [found.text(row, "commune") for row in range(2)] == ["Xã A", "Xã C"]
    assert found.text(0, "commune_code") == "03601"


def test_the_callers_table_is_untouched(national):
    before = table(national, {"10": 40, "16": "Đạt"}, {"10": 44, "16": "Đạt"})
    told = ntm.evaluate(before, national).to_json()
    merge(before, parse_merge_option("Xã A+Xã B=Xã A"), national)
    assert ntm.evaluate(before, national).to_json() == told


def test_a_merged_figure_stands_in_no_cell(national):
    found = ab(national, {"10": 42, "population": 9}, {"10": 44, "population": 9})
    assert "cell" not in found.table.cell(0, "income_per_capita")


def test_the_mergers_of_tan_uyen_are_four(national):
    """The real map of July 2025, told apart by the old codes; ten units become four communes."""
    mergers = read_mergers(FIXTURES / "mergers-tan-uyen-2025.csv")
    assert {m.commune: len(m.olds) for m in mergers.each} == {
        "Tân Uyên": 4,
        "Mường Khoa": 2,
        "Pắc Ta": 2,
        "Nậm Sỏ": 2,
    }
    codes = [old.said.code for merger in mergers.each for old in merger.olds]
    frame = pd.DataFrame({"commune": [f"Xã {c}" for c in codes], "commune_code": codes, **PLACE, "10": 42})
    after = merge(ntm.read_table(frame, national), mergers, national).table
    assert [after.text(row, "commune") for row in range(len(after))] == [m.commune for m in mergers.each]
    assert {after.text(row, "unit_type") for row in range(4)} == {"xã"}


def test_the_invented_district_is_merged_and_says_that_it_is_invented(national):
    before = ntm.read_table(FIXTURES / "example-district-2023.csv", national)
    mergers = read_mergers(FIXTURES / "example-mergers-2023.csv")
    found = merge(before, mergers, national)
    assert (len(before), len(found.table), mergers.illustrative, found.table.illustrative) == (
        10,
        6,
        True,
        True,
    )
    merged = ntm.evaluate(found.table, national).communes.set_index("commune")
    # Xã Mẫu 1 met all nineteen; with its neighbours it does not.
    assert not merged.loc["Xã Mẫu 1", "qualifies"]
    assert found.table.warnings[-len(found.notes) :] == found.notes
