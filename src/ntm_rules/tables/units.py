"""Units of measurement as they are written in headers, under them and beside numbers, and their conversion."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from math import isfinite

from ntm_rules.definitions.models import Plausible, Scale, Span, Text, Unit
from ntm_rules.i18n import fold

_LABEL = re.compile(r"(?:đơn vị tính|đơn vị|đvt|tính bằng)\s*[:.]?\s*", re.IGNORECASE)
_BRACKET = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]")
_LABELLED = re.compile(r"[\s,;–-]*(?:đơn vị tính|đvt|tính bằng)\s*[:.]?\s*([^()\[\]]+)$", re.IGNORECASE)
_PARTED = re.compile(r"\s*(?:[,;:]|\s[–-])\s*([^,;:()\[\]]+)$")
# Spans of which so many make a year are months.
_MONTHS = 12
# The number of a month behind its word, not the thousand of “người/tháng (1.000 đồng)”.
_MONTH_NUMBER = r"(?:0?[1-9]|1[0-2])\b(?! 000)"
_LEADING_NUMBER = re.compile(r"^\s*[1-9]\d?(?:[.,][1-9]\d?)?[.):\s]+(.+)$")


@dataclass(frozen=True, slots=True)
class Measure:
    """A unit that figures are written in; one of it is `scale` times `times` of the unit that is asked.

    `times` is how many of its spans of time make the one asked: twelve for the income of a month. `timed` says
    whether a span was named at all.
    """

    name: Text
    scale: Decimal = Decimal(1)
    times: Decimal = Decimal(1)
    timed: bool = field(default=False, compare=False)
    # What its figures can be once they are converted.
    plausible: Plausible | None = field(default=None, compare=False)

    @property
    def factor(self) -> Decimal:
        """How much of the unit asked one of it is."""
        return self.scale * self.times

    def in_column(self, column: Measure | None) -> Measure:
        """The unit beside a number in a column of incomes of a month: one that names no span is of a month too."""
        if self.timed or column is None or column.times == 1:
            return self
        name = Text(vi=_respelt(self.name.vi, column.name.vi), en=_respelt(self.name.en, column.name.en))
        return Measure(name, self.scale, column.times, plausible=column.plausible)


@dataclass(frozen=True, slots=True)
class _Written:
    """What a text that is a unit and no more names: the scale, and the span of time where it names one."""

    scale: Text
    span: Span | None = None


def _respelt(amount: str, column: str) -> str:
    """The amount of one unit per what another is per: đồng beside nghìn đồng/người/tháng is đồng/người/tháng."""
    return f"{amount.partition('/')[0]}/{column.partition('/')[2]}"


@lru_cache(maxsize=16_384)
def unit_key(text: str) -> str:
    """A unit as it is looked up: `(ĐVT: 1.000 đồng)` is 1 000 dong."""
    inner = _LABEL.sub("", text.strip().strip("()[]").strip(), count=1).strip()
    return fold(inner) or inner


@lru_cache(maxsize=64)
def _written(unit: Unit) -> Mapping[str, _Written]:
    """By look-up key, every way in which the unit and its scales are written, alone and with what they are per."""
    found: dict[str, _Written] = {}
    scales: list[tuple[Text, tuple[str, ...]]] = [(s, (s.vi, s.en, *s.words)) for s in unit.scales]
    scales.append((unit, unit.cell))
    for scale, names in scales:
        for name in names:
            for per in ("", *unit.per):
                found[_key_per(name, per)] = _Written(scale)
            for span in unit.spans:
                for tail in _tails(unit, span):
                    found[_key_per(name, tail)] = _Written(scale, span)
    for name in (unit.vi, unit.en):
        found.setdefault(unit_key(name), _Written(unit))
    return found


def _key_per(name: str, tail: str) -> str:
    """The look-up key of a unit per another, put together of the keys of both: there are thousands of pairs."""
    if tail and fold(name) and fold(tail):
        return f"{unit_key(name)} {fold(tail)}"
    return unit_key(_per(name, tail))


def _per(name: str, tail: str) -> str:
    return f"{name}/{tail}" if tail else name


def _tails(unit: Unit, span: Span) -> Iterator[str]:
    """What follows an amount that is of a span: tháng, người/tháng, tháng/người."""
    for word in span.units:
        yield word
        for per in unit.per:
            yield f"{per}/{word}"
            yield f"{word}/{per}"


@lru_cache(maxsize=64)
def measures(unit: Unit) -> Mapping[str, Measure]:
    """By look-up key, every way in which a unit is written that figures are converted from."""
    return {
        key: measure
        for key, written in _written(unit).items()
        if (measure := _measure(unit, written.scale, written.span)) is not None
    }


def _measure(unit: Unit, scale: Text, span: Span | None) -> Measure | None:
    """The measure of a scale and a span of time; None where a span cannot be converted."""
    size = Decimal(repr(scale.factor)) if isinstance(scale, Scale) else Decimal(1)
    if span is None or span.factor == 1:
        return Measure(scale, size, timed=span is not None)
    if span.factor is None:
        return None
    # The unit asked says what it is per behind a stroke; this one is per another span.
    base = scale if isinstance(scale, Scale) else Text(vi=unit.vi.split("/")[0], en=unit.en.split("/")[0])
    name = Text(vi=f"{base.vi}/{span.vi}", en=f"{base.en}/{span.en}")
    return Measure(name, size, Decimal(repr(span.factor)), timed=True, plausible=span.plausible)


@lru_cache(maxsize=64)
def refused_words(unit: Unit) -> frozenset[str]:
    """By look-up key, units that name another thing than the one asked, which nothing here converts."""
    others = {_key_per(other, per) for other in unit.others for per in ("", *unit.per)}
    for span in unit.spans:
        others.update(_key_per(other, tail) for other in unit.others for tail in _tails(unit, span))
    spans = {key for key, written in _written(unit).items() if written.span and written.span.factor is None}
    return frozenset(others | spans)


def cannot_be(text: str, unit: Unit) -> bool:
    """Whether a text names a unit in which the figure asked cannot be: what is counted, dollars, half a year's income."""
    if unit_key(text) in {unit_key(word) for word in unit.fraction} | refused_words(unit):
        return True
    folded = f" {fold(text)} "
    if any(f" {fold(other)} " in folded for other in unit.others):
        return True
    return any(span.factor is None for span in _spans(text, unit)) or _names_one_month(text, unit)


def named_in(unit: Unit, *texts: str) -> list[Measure]:
    """The units that a header and what stands under or above it name between them.

    Of `nghìn đồng` and the `đồng` in it, the longer alone. The span of time may stand apart from the amount, as in
    “Thu nhập bình quân một tháng (nghìn đồng)”. More than one where two scales or two spans are named.
    """
    scales: dict[Text, None] = {}
    spans: dict[Span, None] = {}
    for text in texts:
        for written in _units_in(text, unit):
            scales[written.scale] = None
            spans.update({written.span: None} if written.span else {})
        spans.update(dict.fromkeys(_spans(text, unit)))
    if len(scales) > 1:
        named = [_measure(unit, scale, None) for scale in scales]
    elif len(spans) > 1:
        named = [_measure(unit, unit, span) for span in spans]
    else:
        span = next(iter(spans), None)
        scale = next(iter(scales), unit if span and span.factor != 1 else None)
        named = [_measure(unit, scale, span)] if scale else []
    return list(dict.fromkeys(measure for measure in named if measure is not None))


def _units_in(text: str, unit: Unit) -> list[_Written]:
    """The units that stand in a text, the longest words first."""
    known = _written(unit)
    if whole := known.get(unit_key(text)):
        return [whole]
    edges = {unit_key(edge) for edge, _ in _edges(text)}
    folded = f" {fold(text)} "
    found = []
    for word in sorted(known, key=len, reverse=True):
        if not word[0].isalnum():
            named = word in text
        else:
            # A short word such as đồng is a unit in brackets or at the end; elsewhere it is part of another word.
            named = f" {word} " in folded and (" " in word or word in edges)
            folded = folded.replace(f" {word} ", " | ") if named else folded
        if named:
            found.append(known[word])
    return found


def _spans(text: str, unit: Unit) -> list[Span]:
    """The spans of time that a text says its figures are of, in words or behind what they are per."""
    found: dict[Span, None] = {}
    folded = f" {fold(text)} "
    for word, span in _span_words(unit):
        if f" {word} " in folded:
            if not _is_date(folded, word):
                found[span] = None
            folded = folded.replace(f" {word} ", " | ")
    return list(found)


@lru_cache(maxsize=64)
def _span_words(unit: Unit) -> tuple[tuple[str, Span], ...]:
    """Words that say a span of time, folded, the longest first."""
    words = {fold(word): span for span in unit.spans for word in span.words}
    for span in unit.spans:
        words.update({fold(tail): span for tail in _tails(unit, span) if "/" in tail})
    return tuple((word, words[word]) for word in sorted(words, key=len, reverse=True))


def _is_date(folded: str, word: str) -> bool:
    """Whether the words are part of a date, as in người năm 2023 or ngày 31 tháng 12."""
    return re.search(rf" {word} (?:(?:19|20)\d\d\b|{_MONTH_NUMBER})", folded) is not None


def _names_one_month(text: str, unit: Unit) -> bool:
    """Whether a text is of one month of the year, as “thu nhập tháng 6”, and not of a day in it."""
    months = {fold(word) for span in unit.spans if span.factor == _MONTHS for word in span.units}
    if not months:
        return False
    named = "|".join(months)
    one = re.search(rf"(?<!ngay \d )(?<!ngay \d\d )\b(?:{named}) {_MONTH_NUMBER}", fold(text))
    return one is not None


def span_in(text: str, unit: Unit) -> Span | None:
    """The span of time that a title says its figures are of; None where it is the one asked, or none is named."""
    return next((span for span in _spans(text, unit) if span.factor != 1), None)


def without_span(header: str, units: Iterable[Unit]) -> Iterator[str]:
    """The header without the words that say a span of time: “Thu nhập bình quân tháng” is “Thu nhập bình quân”."""
    text = unicodedata.normalize("NFC", header)
    for unit in units:
        words = {word for span in unit.spans for word in (*span.words, *_tails(unit, span))}
        for word in sorted(words, key=len, reverse=True):
            spelt = f"{re.escape(unicodedata.normalize('NFC', word))}|{fold(word)}"
            found = re.search(rf"[\s/,;(–-]+(?:{spelt})(?!\w)\s*\)?", text, re.IGNORECASE)
            if found:
                yield " ".join((text[: found.start()] + " " + text[found.end() :]).split())


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
