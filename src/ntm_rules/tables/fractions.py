"""Counts and their own rate in one cell: “4.520/4.940 (91,5%)”, “9/9 bản = 100%”, “12,07% (145/1201 hộ)”."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from ntm_rules.i18n import fold
from ntm_rules.tables.numbers import CONVENTIONS, Convention, Number, decimal_places, read_number
from ntm_rules.tables.vocabulary import words

# Each token is told from its first sign on, so that no text takes longer than its length.
_TOKEN = re.compile(
    r"(?P<number>\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:[.,]\d+)?(?![\d.,])|\d+(?:[.,]\d+)*)|(?P<word>[^\W\d_]+)|(?P<sign>[^\w\s]|_)"
)
_JOINING = frozenset("=,;:()[]≈→>–—-")
# Between nouns that are counted together: “9/9 thôn, bản”, “9/9 thôn (bản)”, “9/9 thôn/bản”.
_BETWEEN_NOUNS = frozenset(",/()[]–-")
# A rate beside its counts is rounded or cut off at its last decimal.
_CLOSEST = 0.01


@dataclass(slots=True)
class Figures:
    """What one cell holds: the texts of a part and its whole, and of a percentage."""

    counts: list[tuple[str, str]] = field(default_factory=list)
    rates: list[str] = field(default_factory=list)


def figures_in(text: str, nouns: Collection[str]) -> Figures | None:
    """The fraction and the percentage of a cell; None where it holds anything else. `nouns` are what may be counted."""
    found = Figures()
    tokens = [(str(token.lastgroup), token[0]) for token in _TOKEN.finditer(text)]
    at = joined = 0
    while at < len(tokens):
        kind, token = tokens[at]
        if kind == "number":
            at = _number(tokens, at, nouns, found)
        elif kind == "sign" and token in _JOINING and not (token in "–—-" and at == 0):
            at += 1
        elif kind == "word":
            size = _longest(tokens, at, words().joining)
            if size == 0:
                return None
            at += size
            joined = at
        else:
            return None
        if at < 0 or len(found.counts) > 1 or len(found.rates) > 1:
            return None
    # A word that joins two figures ends none: it is the verdict of “95/100 hộ - Đạt”.
    joins = bool(tokens) and tokens[-1][0] == "word" and joined == len(tokens)
    return None if joins or not (found.counts or found.rates) else found


def _number(tokens: list[tuple[str, str]], at: int, nouns: Collection[str], found: Figures) -> int:
    """Add the fraction or percentage that begins with a number; where it ends, or -1."""
    behind = _behind_nouns(tokens, at + 1, nouns)
    if behind < len(tokens) and (tokens[behind][1] == "/" or fold(tokens[behind][1]) == "tren"):
        whole = behind + 1 + _longest(tokens, behind + 1, words().of_all)
        if whole >= len(tokens) or tokens[whole][0] != "number":
            return -1
        found.counts.append((tokens[at][1], tokens[whole][1]))
        return _behind_nouns(tokens, whole + 1, nouns)
    end = at + 1
    if end < len(tokens) and tokens[end][1] == "%":
        end += 1
    elif behind > at + 1:
        # A count alone, such as “7 thôn”, is no rate.
        return -1
    found.rates.append(tokens[at][1])
    return end


def _behind_nouns(tokens: list[tuple[str, str]], at: int, nouns: Collection[str]) -> int:
    """Where the nouns end that begin at a place; the place itself where there are none."""
    end = at
    while True:
        noun = end
        while noun < len(tokens) and tokens[noun][1] in _BETWEEN_NOUNS:
            noun += 1
        noun += _longest(tokens, noun, words().between_nouns)
        size = _longest(tokens, noun, nouns)
        if size == 0:
            return end
        end = noun + size


def _longest(tokens: list[tuple[str, str]], at: int, phrases: Collection[str]) -> int:
    """How many tokens from a place on are one of some folded phrases, the most there are."""
    for size in range(min(4, len(tokens) - at), 0, -1):
        run = tokens[at : at + size]
        if all(kind == "word" for kind, _ in run) and fold(" ".join(word for _, word in run)) in phrases:
            return size
    return 0


@dataclass(frozen=True, slots=True)
class Fraction:
    """Counts as they were read. `rate` is the text of a percentage that they contradict."""

    counts: tuple[float, float] | None = None
    convention: Convention | None = None
    ambiguous: bool = False
    contradicts: str | None = None


def read_fraction(
    counts: tuple[str, str], rate: str | None, convention: Convention | None, *, whole_numbers: bool
) -> Fraction | None:
    """Counts, and whether the rate beside them is theirs; None where they are no numbers.

    What a mark before three digits means, the rate beside them says, or that both counts are whole.
    """
    readings: dict[tuple[float, float], Convention | None] = {}
    for one in CONVENTIONS:
        part, whole = (read_number(text, one) for text in counts)
        if part.wrong or whole.wrong:
            return None
        if not whole_numbers or (part.value % 1 == 0 and whole.value % 1 == 0):
            readings.setdefault((part.value, whole.value), part.convention or whole.convention)
    if not readings:
        return Fraction(tuple(read_number(text, "point").value for text in counts))  # type: ignore[arg-type]
    if rate is not None:
        agreeing = {pair: mark for pair, mark in readings.items() if _agrees(pair, rate)}
        if not agreeing:
            return Fraction(next(iter(readings)), contradicts=rate)
        readings = agreeing
    pairs = list(readings)
    rates = {round(part / whole, 12) for part, whole in pairs if whole}
    if len(pairs) == 1 or len(rates) == 1:
        return Fraction(pairs[0], readings[pairs[0]])
    if convention is None:
        return Fraction(ambiguous=True)
    chosen: list[Number] = [read_number(text, convention) for text in counts]
    return Fraction((chosen[0].value, chosen[1].value), convention)


def _agrees(counts: tuple[float, float], rate: str) -> bool:
    """Whether a percentage is that of counts, rounded or cut off at the last of its decimals."""
    part, whole = counts
    if not whole:
        # No whole, no rate: that is said elsewhere.
        return True
    # A rate is no thousands.
    stated = read_number(rate, "comma" if "," in rate else "point").value
    return abs(part * 100 / whole - stated) < max(10.0 ** -decimal_places(rate), _CLOSEST)
