"""Whether the words behind a criterion's number are those of the criterion or of one of its indicators.

A verdict on one indicator never decides a criterion of several, so that a row or column is the criterion's only where
its words are.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from ntm_rules.definitions.models import CriteriaSet, Criterion, Indicator
from ntm_rules.errors import Problem
from ntm_rules.i18n import tr
from ntm_rules.tables.vocabulary import forms, title_key

Reading = Literal["criterion", "indicator", "unclear"]


class CriterionTitles:
    """The words of the titles of criteria and of their indicators, to tell the two apart."""

    def __init__(self, loaded: CriteriaSet) -> None:
        self._indicators = {c.code: tuple(i.code for i in c.indicators) for c in loaded.criteria}
        self._titles = {c.code: [_words(title) for title in _titles(c)] for c in loaded.criteria}
        # Any word that stands in the title of some criterion may stand behind another one’s: “Giao thông nông thôn”.
        self._common = {word for titles in self._titles.values() for words in titles for word in words}
        self._below: dict[str, list[set[str]]] = {}
        for criterion in loaded.criteria:
            titles = [title for indicator in criterion.indicators for title in _names(indicator, loaded)]
            self._below[criterion.code] = [set(_words(title)) for title in titles]

    def has_several(self, code: str) -> bool:
        """Whether a number is that of a criterion with more than one indicator."""
        return len(self._indicators.get(code, ())) > 1

    def indicators_of(self, code: str) -> tuple[str, ...]:
        """The numbers of the indicators of a criterion."""
        return self._indicators.get(code, ())

    def reading(self, code: str, title: str) -> Reading:
        """What the words behind the number of a criterion name."""
        words = _words(title)
        if not words:
            return "criterion"
        firsts = {own[0] for own in self._titles[code] if own}
        if words[0] in firsts and self._common.issuperset(words):
            return "criterion"
        if any(" ".join(words).startswith(f"{begin} ") for begin in forms().shares_begin):
            return "indicator"
        if any(words[: len(own)] == own for own in self._titles[code] if own):
            # “Môi trường: nghĩa trang”: the criterion, and more of it.
            return "indicator"
        shared = max((len(below.intersection(words)) for below in self._below[code]), default=0)
        return "indicator" if shared >= 2 and 2 * shared >= len(words) else "unclear"

    def names(self, code: str, title: str) -> bool:
        """Whether the words behind a number are those of a criterion with more than one indicator."""
        return self.has_several(code) and self.reading(code, title) == "criterion"

    def unsettled(self, code: str, text: str) -> Problem:
        """That a row or column under the number of a criterion does not say which of its indicators it holds."""
        codes = self._indicators[code]
        message = tr(
            "the title does not say which indicator of criterion {code} is meant; one indicator never decides a whole criterion.",
            code=code,
        )
        remedy = tr(
            "write the indicator’s number before the title, or say which it is, as with {indicator}; if the whole criterion is meant, {criterion}",
            indicator=f'--map "{text}={codes[0]}"',
            criterion=f'--map "{text}={code}"',
        )
        expected = tr("the number or the title of one of {codes}", codes=", ".join(codes))
        return Problem("indicator_not_named", message, column=text, expected=expected, remedy=remedy)


def _titles(numbered: Criterion | Indicator) -> list[str]:
    return [text for title in numbered.titles for text in (title.vi, title.en)]


def _names(indicator: Indicator, loaded: CriteriaSet) -> list[str]:
    """The titles of an indicator and the names of the figures behind it."""
    names = _titles(indicator)
    for rule in indicator.rules:
        for variable in (loaded.variables[n] for n in indicator.variables_on(rule.valid_from)):
            names.extend([variable.label.vi, variable.label.en, *variable.aliases])
    return names


def _words(title: str) -> Sequence[str]:
    """The words of a title, short forms written out, without those that say nothing of its matter."""
    text = f" {title_key(title)} "
    for filler in forms().fillers:
        text = text.replace(f" {filler} ", " ")
    return text.split()
