"""Groups: how many communes have a criterion unmet or at risk, and what changed since the period before."""

from __future__ import annotations

import pytest

import ntm_rules as ntm

CODES = [str(n) for n in range(1, 20)]


@pytest.fixture
def whole(csv_file):
    """The groups of all communes by year; rows of (commune, year, criteria unmet, left blank, basically met)."""

    def of(*rows, **how):
        cells = [
            [name, "Huyện Mẫu", "Lai Châu", year, *(
                "Chưa đạt" if n in unmet else "" if n in blank else "Cơ bản đạt" if n in {*basically} else "Đạt" for n in range(1, 20)
            )]
            for name, year, unmet, blank, *basically in rows
        ]  # fmt: skip
        path = csv_file([["commune", "district", "province", "year", *CODES], *cells])
        groups = ntm.evaluate(path, **how).to_dict()["groups"]
        return {group["year"]: group for group in groups if group["level"] == "all"}

    return of


def share(group, code):
    return next(entry for entry in group["risks"] if entry["criterion"] == code)


def test_the_share_counts_communes_unmet_or_at_risk(whole):
    """Income is basically met in two of three, which can be lost."""
    rows = (("A", 2023, {10}, set()), ("B", 2023, set(), set(), 10), ("C", 2023, set(), set(), 10))
    (group,) = whole(*rows).values()
    found = share(group, "10")
    assert (found["communes"], found["unmet"], found["at_risk"], found["share"]) == (3, 1, 2, 100)
    (counted,) = [entry for entry in group["criteria"] if entry["code"] == "10"]
    assert (counted["unmet"], counted["at_risk"]) == (1, 2)


def test_a_commune_is_at_risk_in_the_year_of_its_last_period_alone(whole):
    """A stops in 2022; B goes on."""
    groups = whole(("A", 2022, set(), set(), 10), ("B", 2022, {5}, set(), 10), ("B", 2023, {6}, set(), 10))
    counts = {year: sum(entry["at_risk"] for entry in group["criteria"]) for year, group in groups.items()}
    assert all(counts.values())
    assert share(groups[2022], "10")["communes"] == 1
    assert {entry["criterion"] for entry in groups[2022]["risks"] if entry["unmet"]} == set()


def test_years_that_are_history_have_no_risks(whole):
    groups = whole(("A", 2022, {5}, set()), ("A", 2023, {5}, set()))
    assert groups[2022]["risks"] == []
    assert {entry["at_risk"] for entry in groups[2022]["criteria"]} == {0}


def test_what_is_watched_comes_first_then_the_greater_share(whole):
    rows = [("A", 2023, {1, 2, 12, 6}, set()), ("B", 2023, {1, 12, 6}, set()), ("C", 2023, {6}, set())]
    (group,) = whole(*rows).values()
    order = [entry["criterion"] for entry in group["risks"] if entry["unmet"]]
    assert order == ["6", "12", "1", "2"]
    (group,) = whole(*rows, watch=[2]).values()
    assert next(entry["criterion"] for entry in group["risks"] if entry["unmet"]) == "2"


def test_change_compares_communes_with_themselves(whole):
    """A loses 5 and gains 6; B is there in 2023 only and counts in the mean, not in the change."""
    groups = whole(("A", 2022, {6}, {7}), ("A", 2023, {5}, {8}), ("B", 2023, set(range(1, 20)), set()))
    change = groups[2023]["change"]
    assert (change["since"], change["communes"]) == (["2022"], 1)
    assert (change["mean_before"], change["mean_now"]) == (17, 17)
    turned = {entry.pop("code"): {name for name, n in entry.items() if n} for entry in change["criteria"]}
    assert turned == {"5": {"lost"}, "6": {"gained"}, "7": {"settled"}, "8": {"unsettled"}}
    assert groups[2022]["change"] is None


def test_the_change_of_the_mean_follows_from_what_turned(whole):
    rows = [
        (f"X{n}", year, {(n * year) % 19 + 1, n + 1}, {(n + year) % 17 + 1})
        for n in range(6)
        for year in (2022, 2024)
    ]
    change = whole(*rows)[2024]["change"]
    sums = {
        name: sum(entry[name] for entry in change["criteria"])
        for name in ("gained", "lost", "settled", "unsettled")
    }
    net = sums["gained"] + sums["settled"] - sums["lost"] - sums["unsettled"]
    assert net / 6 == pytest.approx(change["mean_now"] - change["mean_before"], abs=1e-6)
    assert any(sums.values())


def test_communes_that_changed_band_are_named(whole):
    change = whole(("A", 2022, {5}, set()), ("B", 2022, {5}, set()), ("A", 2023, set(), set()), ("B", 2023, {6}, set()))[2023]["change"]  # fmt: skip
    assert change["moved"] == [{"commune": "A", "commune_code": None, "from": "15-18", "to": "19"}]
    assert "A 15-18 → 19" in change["message"]


def test_a_year_the_set_does_not_judge_is_no_period_before(whole):
    assert whole(("A", 2021, {5}, set()), ("A", 2023, {5}, set()))[2023]["change"] is None


def test_the_frame_of_groups_counts_those_at_risk(csv_file):
    path = csv_file([["commune", "year", *CODES], ["A", 2023, *["Cơ bản đạt"] * 19]])
    result = ntm.evaluate(path)
    frame = result.groups
    said = [entry["at_risk"] for group in result.to_dict()["groups"] for entry in group["criteria"]]
    assert frame["at_risk"].tolist() == said
    assert sum(said)


def test_a_commune_with_several_periods_in_a_year_is_one(run, csv_file):
    rows = [[name, "Lai Châu", period, "Đạt"] for period in ("2023-Q3", "2023-Q4") for name in ("A", "B")]
    path = csv_file([["commune", "province", "period", "16"], *rows])
    (group,) = (g for g in ntm.evaluate(path).to_dict()["groups"] if g["level"] == "all")
    assert (group["communes"], group["change"]["communes"]) == (2, 2)
    assert sum(group["bands"].values()) == 4
    assert "2 commune(s), 4 results of several periods, mean 1/19" in run("evaluate", path).out
