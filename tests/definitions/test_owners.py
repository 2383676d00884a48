"""Offices and papers are dated data that a province edits by adding a file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

import ntm_rules as ntm
from ntm_rules.definitions.models import CriteriaSet
from ntm_rules.definitions.owners import Owners, Whose, load_owners

DAY = date(2023, 12, 31)
RENEWED = {"14.1", "15.2", "16", "18.2", "18.3", "18.4", "19.1", "19.2"}
HEAD = "id: own\nset: commune-2021-2025\ntitle: {vi: Của tỉnh, en: Own}\n"
OFFICE = "offices:\n  own: {level: province, vi: Sở Mẫu, en: Sample department}\n"


def answer(code: str = "15.2", office: str = "own", span: str = "from: 2022-03-08") -> str:
    return (
        f'answers:\n  - for: ["{code}"]\n    offices: [{office}]\n    {span}\n'
        "    evidence: unverified\n    note: invented\n"
    )


@pytest.fixture
def shipped(national: CriteriaSet) -> Owners:
    return load_owners(national)


@pytest.fixture
def own(tmp_path: Path, national: CriteriaSet) -> Callable[..., Owners]:
    """The owners with files of one's own beside the shipped ones."""

    def load(*texts: str) -> Owners:
        paths = []
        for number, text in enumerate(texts):
            paths.append(tmp_path / f"own-{number}.yaml")
            paths[-1].write_text(text, encoding="utf-8")
        return load_owners(national, paths)

    return load


def refused(own: Callable[..., Owners], *texts: str) -> tuple[ntm.Problem, ...]:
    with pytest.raises(ntm.DefinitionError) as caught:
        own(*texts)
    return caught.value.problems


def test_an_office_answers_for_every_indicator_on_every_day_of_the_set(
    national: CriteriaSet, shipped: Owners
) -> None:
    for code in national.indicators:
        day = national.head.valid_from
        while day <= national.head.valid_to:
            assert shipped.answer(code, Whose(day)), (code, day)
            day += timedelta(days=28)


def test_practice_is_graded_as_read_in_no_document(shipped: Owners) -> None:
    lines = [line for file in shipped.files for line in (*file.answers, *file.papers)]
    assert {line.evidence for line in lines} == {"unverified"}
    assert all(line.note for line in lines)


def test_districts_answer_until_june_2025_and_communes_after_it_not_settled(shipped: Owners) -> None:
    for code, day, level, settled in [
        ("2.1", date(2025, 6, 30), "district", True),
        ("2.1", date(2025, 7, 1), "commune", False),
        ("18.5", date(2025, 12, 31), "commune", False),
    ]:
        found = shipped.answer(code, Whose(day))
        assert found
        assert (shipped.offices[found.offices[0]].level, found.settled) == (level, settled)


def test_what_is_recognised_anew_each_year_is_data(national: CriteriaSet, shipped: Owners) -> None:
    assert {code for code in national.indicators if shipped.renewed_yearly(code, Whose(DAY))} == RENEWED


def test_a_line_for_an_indicator_outranks_one_for_its_criterion(shipped: Owners) -> None:
    by_code = {code: shipped.answer(code, Whose(DAY)) for code in ("15.1", "15.2")}
    assert by_code["15.1"] is not by_code["15.2"]
    assert by_code["15.1"].offices == ("social-insurance",)


@pytest.mark.parametrize(
    ("whose", "mine"),
    [
        (Whose(DAY, "Lai Châu", "Lai Châu"), True),
        (Whose(DAY, "Sơn La", "Sơn La"), False),
        (Whose(DAY), False),
    ],
)
def test_a_province_edits_its_own_by_adding_a_file(
    own: Callable[..., Owners], whose: Whose, mine: bool
) -> None:
    found = own(HEAD + "province: Lai Châu\n" + OFFICE + answer("15"))
    assert (found.answer("15.2", whose).offices == ("own",)) is mine
    # Outranks even the general line for the indicator itself.
    assert (found.answer("15.1", whose).offices == ("own",)) is mine


def test_an_old_province_outranks_the_one_it_became_part_of(own: Callable[..., Owners]) -> None:
    part = HEAD + "province: Nam Định\n" + OFFICE + answer(span="from: 2025-07-01")
    whole = (HEAD + "province: Ninh Bình\n" + OFFICE + answer(span="from: 2025-07-01")).replace("own", "all")
    found = own(part, whole)
    day = date(2025, 12, 31)
    assert found.answer("15.2", Whose(day, "Nam Định", "Ninh Bình")).offices == ("own",)
    assert found.answer("15.2", Whose(day, "Hà Nam", "Ninh Bình")).offices == ("all",)


def test_two_lines_that_fit_equally_are_refused_with_both_places(own: Callable[..., Owners]) -> None:
    province = "province: Lai Châu\n"
    other = HEAD + province + answer()
    (problem,) = refused(own, HEAD + province + OFFICE + answer(), other)
    assert problem.kind == "dates"
    assert problem.file
    assert problem.file.endswith("own-1.yaml")
    assert problem.line
    assert "own-0.yaml:" in problem.message


def test_a_general_line_of_ones_own_collides_with_the_shipped_one(own: Callable[..., Owners]) -> None:
    problem, _ = refused(own, HEAD + OFFICE + answer("15"))
    assert "criteria/owners/commune-2021-2025.yaml:" in problem.message
    assert "province" in str(problem.remedy)


@pytest.mark.parametrize(
    ("text", "kind", "word"),
    [
        (HEAD + OFFICE + answer("20"), "unknown_code", "20"),
        (HEAD + "province: Lai Châu\n" + answer(office="nobody"), "set_shape", "nobody"),
        (HEAD + "province: Lai Chau Moi\n", "unknown_province", "Lai Chau Moi"),
        (HEAD.replace("commune-2021-2025", "other"), "unknown_set", "other"),
        (HEAD + OFFICE.replace("own:", "police:"), "set_shape", "police"),
        (HEAD + "oficces: {}\n", "schema", "oficces"),
        (HEAD + "province: Lai Châu\n" + OFFICE + answer().replace("    note: invented\n", ""), "schema", "note"),
    ],
)  # fmt: skip
def test_a_mistake_is_refused_with_file_and_line(
    own: Callable[..., Owners], text: str, kind: str, word: str
) -> None:
    found = [problem for problem in refused(own, text) if problem.kind == kind]
    assert found
    assert word in found[0].message
    assert found[0].line


def test_a_file_that_is_not_there_is_said(national: CriteriaSet, tmp_path: Path) -> None:
    with pytest.raises(ntm.UsageError, match="no such file"):
        load_owners(national, [tmp_path / "none.yaml"])
