"""Tables and texts in Markdown that show as they are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from ntm_rules.reports.tabular import neutral

# What Markdown takes for markup, or for the end of a cell, wherever it stands in a line.
_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~$&!])")


def section(
    title: str, headings: Sequence[str], rows: Iterable[Sequence[str]], *, level: int = 2
) -> Iterator[str]:
    """A heading and its table; nothing where the table would be empty."""
    found = list(rows)
    if found:
        yield f"{'#' * level} {title}"
        yield ""
        yield from table(headings, found)
        yield ""


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """The lines of a table."""
    yield f"| {' | '.join(headings)} |"
    yield "|" + " --- |" * len(headings)
    for cells in rows:
        yield f"| {' | '.join(cells)} |"


def cell(text: str | None) -> str:
    """A text as it stands in a cell, safe to copy into a spreadsheet."""
    return plain(neutral(text or ""))


def plain(text: str) -> str:
    """A text that shows as it is, on one line."""
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))
