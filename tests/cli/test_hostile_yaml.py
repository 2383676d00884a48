"""Every YAML file that a command reads, filled with what breaks parsers: refused in a line, at once."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest

from ntm_rules.definitions.location import criteria_folder
from ntm_rules.limits import MOST_YAML_BYTES

SECONDS = 2
FIXTURES = Path(__file__).parents[2] / "fixtures"


def _bomb() -> str:
    lines = ["a: &a [x, x, x, x, x, x, x, x, x, x]"]
    for before, name in zip("abcdefghij", "bcdefghijk", strict=True):
        lines.append(f"{name}: &{name} [{', '.join(['*' + before] * 10)}]")
    return "\n".join(lines)


# By what it is, the text and what the refusal says.
HOSTILE = {
    "an alias bomb": (_bomb(), "250,000 values"),
    "nested lists": ("a: " + "[" * 100_000, "50 levels deep"),
    "nested mappings": ("a: " + "{a: " * 50_000, "50 levels deep"),
    "nested by indentation": ("".join(" " * n + "a:\n" for n in range(1_000)), "50 levels deep"),
    "nested dashes": ("- " * 30_000, "50 levels deep"),
    "a list as a key": ("id: a\n? [a, b]\n: 1\n", ":2: a list or a mapping stands as a key"),
    "a mapping as a key": ("{a: 1}: 2\n", ":1: a list or a mapping stands as a key"),
    "an alias of itself": ("a: &a [*a]\n", "an alias contains itself"),
    "a number of twenty digits": ("id: 12345678901234567890\n", "is too large. Expected: a number of at most 15 digits"),
    "a number of five thousand digits": ("id: " + "9" * 5_000, "is too large"),
    "a number beyond all": ("id: 1.0e+400\n", "is too large"),
    "no number": ("id: .nan\n", "is not a plain text, number or date"),
    "a day of the year 1": ("id: 0001-01-01\n", "too far away. Expected: a year from 1900 to 2200"),
    "a day of the year 9999": ("id: 9999-12-31\n", "too far away"),
    "a tag of Python": ("!!python/object/apply:os.system [ls]\n", "is not known"),
    "a control character": ("id: \0\n", "not readable as YAML: control characters are not allowed"),
    "half a character": ('id: "\\ud800"\n', "not readable as YAML"),
    "too many values": ("id: [" + "1," * 300_000 + "]\n", "250,000 values"),
    "too large a file": ("id: " + "x" * MOST_YAML_BYTES, "4 MB"),
    "a text": ("xin chào", ""),
    "nothing": ("", ""),
    "only a number": ("7", ""),
    "a list": ("[1, 2]", ""),
    "bytes that are no text": (b"\xff\xfe\x00\xd8", "cannot be read"),
}  # fmt: skip


def _write(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def _set_folder(path: Path, content: str | bytes, name: str) -> Path:
    folder = path.parent / "set"
    shutil.copytree(criteria_folder() / "sets" / "commune-2021-2025", folder)
    _write(folder / name, content)
    return folder


# By the file that is hostile, the arguments; {bad} is the file, {table} a sound table.
INPUTS = {
    "a scenario": ["what-if", "{table}", "--scenario", "{bad}"],
    "policies": ["evaluate", "{table}", "--policies", "{bad}"],
    "directives": ["evaluate", "{table}", "--directives", "{bad}"],
    "owners": ["evaluate", "{table}", "--owners", "{bad}"],
    "owners listed": ["criteria", "owners", "--owners", "{bad}"],
    "a province set": ["evaluate", "{table}", "--province-set", "{bad}"],
    "a province set alone": ["criteria", "validate", "--province-set", "{bad}"],
    "a mapping": ["evaluate", "{table}", "--mapping", "{bad}"],
    "a mapping to save to": ["evaluate", "{table}", "--map", "10=10", "--save-mapping", "{bad}"],
    "costs": ["plan", "{table}", "--costs", "{bad}", "--budgets", str(FIXTURES / "example-budgets.yaml")],
    "budgets": ["plan", "{table}", "--costs", str(FIXTURES / "example-costs.yaml"), "--budgets", "{bad}"],
    "the head of a set": ["criteria", "validate", "set.yaml"],
    "a criterion of a set": ["criteria", "validate", "10-income.yaml"],
}


@pytest.mark.parametrize("what", HOSTILE)
@pytest.mark.parametrize("file", INPUTS)
def test_hostile_yaml_is_refused_at_once_and_in_words(run, good, tmp_path, file, what):
    content, said = HOSTILE[what]
    bad = tmp_path / "bad.yaml"
    arguments = [argument.format(table=good, bad=bad) for argument in INPUTS[file]]
    if arguments[-1].endswith(".yaml") and arguments[0] == "criteria" and "{bad}" not in INPUTS[file]:
        arguments[-1] = str(_set_folder(bad, content, arguments[-1]))
    else:
        _write(bad, content)
    start = time.process_time()
    ran = run(*arguments)
    took = time.process_time() - start
    assert (ran.code != 0, ran.out) == (True, ""), ran.out[:500]
    assert "Traceback" not in ran.err
    assert said in ran.err
    assert ".yaml" in ran.err
    assert len(ran.err) < 5_000
    assert took < SECONDS


SCENARIO = "scenarios:\n  - id: a\n    changes:\n      - {{{change}}}\n"
CHANGES = {
    "level: '10', of_year: -1": "NTM207 {file}:4: the set commune-2021-2025 judges from",
    "level: '10', of_year: 0": "NTM207",
    "level: '10', of_year: 99999": "NTM207",
    "level: '10', set: 1, from: 0001-01-01": "too far away",
    "level: '10', set: 1.0e+16": "is too large",
    "level: '10', set: 99999999999999999999": "is too large",
    "value: '10', set: .inf": "is not a plain text, number or date",
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_out_of_all_ranges_is_refused_with_its_line(run, good, tmp_path, change):
    file = _write(tmp_path / "s.yaml", SCENARIO.format(change=change))
    ran = run("what-if", good, "--scenario", file)
    assert (ran.code != 0, ran.out) == (True, "")
    assert CHANGES[change].format(file=file) in ran.err
    assert f"{file}:4" in ran.err


@pytest.mark.parametrize("text", ["10@0", "10@99999", "10@-1", "10@" + "9" * 5_000])
def test_a_level_of_no_year_is_refused_as_an_option(run, good, text):
    ran = run("what-if", good, "--set-level", text)
    assert (ran.code != 0, ran.out) == (True, "")
    assert "is not of the form CODE=OP or CODE@YEAR" in ran.err


def test_a_word_for_yes_is_true_and_no_is_false(run, good, tmp_path):
    """YAML reads yes, on and true alike."""
    file = _write(tmp_path / "s.yaml", SCENARIO.format(change="value: postal_point, set: yes"))
    told = run("what-if", good, "--scenario", file, "--format", "json")
    assert told.code == 0, told.err
    assert '"to": "met"' in told.out.split('"changes"')[-1]


def test_a_file_with_thousands_of_mistakes_names_some_and_counts_the_rest(run, good, tmp_path):
    file = _write(tmp_path / "o.yaml", "".join(f"wrong{n}: 1\n" for n in range(20_000)))
    start = time.process_time()
    ran = run("evaluate", good, "--owners", file)
    assert time.process_time() - start < SECONDS
    assert "more of this kind" in ran.err
    assert len(ran.err.splitlines()) < 50


def test_a_measure_that_takes_more_years_than_there_are_is_refused(run, good, tmp_path):
    costs = (FIXTURES / "example-costs.yaml").read_text(encoding="utf-8")
    file = _write(tmp_path / "c.yaml", costs.replace("takes_years: 0", "takes_years: 100000000000000"))
    assert "100000000000000" in file.read_text()
    ran = run("plan", good, "--costs", file, "--budgets", FIXTURES / "example-budgets.yaml")
    assert "at most 100 is accepted" in ran.err
