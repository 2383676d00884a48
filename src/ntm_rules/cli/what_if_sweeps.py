"""The options that move a figure over a range or ask how near a commune lies to its levels, and their pictures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from ntm_rules.cli import options
from ntm_rules.i18n import tr

if TYPE_CHECKING:
    from ntm_rules.api import WhatIf

F = TypeVar("F", bound=Callable[..., Any])
SUFFIXES = ("svg", "png")


def sweep_options(function: F) -> F:
    """--sweep, --sensitivity and --picture."""
    place = click.Path(dir_okay=False, path_type=Path)
    chosen = [
        click.option("--sweep", "sweep", multiple=True, metavar=tr("[COMMUNE:]VARIABLE=FROM:TO:STEP"), help=tr("move a figure over a range, once or twice: 10=38:50:1 sets, +0:+10:1 adds, *0.9:*1.2:0.05 scales; says where verdicts turn")),
        click.option("--sensitivity", "sensitivity", metavar=tr("COMMUNE"), help=tr("the figures of a commune by their distance to the level, and what one unit and 1 % turn")),
        click.option("--picture", "picture", type=place, metavar="FILE.svg|png", help=tr("draw the sweep or the sensitivity")),
    ]  # fmt: skip
    for option in reversed(chosen):
        function = option(function)
    return function


def swept_alone(asked: Mapping[str, Any], *others: Any) -> bool:
    """Whether a sweep or a sensitivity is asked for and no scenario beside."""
    return any(asked.values()) and not any(any(one.values()) if isinstance(one, dict) else one for one in others)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture asked for: its file, and of what it is."""

    file: Path
    of: str

    def drawn(self, found: WhatIf) -> bytes:
        """Its bytes."""
        part = found.sweep if self.of == "sweep" else found.sensitivity
        assert part is not None
        return part.picture(self.file.suffix.lstrip(".").lower())


def picture_of(file: Path | None, asked: Mapping[str, Any]) -> Picture | None:
    """The picture that is asked for; refused, before any work, where it cannot be made."""
    if file is None:
        return None
    wanted = [name for name, given in asked.items() if given]
    if len(wanted) != 1:
        raise click.UsageError(tr("--picture draws one thing: give --sweep or --sensitivity with it."))
    options.chosen_form(None, file, SUFFIXES)
    return Picture(file, wanted[0])
