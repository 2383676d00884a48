"""`criteria show` and `criteria audit --province`: conditions, either-or, by sex, titles; one province's rows."""

from __future__ import annotations

import csv
import io
import json

import pytest
import yaml

from ntm_rules.definitions.load import load_set

SET = "commune-2021-2025"
BINH_PHUOC = "binh-phuoc-2022-difficult"


def listed(run, *arguments, lang="en"):
    return json.loads(run("criteria", *arguments, "--format", "json", "--lang", lang).out)


def in_words(run, *arguments, lang="en"):
    """The column that says how a comparison is asked, of a CSV and of the table on the terminal."""
    text = run("criteria", *arguments, "--format", "csv", "--lang", lang).out
    rows = list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))
    table = " ".join(run("criteria", *arguments, "--lang", lang).out.replace("│", " ").split())
    return rows, table


@pytest.mark.parametrize(
    ("key", "condition"),
    [("level1_more_than_3_schools", "school_count > 3"), ("level1_up_to_3_schools", "school_count <= 3"), ("school_facility_minimum_pct", "")],
)  # fmt: skip
def test_schools_are_shown_with_the_number_of_schools_that_they_hang_on(run, key, condition):
    rows = [row for row in listed(run, "show", SET, "5") if row["key"] == key]
    assert rows
    assert {row["condition"] for row in rows} == {condition}
    words, _ = in_words(run, "show", SET, "5")
    hang = {row["how"] for row in words if row["level"] in ("70", "50")}
    assert len(hang) == 2
    assert any("> 3" in how for how in hang)
    assert any("≤ 3" in how for how in hang)


def test_an_indicator_of_craft_villages_says_that_it_is_asked_where_there_is_one(run):
    (row,) = [row for row in listed(run, "show", SET, "13.4") if row["condition"]]
    assert row["condition"] == "has_craft_village"
    (words, *_), table = in_words(run, "show", SET, "13.4", lang="vi")
    assert words["how"].startswith("xét khi ")
    assert "xét khi" in table


def test_either_of_the_two_of_13_1_serves_from_march_2024(run):
    either = ["cooperative_effective", "cooperative_group_effective"]
    assert {row["from"]: row["any_of"] for row in listed(run, "show", SET, "13.1")} == {
        "2022-03-08": [],
        "2024-03-01": either,
    }
    words, table = in_words(run, "show", SET, "13.1")
    assert [bool(row["how"]) for row in words] == [False, True, True]
    assert "one of these is enough" in table


@pytest.mark.parametrize(("code", "by_sex"), [("12.1", True), ("12.2", True), ("14.2", True), ("15.1", True), ("14.1", False), ("10", False)])  # fmt: skip
def test_what_women_and_men_must_both_reach_is_marked(run, code, by_sex):
    assert {row["by_sex"] for row in listed(run, "show", SET, code)} == {by_sex}
    words, table = in_words(run, "show", SET, code)
    assert {"women" in row["how"] for row in words} == {by_sex}
    assert ("for women and for men" in table) == by_sex


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_each_level_is_shown_under_the_title_of_its_day(run, lang):
    indicator = load_set().indicators["13.1"]
    before, after = (getattr(title, lang) for title in indicator.titles)
    rows = listed(run, "show", SET, "13.1", lang=lang)
    assert [row["title"] for row in rows] == [before, after, after]
    words, table = in_words(run, "show", SET, "13.1", lang=lang)
    assert [row["title"] for row in words] == [before, after, after]
    assert " ".join(before.split()[:4]) in table


def test_a_level_for_some_communes_says_for_which(run):
    rows = listed(run, "show", SET, "2.1", "--province-set", BINH_PHUOC)
    assert {row["origin"]: row["applies_to"] for row in rows} == {
        "national": [],
        BINH_PHUOC: ["especially_difficult"],
    }
    words, _ = in_words(run, "show", SET, "2.1", "--province-set", BINH_PHUOC)
    assert ["difficult" in row["how"] for row in words] == [False, True]


@pytest.mark.parametrize("name", ["Bình Phước", "bình phước", "Tỉnh Bình Phước"])
def test_audit_of_a_province_lists_its_own_rows_alone(run, name):
    rows = listed(run, "audit", "--province", name)
    assert {row["origin"] for row in rows} == {BINH_PHUOC}
    assert {row["indicator"] for row in rows} == {"2.1", "2.2", "2.3", "2.4", "10"}
    words, table = in_words(run, "audit", "--province", name)
    assert [row["indicator"] for row in words] == [row["indicator"] for row in rows]
    assert "17.1" not in table
    assert len(listed(run, "audit", "--province", name, "--grade", "signed")) == 0


def test_audit_of_a_province_takes_the_set_of_a_file_with_its_own_indicators(run, tmp_path):
    sourced = {"evidence": "guidance", "source": "1/QĐ-UBND", "from": "2024-10-22"}
    require = {"flag": "postal_point", "levels": [sourced]}
    whole = {
        "id": "own", "set": SET, "province": "Lai Châu", "title": {"vi": "Bộ", "en": "Set"}, "decision": {"number": "1/QĐ-UBND"},
        "levels": [{**sourced, "overrides": "16/cultural_village_pct", "value": 60}],
        "indicators": [{"criterion": "8", "code": "8.5", "titles": [{**sourced, "vi": "Bưu cục", "en": "Post"}], "rules": [{"from": "2024-10-22", "require": require}]}],
    }  # fmt: skip
    path = tmp_path / "own.yaml"
    text = yaml.safe_dump(whole, allow_unicode=True, sort_keys=False)
    path.write_text(text.replace("'2024-10-22'", "2024-10-22"), encoding="utf-8")
    rows = listed(
        run, "audit", "--province", "Lai Châu", "--province-set", path, "--province-set", BINH_PHUOC
    )
    assert {(row["kind"], row["indicator"]) for row in rows} == {("level", "16"), ("level", "8.5"), ("title", "8.5")}  # fmt: skip


@pytest.mark.parametrize("name", ["Lai Châu", "Atlantis"])
def test_audit_of_a_province_without_a_set_says_so(run, name):
    ran = run("criteria", "audit", "--province", name, "--lang", "en")
    assert ran.code
    assert ran.out == ""
    assert name in ran.err
    assert "Bình Phước" in ran.err
    assert "--province-set" in ran.err


@pytest.mark.parametrize(
    ("code", "vi", "en"),
    [
        ("13.1", "báo chí tóm tắt Quyết định 211/QĐ-TTg", "press summaries of Quyết định 211/QĐ-TTg"),
        ("8", "cổng thông tin tỉnh Thái Nguyên", "provincial portal, Thái Nguyên"),
        ("5", "Quyết định 1491/QĐ-BGDĐT", "Quyết định 1491/QĐ-BGDĐT"),
    ],
)
def test_sources_are_told_in_the_language_of_the_reader(run, csv_file, code, vi, en):
    """A document by its title in both; what was read elsewhere in the words of each."""
    for lang, own in (("vi", vi), ("en", en)):
        sources = " ".join(row["source"] for row in listed(run, "show", SET, code, lang=lang))
        assert own in sources
        assert vi == en or (en if lang == "vi" else vi) not in sources
    path = csv_file("commune,province,year,13.1\nXã Mẫu 1,Lai Châu,2024,Đạt\n")
    page = run("explain", path, "--commune", "Xã Mẫu 1", "13.1", lang="vi").out
    assert "press summaries" not in page
