"""From the bytes of a workbook to plain sheets of cells; runs in a process of its own (see `apart.py`)."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from ntm_rules.tables.archive import Archive
from ntm_rules.tables.bounds import Refused
from ntm_rules.tables.tabs import Book, Hidden, Rows, Tab, chosen

OLE = bytes.fromhex("d0cf11e0a1b11ae1")
# What is asked and answered: the kind of answer, and the sheets as plain data or the fact of a refusal.
Answer = tuple[str, Any]
READ = "read"


def read_book(data: bytes, wanted: str | int | None) -> Answer:
    """Read the sheets that are shown, or the one wanted, each (title, merged cells, rows, places of dates, what is unseen).

    Gives ("read", {"hidden": titles, "sheets": [...]}), or the kind and fact of a refusal; never raises for
    what stands in `data`.
    """
    try:
        book = _opened(data)
        tabs = _shown(book.tabs) if wanted is None else [_asked(book.tabs, wanted)]
        sheets = [_sheet(book, tab) for tab in tabs]
    except Refused as refusal:
        return refusal.kind, refusal.fact
    except MemoryError:
        return "too_large", None
    except Exception:
        # Whatever a reader stumbles over stands in the file.
        return "damaged", None
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        # A panic of calamine, which is no Exception.
        return "damaged", None
    hidden = [tab.title for tab in book.tabs if tab.hidden and tab.holds_cells]
    return READ, {"hidden": hidden, "sheets": sheets}


def _opened(data: bytes) -> Book:
    if data.startswith(OLE):
        from ntm_rules.tables.xls import XlsBook

        return XlsBook(data)
    archive = Archive(data)
    if "xl/workbook.xml" in archive:
        from ntm_rules.tables.xlsx import XlsxBook

        return XlsxBook(data, archive)
    if "xl/workbook.bin" in archive:
        raise Refused("binary")
    if "content.xml" not in archive:
        raise Refused("no_workbook")
    from ntm_rules.tables.ods import OdsBook

    return OdsBook(archive)


def _shown(tabs: list[Tab]) -> list[Tab]:
    shown = [tab for tab in tabs if tab.holds_cells and not tab.hidden]
    if not shown:
        raise Refused("nothing_shown", [tab.title for tab in tabs if tab.holds_cells])
    return shown


def _asked(tabs: list[Tab], wanted: str | int) -> Tab:
    titles = [tab.title for tab in tabs]
    place = chosen(titles, wanted)
    if place is None:
        raise Refused("no_sheet", titles)
    return tabs[place]


def _sheet(book: Book, tab: Tab) -> tuple[Any, ...]:
    rows, merged = book.rows(tab.title) if tab.holds_cells else ([], [])
    plain, dates = _plain(rows)
    hidden = book.hidden(tab.title) if tab.holds_cells else ([], [])
    return tab.title, merged, plain, dates, _filled(plain, hidden)


def _filled(rows: list[tuple[int, list[Any]]], hidden: Hidden) -> Hidden:
    """Of rows and columns that are not shown, those that hold something."""
    unseen = set(hidden[0])
    numbers = [number for number, _ in rows if number in unseen]
    wide = max((len(cells) for _, cells in rows), default=0)
    columns = [
        (column, column)
        for first, last in hidden[1]
        for column in range(first, min(last, wide) + 1)
        if any(len(cells) >= column and str(cells[column - 1]).strip() for _, cells in rows)
    ]
    return numbers, columns


def _plain(rows: Rows) -> tuple[list[tuple[int, list[Any]]], list[tuple[int, int]]]:
    """Rows that hold something, of numbers and texts alone, and the places in them of dates as texts."""
    found: list[tuple[int, list[Any]]] = []
    dates: list[tuple[int, int]] = []
    for number, cells in rows:
        if not any(not isinstance(cell, str) or cell.strip() for cell in cells):
            continue
        line: list[Any] = []
        for column, cell in enumerate(cells):
            if type(cell) is str or type(cell) is float:
                line.append(cell)
            else:
                line.append(_as_text(cell))
                if isinstance(cell, date) and len(line[-1]) == 10:
                    dates.append((len(found), column))
        found.append((number, line))
    return found, dates


def _as_text(cell: Any) -> str | float:
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ")
    return float(cell) if isinstance(cell, int | float) else str(cell)
