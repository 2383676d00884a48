"""A table of a Word document as rows of texts: merged cells, hand-drawn edges, tracked changes."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# What was deleted or moved away, and the second copy of a text box for old programs.
_GONE = frozenset({"del", "moveFrom", "Fallback"})
_NO_TEXT = _GONE | {"pPr", "rPr", "drawing", "pict", "object", "txbxContent", "tbl"}
_SIGNS = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
# Edges closer than this (in twentieths of a point: 2 mm) are one edge drawn twice.
_SLIVER = 113
# Word draws 63 columns; a row far wider is made to fill the memory.
_WIDEST = 1000
_HEXADECIMAL = re.compile(r"[0-9A-Fa-f]{1,8}")
_NO_SIGN = "\uffff"


def find(node: Any, kinds: Sequence[str]) -> Iterator[Any]:
    """The nearest elements of some kinds inside a node, through content controls and insertions."""
    for child in node:
        kind = _kind(child)
        if kind in kinds:
            yield child
        elif kind not in _GONE:
            yield from find(child, kinds)


def text_of_block(node: Any) -> str:
    """The text of a paragraph, or of the paragraphs of a cell as its lines; not of tables and boxes in it."""
    if not node.tag.endswith("}tc"):
        return "".join(_pieces(node)).strip()
    lines = ("".join(_pieces(block)).strip() for block in find(node, ("p", "tbl")) if _kind(block) == "p")
    return "\n".join(line for line in lines if line)


def table_rows(table: Any) -> list[list[str]]:
    """The rows of a table; a merged cell stands in the first of its places, the others are blank.

    Raises ValueError for a table wider than any that Word draws.
    """
    rows = [_cells(row) for row in find(table, ("tr",)) if row.find(f"{_W}trPr/{_W}del") is None]
    if len({(before, len(cells)) for before, cells in rows}) == 1:
        # As many cells in each row are a plain table, however its edges were drawn.
        return [[""] * before + [text for text, _ in cells] for before, cells in rows]
    edges = _edges(table)
    return [_placed(before, cells, edges) for before, cells in rows]


def _cells(row: Any) -> tuple[int, list[tuple[str, int]]]:
    """How many columns a row leaves out at its start; its cells, each with the columns it spans."""
    before = _number(row, f"{_W}trPr/{_W}gridBefore")
    cells = [
        (_cell_text(cell), max(1, _number(cell, f"{_W}tcPr/{_W}gridSpan"))) for cell in find(row, ("tc",))
    ]
    if before + sum(span for _, span in cells) > _WIDEST:
        raise ValueError("a row wider than a document has")
    return before, cells


def _cell_text(cell: Any) -> str:
    for merge in ("vMerge", "hMerge"):
        found = cell.find(f"{_W}tcPr/{_W}{merge}")
        if found is not None and found.get(f"{_W}val") != "restart":
            return ""
    return text_of_block(cell)


def _placed(before: int, cells: Sequence[tuple[str, int]], edges: Sequence[int]) -> list[str]:
    """A row with its cells at their columns, counted by the edges that can be told apart."""
    row: list[str] = []
    at = before
    for text, span in cells:
        row.extend([""] * (edges[at] - len(row)))
        row.append(text)
        at += span
        row.extend([""] * (edges[at] - len(row)))
    return row


def _edges(table: Any) -> list[int]:
    """For each edge of the grid, the number of the column that begins there."""
    widths = [_whole(column.get(f"{_W}w")) for column in table.iterfind(f"{_W}tblGrid/{_W}gridCol")]
    numbers, kept = [0], 0
    for edge, width in zip(accumulate(widths), widths, strict=True):
        if not width or edge - kept >= _SLIVER:
            numbers.append(numbers[-1] + 1)
            kept = edge
        else:
            numbers.append(numbers[-1])
    return [*numbers, *range(numbers[-1] + 1, numbers[-1] + 1 + 2 * _WIDEST)]


def _number(node: Any, path: str) -> int:
    found = node.find(path)
    return 0 if found is None else _whole(found.get(f"{_W}val"))


def _whole(text: str | None) -> int:
    """A number of columns or twentieths of a point; 0 for what is none."""
    # Thousands of digits are not even read; they are far beyond the widest row.
    return int(text[:10]) if text and text.isdecimal() else 0


def _pieces(node: Any) -> Iterator[str]:
    for child in node:
        kind = _kind(child)
        if kind == "t":
            yield child.text or ""
        elif kind in _SIGNS:
            yield _SIGNS[kind]
        elif kind == "sym":
            yield _sign(child.get(f"{_W}char") or "25a1")
        elif kind not in _NO_TEXT:
            yield from _pieces(child)


def _sign(code: str) -> str:
    """A sign of a font, such as a tick of Wingdings: it stays a sign that no cell understands.

    What is no number of a sign becomes one that is no text, and is told as such.
    """
    if not _HEXADECIMAL.fullmatch(code):
        return _NO_SIGN
    number = int(code, 16)
    return chr(number) if number <= sys.maxunicode else _NO_SIGN


def _kind(node: Any) -> str:
    """The name of an element without its namespace; nothing for a comment."""
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""
