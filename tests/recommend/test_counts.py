"""The communes that a page counts beside a criterion are those whose statuses say what the text says of them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ntm_rules as ntm
from tests.recommend.test_advice import commune, judged, of_district
from tests.support.strategies import frame, rows

# Of which statuses each rule's text speaks.
SHORT = {"unmet", "basically_met"}
SPEAKS_OF = {
    "finish-the-unmet": SHORT,
    "build-together": SHORT,
    "earn-and-learn": SHORT,
    "lift-from-poverty": {"unmet"},
    "mobilise-the-people": {"unmet"},
    "lean-on-a-strong-community": {"unmet"},
    "clear-what-holds-money": {"unmet"},
    "collect-the-figures": {"unknown"},
    "settle-the-level": {"unknown"},
}
MANY = {"many_unmet": "unmet", "many_unknown": "unknown", "many_at_risk": "at_risk"}


def district(codes: list[dict[str, Any]], **keywords: Any) -> ntm.Evaluation:
    return judged(*(commune(f"Xã Mẫu {n}", **cells) for n, cells in enumerate(codes, start=1)), **keywords)


def of_the_communes(evaluation: ntm.Evaluation) -> dict[str, dict[str, dict[str, Any]]]:
    """Each commune's criteria by number."""
    found = evaluation.to_dict()["communes"]
    return {one["commune"]: {c["code"]: c for c in one["criteria"]} for one in found}


def counted(one: dict[str, Any]) -> dict[str, list[str]]:
    return {criterion["code"]: criterion["communes"] for criterion in one["facts"]["criteria"]}


def test_a_criterion_that_is_at_risk_or_undecided_is_not_counted_as_unmet() -> None:
    """Five of nine communes miss 11, two meet it narrowly and two have no figure: five are told."""
    shorts = [{"10": 20, "11": 40}] * 5 + [{"10": 20, "11": 12.9}] * 2 + [{"10": 20, "11": None}] * 2
    named = {"10": "income_per_capita", "11": "multidimensional_poverty_pct"}
    cells = [{named[code]: figure for code, figure in one.items()} for one in shorts]
    evaluation = district(cells)
    by_rule = {(one["rule"], tuple(one["answers"])): one for one in of_district(evaluation)}
    worked = next(one for (rule, _), one in by_rule.items() if rule == "earn-and-learn")
    assert counted(worked)["11"] == [f"Xã Mẫu {n}" for n in range(1, 6)]
    assert "11 Multidimensional poverty (5 " in worked["message"]
    assert len(counted(worked)["10"]) == 9


def test_the_page_counts_the_communes_that_miss_a_criterion(run, csv_file) -> None:
    """On the terminal, where many criteria stand by their numbers with the communes in brackets."""
    lines = [["Xã", "Huyện", "Tỉnh", "Năm", "5_appraised", "10", "11", "17_appraised"]]
    for number in range(1, 9):
        poverty = 40 if number < 5 else 12.9 if number < 7 else ""
        verdict = "Chưa đạt" if number < 7 else ""
        lines.append([f"Xã Mẫu {number}", "Huyện Mẫu", "Lai Châu", 2023, verdict, 20, poverty, verdict])
    page = " ".join(run("recommend", csv_file(lines), "--lang", "en").out.split())
    guided = re.search(r"Inspect and guide[^:]*: criteria (.*?) \(communes", page)
    assert guided
    numbers = dict(re.findall(r"(\d+) \((\d+)\)", guided[1]))
    assert (numbers["5"], numbers["10"], numbers["11"], numbers["17"]) == ("6", "8", "4", "6")


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(st.lists(rows(), min_size=2, max_size=7))
def test_counts_beside_criteria_are_those_of_the_statuses(drawn: list[dict[str, Any]]) -> None:
    _check(drawn)


@settings(max_examples=12, deadline=None)
@given(st.lists(rows(), min_size=2, max_size=5))
def test_counts_beside_criteria_are_those_of_the_statuses_in_a_few_districts(
    drawn: list[dict[str, Any]],
) -> None:
    _check(drawn)


def _check(drawn: list[dict[str, Any]]) -> None:
    place = {"province": "Lai Châu", "district": "Huyện Mẫu", "year": 2023}
    evaluation = ntm.evaluate(
        frame([{"commune": f"Xã Mẫu {n}", **row, **place} for n, row in enumerate(drawn, start=1)])
    )
    found = of_the_communes(evaluation)
    for group in evaluation.to_dict()["groups"]:
        for one in group["recommendations"]:
            for code, names in counted(one).items():
                assert names == _so(one, code, found), (one["rule"], code)
                _as_worded(one, code, names)


def _so(one: dict[str, Any], code: str, found: dict[str, dict[str, dict[str, Any]]]) -> list[str]:
    """The communes of a recommendation in which a criterion is what its rule speaks of, by the statuses alone."""
    if one["rule"] == "guide-the-communes":
        kinds = {MANY[fact.partition(":")[0]] for fact in one["facts"]["facts"] if fact.endswith(f":{code}")}
        return [name for name in one["communes"] if found[name][code]["status"] in kinds]
    if one["rule"] == "keep-what-is-at-risk":
        return [
            name
            for name in one["communes"]
            if found[name][code]["status"] == "met" and found[name][code]["at_risk"]
        ]
    if one["rule"] in ("collect-the-figures", "settle-the-level"):
        # Which of the two an undecided criterion needs is not in its status.
        names = counted(one)[code]
        assert names
        assert all(found[name][code]["status"] == "unknown" for name in names)
        return names
    if one["rule"] in SPEAKS_OF:
        return [name for name in one["communes"] if found[name][code]["status"] in SPEAKS_OF[one["rule"]]]
    # What was lost, is behind plan, or law and security: the facts of each commune say so.
    return counted(one)[code]


def _as_worded(one: dict[str, Any], code: str, names: list[str]) -> None:
    """The text says the number of communes, or the one of them; nothing where all that are named beside it are meant."""
    told = re.search(rf"(?:^|[ :]){code} [^(,:]*\((\d+|Xã Mẫu \d+)", one["message"])
    if told is not None:
        assert told[1] in (str(len(names)), *names[: len(names) == 1]), one["message"]
