"""Headed lines and tables that are shown alike on a terminal and on a Markdown page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich import box
from rich.console import RenderableType
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table as RichTable
from rich.text import Text

from ntm_rules.reports.markup import cell, plain, table

_FIGURE = re.compile(r"[+\-×−]?[\d.,]+( %)?|–")
_NARROW = 20


@dataclass(frozen=True, slots=True)
class Section:
    """A title, lines below it, and a table where there is one, with a `wide` column; `level` 1 stands above 2."""

    title: str
    lines: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    level: int = 1
    wide: int = 0


def on_terminal(sections: Sequence[Section]) -> Iterator[RenderableType]:
    """Sections as they stand on a terminal."""
    for section in sections:
        yield Text()
        yield Text(section.title, style="bold")
        yield from (Padding(Text(line), (0, 0, 0, 2), expand=False) for line in section.lines)
        if section.rows:
            yield Padding(_table(section), (0, 0, 0, 2), expand=False)


def on_page(sections: Sequence[Section]) -> Iterator[str]:
    """Sections as lines of Markdown."""
    for section in sections:
        yield f"#{'#' * section.level} {plain(section.title)}"
        yield ""
        yield from (f"- {plain(line)}" for line in section.lines)
        if section.lines:
            yield ""
        if section.rows:
            yield from table([cell(heading) for heading in section.headings], ([cell(c) for c in row] for row in section.rows))  # fmt: skip
            yield ""


def _table(section: Section) -> RichTable:
    found = RichTable(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold", expand=False)
    for number, heading in enumerate(section.headings):
        figures = all(_FIGURE.fullmatch(row[number]) for row in section.rows)
        # The wide column takes what the others leave.
        room = None if number == section.wide else _NARROW
        short = max(len(text) for text in (heading, *(row[number] for row in section.rows))) <= _NARROW
        found.add_column(heading, justify="right" if figures else "left", overflow="fold", max_width=room,
                         no_wrap=short)  # fmt: skip
    for row in section.rows:
        found.add_row(*map(escape, row))
    return found
