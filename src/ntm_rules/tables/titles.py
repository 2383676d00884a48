"""What the titles above a table, its sheet and its file say of the commune, place and year it is of."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ntm_rules.definitions.places import places
from ntm_rules.errors import Problem
from ntm_rules.i18n import fold, tr
from ntm_rules.tables.districts import is_district
from ntm_rules.tables.grid import Sheet
from ntm_rules.tables.periods import years_told
from ntm_rules.tables.vocabulary import forms, identity_columns

_MOST_WORDS = 4
_ENDS = ",;(:./–-"
Rows = Sequence[tuple[int, list[Any]]]


@dataclass(frozen=True, slots=True)
class Told:
    """A fact that stands outside the table, and the row of the sheet that says it (None: its name, or a line above)."""

    value: str
    row: int | None


def told_by(sheet: Sheet, above: Rows, *, one_commune: bool) -> dict[str, Told]:
    """Identity facts by column: those on which all titles agree; of a commune's own table also its name.

    Where no title names the commune, the name of the sheet, or of a file of its own, does.
    """
    lines: list[tuple[int | None, str]] = [(None, line) for line in sheet.above]
    lines += [(row, cell) for row, cells in above for cell in cells if isinstance(cell, str)]
    texts = [(row, " ".join(line.split())) for row, line in lines]
    texts = [(row, unicodedata.normalize("NFC", text)) for row, text in texts if text]
    found: dict[str, Told] = {}
    for column in ("commune", "district", "province") if one_commune else ("district", "province"):
        named = [Told(name, row) for row, text in texts for name in _names(text, column)]
        if len({fold(told.value) for told in named}) == 1:
            found[column] = named[0]
    years: set[tuple[int, int | None]] = {(year, row) for row, text in texts for year in years_told([text])}
    # “Năm 2023” is a name of sheets, and “biểu 01 năm 2023” one of files.
    years = years or _year_of_name(sheet)
    if len({year for year, _ in years}) == 1:
        year, row = min(years, key=lambda told: told[1] or 0)
        found["year"] = Told(str(year), row)
    if one_commune and "commune" not in found and (name := _of_name(sheet)):
        found["commune"] = Told(name, None)
    return found


def notice(sheet: Sheet, used: dict[str, Told]) -> Problem:
    """That facts of a table were taken from outside it."""
    facts = {column: told.value for column, told in used.items()}
    rows = sorted({told.row for told in used.values() if told.row is not None})
    listed = ", ".join(f"{_label(column)}: {value}" for column, value in facts.items())
    message = tr("the table itself does not say {facts}; its titles or its name do.", facts=listed)
    return Problem(
        "told_by_titles",
        message,
        file=sheet.name,
        sheet=sheet.sheet,
        row=rows[0] if rows else None,
        remedy=tr("give a column of its own for it if that is not meant"),
        facts=facts,
    )


def _label(column: str) -> str:
    aliases = identity_columns()[column].aliases
    return aliases[0] if aliases else column


def _year_of_name(sheet: Sheet) -> set[tuple[int, int | None]]:
    """The years that the name of the sheet tells, else that of the file."""
    names = (unicodedata.normalize("NFC", name) for name in (sheet.sheet or "", Path(sheet.name).stem))
    found = (years_told([name]) for name in names)
    return {(year, None) for year in next(filter(None, found), set())}


def _of_name(sheet: Sheet) -> str | None:
    """The commune that the sheet is named after, else the file."""
    stem = Path(sheet.name).stem
    for text in (sheet.sheet or "", stem):
        names = list(_names(unicodedata.normalize("NFC", text), "commune"))
        if len(names) == 1:
            return names[0]
    plain = fold(sheet.sheet or "")
    if plain and not any(plain.startswith(word) for word in forms().plain_sheets):
        return sheet.sheet
    return None


def _names(text: str, column: str) -> Iterator[str]:
    """The names that follow the word for a kind of place, as “Xã Mẫu 1” in “UBND XÃ MẪU 1 NĂM 2023”."""
    kinds = forms().places[column]
    for kind in kinds:
        for found in re.finditer(rf"(?<!\w){kind}(?!\w)\s*:?\s*", text, re.IGNORECASE):
            name = _name_at(text[found.end() :])
            if name is None:
                continue
            if column == "province":
                if (place := places().find_old(name)) or (
                    place := places().find(name, places().new_provinces_from)
                ):
                    yield place.name
            else:
                yield f"{kind.capitalize()} {name}"


def _ends_name(taken: Sequence[str], word: str, after: str) -> bool:
    """Whether a word before another one is no more of the name that some words begin."""
    plain, behind = word.casefold(), after.casefold().rstrip(_ENDS)
    if plain in forms().of_time and taken:
        tells_time = behind[:1].isdigit() or behind in forms().behind_time
        return tells_time and not is_district(" ".join([*taken, word]))
    return plain in forms().name_ends


def _name_at(text: str) -> str | None:
    """The name that a text begins with: capitalised words up to a word or sign that ends one."""
    lowered = text.casefold()
    if any(re.match(rf"{word}(?!\w)", lowered) for word in forms().no_name):
        return None
    taken: list[str] = []
    given = text.split()
    for n, word in enumerate(given):
        bare = word.rstrip(_ENDS)
        if not bare or not (bare[0].isupper() or bare[0].isdigit()):
            break
        # What ends a name goes on after it: at its end “Kỳ” and “Thuộc” are of it, as in Tân Kỳ.
        goes_on = not taken or (bare == word and n + 1 < len(given))
        if goes_on and _ends_name(taken, bare, given[n + 1] if n + 1 < len(given) else ""):
            break
        taken.append(bare)
        if bare != word or len(taken) == _MOST_WORDS:
            break
    if not taken or (taken[0][0].isdigit() and len(taken[0]) > 2):
        return None
    return " ".join(word.capitalize() if word.isupper() and len(word) > 1 else word for word in taken)
