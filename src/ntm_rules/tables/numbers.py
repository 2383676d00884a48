"""Numbers as text, in either convention of decimals: 1.234,5 and 1,234.5."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

Convention = Literal["comma", "point"]
CONVENTIONS: tuple[Convention, ...] = ("comma", "point")
NAN = float("nan")

_MARKS: dict[str | None, Convention] = {",": "comma", ".": "point"}
_PLAIN = re.compile(r"-?\d+(?:([.,])\d+)?")
_WHOLE = re.compile(r"-?\d+")
_SPACED = re.compile(r"-?\d{1,3}(?:\s\d{3})+(?:[.,]\d+)?")
# What parts decimals and what thousands, in each convention.
_CONVENTIONS: tuple[tuple[Convention, re.Pattern[str], str, str], ...] = (
    ("comma", re.compile(r"-?(?:[1-9]\d{0,2}(?:\.\d{3})+|\d+)(?:,\d+)?"), ",", "."),
    ("point", re.compile(r"-?(?:[1-9]\d{0,2}(?:,\d{3})+|\d+)(?:\.\d+)?"), ".", ","),
)
_AMBIGUOUS = re.compile(r"-?[1-9]\d{0,2}[.,]\d{3}")
# The same within a longer text.
AMBIGUOUS_PART = re.compile(r"(?<![\d.,])[1-9]\d{0,2}[.,]\d{3}(?![\d.,])")


class Number(NamedTuple):
    """A number; `ambiguous` where its mark may part thousands or decimals, `wrong` where the text is none."""

    value: float = NAN
    convention: Convention | None = None
    ambiguous: bool = False
    wrong: bool = False


def simple_number(text: str) -> Number | None:
    """A number that reads in one way whatever stands around it, as nearly every cell is; None for another text."""
    bare = _PLAIN.fullmatch(text)
    if bare is None or _AMBIGUOUS.fullmatch(text):
        return None
    return Number(float(text.replace(",", ".")), _MARKS.get(bare[1]))


def read_number(text: str, convention: Convention | None) -> Number:
    """A bare number in either convention; where both could be meant, by the one given."""
    if _SPACED.fullmatch(text):
        text = "".join(text.split())
    if _WHOLE.fullmatch(text):
        return Number(float(text))
    if _AMBIGUOUS.fullmatch(text):
        if convention is None:
            return Number(ambiguous=True)
        decimal = "," if convention == "comma" else "."
        return Number(float(text.replace(",", ".") if decimal in text else re.sub("[.,]", "", text)))
    for name, pattern, decimal, thousands in _CONVENTIONS:
        if pattern.fullmatch(text):
            return Number(float(text.replace(thousands, "").replace(decimal, ".")), name)
    return Number(wrong=True)


def decimal_places(text: str) -> int:
    """How many decimals a number is written with, its last mark taken for the decimal one."""
    _, mark, decimals = text.replace(",", ".").rpartition(".")
    return len(decimals) if mark else 0


def both_ways(text: str) -> tuple[str, str]:
    """A text with its ambiguous numbers written as thousands, and as decimals, each so that it reads in one way."""
    thousands = AMBIGUOUS_PART.sub(lambda found: re.sub("[.,]", "", found[0]), text)
    decimals = AMBIGUOUS_PART.sub(lambda found: re.sub("[.,]", ",", found[0]) + "0", text)
    return thousands, decimals
