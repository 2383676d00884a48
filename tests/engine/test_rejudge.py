"""A table of which little changed, judged again where it changed: the same as judging all of it from scratch."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ntm_rules as ntm
from ntm_rules.definitions.models import RANGES
from ntm_rules.engine.evaluate import Judgement, Options, judge_table
from ntm_rules.engine.rejudge import rejudge
from ntm_rules.scenarios.edits import Edit, FactEdit, ValueEdit, VerdictEdit, edited
from ntm_rules.tables.table import Table
from tests.support.strategies import BY_SEX, SET, VARIABLES, choices, frame, tables

CODES = [*SET.indicators, *(criterion.code for criterion in SET.criteria if criterion.code not in SET.indicators)]  # fmt: skip


def assert_same(one: Judgement, other: Judgement) -> None:
    for name in ("indicators", "criteria"):
        np.testing.assert_array_equal(getattr(one.statuses, name), getattr(other.statuses, name))
    for mine, theirs in zip(one.statuses.parts, other.statuses.parts, strict=True):
        np.testing.assert_array_equal(mine, theirs)
    np.testing.assert_array_equal(one.indicator_reasons, other.indicator_reasons)
    np.testing.assert_array_equal(one.criterion_reasons, other.criterion_reasons)
    for field in fields(one.verdicts):
        mine, theirs = getattr(one.verdicts, field.name), getattr(other.verdicts, field.name)
        assert {key: rows.tolist() for key, rows in mine.items()} == {
            key: rows.tolist() for key, rows in theirs.items()
        }


@st.composite
def edits(draw: st.DrawFn) -> list[Edit]:
    """A few edits of figures, verdicts and facts."""
    found: list[Edit] = []
    for _ in range(draw(st.integers(0, 4))):
        match draw(st.sampled_from(["value", "value", "sex", "verdict", "fact"])):
            case "value" | "sex" as kind:
                sexes = [f"{name}_{sex}" for name in BY_SEX for sex in ("female", "male")]
                name = draw(st.sampled_from(sorted(VARIABLES) if kind == "value" else sexes))
                found.append(draw(figure_edit(name)))
            case "verdict":
                status = draw(st.sampled_from([None, 0, 2, 3, 4]))
                found.append(VerdictEdit(draw(st.sampled_from(CODES)), status))
            case "fact":
                found.append(FactEdit("especially_difficult", draw(st.sampled_from([None, True, False]))))
    return found


@st.composite
def figure_edit(draw: st.DrawFn, name: str) -> ValueEdit:
    """A step of one column: flags can only be set."""
    stem = name.removesuffix("_female").removesuffix("_male")
    kind = VARIABLES[stem].kind
    op: Any = draw(st.sampled_from(["set", "add", "scale"])) if kind != "flag" else "set"
    low, high = RANGES[kind]
    amounts = [float(figure) for figure in choices(stem)[1:]] if op == "set" else [-5.0, 0.5, 1.0, 2.0]
    return ValueEdit(name, op, draw(st.sampled_from([a for a in amounts if op != "set" or low <= a <= high])))


@pytest.mark.parametrize("strict", [False, True])
@settings(max_examples=25, deadline=None)
@given(found=tables(), changes=edits())
def test_it_equals_judging_from_scratch(strict: bool, found: list[dict[str, Any]], changes: list[Edit]) -> None:  # fmt: skip
    options = Options(strict_evidence=strict)
    table = ntm.read_table(frame(found), SET)
    judged = judge_table(table, SET, options)
    after = edited(table, changes, SET)
    assert_same(rejudge(judged, after), judge_table(after, SET, options))


@pytest.fixture
def several(csv_file, national) -> Table:
    """Two communes, with verdicts on criteria and indicators beside figures, and one on a figure alone."""
    head = ["commune", "province", "year", "income_per_capita", "17_appraised", "15.1", "health_insurance_pct",
            "17.1", "clean_water_household_pct", "16", "13.1", "cooperative_effective_verdict"]  # fmt: skip
    path = csv_file(
        [
            head[:6] + head[7:],
            ["Xã Mẫu 1", "Lai Châu", 2024, 45, "Đạt", 95, "Đạt", "", "Đạt", "", "Đạt"],
            ["Xã Mẫu 2", "Lai Châu", 2024, 30, "Chưa đạt", 80, "", 50, "CBĐ", "Đạt", ""],
        ]
    )
    return ntm.read_table(path, national)


@pytest.mark.parametrize(
    "edit",
    [
        ValueEdit("clean_water_household_pct", "set", 99.0),
        ValueEdit("income_per_capita", "add", 5.0),
        ValueEdit("solid_house_pct", "set", 90.0),
        VerdictEdit("17", 0),
        VerdictEdit("13.1", None),
    ],
    ids=["17.1", "10", "a column the table did not have", "a verdict on 17", "no verdict on 13.1"],
)
def test_verdicts_on_criteria_indicators_and_figures_are_laid_as_from_scratch(several, national, edit):
    after = edited(several, [edit], national)
    assert_same(rejudge(judge_table(several, national), after), judge_table(after, national))


def test_what_no_change_touches_is_not_judged_again(several, national):
    judged = judge_table(several, national)
    again = rejudge(judged, edited(several, [ValueEdit("income_per_capita", "add", 5.0)], national))
    ten = {part.number for part in judged.plan.parts_of("10")}
    for number, (mine, theirs) in enumerate(zip(again.statuses.parts, judged.statuses.parts, strict=True)):
        assert (mine is theirs) == (number not in ten)
