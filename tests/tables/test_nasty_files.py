"""Each nasty file gives its table or the words of its message, on the face that users see."""

from __future__ import annotations

import numpy as np
import pytest

import ntm_rules as ntm
from tests.support.nasty import Nasty, all_files

FILES = all_files()


# Each workbook is read in a process of its own.
WORKBOOKS = (".xlsx", ".xls", ".ods")


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=pytest.mark.slow if name.endswith(WORKBOOKS) else ()) for name in FILES],
)
def test_a_nasty_file_gives_its_table_or_its_message(tmp_path, capfd, name):
    entry = FILES[name]
    path = entry.write(tmp_path)
    if entry.says:
        with pytest.raises(ntm.NtmRulesError) as caught:
            ntm.read_table(path, **entry.how)
        said = str(caught.value)
        assert [words for words in entry.says if words not in said] == [], said
        assert path.as_posix() in said
        assert "To do:" in said
    else:
        table = ntm.read_table(path, **entry.how)
        assert {column: column_of(table, column) for column in entry.columns} == dict(entry.columns)
        assert [warning.kind for warning in table.warnings] == list(entry.warns)
    assert capfd.readouterr() == ("", "")


def column_of(table, name: str) -> list[object]:
    if name in table.values:
        return [None if np.isnan(value) else pytest.approx(value) for value in table.values[name].tolist()]
    return table.identity[name].cells.tolist()


def test_the_files_are_the_same_each_time(tmp_path):
    for entry in FILES.values():
        if not entry.name.startswith(("zip-bomb", "sheet-of-300", "formatted-rows")):
            assert entry.make() == entry.make(), entry.name


def test_the_script_writes_them_into_a_folder(tmp_path, monkeypatch):
    import runpy
    import sys

    from tests.support import nasty

    monkeypatch.setattr(nasty, "all_files", lambda: {"a.csv": Nasty("a.csv", lambda: b"Xa")})
    monkeypatch.setattr(sys, "argv", ["nasty", str(tmp_path / "folder")])
    runpy.run_module("tests.support.nasty", run_name="__main__")
    assert (tmp_path / "folder" / "a.csv").read_bytes() == b"Xa"
