"""The files that are read together: one, several, or those of a folder."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ntm_rules.errors import InputError, Problem, UsageError
from ntm_rules.i18n import tr
from ntm_rules.plain_text import name_of
from ntm_rules.tables import workbooks

READ = (".csv", ".tsv", ".txt", ".json", ".parquet", ".docx", *workbooks.SUFFIXES)


def files_of(source: Any) -> tuple[list[Path], list[Problem]]:
    """The files named, those of a folder by name; warnings of what lies in the folder and is not read.

    Raises UsageError for what is no path, InputError for a folder without a file that can be read.
    """
    given = (
        [source]
        if isinstance(source, str | Path)
        else list(source)
        if isinstance(source, Iterable)
        else [source]
    )
    if not all(isinstance(one, str | Path) for one in given):
        message = tr(
            "a table is a file, several, a folder or a pandas DataFrame, not a {kind}.",
            kind=type(source).__name__,
        )
        raise UsageError(Problem("wrong_call", message))
    paths: list[Path] = []
    notes: list[Problem] = []
    for one in map(Path, given):
        if one.is_dir():
            found, left = _of_folder(one)
            paths += found
            notes += left
        else:
            paths.append(one)
    if not paths:
        raise UsageError(Problem("wrong_call", tr("no file is given.")))
    return list(dict.fromkeys(paths)), notes


def _of_folder(folder: Path) -> tuple[list[Path], list[Problem]]:
    inside = sorted(path for path in folder.iterdir() if path.is_file() and not _is_aside(path))
    found = [path for path in inside if path.suffix.lower() in READ]
    if not found:
        message = tr("the folder holds no file that can be read.")
        expected = tr("files that end in {suffixes}", suffixes=", ".join(READ))
        raise InputError(Problem("empty_file", message, file=name_of(folder), expected=expected))
    message = tr("the file is of a kind that is not read and is left out.")
    remedy = tr("save it as an Excel workbook (.xlsx) or CSV if it holds a table of communes")
    return found, [
        Problem("skipped_file", message, file=name_of(path), remedy=remedy)
        for path in inside
        if path not in found
    ]


def _is_aside(path: Path) -> bool:
    """Whether a file is hidden, or the mark that an office program leaves while a file is open."""
    return path.name.startswith((".", "~$"))
