"""The programmes and the calendar of their money, as shipped and as they may not be."""

from __future__ import annotations

from pathlib import Path

import pytest

import ntm_rules as ntm
from ntm_rules.definitions.models import CriteriaSet
from ntm_rules.definitions.money import load_money
from ntm_rules.definitions.programmes import check_programmes, load_programmes


def test_what_programmes_serve_are_criteria_of_the_set(national: CriteriaSet) -> None:
    given = load_programmes()
    check_programmes(given, {national.id: national})
    assert given.serving("poverty_reduction", national.id) == ("8", "9", "10", "11", "12", "13", "15")
    assert set(given.serving("all", national.id)) == {criterion.code for criterion in national.criteria}


def test_a_criterion_that_the_set_does_not_have_is_refused(national: CriteriaSet) -> None:
    with pytest.raises(ntm.DefinitionError, match="no criterion 19 in"):
        check_programmes(
            load_programmes(), {national.id: national.model_copy(update={"criteria": national.criteria[:18]})}
        )


def test_two_entries_of_the_calendar_that_fit_equally_are_refused() -> None:
    given = load_programmes()
    first = given.calendar[0]
    twin = first.model_copy(update={"id": "twin", "budget_years": (2024, 2024)})
    with pytest.raises(ntm.DefinitionError, match="equal rank") as caught:
        check_programmes(given.model_copy(update={"calendar": (*given.calendar, twin)}), {})
    (problem,) = caught.value.problems
    assert (problem.kind, problem.line) == ("dates", first.line)
    apart = first.model_copy(update={"id": "apart", "budget_years": (2019, 2020)})
    check_programmes(given.model_copy(update={"calendar": (*given.calendar, apart)}), {})


def test_a_title_is_that_of_the_year() -> None:
    given = load_programmes()
    assert not given.programmes["new_rural"].runs_in(2026)
    assert given.programmes["united"].runs_in(2026)
    assert given.title("all", 2026).en == "The national target programmes together"


def test_a_policy_on_money_of_ones_own_is_checked(tmp_path: Path) -> None:
    shipped = Path("criteria/policies/money.yaml").read_text(encoding="utf-8")
    own = tmp_path / "money.yaml"
    own.write_text(shipped.replace("points: 20", "points: 10"), encoding="utf-8")
    assert load_money(own).late.points == 10
    own.write_text(shipped.replace("points: 20", "point: 20"), encoding="utf-8")
    with pytest.raises(ntm.DefinitionError, match="point"):
        load_money(own)
