"""No output is one of the inputs: in every command, for every parameter that names a file, through links too."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import click
import pytest

from ntm_rules.cli.main import build
from ntm_rules.definitions.location import criteria_folder

TABLE = "commune,province,year,10\nXã Mẫu 1,Hòa Bình,2023,42\n"
# By command, an argument list and where it needs more than the file; FILE is replaced.
NEEDS = {
    "explain": ["--commune", "Xã Mẫu 1"],
    "plan": ["--costs", "costs.yaml", "--budgets", "budgets.yaml"],
    "what-if": ["--sweep", "10=40:50:1"],
}


def _leaves(command, names=()):
    if isinstance(command, click.Group):
        for name, below in command.commands.items():
            yield from _leaves(below, (*names, name))
    else:
        yield " ".join(names), command


def _pairs():
    """Every command, each of its outputs, and each of its parameters that reads a file or folder."""
    for name, command in _leaves(build()):
        paths = [p for p in command.params if isinstance(p.type, click.Path)]
        outputs = [p for p in paths if not p.type.exists]
        ids = {"set_id", "province_sets", "province_set", "before", "after", "mergers"}
        sources = [p for p in command.params if p not in outputs and (p in paths or p.name in ids)]
        for output in outputs:
            for source in sources:
                if (output.name, source.name) != ("save_mapping", "mapping_file"):
                    yield name, output, source


PAIRS = list(_pairs())


def test_every_command_has_its_outputs_looked_at():
    """The list below is made of the commands themselves, so that a new one is in it."""
    assert len(PAIRS) > 80
    assert {name for name, _, _ in PAIRS} >= {"evaluate", "explain", "risks", "recommend", "what-if", "plan", "criteria import", "criteria diff", "criteria owners", "template"}  # fmt: skip


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "communes.csv").write_text(TABLE, encoding="utf-8")
    for name in ("costs.yaml", "budgets.yaml"):
        (tmp_path / name).write_text("id: a\n")
    return tmp_path


@pytest.mark.parametrize(
    ("name", "output", "source"), PAIRS, ids=[f"{n} {o.name} {s.name}" for n, o, s in PAIRS]
)
def test_an_output_that_is_an_input_is_refused_and_stays_as_it_was(run, folder, name, output, source):
    # Each suffix that some command writes, so that it is not the suffix that is refused.
    suffix = "svg" if output.name == "picture" else "yaml" if name == "criteria import" or output.name == "save_mapping" else "xlsx" if name == "criteria export" else "csv"  # fmt: skip
    kept = folder / f"kept.{suffix}"
    kept.write_text("kept", encoding="utf-8")
    arguments = name.split()
    for parameter in build_command(name).params:
        if isinstance(parameter, click.Argument) and parameter is not source and parameter.required:
            if parameter.name != source.name:
                arguments.append("communes.csv")
    arguments += [kept.name] if isinstance(source, click.Argument) else [source.opts[-1], kept.name]
    if name in NEEDS and not {source.opts[-1], output.opts[-1]} & {*NEEDS[name]}:
        arguments += NEEDS[name]
    ran = run(*arguments, output.opts[-1], f"./{kept.name}")
    assert (ran.code, ran.out) == (2, ""), ran
    assert f"kept.{suffix} is the input" in ran.err
    assert kept.read_text() == "kept"


def build_command(name):
    return dict(_leaves(build()))[name]


@pytest.mark.parametrize("link", ["symbolic", "hard", "folder", "dotted"])
def test_an_input_is_known_through_links_and_other_ways_to_write_it(run, folder, link):
    targets = folder / "t.csv"
    targets.write_text("commune,year,criteria\nXã Mẫu 1,2024,10\n", encoding="utf-8")
    before = targets.read_bytes()
    output = folder / "other.csv"
    match link:
        case "symbolic":
            output.symlink_to(targets)
        case "hard":
            os.link(targets, output)
        case "folder":
            (folder / "beside").symlink_to(folder)
            output = folder / "beside" / "t.csv"
        case "dotted":
            output = Path("../") / folder.name / "./t.csv"
    ran = run("risks", "communes.csv", "--targets", "t.csv", "-o", output)
    assert (ran.code, ran.out) == (2, "")
    assert "is the input" in ran.err
    assert targets.read_bytes() == before


def test_a_folder_that_is_read_is_not_written_into(run, folder):
    (folder / "in").mkdir()
    shutil.copy("communes.csv", folder / "in")
    ran = run("evaluate", "in", "-o", "in/result.csv")
    assert ran.code == 2
    assert "in is the input; write the result to another folder" in ran.err
    shutil.copytree(criteria_folder() / "sets" / "commune-2021-2025", folder / "set")
    ran = run("evaluate", "communes.csv", "--set", "set", "-o", "set/result.csv")
    assert ran.code == 2


def test_a_table_of_mergers_that_a_scenario_names_is_an_input_too(run, folder):
    (folder / "m.csv").write_text("old,new\n")
    (folder / "s.yaml").write_text("scenarios:\n  - {id: a, merge: m.csv}\n")
    ran = run("what-if", "communes.csv", "--scenario", "s.yaml", "-o", "m.csv")
    assert ran.code == 2
    assert "m.csv is the input" in ran.err
    assert (folder / "m.csv").read_text() == "old,new\n"


def test_two_outputs_are_not_one_file(run, folder):
    ran = run("evaluate", "communes.csv", "--map", "10=10", "-o", "x.csv", "--save-mapping", "./x.csv")
    assert ran.code == 2
    assert "x.csv is written twice" in ran.err
    ran = run("what-if", "communes.csv", "--sweep", "10=1:2:1", "--picture", "p.svg", "-o", "p.svg")
    assert ran.code == 2


def test_a_mapping_may_be_saved_back_into_its_own_file(run, folder):
    (folder / "m.yaml").write_text("columns:\n  x: null\n", encoding="utf-8")
    (folder / "communes.csv").write_text(
        TABLE.replace("10\n", "thu,x\n").replace("42\n", "42,1\n"), encoding="utf-8"
    )
    ran = run("evaluate", "communes.csv", "--mapping", "m.yaml", "--map", "thu=income_per_capita", "--save-mapping", "m.yaml")  # fmt: skip
    assert ran.code == 0, ran.err
    text = (folder / "m.yaml").read_text()
    assert "thu: income_per_capita" in text
    assert "x:" in text


def test_an_output_beside_the_inputs_is_written(run, folder):
    assert run("evaluate", "communes.csv", "-o", "result.csv").code == 0
    assert run("evaluate", "communes.csv", "-o", "result.csv").code == 0
    assert run("evaluate", "communes.csv", "-o", "-").out
