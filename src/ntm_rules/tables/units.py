"""Units of measurement as they are written in headers, under them and beside numbers, and their conversion."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from math import isfinite

from ntm_rules.definitions.models import Text, Unit
from ntm_rules.i18n import fold

_LABEL = re.compile(r"(?:đơn vị tính|đơn vị|đvt|tính bằng)\s*[:.]?\s*", re.IGNORECASE)
_BRACKET = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]")
_LABELLED = re.compile(r"[\s,;–-]*(?:đơn vị tính|đvt|tính bằng)\s*[:.]?\s*([^()\[\]]+)$", re.IGNORECASE)
_PARTED = re.compile(r"\s*(?:[,;:]|\s[–-])\s*([^,;:()\[\]]+)$")
_LEADING_NUMBER = re.compile(r"^\s*[1-9]\d?(?:[.,][1-9]\d?)?[.):\s]+(.+)$")


@dataclass(frozen=True, slots=True)
class Measure:
    """A unit that figures are written in; one of it is `factor` of the unit that is asked."""

    name: Text
    factor: Decimal


def unit_key(text: str) -> str:
    """A unit as it is looked up: `(ĐVT: 1.000 đồng)` is 1 000 dong."""
    inner = _LABEL.sub("", text.strip().strip("()[]").strip(), count=1).strip()
    return fold(inner) or inner


@lru_cache(maxsize=64)
def measures(unit: Unit) -> Mapping[str, Measure]:
    """By look-up key, every way in which the unit and its scales are written."""
    spelt = [(Measure(s, Decimal(repr(s.factor))), (s.vi, s.en, *s.words)) for s in unit.scales]
    spelt.append((Measure(unit, Decimal(1)), (unit.vi, unit.en, *unit.cell)))
    return {
        unit_key(full): measure
        for measure, words in spelt
        for word in words
        for full in (word, *(f"{word}/{per}" for per in unit.per))
    }


def cannot_be(text: str, unit: Unit) -> bool:
    """Whether a text beside a row is a unit in which its figure cannot be: what is counted, or income by the month."""
    counted = {unit_key(word) for word in unit.fraction}
    return unit_key(text) in counted or any(f" {fold(other)} " in f" {fold(text)} " for other in unit.others)


def named_in(header: str, unit: Unit) -> list[Measure]:
    """The units that a header names; of `nghìn đồng` and the `đồng` in it, the longer alone."""
    known = measures(unit)
    edges = {unit_key(text) for text, _ in _edges(header)}
    text = f" {fold(header)} "
    found: dict[Measure, None] = {}
    for word in sorted(known, key=len, reverse=True):
        if not word[0].isalnum():
            named = word in header
        else:
            # A short word such as đồng is a unit in brackets or at the end; elsewhere it is part of another word.
            named = f" {word} " in text and (" " in word or word in edges)
            text = text.replace(f" {word} ", " | ") if named else text
        if named:
            found[known[word]] = None
    return list(found)


def without_unit(header: str, known: Iterable[str]) -> Iterator[str]:
    """The header with a unit taken out of it, each way there is."""
    words = frozenset(known)
    for text, rest in _edges(header):
        if unit_key(text) in words and rest.strip():
            yield rest.strip()
    spans = [found.span() for found in re.finditer(r"[^\W_]+", header)]
    for size in range(min(6, len(spans) - 1), 1, -1):
        if fold(header[spans[-size][0] :]) in words:
            yield header[: spans[-size][0]].rstrip(" ,;:–-/(")


def _edges(header: str) -> Iterator[tuple[str, str]]:
    """Where a unit may stand by itself, with what is left without it: in brackets, behind a label, at the end."""
    for bracket in _BRACKET.finditer(header):
        yield bracket[1], header[: bracket.start()] + " " + header[bracket.end() :]
    for pattern in (_LABELLED, _PARTED):
        if tail := pattern.search(header):
            yield tail[1], header[: tail.start()]
    if numbered := _LEADING_NUMBER.match(header):
        yield numbered[1], header[: numbered.start(1)]


def in_unit(value: float, measure: Measure | None) -> float:
    """A figure in the unit asked, exact on the decimal as it is written: 42500.7 thousand is 42.5007 million."""
    if measure is None or measure.factor == 1 or not isfinite(value):
        return value
    # The shortest decimal of a float is the one it was read from.
    return float(Decimal(repr(value)) * measure.factor)
