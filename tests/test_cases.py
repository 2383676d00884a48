"""Every YAML case of the set, judged: each is a sentence of law with a situation and its outcome."""

from __future__ import annotations

from functools import cache

import pytest

import ntm_rules as ntm
from ntm_rules.errors import InputError
from tests.support.cases import Case, Outcome, criteria_set, evaluate_all, frame, read_cases

SET = "commune-2021-2025"
CASES = read_cases(SET)
FILES = sorted({case.file for case in CASES})
TESTS: dict[str, list[Case]] = {}
for _case in CASES:
    if not _case.refused:
        TESTS.setdefault(_case.id, []).append(_case)


@cache
def _judged(file: str, as_numbers: bool) -> dict[str, Outcome] | str:
    """All cases of one file, judged together, by their sentence; what refused them where it is refused."""
    cases = [case for case in CASES if case.file == file]
    try:
        found = evaluate_all(cases, criteria_set(), as_numbers=as_numbers)
    except InputError as error:
        return str(error)
    return {cases[position].name: outcome for position, outcome in found.items()}


def outcomes(file: str, *, as_numbers: bool = False) -> dict[str, Outcome]:
    """What came out of the cases of one file."""
    found = _judged(file, as_numbers)
    if isinstance(found, str):
        pytest.fail(f"the input of {file} is refused: {found}", pytrace=False)
    return found


def differences(case: Case, outcome: Outcome) -> dict[str, tuple[object, object]]:
    """What came out otherwise than a case expects: (found, expected)."""
    found: dict[str, tuple[object, object]] = {}
    for code, expected in case.expect.items():
        got = outcome.of(code)
        if (got.status, got.reason) != (expected.status, expected.reason) or (
            expected.basis and got.basis != expected.basis
        ):
            found[code] = (got, expected)
    if case.column and outcome.column != case.column:
        found["column"] = (outcome.column, case.column)
    if case.qualifies is not None:
        expected_word = None if case.qualifies == "undecided" else case.qualifies
        if outcome.qualifies is not expected_word:
            found["qualifies"] = (outcome.qualifies, expected_word)
    return found


@pytest.mark.parametrize("cases", [pytest.param(cases, id=name) for name, cases in TESTS.items()])
def test_case(cases: list[Case]) -> None:
    """A case, or each of one row of levels, comes out as its sentence says."""
    wrong = {
        case.name: found for case in cases if (found := differences(case, outcomes(case.file)[case.name]))
    }
    assert not wrong


@pytest.mark.parametrize("case", [pytest.param(c, id=c.id) for c in CASES if c.refused])
def test_refused_case(case: Case) -> None:
    """What cannot be read or judged is refused with an error of that kind."""
    with pytest.raises(InputError) as refusal:
        ntm.evaluate(frame([case]), criteria_set(), as_of=case.as_of)
    assert {problem.kind for problem in refusal.value.problems} == {case.refused}


@pytest.mark.parametrize("file", FILES)
def test_numbers_are_judged_as_their_text(file: str) -> None:
    """Figures come out alike as text, as a file holds them, and as floats with NaN for blank."""
    judged = outcomes(file, as_numbers=True)
    cases = [case for case in CASES if case.file == file and case.name in judged]
    assert not {case.name: found for case in cases if (found := differences(case, judged[case.name]))}


def test_every_criterion_has_its_file() -> None:
    """Each criterion's cases are in one file of its number, beside those of columns and roll-up."""
    numbers = [int(file.split("-")[0]) for file in FILES]
    assert numbers == [0, *(int(criterion.code) for criterion in criteria_set().criteria), 20]


def test_no_two_cases_of_a_file_say_the_same() -> None:
    """A sentence names one case, so that none hides another."""
    names = [(case.file, case.name) for case in CASES]
    assert sorted(names) == sorted(set(names))


def test_every_case_expects_something() -> None:
    """No case holds for want of an expectation."""
    empty = [c.id for c in CASES if not (c.expect or c.column or c.refused or c.qualifies is not None)]
    assert empty == []
