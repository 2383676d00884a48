"""Money laid beside the communes of a table: which rows count, sums, how late, until when it may be paid."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ntm_rules as ntm
from ntm_rules.definitions.money import load_money
from ntm_rules.engine.groups import Group, groups_of
from ntm_rules.recommend.money import Money, programmes_of
from ntm_rules.recommend.money_lines import Line, elapsed_on
from ntm_rules.tables.communes import Communes
from ntm_rules.tables.programmes import read_programmes
from ntm_rules.tables.table import Table

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
NATIONAL = ntm.load_set("commune-2021-2025")
# Two districts; a commune of each name in both.
COMMUNES = [
    {"commune": f"Xã Mẫu {n}", "district": f"Huyện Mẫu {d}", "province": "Lai Châu"}
    for d in "AB"
    for n in (1, 2)
]


@cache
def communes_table(communes: str, year: int) -> Table:
    cells = [{"year": year, "income_per_capita": 40, **one} for one in json.loads(communes)]
    return ntm.read_table(pd.DataFrame(cells, dtype=object), NATIONAL)


@cache
def groups_by(number: int) -> list[Group]:
    return groups_of(ntm.evaluate(TABLES[number], NATIONAL).judged)


# The tables of communes that were asked for, kept so that their numbers stay theirs.
TABLES: dict[int, Table] = {}


def money(
    *rows: dict[str, Any], communes: list[dict[str, Any]] | None = None, year: int = 2023, **how: Any
) -> Money:
    table = communes_table(json.dumps(communes or COMMUNES), year)
    usual = {
        "programme": "NTM",
        "budget_year": 2023,
        "planned": 100,
        "disbursed": 50,
        "as_of": "2023-12-31",
    }
    read = read_programmes(pd.DataFrame([usual | row for row in rows], dtype=object), NATIONAL)
    return Money(read, table, Communes(table), load_money(), **how)


def groups(found: Money) -> list[Group]:
    TABLES[id(found.table)] = found.table
    return groups_by(id(found.table))


def lines(found: Money, level: str = "all", name: str | None = None) -> dict[str, Line]:
    (group,) = (group for group in groups(found) if (group.level, group.name) == (level, name))
    return {line.programme: line for line in found.of_group(group)}


@pytest.fixture(scope="module")
def example() -> Callable[..., Money]:
    """The invented district, or what a file tells of it."""
    table = ntm.read_table(FIXTURES / "example-district-2023.csv", NATIONAL)

    def beside(name: str = "programmes-2023.csv", **how: Any) -> Money:
        return Money(read_programmes(FIXTURES / name, NATIONAL), table, Communes(table), load_money(), **how)

    return beside


def test_the_fixture_sums_to_what_the_notice_tells(example: Callable[..., Money]) -> None:
    for level, name in (("all", None), ("province", "Lai Châu"), ("district", "Huyện Mẫu")):
        found = lines(example(), level, name)
        assert list(found) == ["new_rural", "poverty_reduction", "ethnic_minority", "all"]
        together = found["all"]
        assert (together.planned, together.disbursed, together.undisbursed) == (58759.9, 25608.6, 33151.3)
        assert together.ratio == pytest.approx(0.4358, abs=5e-5)
        assert (together.as_of, together.elapsed) == (date(2024, 1, 19), 1)
        assert together.parts == ("new_rural", "poverty_reduction", "ethnic_minority")
        assert (together.late, together.very_late, together.idle) == (True, True, True)
        assert (together.payable_until, together.payable_evidence) == (date(2024, 12, 31), "unverified")


def test_money_carried_over_is_left_out_where_asked(example: Callable[..., Money]) -> None:
    found = lines(example(carried_over="without"))["all"]
    assert (found.planned, found.disbursed, found.carried_over) == (54639.9, 23393.6, "without")


def test_the_notices_own_line_is_late_by_a_whole_year() -> None:
    communes = [{"commune": "Xã Mẫu 1", "district": "Tân Uyên", "province": "Lai Châu"}]
    table = ntm.read_table(pd.DataFrame([{"year": 2023, "income_per_capita": 40, **communes[0]}]), NATIONAL)
    told = read_programmes(FIXTURES / "tan-uyen-programmes-2023.csv", NATIONAL)
    found = Money(told, table, Communes(table), load_money())
    (line,) = lines(found, "district", "Tân Uyên").values()
    assert line.programme == "all"
    assert line.parts == ("all",)
    assert (line.elapsed, line.behind) == (1, pytest.approx(56.4182, abs=1e-4))
    assert line.references == ("Thông báo (không ghi số), tháng 01/2024, UBND huyện Tân Uyên",)
    assert not list(found.warnings)


def test_the_group_document_lists_what_the_contract_names(example: Callable[..., Money]) -> None:
    listed = programmes_of(lines(example()).values())
    assert listed[-1] == {
        "programme": "all", "budget_year": 2023, "planned": 58759.9, "disbursed": 25608.6, "ratio": 0.435818,
        "reason": None, "as_of": "2024-01-19", "elapsed": 1.0, "carried_over": "with", "undisbursed": 33151.3,
        "payable_until": "2024-12-31", "payable_evidence": "unverified", "late": True, "very_late": True, "idle": True,
    }  # fmt: skip


def test_a_commune_has_the_lines_of_its_own_rows(example: Callable[..., Money]) -> None:
    found = example()
    by_name = {
        line.name: line for row in range(10) for line in found.of_row(row) if line.programme == "new_rural"
    }
    assert by_name["Xã Mẫu 9"].ratio == pytest.approx(1702 / 1760)
    assert (by_name["Xã Mẫu 9"].late, by_name["Xã Mẫu 7"].very_late) == (False, True)
    assert by_name["Xã Mẫu 7"].level == "commune"
    assert "Xã Mẫu 2" not in by_name


def test_a_row_without_a_figure_leaves_the_sum_unknown(example: Callable[..., Money]) -> None:
    found = example()
    (poverty,) = (line for line in found.of_row(7) if line.programme == "poverty_reduction")
    assert (poverty.planned, poverty.disbursed, poverty.ratio, poverty.reason) == (
        900,
        None,
        None,
        "disbursed_missing",
    )
    assert (poverty.late, poverty.idle) == (False, False)
    without_plan = lines(money({"component": "a"}, {"component": "b", "planned": None}))["new_rural"]
    assert (without_plan.planned, without_plan.ratio, without_plan.reason) == (None, None, "planned_missing")
    assert lines(money({"planned": 0, "disbursed": 0}))["new_rural"].reason == "nothing_planned"


def test_rows_of_one_line_are_cumulative_and_the_latest_counts() -> None:
    found = lines(
        money(
            {"disbursed": 60, "as_of": "2023-12-31", "component": "a"},
            {"disbursed": 20, "as_of": "2023-06-30", "component": "a"},
            {"disbursed": 5, "as_of": "2023-06-30", "component": "b"},
        )
    )["new_rural"]
    assert (found.planned, found.disbursed) == (200, 65)
    assert (found.as_of_first, found.as_of) == (date(2023, 6, 30), date(2023, 12, 31))
    assert found.elapsed == pytest.approx((1 + 181 / 365) / 2)
    assert found.as_dict()["as_of_first"] == "2023-06-30"


@pytest.mark.parametrize(
    ("day", "gone"),
    [
        (date(2022, 12, 31), 0),
        (date(2023, 1, 1), 1 / 365),
        (date(2023, 6, 30), 181 / 365),
        (date(2023, 12, 31), 1),
        (date(2024, 1, 19), 1),
    ],
)
def test_the_part_of_the_year_gone_lies_between_0_and_1(day: date, gone: float) -> None:
    assert elapsed_on(day, 2023) == gone


@pytest.mark.parametrize(
    ("disbursed", "day", "late", "very_late", "idle"),
    [
        (80, "2023-12-31", True, False, False),
        (80.1, "2023-12-31", False, False, False),
        (60, "2023-12-31", True, True, True),
        (0, "2023-02-01", False, False, False),
        (0, "2023-04-30", True, False, False),
        (0, "2023-06-30", True, True, False),
        (0, "2023-07-03", True, True, True),
    ],
)
def test_late_and_idle_are_the_policys(
    disbursed: float, day: str, late: bool, very_late: bool, idle: bool
) -> None:
    row = {"planned": 5000, "disbursed": 50 * disbursed, "as_of": day}
    found = lines(money(row))["new_rural"]
    assert (found.late, found.very_late, found.idle) == (late, very_late, idle)


def test_an_amount_too_small_for_its_place_is_not_idle() -> None:
    row = {"planned": 900, "disbursed": 0}
    assert not lines(money(row))["new_rural"].idle
    (line, _) = money({**row, "commune": "Xã Mẫu 1", "district": "Huyện Mẫu A"}).of_row(0)
    assert line.idle


@pytest.mark.parametrize(
    ("row", "until", "evidence"),
    [
        ({"budget_year": 2023}, date(2024, 12, 31), "unverified"),
        ({"budget_year": 2024}, date(2024, 12, 31), "unverified"),
        ({"budget_year": 2024, "nature": "investment"}, date(2025, 1, 31), "unverified"),
        ({"budget_year": 2024, "nature": "recurrent"}, date(2024, 12, 31), "unverified"),
        (
            {"budget_year": 2024, "nature": "investment", "carried_over": "có"},
            date(2024, 12, 31),
            "unverified",
        ),
        ({"budget_year": 2024, "source": "community"}, None, None),
        ({"budget_year": 2024, "disbursed": 100}, None, None),
    ],
)
def test_until_when_money_may_be_paid_is_the_calendars(
    row: dict[str, Any], until: date | None, evidence: str | None
) -> None:
    found = lines(money({"as_of": "2024-06-30", **row}, year=row["budget_year"]))["new_rural"]
    assert (found.payable_until, found.payable_evidence) == (until, evidence)


def test_of_money_that_ends_on_two_days_the_next_one_is_told() -> None:
    both = [
        {"budget_year": 2024, "nature": nature, "planned": 100, "disbursed": 70}
        for nature in ("đầu tư", "sự nghiệp")
    ]
    before = lines(money(*({**row, "as_of": "2024-12-15"} for row in both), year=2024))["new_rural"]
    assert [(end.until, end.undisbursed) for end in before.payable] == [
        (date(2024, 12, 31), 30), (date(2025, 1, 31), 30),
    ]  # fmt: skip
    assert before.payable_until == date(2024, 12, 31)
    after = lines(money(*({**row, "as_of": "2025-01-15"} for row in both), year=2024))["new_rural"]
    assert after.payable_until == date(2025, 1, 31)
    past = lines(money(*({**row, "as_of": "2025-02-15"} for row in both), year=2024))["new_rural"]
    assert past.payable_until == date(2025, 1, 31)


def test_a_districts_own_rows_do_not_add_to_those_of_its_communes() -> None:
    found = money(
        {"district": "Huyện Mẫu A", "planned": 1000},
        {"commune": "Xã Mẫu 1", "district": "Huyện Mẫu A", "planned": 300},
        {"commune": "Xã Mẫu 1", "district": "Huyện Mẫu B", "planned": 7},
        {"commune": "Xã Mẫu 2", "district": "huyện mẫu b", "planned": 5, "disbursed": 5},
    )
    first, second = (lines(found, "district", f"Huyện Mẫu {d}")["new_rural"] for d in "AB")
    assert (first.planned, first.own) == (1000, True)
    assert (second.planned, second.own) == (12, False)
    assert lines(found)["new_rural"].planned == 1012
    # Communes are a part of the district's money: less than the whole is no contradiction.
    assert [warning.kind for warning in found.warnings] == ["money_to_check"]
    assert "more is disbursed" in next(iter(found.warnings)).message


def test_communes_with_more_than_their_district_are_told() -> None:
    found = money(
        {"district": "Huyện Mẫu A", "planned": 1000, "disbursed": 500},
        {"commune": "Xã Mẫu 1", "district": "Huyện Mẫu A", "planned": 800, "disbursed": 10},
        {"commune": "Xã Mẫu 2", "district": "Huyện Mẫu A", "planned": 700, "disbursed": 10},
    )
    (warning,) = found.warnings
    assert (warning.kind, warning.row, warning.column) == ("money_to_check", 2, "planned")
    assert (
        "the sum over the places within, 1,500 million VND, does not agree with the 1,000 told here"
        in warning.message
    )
    assert lines(found, "district", "Huyện Mẫu A")["new_rural"].planned == 1000


def test_a_row_for_all_programmes_is_their_sum_and_does_not_add() -> None:
    single = [{"programme": key, "planned": 100} for key in ("NTM", "GNBV", "DTTS")]
    agreeing = money(*single, {"programme": "Tổng cộng", "planned": 300, "disbursed": 150})
    assert lines(agreeing)["all"].planned == 300
    assert not list(agreeing.warnings)
    less = money(*single, {"programme": "all", "planned": 400, "disbursed": 150})
    assert lines(less)["all"].planned == 400
    assert ["does not agree" in warning.message for warning in less.warnings] == [True]
    some = money(single[0], {"programme": "all", "planned": 400, "disbursed": 150})
    assert not list(some.warnings)


def test_rows_without_a_place_are_for_the_whole_table_and_so_for_its_only_district() -> None:
    whole = {"planned": 10}
    assert lines(money(whole))["new_rural"].planned == 10
    assert not lines(money(whole), "district", "Huyện Mẫu A")
    assert lines(money(whole, communes=COMMUNES[:2]), "district", "Huyện Mẫu A")["new_rural"].planned == 10


def test_rows_of_places_that_are_not_in_the_table_are_told_and_left_out() -> None:
    found = money(
        {"commune": "Xã Mẫu 11", "district": "Huyện Mẫu A"},
        {"district": "Huyện Mẫu C"},
        {"district": "Huyện Mẫu A", "planned": 60},
    )
    assert lines(found)["new_rural"].planned == 60
    commune, district = found.warnings
    assert (commune.kind, commune.row, commune.remedy) == (
        "money_to_check",
        2,
        "correct the name, if “Xã Mẫu 1” is meant",
    )
    assert (district.row, district.facts) == (3, {"rows": [3], "places": ["Huyện Mẫu C"]})


def test_two_districts_of_one_name_are_not_guessed_between() -> None:
    communes = [
        {"commune": "Xã Mẫu 1", "district": "Huyện Mẫu", "province": p} for p in ("Lai Châu", "Hà Nam")
    ]
    with pytest.raises(ntm.InputError, match="two districts of this name"):
        money({"district": "Huyện Mẫu"}, communes=communes)
    assert lines(
        money({"district": "Huyện Mẫu", "province": "Hà Nam"}, communes=communes), "province", "Hà Nam"
    )


def test_two_spellings_of_a_place_do_not_count_one_line_twice() -> None:
    with pytest.raises(ntm.InputError, match="stands in row 2 already"):
        money(
            {"commune": "Xã Mẫu 1", "district": "Huyện Mẫu A"},
            {"commune": "Mẫu 1", "province": "Lai Châu"},
            communes=COMMUNES[:2],
        )


@pytest.mark.parametrize(
    ("years", "counts"), [((2022, 2023, 2024), 2023), ((2022, 2024), 2024), ((2022,), None), ((2025,), None)]
)
def test_the_budget_year_is_that_of_the_figures_or_the_one_after(
    years: tuple[int, ...], counts: int | None
) -> None:
    found = lines(money(*({"budget_year": year, "planned": year} for year in years)))
    assert (found["new_rural"].budget_year if found else None) == counts


def test_a_commune_is_known_by_its_code_alone() -> None:
    communes = [{**one, "commune_code": f"0360{n}"} for n, one in enumerate(COMMUNES)]
    found = money({"commune_code": "3602"}, communes=communes)
    assert [len(found.of_row(row)) for row in range(4)] == [0, 0, 2, 0]


def test_the_sources_of_a_sum_are_told_apart() -> None:
    found = lines(
        money({"source": "TW"}, {"source": "dân góp", "planned": 10, "disbursed": None}, {"nature": "đầu tư"})
    )
    assert found["new_rural"].sources == (("central", 100, 50), ("community", 10, None))


def test_money_of_the_united_programme_adds_to_what_was_carried_over_from_the_three() -> None:
    rows = [
        {"programme": "united", "planned": 80},
        {"programme": "GNBV", "carried_over": "có", "planned": 60},
    ]
    found = lines(money(*({**row, "budget_year": 2026} for row in rows), year=2025))
    assert found["all"].planned == 140
    assert found["all"].parts == ("poverty_reduction", "united")


def test_invented_money_is_marked(example: Callable[..., Money]) -> None:
    assert [warning.kind for warning in example().warnings] == ["illustrative_data"]


PLACES = st.sampled_from(
    [
        *COMMUNES,
        *({"district": f"Huyện Mẫu {d}", "province": "Lai Châu"} for d in "AB"),
        {},
    ]
)
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "place": PLACES,
            "programme": st.sampled_from(["new_rural", "poverty_reduction", "ethnic_minority"]),
            "planned": st.decimals(0, 9000, places=1),
            "disbursed": st.decimals(0, 9000, places=1),
            "as_of": st.sampled_from(["2023-06-30", "2023-12-31", "2024-01-19"]),
            "component": st.sampled_from(["a", "b"]),
            "carried_over": st.sampled_from(["có", "không"]),
            "nature": st.sampled_from(["investment", "recurrent"]),
        }
    ),
    min_size=1,
    max_size=12,
    unique_by=lambda row: tuple(
        str(row[k]) for k in ("place", "programme", "as_of", "component", "carried_over", "nature")
    ),
)


def flat(row: dict[str, Any]) -> dict[str, Any]:
    rest = {key: value for key, value in row.items() if key != "place"}
    return {
        **dict.fromkeys(COMMUNES[0]),
        **row["place"],
        **rest,
        "planned": str(row["planned"]),
        "disbursed": str(row["disbursed"]),
    }


def told(found: Money) -> dict[Any, Any]:
    each = {(group.level, group.name): found.of_group(group) for group in groups(found)}
    each |= {("commune", row): found.of_row(row) for row in range(len(COMMUNES))}
    return {key: [replace(line, rows=()) for line in lines] for key, lines in each.items()}


@settings(max_examples=25, deadline=None)
@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_rows_is_irrelevant(rows: list[dict[str, Any]], random: Any) -> None:
    shuffled = random.sample(rows, len(rows))
    assert told(money(*map(flat, rows))) == told(money(*map(flat, shuffled)))


@settings(max_examples=25, deadline=None)
@given(ROWS)
def test_sums_add_up(rows: list[dict[str, Any]]) -> None:
    """Against a sum by hand: the latest day of each line, the district's own rows before its communes'."""
    latest: dict[Any, dict[str, Any]] = {}
    for row in sorted(rows, key=lambda row: row["as_of"]):
        key = tuple(str(row[k]) for k in ("place", "programme", "component", "carried_over", "nature"))
        latest[key] = row

    def planned(programme: str, place: dict[str, Any]) -> Fraction | None:
        own = [row for row in latest.values() if row["programme"] == programme and row["place"] == place]
        if own:
            return sum((Fraction(row["planned"]) for row in own), Fraction())
        inner: list[dict[str, Any]] = []
        if not place:
            inner = [{"district": f"Huyện Mẫu {d}", "province": "Lai Châu"} for d in "AB"]
        elif "commune" not in place:
            inner = [one for one in COMMUNES if one["district"] == place["district"]]
        parts = [part for one in inner if (part := planned(programme, one)) is not None]
        return sum(parts, Fraction()) if parts else None

    found = lines(money(*map(flat, rows)))
    each = {key: planned(key, {}) for key in ("new_rural", "poverty_reduction", "ethnic_minority")}
    assert {key: line.planned for key, line in found.items() if key != "all"} == {
        key: float(value) for key, value in each.items() if value is not None
    }
    assert found["all"].planned == float(sum(value for value in each.values() if value is not None))
