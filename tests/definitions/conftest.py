"""A copy of the shipped set to break, one thing at a time."""

from __future__ import annotations

import shutil

import pytest

import ntm_rules as ntm
from ntm_rules.definitions.location import criteria_folder

SET = "commune-2021-2025"


@pytest.fixture
def folder(tmp_path):
    """A copy of the set; its name stays the id."""
    return shutil.copytree(criteria_folder() / "sets" / SET, tmp_path / SET)


@pytest.fixture
def edit(folder):
    """Replace a text of one file, which must stand there; returns the line it stands on."""

    def change(name, old, new, count=1):
        path = folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {name}"
        path.write_text(text.replace(old, new, count), encoding="utf-8")
        return text[: text.index(old)].count("\n") + 1

    return change


@pytest.fixture
def refused(folder):
    """The problems for which the copy is refused."""

    def problems(**how):
        with pytest.raises(ntm.DefinitionError) as caught:
            ntm.load_set(folder, **how)
        return caught.value.problems

    return problems
