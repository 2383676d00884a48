"""Sweeps: each point is as judged from scratch, and verdicts turn at levels and nowhere else."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ntm_rules as ntm
from ntm_rules.definitions.models import RANGES
from ntm_rules.engine.statuses import STATUSES
from tests.support.strategies import LEVELS, VARIABLES, frame, tables

DISTRICT = Path(__file__).resolve().parents[2] / "fixtures" / "example-district-2023.csv"
NUMBERS = sorted(name for name, variable in VARIABLES.items() if variable.kind != "flag" and name in LEVELS)


@pytest.fixture(scope="module")
def district() -> ntm.Evaluation:
    return ntm.evaluate(DISTRICT)


def scratch(table, name: str, op: str, amount: float) -> ntm.Evaluation:
    """The evaluation under one change of all rows, by way of a scenario."""
    return ntm.what_if(table, {"id": "a", "changes": [{"value": name, op: amount}]}).scenarios["a"]


def assert_point(found: ntm.Sweep, point: int, judged) -> None:
    """One point of a sweep says what a judgement says of the swept rows."""
    rows = found.found.rows
    np.testing.assert_array_equal(
        found.found.statuses[:, point], judged.statuses.indicators[list(found.found.members)][:, rows]
    )
    np.testing.assert_array_equal(
        found.found.of_criteria[:, point], judged.statuses.criteria[list(found.found.criteria)][:, rows]
    )
    np.testing.assert_array_equal(found.found.qualifies[point], judged.qualifies[rows])


def asked(baseline, name: str) -> bool:
    """Whether any row is judged by a figure."""
    judged = baseline.judged
    parts = [part for part in judged.plan.parts if part.column.startswith(name)]
    return any(part.in_force[judged.cases.index].any() for part in parts)


def spec(name: str, op: str) -> str:
    """Five points around a level of a variable, as values, shifts or factors."""
    low, high = RANGES[VARIABLES[name].kind]
    if op == "set":
        level = LEVELS[name][0]
        start = min(max(level - 2, low), high - 4)
        return f"{name}={start:g}:{start + 4:g}:1"
    return f"{name}=-2:+2:1" if op == "add" else f"{name}=*0.9:*1.1:0.05"


@settings(max_examples=25, deadline=None)
@given(rows=tables(3), name=st.sampled_from(NUMBERS), op=st.sampled_from(["set", "add", "scale"]))
def test_each_point_is_as_judged_from_scratch_and_turns_lie_at_levels(rows, name, op):
    table = ntm.read_table(frame(rows))
    baseline = ntm.evaluate(table)
    try:
        found = ntm.sweep(baseline, spec(name, op))
    except ntm.DefinitionError:
        # Only of a figure on which nothing hangs in the years and regions of these rows.
        assert not asked(baseline, name)
        return
    for point, (amount,) in enumerate(found.found.points):
        assert_point(found, point, scratch(baseline, name, op, amount).judged)
    values = found.found.axes[0].values
    for turn in found.turning:
        case = int(found.found.base.cases.index[turn.row])
        assert turn.parts, "a turn has the level that it lies at"
        assert all(not np.isnan(part.levels[case]) for part in turn.parts)
        assert values[0] <= turn.at <= values[-1]
        if op == "set" and turn.parts[0].column == name:
            assert turn.at == turn.parts[0].levels[case]
    assert_explained(found)


def assert_explained(found: ntm.Sweep) -> None:
    """Walking from the first point through the turns gives the verdict at every point."""
    values, swept = found.found.axes[0].values, found.found
    for place, row in enumerate(swept.rows.tolist()):
        for line, member in enumerate(swept.members):
            code = swept.base.plan.indicators[member].indicator.code
            turns = [t for t in found.turning if (t.row, t.kind, t.code) == (row, "indicator", code)]
            for point, value in enumerate(values):
                status = int(swept.statuses[line, 0, place])
                for turn in turns:
                    if abs(turn.at - value) <= 1e-9:
                        status = turn.on
                    elif turn.at < value:
                        status = turn.after
                assert status == swept.statuses[line, point, place], (code, value)


def test_a_figure_turns_once_and_exactly_at_its_level_between_the_points(district):
    found = ntm.sweep(district, "10=35:50:4")
    turns = found.turns[found.turns["kind"] == "criterion"]
    assert set(turns["at"]) == {42.0}
    assert set(turns["comparison"]) == {">="}
    assert turns["commune"].is_unique
    assert set(zip(turns["from"], turns["on"], turns["to"], strict=True)) == {("unmet", "met", "met")}
    assert {42.0}.isdisjoint(found.found.axes[0].values)


def test_a_shift_turns_where_the_figure_reaches_the_level(district):
    turns = ntm.sweep(district, "Xã Mẫu 4:income_per_capita=+0:+4:1").turns
    of_criterion = turns[turns["kind"] == "criterion"].iloc[0]
    assert (of_criterion["at"], of_criterion["figure"], of_criterion["level"]) == (2.5, 42.0, 42.0)


def test_a_level_not_to_be_exceeded_is_met_up_to_it_and_lost_above(district):
    turns = ntm.sweep(district, "11=5:20:5").turns
    assert set(turns.loc[turns["kind"] == "indicator", "at"]) == {13.0}
    assert set(zip(turns["from"], turns["on"], turns["to"], strict=True)) >= {("met", "met", "unmet")}


def test_a_count_behind_a_rate_turns_where_the_rate_meets_its_level(district):
    found = ntm.sweep(district, "Xã Mẫu 5:poor_households=0:60:10")
    turn = found.turns[found.turns["kind"] == "indicator"].iloc[0]
    # 13 % of 968 households are 125.84, of which 97 are near poor.
    assert (turn["at"], turn["variable"], turn["level"]) == (28.84, "multidimensional_poverty_pct", 13.0)
    for count, status in ((28, "met"), (29, "unmet")):
        change = {"value": "poor_households", "set": count, "communes": ["Xã Mẫu 5"]}
        criteria = ntm.what_if(district, {"id": "a", "changes": [change]}).scenarios["a"].criteria
        own = criteria[(criteria["commune"] == "Xã Mẫu 5") & (criteria["criterion"] == "11")]
        assert own["status"].tolist() == [status]


def test_two_axes_are_judged_in_all_combinations(district):
    found = ntm.sweep(district, "10=40:44:2", "15.1=88:92:2")
    assert len(found.found.points) == 9
    for point, (income, insured) in enumerate(found.found.points):
        changes = [{"value": "10", "set": income}, {"value": "15.1", "set": insured}]
        assert_point(
            found, point, ntm.what_if(district, {"id": "a", "changes": changes}).scenarios["a"].judged
        )


def test_groups_count_what_the_evaluations_count(district):
    found = ntm.sweep(district, "Xã Mẫu 4:10=40:44:2")
    for point, (amount,) in enumerate(found.found.points):
        change = {"value": "10", "set": amount, "communes": ["Xã Mẫu 4"]}
        under = ntm.what_if(district, {"id": "a", "changes": [change]}).scenarios["a"].groups
        expected = under[(under["level"] == "district") & (under["criterion"] == "10")]["met"].item()
        step = next(step for step in found.found.groups if step.group.level == "district")
        assert step.criteria[0, point] == expected
    assert len(found.groups) == 3 * len(found.found.groups)


def test_the_frame_has_a_row_for_each_commune_point_and_indicator(district):
    found = ntm.sweep(district, "10=40:44:2", "15.1=88:92:2")
    rows = found.frame
    assert len(rows) == 10 * 9 * 2
    own = rows[(rows["commune"] == "Xã Mẫu 1") & (rows["indicator"] == "10")]
    assert own["amount"].tolist() == [40, 40, 40, 42, 42, 42, 44, 44, 44]
    assert own["amount_2"].tolist() == [88, 90, 92] * 3
    assert own["status"].tolist() == ["unmet"] * 3 + ["met"] * 6
    assert own["qualifies"].tolist() == [False] * 4 + [True, True, False, True, True]


def test_nothing_that_was_given_is_changed():
    table = pd.read_csv(DISTRICT, sep=";", dtype=str)
    before = table.copy()
    read = ntm.read_table(table)
    values = {name: column.copy() for name, column in read.values.items()}
    ntm.sweep(ntm.evaluate(read), "10=+0:+4:1")
    pd.testing.assert_frame_equal(table, before)
    for name, column in values.items():
        np.testing.assert_array_equal(read.values[name], column)


@pytest.mark.parametrize(
    ("specs", "error", "said"),
    [
        (["10"], ntm.UsageError, "not of the form"),
        (["10=40:50"], ntm.UsageError, "not of the form"),
        (["10=a:50:1"], ntm.UsageError, "not of the form"),
        (["10=0:+10:1"], ntm.UsageError, "not of one kind"),
        (["10=50:40:1"], ntm.UsageError, "greater than TO"),
        (["10=40:50:0"], ntm.UsageError, "STEP must be greater than 0"),
        (["10=0:10000:1"], ntm.UsageError, "10001 points; at most 1000"),
        (["10=0:99:1", "15.1=0:99:1"], ntm.UsageError, "10000 points; at most 1000"),
        ([], ntm.UsageError, "not 0"),
        (["10=1:2:1", "11=1:2:1", "15.1=1:2:1"], ntm.UsageError, "not 3"),
        (["10=1:2:1", "income_per_capita=1:2:1"], ntm.DefinitionError, "same figure"),
        (["postal_point=0:1:1"], ntm.DefinitionError, "met or unmet"),
        (["population=1:2:1"], ntm.DefinitionError, "no criterion hangs"),
        (["incme_per_capita=1:2:1"], ntm.DefinitionError, "income_per_capita"),
        (["Xã Không Có:10=1:2:1"], ntm.DefinitionError, "no commune is called"),
        (["17.1=1:2:1"], ntm.DefinitionError, "several figures"),
        (["15.1=90:110:5"], ntm.InputError, "outside what it can be"),
    ],
)  # fmt: skip
def test_what_cannot_be_swept_is_refused(district, specs, error, said):
    with pytest.raises(error) as caught:
        ntm.sweep(district, *specs)
    assert said in str(caught.value)
    assert all(problem.remedy or problem.expected for problem in caught.value.problems)


def test_keywords_beside_an_evaluation_are_refused(district):
    with pytest.raises(ntm.UsageError, match="judged already"):
        ntm.sweep(district, "10=40:50:5", strict_evidence=True)


def test_decimals_are_the_points_a_person_would_write(district):
    assert ntm.sweep(district, "10=*0,9:*1,2:0,1").found.axes[0].values == (0.9, 1.0, 1.1, 1.2)
    assert ntm.sweep(district, "10=41:42,15:0.5").found.axes[0].values == (41.0, 41.5, 42.0)


def test_statuses_in_the_document_follow_the_points(district):
    document = ntm.sweep(district, "Xã Mẫu 1; Xã Mẫu 2:10=40:44:2").to_dict()
    assert document["points"] == [[40.0], [42.0], [44.0]]
    assert [one["commune"] for one in document["communes"]] == ["Xã Mẫu 1", "Xã Mẫu 2"]
    assert document["communes"][0]["indicators"] == [{"code": "10", "statuses": ["unmet", "met", "met"]}]
    assert document["communes"][0]["qualifies"] == [False, True, True]
    assert document["axes"][0]["levels"][0]["level"] == 42.0
    assert document["axes"][0]["levels"][0]["evidence"] in (
        "signed",
        "guidance",
        "reprint",
        "press",
        "unverified",
    )
    assert set(STATUSES) >= set(document["communes"][0]["indicators"][0]["statuses"])


def test_communes_of_one_name_are_told_with_their_districts():
    rows = [
        {"commune": "Xã A", "district": district, "province": province, "year": 2023, "income_per_capita": 40}
        for district, province in (("Huyện Một", "Lai Châu"), ("Huyện Hai", "Hà Nam"))
    ]
    sections = ntm.sweep(frame(rows), "10=40:60:1").sections()
    turns = {row[2]: row[3] for section in sections for row in section.rows if section.wide}
    assert turns == {"from 42 on": "Xã A, Huyện Một", "from 56 on": "Xã A, Huyện Hai"}


def test_the_last_period_of_each_commune_is_swept_and_history_stays():
    found = ntm.sweep(DISTRICT.with_name("example-district-2021-2023.csv"), "10=40:44:2")
    years = found.found.base.table.years[found.found.rows]
    assert set(years.tolist()) == {2023}
    assert {step.group.year for step in found.found.groups} == {2023}


def test_under_strict_evidence_a_level_set_aside_turns_nothing():
    found = ntm.sweep(DISTRICT, "10=40:44:2", strict_evidence=True)
    assert found.turning == []
    assert [note.kind for note in found.notices if note.kind == "nothing_turns"] == ["nothing_turns"]
    assert "no level of it is known" in found.notices[-1].message
