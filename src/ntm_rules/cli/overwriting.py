"""No output of any command is one of its inputs: looked at for every command alike, before anything is read.

Which parameters are outputs is what they say of themselves: a path that need not exist. All that names a file or folder
that is there is an input, whether it was declared as a path or as an id that may be one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import wraps
from pathlib import Path
from typing import Any

import click

from ntm_rules.i18n import tr

_STANDARD = "-"
# A mapping is saved into the file that it was read from: what that file holds stays in it.
_SAVED_BACK = ("save_mapping", "mapping_file")


def guard(command: click.Command) -> None:
    """Have a command, and all below it, refuse an output that is an input."""
    if isinstance(command, click.Group):
        for below in command.commands.values():
            guard(below)
    elif command.callback is not None:
        command.callback = _guarded(command, command.callback)


def refuse_overwritten(output: Path, source: Path) -> None:
    """Raise click.UsageError where an output is a source, or would lie in a folder that is one."""
    if _same(output, source):
        raise click.UsageError(tr("{file} is the input; write the result to another file.", file=output))
    if source.is_dir() and _same(output.parent, source, folders=True):
        # The next run would read it as one more table.
        message = tr("{folder} is the input; write the result to another folder.", folder=output.parent)
        raise click.UsageError(message)


def _guarded(command: click.Command, callback: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(callback)
    def run(*arguments: Any, **given: Any) -> Any:
        _refuse(command, click.get_current_context().params)
        return callback(*arguments, **given)

    return run


def _refuse(command: click.Command, given: dict[str, Any]) -> None:
    outputs: list[tuple[str, Path]] = []
    sources: list[tuple[str, Path]] = []
    for parameter in command.params:
        name = parameter.name or ""
        for path in _paths(given.get(name)):
            (outputs if _is_output(parameter) else sources).append((name, path))
    for at, (name, output) in enumerate(outputs):
        for other, source in sources:
            if (name, other) != _SAVED_BACK:
                refuse_overwritten(output, source)
        for _, before in outputs[:at]:
            if output == before or output.resolve() == before.resolve() or _same(output, before):
                raise click.UsageError(tr("{file} is written twice; give each result a file of its own.", file=output))  # fmt: skip


def _is_output(parameter: click.Parameter) -> bool:
    return isinstance(parameter.type, click.Path) and not parameter.type.exists


def _paths(value: Any) -> Iterator[Path]:
    """The paths that a value is or holds; a text is one where something of that name is there."""
    if isinstance(value, Path):
        if str(value) != _STANDARD:
            yield value
    elif isinstance(value, str):
        if value != _STANDARD and _is_there(value):
            yield Path(value)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _paths(one)


def _is_there(text: str) -> bool:
    try:
        return bool(text) and Path(text).exists()
    except (OSError, ValueError):
        return False


def _same(first: Path, second: Path, *, folders: bool = False) -> bool:
    """Whether two paths are one file, through links of any kind and however they are written."""
    try:
        kind = Path.is_dir if folders else Path.is_file
        return kind(first) and kind(second) and first.samefile(second)
    except OSError:
        return False
