"""Risks and recommendations that appear and vanish under a scenario, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any

from ntm_rules.engine.statuses import Index
from ntm_rules.i18n import tr, words
from ntm_rules.reports.risk_words import criterion_words
from ntm_rules.scenarios.differences import Differences, RiskKey

ByPair = dict[int, dict[Any, None]]


class Moves:
    """What of one scenario's risks and recommendations is told of a pair, or of all parts of a merged commune at once."""

    def __init__(self, differences: Differences) -> None:
        self._found = differences

    def risks(self, pairs: Sequence[int]) -> Iterator[str]:
        """A sentence on the risks that appear and one on those that vanish."""
        come, gone = self._risks
        named: Callable[[Iterable[RiskKey]], str] = lambda keys: self._risk_words(keys, pairs[0])  # noqa: E731
        yield from _sentences((tr("risks that appear"), tr("risks that vanish")), (come, gone), pairs, named)

    def advice(self, pairs: Sequence[int]) -> Iterator[str]:
        """A sentence on the recommendations that appear and one on those that vanish."""
        headings = tr("recommendations that appear"), tr("recommendations that vanish")
        yield from _sentences(headings, self._advice, pairs, self.advice_words)

    def advice_words(self, keys: Iterable[tuple[str, int | str | None]]) -> str:
        """Recommendations by rule and criterion: the title of each rule with its criteria."""
        codes = [criterion.code for criterion in self._found.baseline.judged.loaded.criteria]
        by_rule: dict[str, list[str]] = {}
        for rule, criterion in keys:
            own = by_rule.setdefault(rule, [])
            if criterion is not None:
                own.append(codes[criterion] if isinstance(criterion, int) else criterion)
        order = {code: number for number, code in enumerate(codes)}
        return "; ".join(
            self._titles[rule] + (f" ({', '.join(sorted(own, key=order.__getitem__))})" if own else "")
            for rule, own in by_rule.items()
        )

    @cached_property
    def _titles(self) -> dict[str, str]:
        return {rule.id: words(rule.title) for side in self._found.advice or () for rule in side.rules.rules}

    @cached_property
    def _risks(self) -> tuple[ByPair, ByPair]:
        return _by_pair(self._found.risks)

    @cached_property
    def _advice(self) -> tuple[ByPair, ByPair]:
        return _by_pair(self._found.recommendations)

    def _risk_words(self, keys: Iterable[RiskKey], pair: int) -> str:
        judged, row = self._found.baseline.judged, int(self._found.pairing.before[pair])
        kinds: dict[int, dict[str, None]] = {}
        for key in keys:
            kinds.setdefault(key.criterion, {})[self._kinds[key.kind]] = None
        return ", ".join(
            f"{criterion_words(judged, number, row)} ({'; '.join(kinds[number])})" for number in sorted(kinds)
        )

    @cached_property
    def _kinds(self) -> dict[str, str]:
        """The kinds of risk in words, as the policies in use title them."""
        sides = (self._found.baseline, self._found.scenario)
        return {block.kind: words(block.policy.title) for side in sides for block in side.risks.blocks}


def _sentences(
    headings: tuple[str, str],
    moved: tuple[ByPair, ByPair],
    pairs: Sequence[int],
    named: Callable[[Iterable[Any]], str],
) -> Iterator[str]:
    """Of parts of one commune what none of them had appears, and what any of them had vanishes."""
    come, gone = moved
    first, *others = (come.get(pair, {}) for pair in pairs)
    appeared = [key for key in first if all(key in other for other in others)]
    vanished = {key: None for pair in pairs for key in gone.get(pair, {})}
    for heading, keys in zip(headings, (appeared, vanished), strict=True):
        if keys:
            yield f"{heading}: {named(keys)}"


def _by_pair(moved: Iterable[tuple[Any, Index, Index]]) -> tuple[ByPair, ByPair]:
    """By pair, what appears there and what vanishes."""
    come: ByPair = {}
    gone: ByPair = {}
    for key, vanished, appeared in moved:
        for found, pairs in ((come, appeared), (gone, vanished)):
            for pair in pairs.tolist():
                found.setdefault(pair, {})[key] = None
    return come, gone
