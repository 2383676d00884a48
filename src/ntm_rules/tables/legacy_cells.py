"""Cells in TCVN3 or VNI made Unicode, where that is sure for the sheet and for the cell."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any, NamedTuple

from ntm_rules.definitions.location import criteria_folder
from ntm_rules.errors import InputError, Problem
from ntm_rules.i18n import tr
from ntm_rules.tables.cell_texts import different_texts
from ntm_rules.tables.grid import Sheet, letters_of
from ntm_rules.tables.legacy import TCVN3, Encoding, encodings_of, is_clean, is_unicode, old_words
from ntm_rules.tables.vocabulary import identity_columns

UNICODE = "Unicode"
# Of a text that is the same however it is read, or that none of the encodings writes.
_EITHER = "either"
_WORD = re.compile(r"[^\W\d_]+")
# Where only its column can tell how a cell is read, so many others must be sure, and nearly all alike.
_FEWEST, _SHARE = 3, 0.75


def converted(
    sheets: Sequence[Sheet], texts: Sequence[Iterable[str]] | None = None
) -> tuple[list[Sheet], list[Problem]]:
    """Sheets with their cells of TCVN3 or VNI in Unicode, and a warning for each sheet that was changed.

    `texts` are the different texts of each sheet, where they are known already. Raises InputError naming the first cell of each sheet that cannot be read in one way only.
    """
    if texts is None:
        texts = [different_texts(sheet) for sheet in sheets]
    found = [_converted(sheet, mine) for sheet, mine in zip(sheets, texts, strict=True)]
    undecided = [problem for _, problem in found if problem and problem.kind == "unreadable_file"]
    if undecided:
        raise InputError(undecided)
    return [sheet for sheet, _ in found], [problem for _, problem in found if problem]


def _converted(sheet: Sheet, different: Iterable[str]) -> tuple[Sheet, Problem | None]:
    texts = {text for text in different if not text.isascii()}
    encodings = encodings_of(old_words("\n".join(texts))) if texts else ()
    if not encodings:
        return sheet, None
    reader = _Reader(sheet, texts, encodings)
    rows = tuple((n, [reader.cell(n, at, c) for at, c in enumerate(cells)]) for n, cells in sheet.rows)
    above = tuple(reader.line(text) for text in sheet.above)
    if reader.undecided:
        return sheet, _undecided(sheet, reader)
    return replace(sheet, rows=rows, above=above), _notice(sheet, reader) if reader.changed else None


class _Cell(NamedTuple):
    row: int
    at: int
    text: str


class _Reader:
    """How the texts of one sheet are read; gathers what was changed, as (name, cell), and what stays open."""

    def __init__(self, sheet: Sheet, texts: set[str], encodings: Sequence[Encoding]) -> None:
        self.readings = {text: _readings(text, encodings) for text in texts}
        self.names = _by_themselves(self.readings, encodings)
        self._columns = _by_column(sheet, self.names) if len(self.names) < len(texts) else {}
        self.changed: list[tuple[str, _Cell]] = []
        self.undecided: list[_Cell] = []

    def cell(self, row: int, at: int, text: Any) -> Any:
        """A cell in Unicode."""
        if not isinstance(text, str) or text.isascii():
            return text
        name = self.names.get(text) or self._columns.get(at, "")
        if name not in self.readings[text]:
            self.undecided.append(_Cell(row, at, text))
            return text
        if self.readings[text][name] != text:
            self.changed.append((name, _Cell(row, at, text)))
        return self.readings[text][name]

    def line(self, text: str) -> str:
        """A line above the table in Unicode; as it stands where that is not sure."""
        return self.readings.get(text, {}).get(self.names.get(text, ""), text)


def _readings(text: str, encodings: Sequence[Encoding]) -> dict[str, str]:
    """What a text can be, by the name of the encoding; nothing where it is partly old and partly neither."""
    found = old_words(text)
    odd = {word for word in found if not is_clean(word)}
    if is_unicode(text):
        return {UNICODE: text}
    if odd and not any(e.fits(word) for word in odd for e in encodings):
        return {_EITHER: text}
    readings = {} if odd else {UNICODE: text}
    readings.update({e.name: e.read(text) for e in encodings if all(map(e.fits, found))})
    return {_EITHER: text} if set(readings.values()) == {text} and len(readings) > 1 else readings


def _by_themselves(
    readings: Mapping[str, Mapping[str, str]], encodings: Sequence[Encoding]
) -> dict[str, str]:
    """The encoding of each text that does not need its column to tell.

    A text with one reading has it. Where nothing is Unicode for sure and there is one encoding, all is in it
    but headers such as “Xã”. Else a text is what its known words say.
    """
    names = {text: next(iter(options)) for text, options in readings.items() if len(options) == 1}
    whole = len(encodings) == 1 and UNICODE not in names.values()
    for text, options in readings.items():
        if len(options) > 1:
            if whole:
                names[text] = UNICODE if text.lower() in _identity_headers() else encodings[0].name
            elif len(known := [name for name, reading in options.items() if _knows_a_word(reading)]) == 1:
                names[text] = known[0]
    return names


def _by_column(sheet: Sheet, names: Mapping[str, str]) -> dict[int, str]:
    """How the cells of a column are read, where that is sure of nearly all."""
    columns: dict[int, Counter[str]] = {}
    for _, cells in sheet.rows:
        for at, cell in enumerate(cells):
            if isinstance(cell, str) and (name := names.get(cell, _EITHER)) != _EITHER:
                columns.setdefault(at, Counter())[name] += 1
    leaders = {at: (found.most_common(1)[0], found.total()) for at, found in columns.items()}
    return {at: name for at, ((name, n), total) in leaders.items() if n >= _FEWEST and n >= _SHARE * total}


@cache
def _identity_headers() -> frozenset[str]:
    return frozenset(alias.lower() for column in identity_columns().values() for alias in column.aliases)


def _knows_a_word(text: str) -> bool:
    return not _known_words().isdisjoint(_WORD.findall(text.lower()))


@cache
def _known_words() -> frozenset[str]:
    """The accented words of variables, columns, verdicts and provinces."""
    files = ("variables.yaml", "vocabulary/columns.yaml", "vocabulary/verdicts.yaml", "places/provinces.csv")
    text = "\n".join((criteria_folder() / file).read_text(encoding="utf-8") for file in files)
    return frozenset(word for word in _WORD.findall(text.lower()) if not word.isascii())


def _notice(sheet: Sheet, reader: _Reader) -> Problem:
    name, first = reader.changed[0]
    message = tr(
        "{n} cell(s) are in {encoding} and were converted to Unicode, such as “{before}” to “{after}”.",
        n=len(reader.changed),
        encoding=" + ".join(dict.fromkeys(name for name, _ in reader.changed)),
        before=first.text,
        after=reader.readings[first.text][name],
    )
    remedy = tr("check the names in the result")
    if any(name == TCVN3.name for name, _ in reader.changed):
        remedy = tr(
            "check the names in the result; capitals that only the font .VnTimeH shows come out small"
        )
    facts = {"cells": len(reader.changed)}
    return Problem(
        "legacy_text", message, file=sheet.name, sheet=sheet.sheet, row=first.row, remedy=remedy, facts=facts
    )


def _undecided(sheet: Sheet, reader: _Reader) -> Problem:
    first = reader.undecided[0]
    readings = reader.readings[first.text]
    message = tr(
        "the sheet mixes Unicode and old fonts, and it is not sure which of them {n} cells are in.",
        n=len(reader.undecided),
    )
    said = ", ".join(f"“{reading}” ({name})" for name, reading in readings.items())
    return Problem(
        "unreadable_file",
        message,
        file=sheet.name,
        sheet=sheet.sheet,
        row=first.row,
        column=letters_of(first.at + 1) if sheet.lettered else str(first.at + 1),
        value=first.text,
        expected=said or None,
        remedy=tr("convert the whole file to Unicode, with UniKey for example, or type these cells again"),
    )
