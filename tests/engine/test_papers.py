"""Papers beside verdicts: which hold on the day judged, and that they change no status."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ntm_rules as ntm
from ntm_rules.definitions.owners import Whose, load_owners
from ntm_rules.engine.paper_columns import paper_headers
from ntm_rules.tables.periods import read_period

MET: dict[str, Any] = {
    "province": "Lai Châu", "year": 2023, "1.1": "Đạt", "2.1": "100% - Đạt", "10": 60, "13.3": "Đạt",
    "15.1": 95, "15.2": "Đạt", "15.3": 10, "4.2": 50,
}  # fmt: skip


def evaluated(papers: list[dict[str, Any]], *communes: dict[str, Any], **how: Any) -> ntm.Evaluation:
    rows = [{"commune": "Xã Mẫu 1", **MET, **more} for more in communes or ({},)]
    columns = ["commune", "indicator", *{key for paper in papers for key in paper}]
    documents = pd.DataFrame(papers, columns=list(dict.fromkeys(columns)), dtype=object)
    if not papers:
        documents.loc[0] = ["Xã ngoài bảng", "1"]
    return ntm.evaluate(pd.DataFrame(rows, dtype=object), documents=documents, **how)


def state(result: ntm.Evaluation, code: str, commune: int = 0) -> str | None:
    found = result.to_dict()["communes"][commune]["criteria"]
    return {i["code"]: i["paper"] for c in found for i in c["indicators"]}[code]


def paper(indicator: str, **more: Any) -> dict[str, Any]:
    return {"commune": "Xã Mẫu 1", "indicator": indicator, **more}


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        # 15.2: for its year.
        (paper("15.2", period="2023"), "valid"),
        (paper("15.2", period="2023", date="20/01/2024"), "valid"),
        (paper("15.2", date="20/12/2023"), "valid"),
        (paper("15.2", period="2022"), "lapsed"),
        (paper("15.2", date="20/12/2022"), "lapsed"),
        (paper("15.2", date="20/01/2024"), "missing"),
        (paper("15.2", period="2024"), "missing"),
        (paper("15.2"), "undated"),
        (paper("15.2", period="2022", valid_to="31/12/2023"), "valid"),
        (paper("15.2", period="2023", valid_to="30/12/2023"), "lapsed"),
        (paper("15"), "undated"),
        (paper("15.3", period="2023"), "missing"),
        # 10: for its year only, whatever end it names.
        (paper("10", period="2022", valid_to="2025"), "lapsed"),
        (paper("10", period="2023"), "valid"),
        # 15.1: for its day, so for its period.
        (paper("15.1", date="05/01/2023"), "valid"),
        (paper("15.1", date="31/12/2022"), "lapsed"),
        # 1.1 and 13.3: to an end that must be named.
        (paper("1.1", date="15/6/2021", valid_to="2025"), "valid"),
        (paper("1.1", date="15/6/2021"), "undated"),
        (paper("13.3", valid_to="30/6/2023"), "lapsed"),
        # 2.1: until the next survey, which has no date.
        (paper("2.1"), "valid"),
        (paper("2", date="01/01/2015"), "valid"),
        (paper("2.1", valid_to="2022"), "lapsed"),
    ],
    ids=str,
)
def test_a_paper_holds_as_its_end_or_practice_says(more: dict[str, Any], expected: str) -> None:
    code = {"15": "15.2", "15.3": "15.2", "2": "2.1"}.get(more["indicator"], more["indicator"])
    assert state(evaluated([more]), code) == expected


def test_of_several_papers_the_best_counts() -> None:
    result = evaluated([paper("15.2", period="2022"), paper("15.2", period="2023"), paper("15.2")])
    assert state(result, "15.2") == "valid"
    frame = result.papers.query("indicator == '15.2'")
    assert frame["document_state"].tolist() == ["lapsed", "valid", "undated"]
    assert set(frame["state"]) == {"valid"}


def test_nothing_is_asked_of_what_is_not_met_or_where_practice_names_no_paper() -> None:
    result = evaluated([])
    assert state(result, "4.2") is None
    assert state(result, "15.3") == "not_required"
    assert state(result, "15.2") == "missing"


def test_a_paper_without_a_figure_is_said() -> None:
    result = evaluated([paper("12.1", period="2023"), paper("2.2", period="2023")])
    assert state(result, "12.1") == "no_figure"
    (warning,) = [w for w in result.warnings if w.kind == "papers_wanting"]
    assert warning.facts["no_figure"] == 2
    # Where the level is what is missing, a figure is there.
    assert state(evaluated([paper("2.1")], {"2.1": 90}), "2.1") is None


def test_papers_change_no_status() -> None:
    with_papers = evaluated([paper("15.2", period="2022")])
    rows = pd.DataFrame([{"commune": "Xã Mẫu 1", **MET}], dtype=object)
    pd.testing.assert_frame_equal(with_papers.indicators, ntm.evaluate(rows).indicators)


def test_a_day_put_in_place_of_december_judges_the_papers_too() -> None:
    expires = paper("13.3", valid_to="30/6/2023")
    assert state(evaluated([expires], as_of=date(2023, 6, 30)), "13.3") == "valid"


def test_each_period_of_a_commune_has_its_own_papers() -> None:
    result = evaluated(
        [paper("15.2", period="2023"), paper("2.1", period="2024")], {"year": 2023}, {"year": 2024}
    )
    assert [state(result, "15.2", n) for n in (0, 1)] == ["valid", "lapsed"]
    assert [state(result, "2.1", n) for n in (0, 1)] == ["missing", "valid"]


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({"commune": "xã MẪU 1"}, True),
        ({"commune": "Mẫu 1"}, True),
        ({"commune": "Xã Mậu 1"}, False),
        ({"commune": "Xã Mẫu 1", "district": "Huyện khác"}, False),
        ({"commune": "Xã Mẫu 1", "district": "HUYỆN MẪU", "province": "lai chau"}, True),
        ({"commune": "tên khác", "commune_code": "3100"}, True),
        ({"commune": "Xã Mẫu 1", "commune_code": "03101"}, False),
    ],
    ids=str,
)
def test_communes_match_by_code_else_as_the_table_tells_them_apart(said: dict[str, Any], found: bool) -> None:
    commune = {"district": "Huyện Mẫu", "commune_code": "03100"}
    result = evaluated([{**paper("15.2", period="2023"), **said}], commune)
    assert (state(result, "15.2") == "valid") is found
    assert ("documents_not_joined" in {w.kind for w in result.warnings}) is not found


def test_a_name_of_two_communes_is_refused_unless_told_apart() -> None:
    two = ({"district": "Huyện A"}, {"district": "Huyện B"})
    with pytest.raises(ntm.InputError) as caught:
        evaluated([paper("15.2", period="2023")], *two)
    (problem,) = caught.value.problems
    assert (problem.kind, problem.row, problem.value) == ("ambiguous_commune", 2, "Xã Mẫu 1")
    result = evaluated([paper("15.2", period="2023", district="Huyện B")], *two)
    assert [state(result, "15.2", n) for n in (0, 1)] == ["missing", "valid"]


def test_papers_of_communes_and_periods_not_in_the_table_are_told_and_not_lost() -> None:
    other = {**paper("15.2", period="2023"), "commune": "Xã Mẫu 11"}
    result = evaluated([other, paper("15.2", period="2022"), paper("15.2", period="2023")])
    communes, periods = (w for w in result.warnings if w.kind == "documents_not_joined")
    assert (communes.facts["rows"], communes.facts["communes"]) == ([2], ["Xã Mẫu 11"])
    assert "Xã Mẫu 1" in str(communes.remedy)
    assert (periods.facts["rows"], periods.facts["periods"]) == ([3], ["2022"])


def test_from_july_2025_the_commune_and_the_department_answer() -> None:
    rows = {"year": 2025, "province": "Lai Châu"}
    (office,) = {
        entry["office"]: entry
        for entry in evaluated([], rows).to_dict()["papers"]
        if "15" in entry["criteria"]
    }.values()
    assert (office["level"], office["settled"], office["evidence"]) == ("commune", False, "unverified")
    assert "not settled" in office["office"]


def test_the_frame_is_tidy_and_has_headers_in_both_languages() -> None:
    result = evaluated([paper("15.2", period="2022", date="10/01/2022", number="=1+1")])
    frame = result.papers
    assert list(frame.columns) == list(paper_headers())
    row = frame.query("indicator == '15.2'").iloc[0]
    assert (row["state"], row["number"], row["source_row"]) == ("lapsed", "=1+1", 2)
    assert row["date"] == pd.Timestamp(2022, 1, 10)
    missing = frame.query("state == 'missing'")
    assert missing["source_row"].isna().all()
    assert missing["number"].isna().all()
    with ntm.language("vi"):
        assert paper_headers()["office"] == "Cơ quan phụ trách"
        assert "Trung tâm Y tế huyện" in set(result.papers["office"])


def test_without_documents_nothing_of_them_is_there() -> None:
    result = ntm.evaluate(pd.DataFrame([{"commune": "Xã Mẫu 1", **MET}], dtype=object))
    found = result.to_dict()
    assert not {"papers", "documents"} & found.keys()
    assert "papers" not in found["communes"][0]
    assert "paper" not in found["communes"][0]["criteria"][0]["indicators"][0]
    with pytest.raises(ntm.UsageError, match="documents"):
        _ = result.papers


def expected(papers: list[dict[str, Any]], code: str, year: int) -> str:
    """The state of an indicator that is met, worked out one paper at a time."""
    judged = date(year, 12, 31)
    proof = load_owners(ntm.load_set()).proof(code, Whose(judged, "Lai Châu", "Lai Châu"))
    if proof is None:
        return "not_required"
    best = ["missing"]
    for given_ in papers:
        if given_["indicator"] not in (code, code.split(".", maxsplit=1)[0]):
            continue
        period = read_period(given_["period"] or "")
        issued, end = given_["date"], given_["valid_to"]
        if period.first > judged if period else issued is not None and issued > judged:
            continue
        of = period.last.year if period else issued.year if issued else None
        by_year = "undated" if of is None else "valid" if of == year else "lapsed"
        rule = {"year": by_year, "that_year_only": by_year, "day": by_year,
                "plan_period": "undated", "certificate_date": "undated"}.get(proof.holds, "valid")  # fmt: skip
        if end is not None and end < judged:
            best.append("lapsed")
        elif end is not None and proof.holds != "that_year_only":
            best.append("valid")
        else:
            best.append(rule)
    return max(best, key=["missing", "lapsed", "undated", "valid"].index)


DAYS = st.none() | st.dates(date(2021, 1, 1), date(2025, 12, 31))
PAPERS = st.lists(
    st.fixed_dictionaries(
        {
            "commune": st.just("Xã Mẫu 1"),
            "indicator": st.sampled_from(["1.1", "2", "2.1", "10", "13.3", "15", "15.1", "15.2", "15.3"]),
            "period": st.none() | st.sampled_from(["2022", "2023", "2024"]),
            "date": DAYS,
            "valid_to": DAYS,
        }
    ).filter(lambda p: not (p["date"] and p["valid_to"]) or p["date"] <= p["valid_to"]),
    max_size=6,
)  # fmt: skip


@settings(max_examples=8, deadline=None)
@given(PAPERS)
@pytest.mark.slow
def test_the_join_says_what_one_paper_at_a_time_says(papers: list[dict[str, Any]]) -> None:
    years = (2022, 2023)
    result = evaluated(papers, *({"year": year} for year in years))
    for number, year in enumerate(years):
        for code in ("1.1", "2.1", "10", "13.3", "15.1", "15.2", "15.3"):
            assert state(result, code, number) == expected(papers, code, year), (code, year)
