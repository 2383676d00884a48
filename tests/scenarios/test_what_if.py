"""Scenarios beside their baseline: what they reach, how they compose, what they refuse."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ntm_rules as ntm
from ntm_rules.reports.explanation import as_text
from tests.support.strategies import SET, frame, tables

DISTRICT = Path(__file__).resolve().parents[2] / "fixtures" / "example-district-2023.csv"
HISTORY = DISTRICT.with_name("example-district-2021-2023.csv")


def scenario(*changes: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"id": "a", "changes": list(changes), **more}


@pytest.fixture(scope="module")
def baseline() -> ntm.Evaluation:
    return ntm.evaluate(DISTRICT)


def under(baseline, *changes):
    """The evaluation under one scenario of some changes."""
    return ntm.what_if(baseline, scenario(*changes)).scenarios["a"]


def changed(found: ntm.WhatIf, kind: str) -> set[tuple[str, str, Any, Any]]:
    rows = found.changes[found.changes["kind"] == kind]
    return set(rows[["commune", "code", "from", "to"]].itertuples(index=False, name=None))


def refused(baseline, *changes: dict[str, Any]) -> tuple[ntm.Problem, ...]:
    with pytest.raises(ntm.DefinitionError) as caught:
        ntm.what_if(baseline, scenario(*changes))
    return caught.value.problems


@pytest.mark.parametrize(
    "changes",
    [
        [],
        [{"value": "income_per_capita", "add": 0}],
        [{"value": "health_insurance_pct", "scale": 1}],
        [{"fact": "area", "set": "III", "where": {"fact": "area", "one_of": ["III"]}}],
    ],
)
def test_a_scenario_without_change_equals_the_baseline_byte_for_byte(changes):
    for more in ({}, {"documents": DISTRICT.with_name("example-documents-2023.csv"), "strict_evidence": True}):  # fmt: skip
        found = ntm.what_if(DISTRICT, scenario(*changes), **more)
        assert found.scenarios["a"].to_json() == found.baseline.to_json()
        assert found.changes.empty
        document = found.to_dict()["scenarios"][0]
        assert (document["changes"], document["groups"]) == ([], [])


def test_the_callers_frame_and_table_are_never_touched():
    table = pd.read_csv(DISTRICT, sep=";", dtype=str)
    before = table.copy()
    read = ntm.read_table(table)
    values = {name: column.copy() for name, column in read.values.items()}
    for given_table in (table, read):
        ntm.what_if(given_table, scenario({"value": "income_per_capita", "add": 9}, {"fact": "area", "set": "I"}))  # fmt: skip
    pd.testing.assert_frame_equal(table, before)
    for name, column in values.items():
        np.testing.assert_array_equal(read.values[name], column)


def test_only_what_changed_is_told_from_the_indicator_to_the_district(baseline):
    found = ntm.what_if(baseline, scenario({"value": "10", "add": 3, "communes": ["xa mau 4"]}))
    assert changed(found, "indicator") == {("Xã Mẫu 4", "10", "unmet", "met")}
    assert changed(found, "criterion") == {("Xã Mẫu 4", "10", "unmet", "met")}
    assert changed(found, "commune") == {("Xã Mẫu 4", "counted", 14, 15)}
    assert ("Xã Mẫu 4", "10", None, "rising_level") in changed(found, "risk")
    groups = found.to_dict()["scenarios"][0]["groups"]
    assert {group["level"] for group in groups} == {"all", "province", "district"}
    assert groups[-1]["bands"] == {"15-18": {"from": 2, "to": 3}, "10-14": {"from": 4, "to": 3}}


def test_a_risk_that_vanishes_and_what_a_commune_qualifies_for_are_told(baseline):
    found = ntm.what_if(baseline, scenario({"level": "10", "of_year": 2025}))
    assert ("Xã Mẫu 1", "qualifies", True, False) in changed(found, "commune")
    assert ("Xã Mẫu 1", "10", "rising_level", None) in changed(found, "risk")
    assert changed(found, "indicator") == {(f"Xã Mẫu {n}", "10", "met", "unmet") for n in (1, 2)}


def test_a_then_b_is_one_scenario_with_the_changes_of_both():
    first = {"value": "income_per_capita", "add": 2, "where": {"value": "income_per_capita", "below": 40}}
    second = {"value": "income_per_capita", "scale": 1.1}
    third = {"level": "10", "add": 1}
    fourth = {"level": "10", "of_year": 2025}
    chain = [
        {"id": "one", "changes": [first, third]},
        {"id": "two", "based_on": "one", "changes": [second, fourth]},
        {"id": "both", "changes": [first, third, second, fourth]},
    ]
    found = ntm.what_if(DISTRICT, chain).scenarios
    two, both = (found[name].judged for name in ("two", "both"))
    np.testing.assert_array_equal(two.table.values["income_per_capita"], both.table.values["income_per_capita"])  # fmt: skip
    np.testing.assert_array_equal(two.statuses.indicators, both.statuses.indicators)
    # The second step is taken from the result of the first.
    other = ntm.what_if(DISTRICT, scenario(second, first)).scenarios["a"].judged
    assert not np.array_equal(other.table.values["income_per_capita"], both.table.values["income_per_capita"])


@settings(max_examples=15, deadline=None)
@given(tables(), st.sampled_from(["10", "15.1", "17.1", "12.1", "11"]), st.floats(0, 30))
def test_a_level_that_is_tightened_never_makes_anything_better(found, code, by):
    baseline = ntm.evaluate(frame(found), SET)
    tighter = -by if code == "11" else by
    key = {"17.1": "17.1/clean_water_household_pct"}.get(code, code)
    after = under(baseline, {"level": key, "add": round(tighter, 1)})
    assert (after.judged.statuses.indicators <= baseline.judged.statuses.indicators).all()
    assert (after.judged.statuses.criteria <= baseline.judged.statuses.criteria).all()


def test_a_level_that_is_supposed_says_whose_it_is_and_what_it_took_the_place_of(baseline):
    after = under(baseline, {"level": "10", "set": 50})
    (entry,) = after.explain("Xã Mẫu 1", "10")
    (part,) = entry["criteria"][0]["indicators"][0]["parts"]
    assert (part["threshold"], part["origin"], part["evidence"]) == (50, "scenario:a", "unverified")
    assert part["passed_over"][0]["origin"] == "national"
    assert set(after.indicators.query("indicator == '10'")["origin"]) == {"scenario:a"}
    assert after.judged.loaded.digest != baseline.judged.loaded.digest


def test_an_explanation_says_that_a_level_is_supposed(baseline):
    text = as_text(under(baseline, {"level": "10", "set": 50}).explain("Xã Mẫu 1", "10"))
    assert "≥ 50 million VND/person/year, supposed by the scenario a" in text


def test_strict_evidence_and_a_supposed_level_do_not_go_together():
    with pytest.raises(ntm.DefinitionError, match="judge without --strict-evidence"):
        ntm.what_if(DISTRICT, scenario({"level": "10", "set": 50}), strict_evidence=True)


def test_a_level_that_is_left_to_the_province_can_be_set(baseline):
    found = ntm.what_if(baseline, scenario({"level": "2.1", "set": 95}))
    rows = found.scenarios["a"].indicators.query("indicator == '2.1'")
    assert set(rows["threshold"]) == {95}
    # A measured share decides now; the verdicts that decided before agree or are set aside.
    assert ("Xã Mẫu 6", "2.1", "unknown", "unmet") in changed(found, "indicator")


def test_a_level_is_changed_for_some_regions_and_days_alone():
    table = pd.DataFrame(
        {
            "commune": ["Xã Mẫu 1", "Xã Mẫu 2", "Xã Mẫu 1"],
            "province": ["Lai Châu", "Nghệ An", "Lai Châu"],
            "year": [2023, 2023, 2024],
            "income_per_capita": [60.0, 60.0, 60.0],
        }
    )
    baseline = ntm.evaluate(table)
    met = baseline.judged.statuses.indicators[list(SET.indicators).index("10")].tolist()
    assert met == [3, 3, 3]
    after = under(baseline, {"level": "10", "set": 70, "regions": ["TDMNPB"]})
    assert after.indicators.query("indicator == '10'")["status"].tolist() == ["unmet", "met", "unmet"]
    found = ntm.what_if(baseline, {"id": "a", "changes": [{"level": "10", "add": 30, "to": pd.Timestamp(2023, 12, 31).date()}]})  # fmt: skip
    levels = found.scenarios["a"].indicators.query("indicator == '10'")["threshold"].tolist()
    before = baseline.indicators.query("indicator == '10'")["threshold"].tolist()
    assert [a - b for a, b in zip(levels, before, strict=True)] == [30, 30, 0]


def test_a_supposed_level_stands_before_that_of_a_province_set_and_what_is_added_is_added_to_each():
    loaded = ntm.load_set(province="Bình Phước")
    table = pd.DataFrame(
        {
            "commune": ["Xã Mẫu 1", "Xã Mẫu 2"],
            "province": "Bình Phước",
            "year": 2022,
            "especially_difficult": [True, False],
            "income_per_capita": [39.0, 60.0],
        }
    )
    baseline = ntm.evaluate(table, loaded)

    def levels(change):
        after = under(baseline, change)
        return after.indicators.query("indicator == '10'")["threshold"].tolist()

    own = baseline.indicators.query("indicator == '10'")["threshold"].tolist()
    assert own[0] == 39
    assert levels({"level": "10", "add": 1}) == [level + 1 for level in own]
    assert levels({"level": "10", "set": 50}) == [50, 50]


def test_a_verdict_that_the_scenario_outdates_makes_no_conflict_and_changes_no_status(csv_file):
    path = csv_file(
        [
            ["commune", "province", "year", "income_per_capita", "10_appraised", "15.1", "15.1_appraised"],
            ["Xã Mẫu 1", "Lai Châu", 2023, 30, "Chưa đạt", 80, "Đạt"],
            ["Xã Mẫu 2", "Lai Châu", 2023, "", "Đạt", "", ""],
        ]
    )
    found = ntm.what_if(path, scenario({"value": "income_per_capita", "add": 20}))
    after = found.scenarios["a"]
    assert changed(found, "indicator") == {("Xã Mẫu 1", "10", "unmet", "met")}
    # The conflict that stands in the file stays; the one the scenario would make does not come.
    conflicts = [w.facts["indicator"] for w in after.warnings if w.kind == "verdict_conflict"]
    assert conflicts == ["15.1"]
    assert [w.kind for w in found.notices] == ["without_effect", "verdicts_set_aside"]
    ten = after.to_dict()["communes"][0]["criteria"][9]["indicators"][0]
    assert (ten["status"], ten["verdicts"]["appraised"]) == ("met", None)
    # A verdict that decides, as nothing is measured, stays.
    assert after.indicators.query("indicator == '10'")["status"].tolist() == ["met", "met"]


def test_history_stays_what_it_was_unless_years_are_named():
    baseline = ntm.evaluate(HISTORY)
    change = {"value": "income_per_capita", "add": 5, "communes": ["Xã Mẫu 4"]}

    def years(**more):
        before = baseline.judged.table
        after = under(baseline, {**change, **more}).judged.table
        moved = before.values["income_per_capita"] != after.values["income_per_capita"]
        return before.years[moved & ~np.isnan(before.values["income_per_capita"])].tolist()

    assert years() == [2023]
    assert years(years=[2021, 2022]) == [2021, 2022]


@pytest.mark.parametrize(
    ("where", "communes"),
    [
        ({"fact": "area", "one_of": ["III"]}, {6, 7, 8, 9}),
        ({"fact": "construction_arrears"}, {3}),
        ({"value": "income_per_capita", "below": 30}, {8, 9}),
        ({"value": "10", "above": 42, "at_most": 42.3}, {2}),
        ({"all_of": [{"fact": "area", "one_of": ["III"]}, {"value": "15.1", "at_least": 98.5}]}, {6, 8}),
        ({"any_of": [{"value": "10", "below": 28}, {"fact": "construction_arrears"}]}, {3, 9}),
    ],
)
def test_a_change_is_for_where_its_condition_holds(baseline, where, communes):
    after = under(baseline, {"value": "solid_house_pct", "add": 1, "where": where})
    moved = after.judged.table.values["solid_house_pct"] != baseline.judged.table.values["solid_house_pct"]
    names = baseline.judged.table.identity["commune"].cells[moved].tolist()
    assert names == [f"Xã Mẫu {n}" for n in sorted(communes)]


def test_places_are_found_however_they_are_spelt(baseline):
    for place in ({"districts": ["mẫu"]}, {"districts": ["Huyen Mau"]}, {"provinces": ["Lai Chau"]}, {"regions": ["TDMNPB"]}):  # fmt: skip
        after = under(baseline, {"value": "10", "add": 1, **place})
        assert (after.judged.table.values["income_per_capita"] > baseline.judged.table.values["income_per_capita"]).all()  # fmt: skip


def test_a_commune_whose_name_two_bear_is_asked_for_by_its_district(csv_file):
    path = csv_file(
        [
            ["commune", "district", "province", "year", "income_per_capita"],
            ["Xã Mẫu", "Huyện Một", "Lai Châu", 2023, 30],
            ["Xã Mẫu", "Huyện Hai", "Lai Châu", 2023, 30],
        ]
    )
    baseline = ntm.evaluate(path)
    (problem,) = refused(baseline, {"value": "10", "add": 1, "communes": ["Xã Mẫu"]})
    assert problem.code == "NTM237"
    assert "“Xã Mẫu, Huyện Một”" in str(problem)
    after = under(baseline, {"value": "10", "add": 1, "communes": ["Mẫu, Huyện Hai"]})
    assert after.judged.table.values["income_per_capita"].tolist() == [30, 31]


@pytest.mark.parametrize(
    ("change", "code", "says"),
    [
        ({"value": "incom_per_capita", "add": 1}, "NTM107", "income_per_capita"),
        ({"value": "17.1", "add": 1}, "NTM217", "clean_water_household_pct"),
        ({"value": "10", "add": 1, "communes": ["Xã Khác"]}, "NTM225", "Xã Mẫu 1"),
        ({"value": "10", "add": 1, "districts": ["Huyện Khác"]}, "NTM119", "Huyện Mẫu"),
        ({"value": "10", "add": 1, "regions": ["Bắc Bộ"]}, "NTM104", "TDMNPB"),
        ({"value": "10", "set": 0}, "NTM208", "1–1,000"),
        ({"value": "postal_point", "add": 1}, "NTM119", "set: true"),
        ({"value": "postal_point", "set": 2}, "NTM208", "1 or 0"),
        ({"value": "10", "add": 1, "where": {"fact": "aera", "one_of": ["III"]}}, "NTM119", "area"),
        ({"value": "10", "add": 1, "where": {"fact": "area", "one_of": ["3"]}}, "NTM119", "I, II, III"),
        ({"fact": "area", "set": "IV"}, "NTM216", "I, II, III, null"),
        ({"fact": "area", "set": True}, "NTM216", "I, II, III, null"),
        ({"fact": "commune", "set": "x"}, "NTM119", "especially_difficult"),
        ({"verdict": "20", "set": "met"}, "NTM113", "a number such as 10"),
        ({"level": "99.1", "set": 1}, "NTM113", "a number such as 10"),
        ({"level": "8.1", "set": 1}, "NTM110", "met or unmet"),
        ({"level": "17.1", "set": 1}, "NTM110", "17.1/clean_water_household_pct"),
        ({"level": "15.1", "set": 101}, "NTM208", "from 0 to 100"),
        ({"level": "2.1", "add": 5}, "NTM119", "set it"),
        ({"level": "10", "of_year": 2030}, "NTM207", "judges from"),
    ],
)
def test_a_change_that_does_not_fit_is_refused_with_what_would(baseline, change, code, says):
    (problem,) = refused(baseline, change)
    assert problem.code == code
    assert says in str(problem)


def test_all_changes_that_do_not_fit_are_told_together_and_once_with_their_lines(tmp_path, baseline):
    path = tmp_path / "s.yaml"
    path.write_text(
        """scenarios:
  - id: a
    changes:
      - {value: x1, add: 1}
      - {level: '99', set: 1}
  - id: b
    based_on: a
    changes:
      - {fact: area, set: V}
""",
        encoding="utf-8",
    )
    with pytest.raises(ntm.DefinitionError) as caught:
        ntm.what_if(baseline, path)
    assert [problem.line for problem in caught.value.problems] == [4, 5, 9]


def test_a_change_that_no_row_is_meant_by_is_told(baseline):
    found = ntm.what_if(baseline, scenario({"value": "10", "add": 1, "where": {"value": "10", "above": 999}}))
    assert [note.kind for note in found.notices] == ["without_effect"]
    assert found.changes.empty


def test_a_verdict_can_be_supposed_and_taken_away(baseline):
    found = ntm.what_if(baseline, [
        scenario({"verdict": "16", "set": "met"}),
        {"id": "none", "changes": [{"verdict": "16", "set": None, "communes": ["Xã Mẫu 1"]}]},
    ])  # fmt: skip
    statuses = found.scenarios["a"].criteria.query("criterion == '16'")["status"]
    assert set(statuses) == {"met"}
    rows = found.changes.query("scenario == 'none' and kind == 'criterion'")
    assert rows[["commune", "from", "to"]].to_numpy().tolist() == [["Xã Mẫu 1", "met", "unknown"]]


def test_what_is_judged_already_takes_no_more_keywords(baseline):
    with pytest.raises(ntm.UsageError, match="judged already"):
        ntm.what_if(baseline, scenario(), strict_evidence=True)
