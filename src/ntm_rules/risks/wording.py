"""A risk in words that a planner can check by hand: value, level, date or rate."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from ntm_rules.engine.evaluate import Judgement
from ntm_rules.i18n import figure, tr, words
from ntm_rules.risks.findings import Block, Risks


def risk(risks: Risks, block: Block, at: int) -> dict[str, Any]:
    """A risk as it stands in the result document, its message in the language in force."""
    judged = risks.judged
    return {
        "criterion": judged.loaded.criteria[block.criterion].code,
        "indicator": None
        if block.indicator is None
        else judged.plan.indicators[block.indicator].indicator.code,
        "kind": block.kind,
        "severity": block.policy.severity,
        "message": message(judged, block, at),
        "facts": {name: _plain(block.fact(name, at)) for name in block.facts},
    }


def message(judged: Judgement, block: Block, at: int) -> str:
    """One sentence on a risk of a row."""
    return _MESSAGES[block.kind](_Said(judged, block, at))


class _Said:
    """The facts of one risk in words."""

    def __init__(self, judged: Judgement, block: Block, at: int) -> None:
        self._judged, self._block, self._at = judged, block, at

    def raw(self, name: str) -> Any:
        return self._block.fact(name, self._at)

    @property
    def label(self) -> str:
        """What is measured, or the criterion's title where it is no figure."""
        part = self._block.part
        if part is None:
            criterion = self._judged.loaded.criteria[self._block.criterion]
            return words(criterion.titles[0])
        return words(self._judged.loaded.variables[part.comparison.variable].label)

    @property
    def unit(self) -> str:
        part = self._block.part
        unit = part and self._judged.loaded.variables[part.comparison.variable].unit
        return words(self._judged.loaded.units[unit]) if unit else ""

    def amount(self, name: str) -> str:
        """A figure in the unit of what is measured."""
        return f"{figure(self.raw(name), 2)} {self.unit}".rstrip()

    def day(self, name: str) -> str:
        day: date = self.raw(name)
        return f"{day.day:02}/{day.month:02}/{day.year}"


def _thin_margin(said: _Said) -> str:
    return tr(
        "{label} is {value}, only {gap} better than the level of {level} (margin watched: {margin}).",
        label=said.label, value=said.amount("value"), gap=said.amount("gap"), level=said.amount("level"),
        margin=said.amount("margin"),
    )  # fmt: skip


def _rising_level(said: _Said) -> str:
    return tr(
        "{label} is {value}; the level is {level} now and {coming} in {year}: {growth} a year is needed to keep it.",
        label=said.label, value=said.amount("value"), level=said.amount("level"), coming=said.amount("coming"),
        year=said.raw("year"), growth=said.amount("growth"),
    )  # fmt: skip


def _lost(said: _Said) -> str:
    if said.raw("since") is None:
        return tr("{label} is unmet, though the commune is recognised.", label=said.label)
    return tr("{label} was met at {day} and is unmet now.", label=said.label, day=said.day("since"))


_MESSAGES: dict[str, Callable[[_Said], str]] = {
    "lost": _lost,
    "thin_margin": _thin_margin,
    "rising_level": _rising_level,
}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return round(value, 6) if isinstance(value, float) else value
