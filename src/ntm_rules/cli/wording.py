"""Usage lines and place holders of every command in the language in force."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from ntm_rules.i18n import tr

if TYPE_CHECKING:
    _Whole = click.ParamType[int]
else:
    # Older versions of click have no parameter there.
    _Whole = click.ParamType


class Year(_Whole):
    """A year within bounds, shown as such in the help."""

    name = "year"

    def __init__(self, first: int = 1990, last: int = 2100) -> None:
        self.first, self.last = first, last

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """The place holder with its bounds."""
        return f"{tr('YEAR')} ({self.first}-{self.last})"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The year as a number; refused where it is none or out of bounds."""
        text = str(value).strip()
        if not text.isdecimal() or len(text) > 4 or not self.first <= int(text) <= self.last:
            self.fail(
                tr(
                    "{value} is not a year from {first} to {last}.",
                    value=value,
                    first=self.first,
                    last=self.last,
                ),
                param,
                ctx,
            )
        return int(text)


def in_words(command: click.Command) -> None:
    """Word the usage line and the place holders of a command and of those below it."""
    command.options_metavar = tr("[OPTIONS]")
    for param in command.params:
        _place_holder(param)
    if isinstance(command, click.Group):
        command.subcommand_metavar = tr("COMMAND [ARGS]...")
        for below in command.commands.values():
            in_words(below)


def _place_holder(param: click.Parameter) -> None:
    known = {
        "FILE": tr("FILE"),
        "FILE...": tr("FILE..."),
        "FILE.svg|png": tr("FILE.svg|png"),
        "A+B=C|FILE": tr("A+B=C|FILE"),
        "ID": tr("ID"),
        "ID|PATH": tr("ID|PATH"),
        "[SET]": tr("[SET]"),
    }
    if param.metavar is not None:
        param.metavar = known.get(param.metavar, param.metavar)
    elif isinstance(param, click.Argument):
        param.metavar = tr("[CODE]") if param.name == "code" else None
    elif isinstance(param, click.Option) and not param.is_flag:
        if isinstance(param.type, click.types.StringParamType):
            param.metavar = tr("TEXT")
        elif isinstance(param.type, click.types.IntParamType | click.types.FloatParamType):
            param.metavar = tr("NUMBER")
