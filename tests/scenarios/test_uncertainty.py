"""Chances against what probability theory says, within five standard errors of the drawing."""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import Any

import numpy as np
import pytest

import ntm_rules as ntm
from ntm_rules.scenarios.monte_carlo import Drawing, StatedError, draw, stated_error
from tests.scenarios.uncertain import commune, complete, drawn, either_water, every, judged, probability
from tests.support.strategies import SET

NORMAL = NormalDist()
WATER = {
    "clean_water_household_pct": 36, "clean_water_household_pct_se": 2,
    "centralised_water_household_pct": 14, "centralised_water_household_pct_se": 3,
}  # fmt: skip
CLEAN, CENTRAL = NORMAL.cdf((36 - 35) / 2), NORMAL.cdf((14 - 15) / 3)


def near(found: float, expected: float, draws: int = 20_000) -> bool:
    return abs(found - expected) <= 5 * math.sqrt(expected * (1 - expected) / draws)


@pytest.mark.parametrize(
    ("code", "given", "expected"),
    [
        pytest.param(
            "10", {"income_per_capita": 43, "income_per_capita_se": 1.5}, NORMAL.cdf(1 / 1.5), id="at least"
        ),
        pytest.param(
            "11", {"multidimensional_poverty_pct": 14, "multidimensional_poverty_pct_se": 2},
            NORMAL.cdf(-1 / 2), id="at most",
        ),
        pytest.param(
            "17.10", {"food_safety_compliance_pct": 99, "food_safety_compliance_pct_se": 2},
            NORMAL.cdf(-1 / 2), id="all that lies above 100 % is 100 %",
        ),
        pytest.param("17.1", WATER, CLEAN * CENTRAL, id="two parts that must both hold"),
        pytest.param(
            "15.1",
            {"health_insurance_pct_female": 91, "health_insurance_pct_male": 90.5},
            NORMAL.cdf(1) * NORMAL.cdf(0.5), id="women and men",
        ),
        pytest.param(
            "5",
            {
                "school_facility_minimum_pct": 100, "school_facility_level1_pct": 60,
                "school_count": 3, "school_count_se": 1,
            },
            NORMAL.cdf(0.5), id="a condition: three schools, or four; a count is whole",
        ),
    ],
)  # fmt: skip
def test_the_chance_is_that_of_the_normal_distribution(
    code: str, given: dict[str, Any], expected: float
) -> None:
    sexes = [StatedError(f"health_insurance_pct_{sex}", 1) for sex in ("female", "male")]
    assert near(probability(drawn(commune(**given), errors=tuple(sexes)), code), expected)


def test_one_of_two_rates_is_enough_where_the_set_says_so() -> None:
    chances = drawn(commune(**WATER), loaded=either_water())
    assert near(probability(chances, "17.1"), 1 - (1 - CLEAN) * (1 - CENTRAL))


def test_a_criterion_and_the_whole_are_met_where_all_their_parts_are() -> None:
    given = {**WATER, "waste_sorting_household_pct": 31, "income_per_capita": 43}
    errors = (StatedError("waste_sorting_household_pct", 1), StatedError("income_per_capita", 1.5))
    chances = drawn(complete(**given), errors=errors)
    seventeen = CLEAN * CENTRAL * NORMAL.cdf(1)
    assert near(probability(chances, "17", level="criterion"), seventeen)
    assert near(probability(chances, "qualifies", level="commune"), seventeen * NORMAL.cdf(1 / 1.5))


def test_a_rate_given_by_counts_is_drawn_as_a_rate() -> None:
    given = {"health_insurance_pct_num": 910, "health_insurance_pct_den": 1000, "health_insurance_pct_se": 2}
    assert near(probability(drawn(commune(**given)), "15.1"), NORMAL.cdf(0.5))


def test_with_something_unknown_the_whole_is_undecided_and_the_known_is_told() -> None:
    row = complete(income_per_capita=43, income_per_capita_se=1.5)
    del row["18.1_appraised"]
    chances = drawn(row)
    found = every(chances, 0)
    whole, known = found["commune", "qualifies"], found["commune", "known_criteria"]
    assert whole[0] == -1
    assert near(known[0], NORMAL.cdf(1 / 1.5))
    # Where income is short the commune does not qualify, whatever the unknown is.
    assert whole[4] == known[0]
    assert ("criterion", "18") not in found


def test_what_hangs_on_a_missing_figure_is_undecided_in_the_draws_that_do_not_settle_it() -> None:
    given = {"clean_water_household_pct": 36, "clean_water_household_pct_se": 2}
    found = every(drawn(commune(**given)), 0)["indicator", "17.1"]
    assert found[0] == -1
    assert near(found[4], CLEAN)


def test_a_verdict_steps_in_only_in_the_draws_that_measure_nothing() -> None:
    given = {"clean_water_household_pct": 36, "clean_water_household_pct_se": 2, "17.1_appraised": "Đạt"}
    assert near(probability(drawn(commune(**given)), "17.1"), CLEAN)


@pytest.mark.parametrize("counts", ["blocks", "counts"])
def test_the_whole_follows_the_option_for_basically_met(counts: Any) -> None:
    row = complete(income_per_capita=43, income_per_capita_se=1.5, **{"18.1_appraised": "Cơ bản đạt"})
    chances = draw(judged([row], basically_met=counts), Drawing(20_000, 7))
    expected = {"blocks": 0, "counts": NORMAL.cdf(1 / 1.5)}[counts]
    assert near(probability(chances, "qualifies", level="commune"), expected)


def test_levels_set_aside_for_want_of_evidence_leave_the_draws_undecided() -> None:
    chances = draw(
        judged([commune(income_per_capita=43, income_per_capita_se=1.5)], strict_evidence=True),
        Drawing(50, 7),
    )
    assert every(chances, 0)["indicator", "10"] == (-1, -1, -1, -1, 1)


def test_never_in_n_draws_is_less_than_three_in_n() -> None:
    found = every(drawn(commune(income_per_capita=60, income_per_capita_se=1), draws=1000), 0)
    assert found["indicator", "10"][:4] == (1, 0, 0.997, 1)


def test_an_error_of_nothing_gives_the_plain_verdict_and_leaves_no_doubt() -> None:
    rows = [commune(1, income_per_capita=42), commune(2, income_per_capita=41.99)]
    chances = drawn(*rows, errors=(StatedError("income_per_capita", 0),), draws=10)
    assert [every(chances, row)["criterion", "10"] for row in (0, 1)] == [(1, 0, 1, 1, 0), (0, 0, 0, 0, 0)]


def test_stated_errors_are_read_as_they_are_written() -> None:
    assert stated_error("income_per_capita=1,5", SET) == StatedError("income_per_capita", 1.5)
    assert stated_error("10=5%", SET) == StatedError("income_per_capita", 0.05, relative=True)
    assert stated_error("Xã Mẫu 1:health_insurance_pct_female=2", SET) == StatedError(
        "health_insurance_pct_female", 2, commune="Xã Mẫu 1"
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("income_per_capita", "is no standard error"),
        ("income_per_capita=much", "is no standard error"),
        ("income_per_capita=-1", "is no standard error"),
        ("postal_point=1", "is no variable that can be drawn"),
        ("17.1=1", "one of clean_water_household_pct, centralised_water_household_pct"),
        ("incom=1", "is no variable that can be drawn"),
    ],
)
def test_a_stated_error_that_cannot_be_is_refused(text: str, said: str) -> None:
    with pytest.raises(ntm.UsageError, match="NTM118") as caught:
        stated_error(text, SET)
    assert said in str(caught.value)


def test_an_error_for_one_commune_stands_before_one_for_all_and_that_before_the_table() -> None:
    rows = [commune(n, income_per_capita=43, income_per_capita_se=9) for n in (1, 2)]
    errors = (
        StatedError("income_per_capita", 2, commune="mẫu 2"),
        StatedError("income_per_capita", 0.1, relative=True),
    )
    (spread,) = drawn(*rows, errors=errors, draws=1).spreads
    np.testing.assert_allclose(spread.errors, [4.3, 2])


def test_a_commune_that_is_not_there_is_refused() -> None:
    with pytest.raises(ntm.UsageError, match="NTM225"):
        drawn(commune(income_per_capita=43), errors=(StatedError("income_per_capita", 1, commune="Xã Lạ"),))


@pytest.mark.parametrize(("name", "value"), [("draws", 0), ("draws", 1.5), ("seed", -1), ("at_once", 0)])
def test_numbers_of_draws_that_cannot_be_are_refused(name: str, value: Any) -> None:
    with pytest.raises(ntm.UsageError, match=f"NTM118 {name} is a whole number"):
        Drawing(**{"draws": 1, "seed": 1, name: value})


def test_nothing_uncertain_is_refused() -> None:
    with pytest.raises(ntm.UsageError, match=r"NTM118.*no figure is uncertain"):
        drawn(commune(income_per_capita=43))


def test_an_error_for_which_nothing_is_drawn_is_told() -> None:
    rows = [commune(income_per_capita=43, income_per_capita_se=1, multidimensional_poverty_pct_se=1)]
    chances = draw(judged(rows), Drawing(1, 1, (StatedError("school_count", 1),)))
    assert [(w.code, w.column) for w in chances.warnings] == [
        ("NTM333", "multidimensional_poverty_pct"), ("NTM333", "school_count"),
    ]  # fmt: skip


def test_progress_counts_the_draws_of_all_communes() -> None:
    told: list[tuple[int, int]] = []
    rows = [commune(1, income_per_capita=43), commune(2), commune(3, income_per_capita=41)]
    draw(
        judged(rows),
        Drawing(5, 1, (StatedError("income_per_capita", 1),), at_once=3),
        lambda done, total: told.append((done, total)),
    )
    assert told == [(3, 10), (5, 10), (8, 10), (10, 10)]
