"""Every variable says how it combines when communes are merged, and what is said is checked at load."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from ntm_rules.definitions.lint import check_combining
from ntm_rules.definitions.merger_rules import merger_rules
from ntm_rules.definitions.models import CriteriaSet, Variable

RATE = {"kind": "rate", "unit": "%", "label": {"vi": "Tỷ lệ", "en": "Rate"}}


def test_every_shipped_variable_says_how_it_combines(national: CriteriaSet) -> None:
    assert not list(check_combining(national.variables))
    assert {v.combines.over for v in national.variables.values() if v.combines and v.combines.over} == set(
        merger_rules().denominators
    )


def test_the_columns_that_weigh_are_variables(national: CriteriaSet) -> None:
    columns = {found.column for found in merger_rules().denominators.values() if found.column}
    assert columns <= national.variables.keys()


@pytest.mark.parametrize(
    ("combines", "kind", "word"),
    [
        (None, "schema", "combines"),
        ({"by": "weighted", "over": "peple"}, "unknown_variable", "peple"),
        ({"by": "ask", "where": "has_craft"}, "unknown_variable", "has_craft"),
    ],
)
def test_a_variable_that_does_not_say_it_or_names_what_is_not_there(
    combines: dict[str, str] | None, kind: str, word: str
) -> None:
    variable = Variable.model_validate(RATE | ({"combines": combines} if combines else {}))
    (problem,) = check_combining({"rate": variable})
    assert (problem.kind, word in problem.message) == (kind, True)


@pytest.mark.parametrize(
    "combines",
    [
        {"by": "weighted"},
        {"by": "add", "over": "people"},
        {"by": "all"},
        {"by": "mean"},
        {"by": "ask", "ovr": "x"},
    ],
)
def test_a_rule_that_does_not_go_with_its_kind_is_refused(combines: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        Variable.model_validate(RATE | {"combines": combines})
