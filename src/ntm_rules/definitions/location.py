"""Where `criteria/` lies: inside an installed wheel, or at the top of a checkout."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from ntm_rules.errors import DefinitionError, Problem, UsageError
from ntm_rules.i18n import tr
from ntm_rules.plain_text import name_of

_PACKAGE = Path(__file__).resolve().parents[1]


@cache
def criteria_folder() -> Path:
    """The folder that holds the law as data."""
    for folder in (_PACKAGE / "criteria", _PACKAGE.parents[1] / "criteria"):
        if (folder / "sets").is_dir():
            return folder
    raise DefinitionError(
        Problem("unknown_set", tr("the criteria folder was not installed with the program."))
    )


def shown(path: Path) -> str:
    """How messages call a file: from `criteria/` on for shipped ones, else as it was given."""
    try:
        return (Path("criteria") / path.resolve().relative_to(criteria_folder())).as_posix()
    except ValueError:
        return name_of(path)


def is_file(path: Path) -> bool:
    """Whether a file is there; a name that no file can have is that of none."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def existing(path: Path) -> Path:
    """A file of the user's that is there. Raises UsageError where it is not."""
    if not is_file(path):
        message = tr("there is no such file.")
        raise UsageError(Problem("no_such_file", message, file=name_of(path)))
    return path
