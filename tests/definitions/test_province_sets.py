"""Province sets laid over the national one: levels filled and tightened, indicators added, there only."""

from __future__ import annotations

import pytest
import yaml

import ntm_rules as ntm
from ntm_rules.definitions.provinces import looser_levels

BINH_PHUOC = "binh-phuoc-2022-difficult"
ROADS = {"2.1": 100, "2.2": 80, "2.3": 50, "2.4": 70}


@pytest.fixture
def province_set(tmp_path):
    """Write a province set; what is given stands over a small one of Bình Phước."""

    def write(name="own", **changes):
        whole = {
            "id": name,
            "set": "commune-2021-2025",
            "province": "Bình Phước",
            "title": {"vi": "Bộ của tỉnh", "en": "The province's own"},
            "decision": {"number": "1/QĐ-UBND"},
            "levels": [],
            **changes,
        }
        path = tmp_path / f"{name}.yaml"
        path.write_text(yaml.safe_dump(whole, allow_unicode=True, sort_keys=False), encoding="utf-8")
        return path

    return write


def level(key, value, **changes):
    import datetime

    first = {"overrides": key, "from": datetime.date(2022, 7, 28), "value": value}
    return {**first, "evidence": "guidance", "source": "1/QĐ-UBND", **changes}


def days(year, month, day):
    import datetime

    return datetime.date(year, month, day)


ADDED = {
    "criterion": "2",
    "code": "2.5",
    "titles": [{"from": "2022-03-08", "evidence": "guidance", "source": "1/QĐ-UBND", "vi": "Đường ngõ cứng hóa", "en": "Alleys hardened"}],
    "rules": [
        {"from": "2022-03-08", "require": {"compare": "alley_road_hardened_pct", "op": ">=", "levels": [
            {"from": "2022-03-08", "evidence": "guidance", "source": "1/QĐ-UBND", "values": {"all": 60}}]}}
    ],
}  # fmt: skip


def dated(value):
    """Dates of a YAML text as the loader would find them."""
    import datetime

    if isinstance(value, dict):
        return {k: datetime.date.fromisoformat(v) if k == "from" else dated(v) for k, v in value.items()}
    return [dated(v) for v in value] if isinstance(value, list) else value


def refused(*paths):
    with pytest.raises(ntm.DefinitionError) as caught:
        ntm.load_set(province=paths)
    return caught.value.problems


def judged(csv_file, loaded, header, *rows):
    found = ntm.evaluate(csv_file([header, *rows]), loaded).indicators
    return found.set_index(["commune", "indicator"])


HEAD = ["commune", "province", "especially_difficult", "year", "2.1", "2.2", "2.3", "2.4", "10"]
FIGURES = [100, 80, 49, 70, 40]


def test_binh_phuoc_fills_the_roads_for_its_especially_difficult_communes_only(csv_file):
    loaded = ntm.load_set(province=BINH_PHUOC)
    found = judged(
        csv_file,
        loaded,
        HEAD,
        ["There", "Bình Phước", "có", 2023, *FIGURES],
        ["Other", "Bình Phước", "không", 2023, *FIGURES],
        ["Elsewhere", "Đồng Nai", "có", 2023, *FIGURES],
    )
    there = found.loc["There"]
    assert {code: there.loc[code, "threshold"] for code in ROADS} == ROADS
    assert [there.loc[code, "status"] for code in ROADS] == ["met", "met", "unmet", "met"]
    assert {there.loc[code, "origin"] for code in ROADS} == {BINH_PHUOC}
    for commune in ("Other", "Elsewhere"):
        rows = found.loc[commune].loc[list(ROADS)]
        assert set(rows["reason"]) == {"threshold_delegated"}
        assert set(rows["origin"]) == {"national"}


def test_without_the_province_set_the_roads_are_left_to_the_province(csv_file, national):
    found = judged(csv_file, national, HEAD, ["There", "Bình Phước", "có", 2023, *FIGURES])
    assert set(found.loc["There"].loc[list(ROADS), "reason"]) == {"threshold_delegated"}


@pytest.mark.parametrize(
    ("year", "origin", "threshold"), [(2022, BINH_PHUOC, 39), (2023, "national", 42), (2024, "national", 45)]
)
def test_the_income_of_binh_phuoc_stands_in_2022_alone(csv_file, year, origin, threshold):
    found = judged(
        csv_file, ntm.load_set(province=BINH_PHUOC), HEAD, ["A", "Bình Phước", "có", year, *FIGURES]
    )
    assert found.loc[("A", "10"), ["origin", "threshold"]].tolist() == [origin, threshold]


@pytest.mark.parametrize(("province", "old"), [("Bình Phước", ""), ("Đồng Nai", "Bình Phước")])
def test_after_july_2025_the_former_province_is_what_counts(csv_file, province, old):
    header = ["commune", "province", "old_province", "especially_difficult", "year", "2.1"]
    rows = [["A", province, old, "có", 2025, 100]]
    found = judged(csv_file, ntm.load_set(province=BINH_PHUOC), header, *rows)
    assert found.loc[("A", "2.1"), ["status", "origin"]].tolist() == ["met", BINH_PHUOC]


def test_a_province_set_without_rows_of_its_province_is_told(csv_file):
    path = csv_file("commune,province,year,10\nA,Hà Nội,2023,60\n")
    result = ntm.evaluate(path, ntm.load_set(province=BINH_PHUOC))
    assert [w.kind for w in result.warnings if BINH_PHUOC in w.message] == ["no_rows_for_province_set"]


def test_a_province_known_to_have_a_set_that_is_not_entered_is_told(csv_file):
    path = csv_file("commune,province,year,10\nA,Hà Tĩnh,2023,60\n")
    (warning,) = [w for w in ntm.evaluate(path).warnings if w.kind == "province_set_not_entered"]
    assert "36/2022/QĐ-UBND" in warning.message


def test_two_levels_of_equal_rank_are_refused_naming_both_places(province_set):
    first = province_set("first", levels=[level("10/income_per_capita", 45)])
    second = province_set("second", levels=[level("10/income_per_capita", 46)])
    (problem,) = refused(first, second)
    assert problem.kind == "province_conflict"
    text = str(problem)
    assert first.as_posix() + ":" in text
    assert second.as_posix() + ":" in text
    assert "10/income_per_capita" in text


def test_two_levels_of_equal_rank_in_one_file_are_refused(province_set):
    (problem,) = refused(
        province_set(levels=[level("10/income_per_capita", 45), level("10/income_per_capita", 46)])
    )
    assert problem.kind == "province_conflict"


@pytest.mark.parametrize("second", ["Bình Phước", "Tỉnh Bình Phước", "bình phước"])
def test_a_conflict_is_seen_however_the_province_is_written(province_set, second):
    one = province_set("one", levels=[level("10/income_per_capita", 45)])
    other = province_set("other", province=second, levels=[level("10/income_per_capita", 46)])
    assert {p.kind for p in refused(one, other)} == {"province_conflict"}


@pytest.mark.parametrize("province", ["Tỉnh Bình Phước", "bình phước"])
def test_a_province_set_decides_however_its_province_is_written(province_set, csv_file, province):
    loaded = ntm.load_set(
        province=province_set(province=province, levels=[level("2.1/commune_road_paved_pct", 80)])
    )
    found = judged(csv_file, loaded, HEAD, ["A", "Bình Phước", "", 2023, *FIGURES])
    assert found.loc[("A", "2.1"), "status"] == "met"


def test_levels_that_follow_each_other_or_are_of_two_provinces_do_not_conflict(province_set):
    import datetime

    one = province_set(
        "one",
        levels=[
            level("10/income_per_capita", 45, to=datetime.date(2023, 12, 31)),
            level("10/income_per_capita", 46, **{"from": datetime.date(2024, 1, 1)}),
        ],
    )
    other = province_set("other", province="Đồng Nai", levels=[level("10/income_per_capita", 60)])
    assert len(ntm.load_set(province=[one, other]).provinces) == 2


def test_a_level_for_some_communes_stands_before_one_for_all(province_set, csv_file):
    for_all = province_set("all", levels=[level("2.1/commune_road_paved_pct", 50)])
    loaded = ntm.load_set(province=[for_all, BINH_PHUOC])
    rows = (
        ["A", "Bình Phước", "có", 2023, 60, 1, 1, 1, 1],
        ["B", "Bình Phước", "không", 2023, 60, 1, 1, 1, 1],
    )
    found = judged(csv_file, loaded, HEAD, *rows)
    assert found.loc[("A", "2.1"), ["origin", "status"]].tolist() == [BINH_PHUOC, "unmet"]
    assert found.loc[("B", "2.1"), ["origin", "status"]].tolist() == ["all", "met"]


@pytest.mark.parametrize(
    ("key", "value", "looser"),
    [
        ("10/income_per_capita", 55, True),
        ("10/income_per_capita", 70, False),
        ("11/multidimensional_poverty_pct", 50, True),
        ("11/multidimensional_poverty_pct", 0.5, False),
        ("2.1/commune_road_paved_pct", 10, False),
    ],
)
def test_a_level_looser_than_the_nations_is_a_warning(province_set, key, value, looser):
    found = looser_levels(ntm.load_set(province=province_set(levels=[level(key, value)])))
    assert [p.kind for p in found] == (["looser_than_national"] if looser else [])
    assert all(p.line and key in p.message for p in found)


def test_validate_tells_of_looser_levels(province_set, run):
    path = province_set(levels=[level("10/income_per_capita", 1)])
    ran = run("criteria", "validate", "--province-set", path)
    assert ran.code == 0
    assert "looser" in ran.err
    assert f"{path.as_posix()}:" in ran.err


@pytest.mark.parametrize(
    "key", ["10/income", "10/households", "20/income_per_capita", "4.1/income_per_capita"]
)
def test_an_override_of_nothing_is_refused_by_name(province_set, key):
    (problem,) = refused(province_set(levels=[level(key, 1)]))
    assert (problem.kind, bool(problem.line)) == ("unknown_override", True)
    assert key in problem.message
    if key.startswith("10/"):
        assert "10/income_per_capita" in problem.expected


@pytest.mark.parametrize(
    ("key", "first", "last", "unbound", "instead"),
    [
        # The part ends with the amendment of March 2024: wholly after, partly after.
        ("17.1/centralised_water_household_pct", days(2024, 10, 22), None, "22/10/2024 – 31/12/2025", "17.1/clean_water_household_pct"),
        ("17.1/centralised_water_household_pct", days(2023, 1, 1), days(2024, 12, 31), "01/03/2024 – 31/12/2024", "17.1/clean_water_household_pct"),
        # The part begins with it.
        ("13.1/cooperative_group_effective", days(2023, 1, 1), None, "01/01/2023 – 29/02/2024", "13.1/cooperative_effective"),
        ("13.1/cooperative_group_effective", days(2024, 2, 29), days(2024, 2, 29), "on 29/02/2024;", "13.1/cooperative_effective"),
        # The set has ended.
        ("10/income_per_capita", days(2026, 1, 1), None, "01/01/2026", None),
        # The composition is that of the Red River Delta and the South-East alone.
        ("5/school_facility_level1_pct", days(2022, 7, 28), None, "28/07/2022 – 31/12/2025", "5/level1_up_to_3_schools"),
    ],
)  # fmt: skip
def test_a_level_that_meets_no_part_on_some_days_is_refused_naming_them_and_the_row_that_takes_it(
    province_set, run, key, first, last, unbound, instead
):
    """It would be left out in silence, and a commune below it found to meet the indicator."""
    value = 1.0 if key.startswith("13.1") else 20.0
    entry = level(key, value, **{"from": first}, **({"to": last} if last else {}))
    path = province_set(province="Lai Châu", levels=[entry])
    ran = run("criteria", "validate", "--province-set", path, "--lang", "en")
    assert ran.code
    (line,) = [line for line in ran.err.splitlines() if "NTM130" in line]
    assert f"{path.as_posix()}:" in line
    assert key in line
    assert unbound in line
    assert instead is None or instead in line.partition("To do:")[2]


@pytest.mark.parametrize(
    ("province", "key", "first", "last"),
    [
        ("Bình Phước", "17.1/centralised_water_household_pct", days(2021, 1, 1), days(2024, 2, 29)),
        ("Bình Phước", "17.1/clean_water_household_pct", days(2022, 7, 28), days(2026, 6, 30)),
        ("Bình Phước", "13.1/cooperative_group_effective", days(2024, 3, 1), None),
        # Its own column, and that of the Northern midlands, which its mountain communes take.
        ("Bình Phước", "5/school_facility_level1_pct", days(2022, 7, 28), None),
        ("Bình Phước", "5/level1_up_to_3_schools", days(2022, 7, 28), None),
    ],
)
def test_a_level_that_meets_a_part_on_each_day_of_the_set_is_taken(province_set, province, key, first, last):
    value = 1.0 if key.startswith("13.1") else 20.0
    entry = level(key, value, **{"from": first}, **({"to": last} if last else {}))
    assert ntm.load_set(province=province_set(province=province, levels=[entry])).provinces


def test_what_the_set_no_longer_asks_is_decided_as_an_indicator_of_the_provinces_own(province_set, csv_file):
    """The way out that the refusal names: 10 % does not meet the province's 20 %, and only there."""
    key = "centralised_water_household_pct"
    sourced = {"from": days(2024, 10, 22), "evidence": "guidance", "source": "1/QĐ-UBND"}
    require = {"compare": key, "op": ">=", "levels": [{**sourced, "values": {"all": 20}}]}
    own = {"criterion": "17", "code": "17.13", "titles": [{**sourced, "vi": "Nước tập trung", "en": "Supply"}],
           "rules": [{"from": days(2024, 10, 22), "require": require}]}  # fmt: skip
    loaded = ntm.load_set(province=province_set(indicators=[own]))
    header = ["commune", "province", "year", key]
    rows = [["Xã Mẫu 1", "Bình Phước", 2024, 10], ["Xã Mẫu 2", "Bình Phước", 2024, 20], ["Xã Mẫu 3", "Sơn La", 2024, 10]]  # fmt: skip
    found = judged(csv_file, loaded, header, *rows)["status"]
    assert found["Xã Mẫu 1", "17.13"] == "unmet"
    assert found["Xã Mẫu 2", "17.13"] == "met"
    assert found.get(("Xã Mẫu 3", "17.13"), "not_applicable") == "not_applicable"


def test_another_set_is_refused(province_set):
    (problem,) = refused(province_set(set="commune-2016-2020"))
    assert problem.kind == "unknown_set"
    assert "commune-2016-2020" in problem.message
    assert problem.file.endswith("own.yaml")


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"province": "Atlantis"}, "Atlantis"),
        ({"applies_to": {"fact": "especialy_difficult"}}, "especialy_difficult"),
        ({"levles": []}, "levles"),
        ({"levels": [level("10/income_per_capita", 1, source=None)]}, "source"),
        ({"levels": [level("10/income_per_capita", "45")]}, "number"),
        ({"levels": [{**level("10/income_per_capita", 1), "evidence": None}]}, "evidence"),
        ({"levels": [level("income_per_capita", 1)]}, "overrides"),
    ],
)
def test_a_malformed_province_set_is_refused_with_file_and_line(province_set, changes, word):
    problems = refused(province_set(**changes))
    assert any(word in str(p) for p in problems)
    assert all(p.file.endswith("own.yaml") and p.line for p in problems)


def test_an_indicator_of_a_provinces_own_is_asked_only_there(province_set, csv_file):
    loaded = ntm.load_set(province=province_set(indicators=[dated(ADDED)]))
    header = [
        "commune",
        "province",
        "year",
        "alley_road_hardened_pct",
        "2.1_verdict",
        "2.2_verdict",
        "2.3_verdict",
        "2.4_verdict",
    ]
    met = ["Đạt"] * 4
    path = csv_file(
        [
            header,
            ["Short", "Bình Phước", 2023, 59, *met],
            ["Enough", "Bình Phước", 2023, 60, *met],
            ["Blank", "Bình Phước", 2023, "", *met],
            ["Elsewhere", "Hà Nội", 2023, 59, *met],
        ]
    )
    result = ntm.evaluate(path, loaded)
    roads = result.criteria.query("criterion == '2'").set_index("commune")["status"].to_dict()
    assert roads == {"Short": "unmet", "Enough": "met", "Blank": "unknown", "Elsewhere": "met"}
    documents = {c["commune"]: c for c in result.to_dict()["communes"]}
    totals = {name: c["summary"]["indicators"]["total"] for name, c in documents.items()}
    assert totals == {"Short": 58, "Enough": 58, "Blank": 58, "Elsewhere": 57}
    asked = {
        name: "2.5" in {i["code"] for i in c["criteria"][1]["indicators"]} for name, c in documents.items()
    }
    assert asked == {"Short": True, "Enough": True, "Blank": True, "Elsewhere": False}


def test_the_statuses_that_are_counted_add_up_to_what_is_asked_in_the_place(province_set, csv_file):
    """An indicator of another province is not among those that do not apply here."""
    loaded = ntm.load_set(province=province_set(indicators=[dated(ADDED)]))
    header = ["commune", "province", "year", "alley_road_hardened_pct", "has_craft_village", "10"]
    rows = [
        ["Xã Mẫu 1", "Bình Phước", 2023, 59, "không", 100],
        ["Xã Mẫu 2", "Hà Nội", 2023, 59, "không", 100],
    ]
    here, elsewhere = (c["summary"] for c in ntm.evaluate(csv_file([header, *rows]), loaded).to_dict()["communes"])  # fmt: skip
    for summary in (here, elsewhere):
        for counted in (summary["criteria"], summary["indicators"]):
            statuses = ("met", "basically_met", "unmet", "unknown", "not_applicable")
            assert sum(counted[name] for name in statuses) == counted["total"]
            assert counted["counted"] == counted["met"] + counted["not_applicable"]
    assert here["indicators"]["unmet"] == elsewhere["indicators"]["unmet"] + 1
    assert here["indicators"]["not_applicable"] == elsewhere["indicators"]["not_applicable"] > 0


@pytest.mark.parametrize(
    ("title", "gap"),
    [
        ({"from": days(2022, 3, 8)}, None),
        ({"from": days(2023, 1, 1)}, "2022-03-08 to 2022-12-31"),
        ({"from": days(2022, 3, 8), "to": days(2024, 6, 30)}, "2024-07-01 to 2024-12-31"),
    ],
)
def test_an_own_indicator_of_several_rules_has_its_title_from_the_first_to_the_last(province_set, title, gap):
    """Whichever of its rules the file names first."""
    sourced = {"evidence": "guidance", "source": "1/QĐ-UBND"}

    def rule(first, last, value):
        span = {"from": first, "to": last}
        asked = {"compare": "alley_road_hardened_pct", "op": ">=", "levels": [{**span, **sourced, "values": {"all": value}}]}  # fmt: skip
        return {**span, "require": asked}

    rules = [rule(days(2024, 1, 1), days(2024, 12, 31), 70), rule(days(2022, 3, 8), days(2023, 12, 31), 60)]
    own = {"criterion": "2", "code": "2.5", "titles": [{**title, **sourced, "vi": "Đường ngõ", "en": "Alleys"}], "rules": rules}  # fmt: skip
    path = province_set(indicators=[own])
    if gap is None:
        assert ntm.load_set(province=path).indicators["2.5"]
    else:
        (problem,) = refused(path)
        assert (problem.kind, gap in problem.message) == ("dates", True)


@pytest.mark.parametrize(
    ("changes", "word"),
    [({"code": "2.4"}, "2.4"), ({"criterion": "20", "code": "20.1"}, "20"), ({"criterion": "3"}, "2.5")],
)
def test_an_indicator_that_does_not_fit_is_refused(province_set, changes, word):
    problems = refused(province_set(indicators=[dated({**ADDED, **changes})]))
    assert any(word in p.message for p in problems)
    assert all(p.file.endswith("own.yaml") and p.line for p in problems)


def test_an_added_variable_does_not_replace_one_of_the_nations(province_set):
    own = {"income_per_capita": {"kind": "flag", "label": {"vi": "a", "en": "a"}}}
    assert refused(province_set(variables=own))


@pytest.mark.parametrize("name", ["atlantis-2022", "none.yaml", ""])
def test_an_unknown_province_set_is_wrong_usage_that_names_those_there_are(name):
    with pytest.raises(ntm.UsageError) as caught:
        ntm.load_set(province=[name])
    assert BINH_PHUOC in str(caught.value)


def test_laying_one_over_leaves_the_national_set_as_it_was(national, province_set):
    before = national.evidence
    merged = ntm.load_set(province=province_set(levels=[level("10/income_per_capita", 99)]))
    assert national.evidence == before
    assert sum(merged.evidence.values()) > sum(before.values())
    assert ntm.load_set().provinces == ()


def test_another_law_has_another_digest(national, province_set):
    """The digest says by which levels a result was judged; with a province's they are others."""
    merged = ntm.load_set(province=province_set(levels=[level("10/income_per_capita", 99)]))
    again = ntm.load_set(province=province_set(levels=[level("10/income_per_capita", 98)]))
    assert len({national.digest, merged.digest, again.digest}) == 3
