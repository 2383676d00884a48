"""Headers that state how many criteria are met, or list those that are not, and the grammar of such cells."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from functools import cache

from ntm_rules.definitions.conditions import Node
from ntm_rules.i18n import fold, tr
from ntm_rules.tables.grid import text_of
from ntm_rules.tables.targets import Target
from ntm_rules.tables.vocabulary import read_vocabulary, word_key, words

MET, UNMET = "criteria_met_reported", "criteria_unmet_reported"
UNMET_LIST, MET_LIST = "criteria_unmet_listed", "criteria_met_listed"
REPORTED = frozenset((MET, UNMET, UNMET_LIST, MET_LIST))
_BRACKET = re.compile(r"\([^)]*\)")
_TOTAL = re.compile(r"/\s*\d+\s*$")
_COUNT = re.compile(r"(\d{1,3})(?:\s*/\s*(\d{1,3}))?\s*([^\d/]*)")
_CODE = r"[1-9]\d?(?:[.,][1-9]\d?)?"
_NUMBERED = re.compile(rf"({_CODE})[.:)]?(?:[\s–-]+(\D.*))?")
_PAIR = re.compile(r"(\d{1,2}),(\d{1,2})")
_SEPARATORS = re.compile(r"[;\n+]|,(?!\d)|(?<!\d),|\s+và\s+", re.IGNORECASE)


class _Words(Node):
    columns: dict[str, tuple[str, ...]]
    rest_met: tuple[str, ...]
    short: dict[str, str]
    none: tuple[str, ...]
    before_numbers: tuple[str, ...]
    counted: tuple[str, ...]


class _Vocabulary:
    def __init__(self) -> None:
        given = read_vocabulary(_Words, "reported.yaml")
        self.columns = {fold(alias): name for name, aliases in given.columns.items() for alias in aliases}
        self.columns |= {name.replace("_", " "): name for name in given.columns}
        self.rest_met = frozenset(map(fold, given.rest_met))
        self.short = {fold(short): fold(full) for short, full in given.short.items()}
        self.none = frozenset(map(fold, given.none))
        self.before_numbers = sorted(map(fold, given.before_numbers), key=len, reverse=True)
        self.counted = frozenset(map(fold, given.counted))


@cache
def _vocabulary() -> _Vocabulary:
    return _Vocabulary()


def _plain(text: str) -> str:
    return " ".join(_vocabulary().short.get(word, word) for word in fold(text).split())


@cache
def reported_target(header: str) -> Target | None:
    """The column of counts or lists that a header names."""
    bare = _TOTAL.sub("", _BRACKET.sub(" ", header))
    name = _vocabulary().columns.get(_plain(bare))
    return Target("reported", name) if name else None


def says_rest_is_met(header: str) -> bool:
    """Whether the header of a list of unmet criteria says that all others are met."""
    return any(f" {phrase} " in f" {_plain(header)} " for phrase in _vocabulary().rest_met)


@dataclass(frozen=True, slots=True)
class Listed:
    """A cell of counts or of a list, read: `count`, or `codes` (None where blank); `wrong` is what was expected of it."""

    count: int | None = None
    codes: frozenset[str] | None = None
    wrong: tuple[str, str] | None = field(default=None)


def read_count(cell: object, total: int) -> Listed:
    """How many criteria a cell says: 16, 16/19, 16 tiêu chí."""
    text = text_of(cell).strip()
    if word_key(text) in words().missing:
        return Listed()
    found = _COUNT.fullmatch(text)
    expected = tr("a number of criteria from 0 to {total}, such as 16 or 16/{total}", total=total)
    if found and _plain(found[3]) in {"", *_vocabulary().counted} and int(found[2] or total) == total:
        count = int(found[1])
        if count <= total:
            return Listed(count=count)
    return Listed(wrong=(expected, tr("correct the cell, or leave it blank")))


def read_list(cell: object, codes: Collection[str], named: Callable[[str], str | None]) -> Listed:
    """The criteria and indicators that a cell lists: “2, 5, 6”, “TC 10; 11”, “17.1”, “Thu nhập, Y tế”.

    `named` gives the number of a title.
    """
    if isinstance(cell, float):
        if math.isnan(cell):
            return Listed()
        if not cell.is_integer():
            return Listed(wrong=_number(text_of(cell), codes))
    text = text_of(cell).strip()
    if word_key(text) in words().missing:
        return Listed()
    if _plain(text) in _vocabulary().none or text == "0":
        return Listed(codes=frozenset())
    if (pair := _PAIR.fullmatch(text)) and f"{pair[1]}.{pair[2]}" in codes:
        return Listed(wrong=_number(text, codes))
    found: set[str] = set()
    for item in _items(text):
        code = _code(item, codes, named)
        if code is None:
            return Listed(wrong=(_expected(), tr("write the numbers alone, with a semicolon between them")))
        found.add(code)
    return Listed(codes=frozenset(found))


def _items(text: str) -> list[str]:
    """The entries of a list; commas between bare numbers part them, as blanks do where nothing else does."""
    bare = _BRACKET.sub(" ", text)
    if _PAIR.search(bare) and re.fullmatch(r"[\d,\s;.]+", bare) is not None and "." not in bare:
        bare = bare.replace(",", ";")
    items = [item.strip(" .–-") for item in _SEPARATORS.split(bare)]
    items = [item for item in items if item]
    if len(items) == 1 and re.fullmatch(r"\d{1,2}(\s+\d{1,2})+", items[0]):
        return items[0].split()
    return items


def _code(item: str, codes: Collection[str], named: Callable[[str], str | None]) -> str | None:
    """The number of an entry, or that of the title it is."""
    rest = item
    for word in _vocabulary().before_numbers:
        plain = _plain(rest)
        if plain.startswith(f"{word} ") or re.match(rf"{word}\d", plain):
            digits = re.search(r"\d", rest)
            rest = rest[digits.start() :] if digits else rest
            break
    glued = re.fullmatch(rf"[^\d\s]{{2}}\s*({_CODE})", rest)
    rest = glued[1] if glued and _vocabulary().short.get(fold(rest[:2])) else rest
    found = _NUMBERED.fullmatch(rest)
    if found is None:
        return named(rest)
    code = found[1].replace(",", ".")
    return code if code in codes else None


def _expected() -> str:
    return tr("numbers of criteria with a semicolon or a comma between them, such as “2; 5; 17.1”")


def _number(text: str, codes: Collection[str]) -> tuple[str, str]:
    """What to do with a cell that may be two numbers or one: a spreadsheet makes 2.5 of “2,5”."""
    first, _, second = text.replace(",", ".").partition(".")
    two, one = f"{first}; {second}", f"{first}.{second}"
    remedy = tr("write “{two}” in a cell formatted as text if two criteria are meant", two=two)
    if one in codes:
        remedy = tr(
            "write “{two}” if two criteria are meant, “{one}” if one indicator is, in a cell formatted as text",
            two=two,
            one=tr("indicator {code}", code=one),
        )
    return _expected(), remedy
