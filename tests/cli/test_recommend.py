"""The command `recommend`, and what other commands show of recommendations."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from pathlib import Path

import jsonschema
import pytest

from ntm_rules.definitions.directives import load_notices

ROOT = Path(__file__).resolve().parents[2]
DISTRICT = ROOT / "fixtures" / "example-district-2023.csv"
MONEY = ROOT / "fixtures" / "programmes-2023.csv"
WIDTH = 100


@pytest.fixture(scope="module")
def in_tan_uyen(tmp_path_factory):
    """The example district under the name of the one that the notice speaks to."""
    path = tmp_path_factory.mktemp("district") / "communes.csv"
    path.write_text(DISTRICT.read_text(encoding="utf-8").replace("Huyện Mẫu", "Tân Uyên"), encoding="utf-8")
    return path


def printed(run, *arguments):
    ran = run("recommend", *arguments)
    assert ran.code == 0, ran.err
    return ran.out


def document(run, command, *arguments):
    ran = run(command, *arguments, "--format", "json")
    assert ran.code == 0, ran.err
    return json.loads(ran.out)


@pytest.mark.parametrize(
    ("spoken", "told"),
    [
        ("vi", ["SỐ LIỆU MINH HỌA", "Tổng cộng", "43,6 %", "chưa kiểm chứng", "Cơ quan thực hiện", "không viện dẫn"]),
        ("en", ["ILLUSTRATIVE DATA", "Together", "43.6 %", "unverified", "Who acts", "cites nothing"]),
    ],
)  # fmt: skip
def test_the_page_says_what_it_rests_on_in_both_languages(run, spoken, told):
    page = printed(run, DISTRICT, "--programmes", MONEY, "--lang", spoken)
    assert [words for words in told if words not in page] == []
    assert max(map(len, page.splitlines())) <= WIDTH
    assert "\x1b" not in page


def test_the_one_commune_of_a_criterion_is_named_and_none_is_left_over_alone(run):
    page = " ".join(printed(run, DISTRICT, "--programmes", MONEY, "--lang", "vi").split())
    assert "9 (Xã Mẫu 9)" in page
    assert not re.search(r"Xã Mẫu \d+ xã\)", page)
    assert "và 1 xã khác" not in page


def test_who_only_measures_the_income_is_asked_for_the_figure_and_not_to_raise_it(run, tmp_path):
    assert "– 10 Income: District division of agriculture." in " ".join(printed(run, DISTRICT).split())
    path = tmp_path / "communes.csv"
    path.write_text("commune,province,year,income_per_capita\nXã Mẫu 1,Lai Châu,2023,\n", encoding="utf-8")
    (told,) = document(run, "recommend", path)["communes"][0]["recommendations"]
    assert "Statistics branch" in told["actor"]
    assert "District division of agriculture" in told["actor"]


def test_the_money_of_a_group_stands_there_once(run):
    page = printed(run, DISTRICT, "--programmes", MONEY)
    assert page.count("58,759.9") == page.count("25,608.6") == 1
    assert "payable until" in page


def test_shared_advice_is_said_once_and_referred_to(run):
    """A commune names the numbers of its district's advice that are for it, and repeats none of it."""
    page = printed(run, DISTRICT, "--programmes", MONEY)
    district, *communes = re.split(r"\n\n(?=(?:Xã|Thị trấn) Mẫu)", page)
    (number,) = re.findall(r"(\d+)\. Ask residents for workdays", district)
    assert not any("Ask residents for workdays" in commune for commune in communes)
    second = next(commune for commune in communes if commune.startswith("Xã Mẫu 2 "))
    (numbers,) = re.findall(r"shared above: ([\d, ]+)", second)
    assert number in numbers.split(", ")


def test_only_advice_of_its_own_stands_under_a_commune(run):
    own = [
        one
        for commune in document(run, "recommend", DISTRICT)["communes"]
        for one in commune["recommendations"]
        if not one["shared"]
    ]
    page = printed(run, DISTRICT)
    under = page[page.index("\nXã Mẫu 1 ") : page.index("Examples by criterion")]
    assert " ".join(under.split()).count("; priority ") == len(own)


def test_the_notice_is_cited_where_it_speaks(run, in_tan_uyen):
    cited, elsewhere = printed(run, in_tan_uyen), printed(run, DISTRICT)
    assert "D2.3, section 2, dash 3" in cited
    assert "cites nothing" not in cited
    assert "section 2" not in elsewhere
    assert "Ids such as D1.1 are ours" in " ".join(cited.split())


def test_the_directives_that_are_used_are_told_in_full_once(run):
    page = " ".join(printed(run, DISTRICT).split())
    (notice,) = load_notices()
    used = {one["directive"] for one in _all(document(run, "recommend", DISTRICT))}
    for directive in notice.directives:
        assert page.count(directive.text.en) == (directive.id in used)


def _all(found):
    return [one for part in ("communes", "groups") for each in found[part] for one in each["recommendations"]]


def test_examples_are_marked_with_whose_word_they_are_and_what_they_move(run):
    page = " ".join(printed(run, DISTRICT).split())
    assert "no promise" in page
    assert re.search(r"10: convert low-yield rice land[^→]*\[the press\] → Income per head", page)


def test_a_page_of_a_single_commune_needs_no_group(run, csv_file):
    one = csv_file("commune,province,year,10\nXã Mẫu 1,Lai Châu,2023,30\n")
    page = printed(run, one)
    assert "10 Income (10 Income per head 30 million VND/person/year against ≥ 42" in " ".join(page.split())
    assert "Money of the programmes" not in page


def test_several_districts_stand_under_all_communes(run, csv_file):
    rows = "".join(f"Xã {n},Huyện {n % 2},Lai Châu,2023,{30 + n}\n" for n in range(4))
    page = printed(run, csv_file("commune,district,province,year,10\n" + rows))
    headings = [line for line in page.splitlines() if line.endswith("commune(s)")]
    assert headings == [
        "All communes, 2023: 4 commune(s)",
        "Huyện 0, Lai Châu, 2023: 2 commune(s)",
        "Huyện 1, Lai Châu, 2023: 2 commune(s)",
    ]


def test_its_document_is_that_of_the_evaluation_with_the_recommendations_alone(run):
    given = (DISTRICT, "--programmes", MONEY)
    whole, found = document(run, "evaluate", *given), document(run, "recommend", *given)
    jsonschema.validate(whole, json.loads(run("criteria", "show", "--schema").out))
    assert found["programmes"] == whole["programmes"]
    for part in ("communes", "groups"):
        for one, other in zip(found[part], whole[part], strict=True):
            assert one.items() <= other.items()
            assert one["recommendations"]
    lines = run("recommend", *given, "--format", "jsonl").out.splitlines()
    assert [json.loads(line) for line in lines] == found["communes"]


def test_csv_has_a_row_for_each_recommendation(run):
    found = document(run, "recommend", DISTRICT)
    rows = list(csv.DictReader(io.StringIO(printed(run, DISTRICT, "--format", "csv").lstrip("\ufeff"))))
    assert [row["message"] for row in rows] == [one["message"] for one in _all(found)]


def test_the_markdown_page_has_a_row_for_each_recommendation_that_is_shown(run, tmp_path):
    page = tmp_path / "advice.md"
    assert run("recommend", DISTRICT, "--programmes", MONEY, "-o", page).code == 0
    text = page.read_text(encoding="utf-8")
    found = document(run, "recommend", DISTRICT, "--programmes", MONEY)
    district = next(group for group in found["groups"] if group["level"] == "district")
    own = sum(not one["shared"] for commune in found["communes"] for one in commune["recommendations"])
    shown = [line for line in text.splitlines() if re.search(r"\| priority \d+", line)]
    assert len(shown) == own + len(district["recommendations"])
    assert text.count("58,759.9") == 1
    assert "**ILLUSTRATIVE DATA**" in text


def test_invented_money_is_said_beside_real_communes(run, csv_file):
    """A page with invented money is marked even where the communes' own figures are not."""
    communes = csv_file("commune,district,province,year,10\nXã Mẫu 1,Huyện Mẫu,Lai Châu,2023,30\n")
    assert "ILLUSTRATIVE" not in printed(run, communes)
    for form in ("table", "md"):
        assert "ILLUSTRATIVE DATA" in printed(run, communes, "--programmes", MONEY, "--format", form)


def test_the_table_of_an_evaluation_ends_with_what_to_do_first(run):
    out = run("evaluate", DISTRICT, "--programmes", MONEY).out
    first = out[out.index("To do first: Huyện Mẫu") :]
    assert [line.split()[0] for line in first.splitlines() if re.match(r"  \d\. ", line)] == [
        "1.",
        "2.",
        "3.",
    ]
    assert "ntm-rules recommend FILE" in first


def test_explain_leads_from_the_value_to_the_directive(run):
    """Rule by rule: facts, what they add up to, and what is asked."""
    out = run("explain", DISTRICT, "--commune", "Xã Mẫu 8", "10").out
    value = out.index("28.4 million VND/person/year")
    chain = [
        "1. criteria 10, 11, 12: unmet → Income, poverty and labour are unmet together [livelihoods-together]",
        "2. criteria 14, 15: unmet → Education or health is unmet [services-short]",
        "3. Income, poverty and labour are unmet together; Education or health is unmet → Poverty of many sides",
        "→ Work on all sides of poverty at once [lift-from-poverty]",
        "→ D2.2: Explain and mobilise",
    ]
    places = [value, *(out.index(step) for step in chain[:-1])]
    assert places == sorted(places)
    assert chain[-1] in out[places[-1] :]
    spoken = run("explain", DISTRICT, "--commune", "Xã Mẫu 8", "10", "--lang", "vi").out
    assert "tiêu chí 10, 11, 12: chưa đạt → Thu nhập, nghèo và lao động cùng chưa đạt" in spoken


def test_explain_cites_the_notice_where_it_speaks(run, in_tan_uyen):
    out = run("explain", in_tan_uyen, "--commune", "Xã Mẫu 8", "10").out
    assert "Thông báo (không ghi số), tháng 01/2024, UBND huyện Tân Uyên, section 2, dash 3" in out


def test_explain_words_money_area_and_risks(run, csv_file):
    """Facts that are no status of a criterion stand there in words too."""
    communes = csv_file(
        "commune,district,province,year,recognised,area,10,15.1,construction_arrears\n"
        "Xã Mẫu 3,Huyện Mẫu,Lai Châu,2023,NTM,III,30,95,có\n"
    )
    for spoken, told in (
        ("en", ["area III", "the commune is recognised", "money lies idle that can serve criteria 10", "some criteria are decided"]),
        ("vi", ["xã khu vực III", "xã đã được công nhận", "còn vốn tồn đọng có thể dùng cho tiêu chí 10"]),
    ):  # fmt: skip
        out = run("explain", communes, "--commune", "Xã Mẫu 3", "--programmes", MONEY, "--lang", spoken).out
        assert [words for words in told if words not in out] == []


def test_explain_tells_what_answers_no_single_criterion(run, csv_file):
    headers = ["commune", "province", "year", *map(str, range(1, 20))]
    kept = csv_file([headers, ["Xã Mẫu 1", "Lai Châu", 2023, *["Đạt"] * 19]])
    out = run("explain", kept, "--commune", "Xã Mẫu 1", "--policies", _without_risks(csv_file)).out
    assert "⇒ D2.3: Keep the criteria that are met" in out


def _without_risks(csv_file):
    """The shipped policies on risks, all but the one on what was lost, which finds none here."""
    from ntm_rules.definitions.location import criteria_folder

    text = (criteria_folder() / "policies" / "at-risk.yaml").read_text(encoding="utf-8")
    head, policies = text.split("policies:\n", 1)
    entries = re.split(r"(?m)^(?=  - )", policies)
    return csv_file(head + "policies:\n" + next(e for e in entries if "kind: lost" in e), "policies.yaml")


@pytest.mark.parametrize("form", ["json", "csv", "table"])
def test_without_durable_rules_the_same_bytes_come_out_and_a_notice_stands_beside(run, monkeypatch, form):
    with_it = run("recommend", DISTRICT, "--programmes", MONEY, "--format", form)
    monkeypatch.delitem(sys.modules, "ntm_rules.recommend.durable", raising=False)
    monkeypatch.setitem(sys.modules, "durable", None)
    without = run("recommend", DISTRICT, "--programmes", MONEY, "--format", form)
    assert without.out == with_it.out
    assert "NTM340" in without.err
    assert "NTM340" not in without.out


def test_figures_alone_run_no_rules_and_tell_nothing_of_them(run, monkeypatch):
    monkeypatch.delitem(sys.modules, "ntm_rules.recommend.durable", raising=False)
    monkeypatch.setitem(sys.modules, "durable", None)
    assert "NTM340" not in run("evaluate", DISTRICT, "--format", "csv").err
