"""Whether a map of mergers takes a commune whole or only a part of it, by its words, shares and names."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Literal

from ntm_rules.definitions.conditions import Node
from ntm_rules.i18n import fold
from ntm_rules.tables.vocabulary import read_vocabulary

Extent = Literal["whole", "part"]

_PERCENT = re.compile(r"(\d+(?:[.,]\d+)?)\s*%")
_FRACTION = re.compile(r"(\d+)\s*/\s*(\d+)(?!\s*/|\d)")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")


class _Words(Node):
    whole: tuple[str, ...]
    part: tuple[str, ...]
    villages: tuple[str, ...]


@cache
def _words() -> _Words:
    return read_vocabulary(_Words, "merger_parts.yaml")


@cache
def _phrases(which: Extent) -> re.Pattern[str]:
    known = "|".join(re.escape(fold(phrase)) for phrase in getattr(_words(), which))
    return re.compile(rf"\b(?:{known})\b")


@cache
def _villages() -> re.Pattern[str]:
    """A note that begins with a village or counts some: accents stay, for “ban” is also an office."""
    known = "|".join(_words().villages)
    return re.compile(rf"(?:^|\d\s*|[,;:(]\s*|gồm\s+|các\s+)(?:{known})\b")


def extent_of_note(text: str) -> Extent | None:
    """What a remark beside an old commune says of how much of it goes; None where it says nothing of that."""
    if _phrases("part").search(fold(text)):
        return "part"
    share = _share_in(text)
    if share is not None:
        return share
    if _phrases("whole").search(fold(text)):
        return "whole"
    plain = " ".join(unicodedata.normalize("NFC", text).casefold().split())
    return "part" if _villages().search(plain) else None


def extent_of_share(text: str) -> Extent | None:
    """What a cell of shares says: 40, 40 %, 0,4 or 3/7 is a part; 100, 1 or 7/7 the whole."""
    if _NUMBER.fullmatch(text):
        number = float(text.replace(",", "."))
        if number > 100:
            return None
        return "whole" if number in (1, 100) else "part"
    return extent_of_note(text)


def names_a_part(name: str) -> bool:
    """Whether the name of an old commune is that of a part, as in “Kiên Mộc (một phần)” or “Kiên Mộc 40%”."""
    return _phrases("part").search(fold(name)) is not None or _share_in(name) == "part"


def _share_in(text: str) -> Extent | None:
    percent, fraction = _PERCENT.search(text), _FRACTION.search(text)
    if percent is not None:
        return "whole" if float(percent[1].replace(",", ".")) == 100 else "part"
    if fraction is None or int(fraction[2]) == 0 or int(fraction[1]) > int(fraction[2]):
        return None
    return "whole" if fraction[1] == fraction[2] else "part"
