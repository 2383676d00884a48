"""A set with one thing broken is refused with file and line."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

import ntm_rules as ntm
from ntm_rules.definitions.lint import check_variables
from ntm_rules.definitions.models import Variable

INCOME, WATER, SCHOOLS, HEALTH = (
    "10-income.yaml",
    "17-environment-food-safety.yaml",
    "05-schools.yaml",
    "15-health.yaml",
)
FIRST_LEVEL = "            - from: 2022-03-08\n              to: 2022-12-31\n"


def test_the_untouched_copy_is_sound(folder):
    loaded = ntm.load_set(folder)
    assert (len(loaded.criteria), len(loaded.indicators)) == (19, 57)


# What is broken: file, text, its replacement, kind, a word of the message, lines below the text's first line.
BREAKS = {
    "a letter of a key of the criterion": (INCOME, "group: economy", "groop: economy", "schema", "groop", 0),
    "a letter of a key of a rule": (INCOME, "        require:\n", "        requires:\n", "schema", "requires", 0),
    "a letter of a key of a comparison": (INCOME, "          levels:", "          level:", "schema", "level", 0),
    "a letter of a key of a level": (INCOME, "evidence: unverified", "evidense: unverified", "schema", "evidense", 0),
    "a letter of a key of a title": (INCOME, "confidence: medium", "confidense: medium", "schema", "confidense", 0),
    "a letter of a key of the head": ("set.yaml", "decision:", "desision:", "schema", "desision", 0),
    "a letter of compare": (INCOME, "compare: income", "compar: income", "schema", "compare", None),
    "a duplicate key": (INCOME, "group: economy\n", "group: economy\ngroup: society\n", "duplicate_key", "group", 1),
    "a duplicate key deep inside": (INCOME, '          op: ">="\n', '          op: ">="\n          op: "<="\n', "duplicate_key", "op", 1),
    "a duplicate region": (INCOME, "values: {TDMNPB: 39}", "values: {TDMNPB: 39, TDMNPB: 40}", "duplicate_key", "TDMNPB", 0),
    "an unknown region of a level": (INCOME, "values: {TDMNPB: 39}", "values: {TDMNBP: 39}", "unknown_region", "TDMNBP", None),
    "an unknown region of a rule": (SCHOOLS, "regions: [DBSH, DNB]", "regions: [DBSH, DNP]", "unknown_region", "DNP", None),
    "an unknown column": ("set.yaml", "column: TDMNPB", "column: TDMNBP", "unknown_region", "TDMNBP", None),
    "an unknown fact": ("set.yaml", "{fact: especially_difficult}", "{fact: especialy_difficult}", "unknown_variable", "especialy_difficult", None),
    "overlapping dates of levels": (INCOME, "- from: 2023-01-01", "- from: 2022-12-31", "dates", "2022-12-31", 0),
    "gapped dates of levels": (INCOME, "- from: 2023-01-01", "- from: 2023-01-02", "dates", "2023-01-01", None),
    "overlapping compositions": (HEALTH, "        to: 2024-02-29\n        require", "        to: 2024-03-01\n        require", "dates", "2024-03-01", None),
    "gapped compositions": (HEALTH, "        to: 2024-02-29\n        require", "        to: 2024-02-28\n        require", "dates", "2024-02-29", None),
    "a set that begins before its levels": ("set.yaml", "from: 2022-03-08\nto:", "from: 2022-03-07\nto:", "dates", "2022-03-07", None),
    "a set that ends after its levels": ("set.yaml", "to: 2025-12-31", "to: 2026-12-31", "dates", "2026-12-31", None),
    "gapped titles": (HEALTH, "        to: 2024-02-29\n        evidence", "        to: 2024-02-27\n        evidence", "dates", "2024-02-28", None),
    "an undated level": (INCOME, FIRST_LEVEL + "              evidence", "            - to: 2022-12-31\n              evidence", "schema", "from", 0),
    "a level that ends before it begins": (INCOME, FIRST_LEVEL, FIRST_LEVEL.replace("2022-12-31", "2022-01-01"), "schema", "ends before", 0),
    "a date that is none": (INCOME, "to: 2022-12-31", "to: 2022-13-31", "yaml_syntax", "2022-13-31", 0),
    "a level without a grade": (INCOME, "              evidence: unverified\n", "", "schema", "evidence", None),
    "a grade there is not": (INCOME, "evidence: press", "evidence: hearsay", "schema", "signed", 0),
    "a graded level without a source": (INCOME, "evidence: unverified", "evidence: guidance", "schema", "source", None),
    "a press level without a source": (INCOME, '              source:\n                vi: "vietnamnet 2024 về Kon Tum, có nêu Quyết định 318/QĐ-TTg"\n                en: "vietnamnet 2024 on Kon Tum, naming Quyết định 318/QĐ-TTg"\n', "", "schema", "source", None),
    "an unverified level without a note": (INCOME, '              note: "pattern: the 2020 figure of the previous set plus 3, then plus 3 a year"\n', "", "schema", "note", None),
    "a delegated level with a value": ("02-roads.yaml", "values: {all: null}", "values: {all: 80}", "schema", "delegated", None),
    "a level that is text": (INCOME, "values: {TDMNPB: 39}", 'values: {TDMNPB: "39"}', "schema", "number", 0),
    "a level that is yes": (INCOME, "values: {TDMNPB: 39}", "values: {TDMNPB: yes}", "schema", "number", 0),
    "a level that is no number": (INCOME, "values: {TDMNPB: 39}", "values: {TDMNPB: .nan}", "yaml_syntax", ".nan", 0),
    "an infinite level": (INCOME, "values: {TDMNPB: 39}", "values: {TDMNPB: .inf}", "yaml_syntax", ".inf", 0),
    "a region forgotten": (INCOME, "values: {TDMNPB: 39}", "values: {all: 39}", "dates", "", None),
    "an operator there is not": (INCOME, 'op: ">="', 'op: "=>"', "schema", ">=", 0),
    "a strict operator": (INCOME, 'op: ">="', 'op: ">"', "set_shape", ">=", None),
    "an unknown variable": (INCOME, "compare: income_per_capita", "compare: income_per_head", "unknown_variable", "income_per_head", None),
    "a flag compared": ("08-information.yaml", "flag: postal_point", "flag: income_per_capita", "unknown_variable", "income_per_capita", None),
    "a doubled indicator": (HEALTH, 'code: "15.2"', 'code: "15.1"', "set_shape", "57", None),
    "an indicator of another criterion": (HEALTH, 'code: "15.2"', 'code: "16.2"', "set_shape", "16.2", None),
    "an indicator number unquoted": (HEALTH, 'code: "15.2"', "code: 15.2", "schema", "code", 0),
    "a criterion renumbered": (HEALTH, 'code: "15"', 'code: "16"', "set_shape", "16", None),
    "an unknown group": (INCOME, "group: economy", "group: economics", "set_shape", "economics", None),
    "a miscounted set": ("set.yaml", "indicators: 57", "indicators: 58", "set_shape", "58", None),
    "another id than the folder": ("set.yaml", "id: commune-2021-2025", "id: commune-2021-2026", "set_shape", "commune-2021-2026", None),
    "no titles": (INCOME, "titles:\n  - {from: 2022-03-08, evidence: recalled, confidence: high, vi: Thu nhập, en: Income}\n", "titles: []\n", "schema", "titles", 0),
    "bad YAML": (INCOME, "group: economy", "group: [economy", "yaml_syntax", "YAML", None),
    "a tab in YAML": (INCOME, "indicators:\n  - code", "indicators:\n\t- code", "yaml_syntax", "YAML", None),
    "a YAML tag that runs code": (INCOME, "group: economy", "group: !!python/object/apply:os.getcwd []", "yaml_syntax", "tag", 0),
    "a merge key": (INCOME, "group: economy", "<<: {group: economy}", "schema", "", None),
}  # fmt: skip


@pytest.mark.parametrize("case", BREAKS)
def test_one_thing_broken_is_refused_with_file_and_line(edit, refused, folder, case):
    name, old, new, kind, word, below = BREAKS[case]
    at = edit(name, old, new)
    problems = refused()
    found = [p for p in problems if p.kind == kind and word in p.message + (p.expected or "")]
    assert found, [str(p) for p in problems]
    files = [p.file for p in found]
    assert any(file.endswith((name, ".yaml")) for file in files)
    assert all(p.line for p in found), "a problem names its line"
    if below is not None:
        assert (folder / name).as_posix() in files
        assert at + below in [p.line for p in found]


@pytest.mark.parametrize("name", [INCOME, "01-planning.yaml", "19-defence-security.yaml"])
def test_a_deleted_file_is_refused(folder, refused, name):
    (folder / name).unlink()
    problems = refused()
    assert {p.kind for p in problems} == {"set_shape"}
    assert any("19" in p.message and "18" in p.message for p in problems)
    assert all(p.file.endswith("set.yaml") and p.line for p in problems)


def test_a_file_twice_is_refused(folder, refused):
    (folder / "10-income-again.yaml").write_bytes((folder / INCOME).read_bytes())
    assert {p.kind for p in refused()} == {"set_shape"}


@pytest.mark.parametrize("text", ["", "# nothing\n", "- a\n- b\n", "42\n", "\x00"])
def test_an_empty_or_shapeless_file_is_refused(folder, refused, text):
    (folder / INCOME).write_text(text, encoding="utf-8")
    assert any((p.file or "").endswith(INCOME) for p in refused())


def test_a_file_that_is_not_utf_8_is_refused(folder, refused):
    (folder / INCOME).write_bytes('code: "10"\ngroup: Thu nhập\n'.encode("utf-16"))
    assert any((p.file or "").endswith(INCOME) for p in refused())


def test_mistakes_in_several_files_are_told_together(edit, refused):
    edit(INCOME, "group:", "groop:")
    edit(HEALTH, "group:", "groop:")
    edit("set.yaml", "unit:", "uint:")
    files = {p.file.rpartition("/")[2] for p in refused()}
    assert files == {INCOME, HEALTH, "set.yaml"}


def test_an_edited_set_is_read_anew(edit, folder):
    """Whoever edits a level and loads again gets the edited level, in one session too."""
    before = ntm.load_set(folder)
    edit(INCOME, "values: {TDMNPB: 39}", "values: {TDMNPB: 40}")
    after = ntm.load_set(folder)
    assert before.digest != after.digest


@pytest.mark.parametrize("name", ["commune-1999", "", "commune-2021-2025/../nowhere", "10"])
def test_an_unknown_set_is_wrong_usage_that_names_those_there_are(name):
    with pytest.raises(ntm.UsageError) as caught:
        ntm.load_set(name)
    assert "commune-2021-2025" in str(caught.value)


@pytest.mark.parametrize("year", [2021, 2026])
def test_a_year_the_set_does_not_judge_is_refused(year):
    with pytest.raises(ntm.UsageError) as caught:
        ntm.load_set("commune-2021-2025", year=year)
    assert str(year) in str(caught.value)


@pytest.mark.parametrize("year", [2022, 2025])
def test_a_year_the_set_judges_is_taken(year):
    assert ntm.load_set("commune-2021-2025", year=year).id == "commune-2021-2025"


LABEL = {"vi": "a", "en": "a"}


@pytest.mark.parametrize("kind", ["rate", "score", "count", "money", "number"])
def test_a_figure_needs_its_unit(kind):
    with pytest.raises(ValidationError) as caught:
        Variable.model_validate({"kind": kind, "label": LABEL})
    assert [error["type"] for error in caught.value.errors()] == ["missing_unit"]


def test_a_flag_needs_no_unit():
    assert Variable.model_validate({"kind": "flag", "label": LABEL}).unit is None


def test_a_unit_that_is_not_defined_is_refused(national):
    (problem,) = check_variables(
        [Variable.model_validate({"kind": "rate", "unit": "‰", "label": LABEL})], national
    )
    assert (problem.kind, "‰" in problem.message) == ("missing_unit", True)


def test_counts_that_are_not_defined_are_refused(national):
    variable = Variable.model_validate(
        {
            "kind": "rate",
            "unit": "%",
            "label": LABEL,
            "counts": {"numerator": ("a_count",), "denominator": "households"},
        }
    )
    (problem,) = check_variables([variable], national)
    assert (problem.kind, "a_count" in problem.message) == ("unknown_variable", True)
