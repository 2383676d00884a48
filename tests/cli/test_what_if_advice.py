"""Recommendations and money under scenarios: what appears, what vanishes, what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import numpy as np
import pytest

import ntm_rules as ntm
from ntm_rules.reports import schemas

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
DISTRICT, MONEY = FIXTURES / "example-district-2023.csv", FIXTURES / "programmes-2023.csv"


def money(**change):
    return {"id": "a", "changes": [{"money": "disbursed", **change}]}


def advised(evaluation):
    """What each commune is advised, by rule and criterion."""
    frame = evaluation.recommendations.query("level == 'commune'")
    return {
        (row.commune, row.because.split(", ")[-1], code)
        for row in frame.itertuples()
        for code in (row.answers or "").split(", ")
    }


def test_recommendations_that_appear_and_vanish_are_those_of_the_two_evaluations():
    change = {"value": "income_per_capita", "add": 3, "communes": ["Xã Mẫu 4"]}
    found = ntm.what_if(DISTRICT, {"id": "a", "changes": [change]}, programmes=MONEY)
    rows = found.changes[found.changes["kind"] == "recommendation"]
    before, after = advised(found.baseline), advised(found.scenarios["a"])
    told = {(row.commune, row.to, row.code or "") for row in rows.itertuples() if row.to}
    gone = {(row.commune, row._10, row.code or "") for row in rows.itertuples() if row._10}
    assert told == after - before
    assert gone == before - after
    assert ("Xã Mẫu 4", "finish-the-unmet", "10") in gone


def test_a_scenario_recommends_by_the_same_money_and_a_scenario_of_nothing_changes_nothing():
    found = ntm.what_if(DISTRICT, {"id": "a", "changes": [{"value": "10", "add": 0}]}, programmes=MONEY)
    assert found.scenarios["a"].to_json() == found.baseline.to_json()
    assert found.changes.empty


def test_money_disbursed_in_full_is_late_no_more(run, tmp_path):
    path = tmp_path / "s.yaml"
    path.write_text(
        "scenarios:\n  - id: paid\n    changes:\n"
        "      - {money: planned, scale: 0.4}\n      - {money: disbursed, scale: 1}\n",
        encoding="utf-8",
    )
    ran = run("what-if", DISTRICT, "--programmes", MONEY, "--scenario", path, "--format", "json")
    assert ran.code == 0, ran.err
    document = json.loads(ran.out)
    jsonschema.validate(document, schemas.what_if())
    district = next(one for one in document["scenarios"][0]["groups"] if one["level"] == "district")
    line = district["programmes"][0]
    assert line["planned"]["to"] == pytest.approx(line["planned"]["from"] * 0.4)
    assert "money-late-in-group" not in str(district["recommendations"])
    text = " ".join(run("what-if", DISTRICT, "--programmes", MONEY, "--scenario", path).out.split())
    assert "what is supposed: money planned" in text


def test_the_table_of_money_is_never_touched():
    judged = ntm.evaluate(DISTRICT, programmes=MONEY)
    before = judged.advice.money.programmes.disbursed.copy()
    after = ntm.what_if(judged, money(scale=2)).scenarios["a"]
    np.testing.assert_array_equal(judged.advice.money.programmes.disbursed, before)
    assert np.nansum(after.advice.money.programmes.disbursed) > np.nansum(before)
    # Of a line told on several days the latest alone is changed: it is the one that counts.
    assert (after.advice.money.programmes.disbursed == before).any()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"set": 1, "programmes": ["new_rural"]}, "a figure that is set or added is of one"),
        ({"scale": 1, "programmes": ["roads"]}, "there is no programme “roads”"),
        ({"scale": 1, "districts": ["Huyện Khác"]}, "no line of money is what the change is for"),
    ],
)
def test_a_change_of_money_that_does_not_fit_is_refused(change, says):
    with pytest.raises(ntm.DefinitionError, match=says):
        ntm.what_if(DISTRICT, money(**change), programmes=MONEY)


def test_money_that_was_not_given_cannot_be_changed():
    with pytest.raises(ntm.DefinitionError, match="--programmes"):
        ntm.what_if(DISTRICT, money(scale=2))


def test_money_that_would_fall_below_nought_is_cut_and_told():
    found = ntm.what_if(DISTRICT, money(add=-1e9, programmes=["new_rural"], components=["Giao thông, trường học"], natures=["investment"], sources=["central"], carried_over=False), programmes=MONEY)  # fmt: skip
    assert [note.kind for note in found.notices] == ["cut_at_range"]


def test_what_is_added_without_a_commune_is_the_districts():
    found = ntm.what_if(DISTRICT, money(add=100, programmes=["new_rural"], components=["Giao thông, trường học"], carried_over=False), programmes=MONEY)  # fmt: skip
    before, after = (one.advice.money.programmes for one in (found.baseline, found.scenarios["a"]))
    moved = np.flatnonzero(after.disbursed - before.disbursed > 0)
    assert (before.rows[moved].tolist(), (after.disbursed - before.disbursed)[moved].tolist()) == ([4], [100])
