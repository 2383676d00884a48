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
