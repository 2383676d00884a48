"""What a message says of many rows at once: what they share is worded once, the figures of each row are filled in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Any

import numpy as np

from ntm_rules.definitions.models import title_on
from ntm_rules.engine.evaluate import Judgement
from ntm_rules.engine.figure_words import against_level, distance_of, label_of, value_of
from ntm_rules.engine.statuses import UNMET, Index
from ntm_rules.i18n import tr, words
from ntm_rules.risks.findings import Block
from ntm_rules.risks.subject import Figure
from ntm_rules.tables.coded import factorize

# Stands around the number of a slot in a message: the last private character, which messages keep and no text holds.
_SLOT = "\U0010fffd"


def alike(judged: Judgement, block: Block) -> Iterator[Index]:
    """The places of a block in runs whose message is one sentence: all but figures and days is the same in them.

    A figure or day that is missing in some rows parts them from the others.
    """
    count = len(block.rows)
    keys = [judged.table.judged_on.codes[block.rows]]
    for fact in block.facts.values():
        if isinstance(fact, np.ndarray):
            missing = {"f": np.isnan, "M": np.isnat}.get(fact.dtype.kind)
            keys.append(missing(fact) if missing else factorize(_cells(fact))[0])
    mixed = np.zeros(count, dtype=np.int64)
    for key in keys:
        if (key != key[0]).any():
            _, mixed = np.unique(mixed * (int(key.max()) + 1) + key, return_inverse=True)
    order = np.argsort(mixed, kind="stable")
    yield from np.split(order, np.flatnonzero(np.diff(mixed[order])) + 1)


def each_of(word: Callable[[Any], str], fact: Any, count: int) -> list[str]:
    """A fact of each row in words; each different value is worded once."""
    if not isinstance(fact, np.ndarray):
        return [word(fact)] * count
    index, different = factorize(_cells(fact))
    texts = np.empty(len(different), dtype=object)
    texts[:] = [word(value) for value in different]
    found: list[str] = texts[index].tolist()
    return found


def filled(literals: Sequence[str], columns: Sequence[list[str]], count: int) -> list[str]:
    """Texts of one form: the literals, and between each two of them what stands there in each row."""
    if not columns:
        return [literals[0]] * count
    form = "%s".join(literal.replace("%", "%%") for literal in literals)
    return [form % row for row in zip(*columns, strict=True)]


def unmet(
    judged: Judgement, criterion: int, deciding: Sequence[Figure], rows: Index
) -> list[list[tuple[int, Figure | None]]]:
    """For each row the unmet indicators of a criterion: each with its figures (of `deciding`) that are short, or with none.

    None is where a verdict decided.
    """
    found: list[list[tuple[int, Figure | None]]] = [[] for _ in rows]
    for number in judged.plan.criteria[criterion]:
        left = judged.statuses.indicators[number, rows] == UNMET
        short: list[tuple[Figure | None, Any]] = []
        for one in deciding:
            if one.indicator == number and left.any():
                short.append((one, left & one.rows[rows] & (one.status[rows] == UNMET)))
        explained = np.any([mine for _, mine in short], axis=0) if short else np.zeros_like(left)
        for figure, mine in [*short, (None, left & ~explained)]:
            for at in np.flatnonzero(mine).tolist():
                found[at].append((number, figure))
    return found


class Said:
    """The facts of some rows of a block that are alike, as a message says them.

    A text that differs from row to row is a slot in the message until `fill` makes one message for each row.
    """

    def __init__(self, judged: Judgement, block: Block, places: Index) -> None:
        self._judged, self._block, self._places = judged, block, places
        self._first = int(places[0])
        self._slots: list[list[str]] = []

    def fill(self, message: str) -> list[str]:
        """The message of each row."""
        pieces = message.split(_SLOT)
        columns = [self._slots[int(number)] for number in pieces[1::2]]
        return filled(pieces[::2], columns, len(self._places))

    def each(self, word: Callable[..., str], *names: str) -> str:
        """What some facts are in words, row by row."""
        facts = [self._of(name) for name in names]
        if not any(isinstance(fact, np.ndarray) for fact in facts):
            return word(*facts)
        if len(facts) == 1:
            return self._slot(each_of(word, facts[0], len(self._places)))
        cells = [f.tolist() if isinstance(f, np.ndarray) else [f] * len(self._places) for f in facts]
        once = cache(word)
        return self._slot([once(*row) for row in zip(*cells, strict=True)])

    def _of(self, name: str) -> Any:
        fact = self._block.facts[name]
        return fact[self._places] if isinstance(fact, np.ndarray) else fact

    def _slot(self, texts: list[str]) -> str:
        self._slots.append(texts)
        return f"{_SLOT}{len(self._slots) - 1}{_SLOT}"

    @property
    def names(self) -> frozenset[str]:
        """The facts there are."""
        return frozenset(self._block.facts)

    def raw(self, name: str) -> Any:
        """A fact that all rows share; of a figure or a day, whether it is there is what they share."""
        return self._block.fact(name, self._first)

    @property
    def policy(self) -> Any:
        """The policy it was found by."""
        return self._block.policy

    @property
    def label(self) -> str:
        """What is measured; the indicator or criterion by its title where it is no figure."""
        block, loaded = self._block, self._judged.loaded
        if block.part is not None:
            return label_of(loaded, block.part)
        if block.indicator is None:
            return self.criterion
        code, title = self._indicator(block.indicator)
        return tr("Indicator {code} ({title})", code=code, title=title)

    def _indicator(self, number: int) -> tuple[str, str]:
        indicator = self._judged.plan.indicators[number].indicator
        return indicator.code, words(title_on(indicator.titles, self._day))

    @property
    def _day(self) -> Any:
        return self._judged.table.judged_on[int(self._block.rows[self._first])]

    @property
    def criterion(self) -> str:
        """The criterion by its number and title."""
        criterion = self._judged.loaded.criteria[self._block.criterion]
        title = words(title_on(criterion.titles, self._day))
        return tr("Criterion {code} ({title})", code=criterion.code, title=title)

    @property
    def figure(self) -> str:
        """The label with the value, where there is one."""
        if self._block.part is None or self.raw("value") is None:
            return self.label
        return f"{self.label} ({self.amount('value')})"

    @property
    def against(self) -> str:
        """The label with the value against its level; the label alone where there is none."""
        return self.against_level("level")

    def against_level(self, name: str) -> str:
        """The same against another level, a fact by its name."""
        loaded, part = self._judged.loaded, self._block.part
        if part is None:
            return self.label
        against = self.each(lambda value, level: against_level(loaded, part, value, level), "value", name)
        return tr("{label}: {against}", label=self.label, against=against)

    def amount(self, name: str) -> str:
        """A figure in the unit of what is measured."""
        loaded, part = self._judged.loaded, self._block.part
        assert part is not None
        return self.each(lambda value: value_of(loaded, part, value), name)

    def distance(self, name: str, *, signed: bool = False) -> str:
        """A distance between two figures, `signed` with its sign; between two rates in percentage points."""
        loaded, part = self._judged.loaded, self._block.part
        assert part is not None

        def word(amount: float) -> str:
            sign = "" if not signed or not amount else "+" if amount > 0 else "−"
            return sign + distance_of(loaded, part, amount)

        return self.each(word, name)

    @property
    def nearness(self) -> str:
        """How near a figure that is good enough is to its level, on the side on which it lies."""
        loaded, part = self._judged.loaded, self._block.part
        assert part is not None

        def word(gap: float, level: float) -> str:
            amounts = {"gap": distance_of(loaded, part, gap), "level": value_of(loaded, part, level)}
            if not gap:
                return tr("exactly the threshold of {level}", **amounts)
            if part.op in ("<=", "<"):
                return tr("only {gap} below the highest value allowed, {level}", **amounts)
            return tr("only {gap} above the lowest value required, {level}", **amounts)

        return self.each(word, "gap", "level")

    def day(self, name: str) -> str:
        """A day as people write it."""
        return self.each(lambda day: f"{day.day:02}/{day.month:02}/{day.year}", name)

    @property
    def pace(self) -> str:
        """The slope of a trend with its sign, and from how many periods it is."""
        slope = self.distance("slope", signed=True)
        return tr("{slope} each year over {n} periods", slope=slope, n=self.raw("points"))

    @property
    def short(self) -> str:
        """After a colon what is unmet in a criterion: each figure with its value and level, or its indicator."""
        rows = self._block.rows[self._places]
        once = cache(self._one_short)
        texts = []
        for row, found in zip(
            rows.tolist(), unmet(self._judged, self._block.criterion, self._block.deciding, rows), strict=True
        ):
            told = [
                once(number, one, *((one.values[row], one.levels[row]) if one else ()))
                for number, one in found
            ]
            texts.append(f": {'; '.join(told)}" if told else "")
        return self._slot(texts)

    def _one_short(
        self, number: int, one: Figure | None, value: float = np.nan, level: float = np.nan
    ) -> str:
        code, title = self._indicator(number)
        if one is None:
            return f"{code} {title}"
        loaded = self._judged.loaded
        text = f"{code} {label_of(loaded, one.part)}"
        if one.part.op == "is_true" or np.isnan(value):
            return text
        return f"{text}: {against_level(loaded, one.part, float(value), float(level))}"


def _cells(fact: Any) -> Any:
    # Texts and lists may stand beside None, which arrays of objects cannot be sorted with.
    return fact.tolist() if fact.dtype.kind == "O" else fact
