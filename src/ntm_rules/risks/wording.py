"""A risk in words that a planner can check by hand: value, level, date or rate."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import numpy as np

from ntm_rules.definitions.models import title_on
from ntm_rules.engine.evaluate import Judgement
from ntm_rules.engine.figure_words import against_level, distance_of, label_of, value_of
from ntm_rules.engine.statuses import UNMET, grade_words, reason_words, stage_words, status_words, tier_words
from ntm_rules.i18n import figure, tr, words
from ntm_rules.risks.findings import Block, Risks
from ntm_rules.risks.subject import Figure


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
        "facts": {
            **{name: _plain(block.fact(name, at)) for name in block.facts},
            **({"unmet": _unmet_facts(judged, block, at)} if block.deciding else {}),
        },
    }


def _unmet(judged: Judgement, block: Block, at: int) -> Iterator[tuple[int, Figure | None]]:
    """The unmet indicators of a criterion, each with its figures that are short, or with none where a verdict decided."""
    for number in judged.plan.criteria[block.criterion]:
        if judged.statuses.indicators[number, block.rows[at]] == UNMET:
            short: list[Figure | None] = [*block.short(at, number)]
            yield from ((number, one) for one in short or [None])


def _unmet_facts(judged: Judgement, block: Block, at: int) -> list[dict[str, Any]]:
    row = block.rows[at]
    return [
        {
            "indicator": judged.plan.indicators[number].indicator.code,
            "variable": one and one.part.column,
            "value": one and _number(one.values[row]),
            "level": one and _number(one.levels[row]),
        }
        for number, one in _unmet(judged, block, at)
    ]


def _number(value: float) -> float | None:
    return None if np.isnan(value) else round(float(value), 6)


def message(judged: Judgement, block: Block, at: int) -> str:
    """One sentence on a risk of a row."""
    return _MESSAGES[block.kind](_Said(judged, block, at))


class _Said:
    """The facts of one risk in words."""

    def __init__(self, judged: Judgement, block: Block, at: int) -> None:
        self._judged, self._block, self._at = judged, block, at

    @property
    def names(self) -> frozenset[str]:
        """The facts there are."""
        return frozenset(self._block.facts)

    def raw(self, name: str) -> Any:
        return self._block.fact(name, self._at)

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
        day = self._judged.table.judged_on[int(block.rows[self._at])]
        indicator = self._judged.plan.indicators[block.indicator].indicator
        return tr("Indicator {code} ({title})", code=indicator.code, title=words(title_on(indicator.titles, day)))  # fmt: skip

    @property
    def criterion(self) -> str:
        """The criterion by its number and title."""
        criterion = self._judged.loaded.criteria[self._block.criterion]
        day = self._judged.table.judged_on[int(self._block.rows[self._at])]
        return tr(
            "Criterion {code} ({title})", code=criterion.code, title=words(title_on(criterion.titles, day))
        )

    @property
    def figure(self) -> str:
        """The label with the value, where there is one."""
        value = self.raw("value") if self._block.part is not None else None
        if value is None or self._block.part is None:
            return self.label
        return f"{self.label} ({value_of(self._judged.loaded, self._block.part, value)})"

    @property
    def against(self) -> str:
        """The label with the value against its level; the label alone where there is none."""
        return self.against_level("level")

    def against_level(self, name: str) -> str:
        """The same against another level, a fact by its name."""
        part = self._block.part
        if part is None:
            return self.label
        against = against_level(self._judged.loaded, part, self.raw("value"), self.raw(name))
        return tr("{label}: {against}", label=self.label, against=against)

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

    def distance(self, name: str) -> str:
        """A distance between two figures; between two rates in percentage points."""
        part = self._block.part
        assert part is not None
        return distance_of(self._judged.loaded, part, self.raw(name))

    @property
    def pace(self) -> str:
        """The slope of a trend with its sign, and from how many periods it is."""
        slope = self.raw("slope")
        sign = "+" if slope > 0 else "−" if slope < 0 else ""
        return tr(
            "{slope} each year over {n} periods",
            slope=f"{sign}{self.distance('slope')}",
            n=self.raw("points"),
        )

    @property
    def short(self) -> str:
        """What is unmet in a criterion: each figure with its value and level, or its indicator."""
        judged, row = self._judged, int(self._block.rows[self._at])
        day, told = judged.table.judged_on[row], []
        for number, one in _unmet(judged, self._block, self._at):
            indicator = judged.plan.indicators[number].indicator
            if one is None:
                told.append(f"{indicator.code} {words(title_on(indicator.titles, day))}")
                continue
            text = f"{indicator.code} {label_of(judged.loaded, one.part)}"
            if one.part.op != "is_true" and not np.isnan(one.values[row]):
                text += f": {against_level(judged.loaded, one.part, one.values[row], one.levels[row])}"
            told.append(text)
        return "; ".join(told)


def _thin_margin(said: _Said) -> str:
    return tr(
        "{label} is {value}, only {gap} better than the level of {level} (margin watched: {margin}).",
        label=said.label, value=said.amount("value"), gap=said.distance("gap"), level=said.amount("level"),
        margin=said.distance("margin"),
    )  # fmt: skip


def _rising_level(said: _Said) -> str:
    if said.raw("level") is None or said.raw("growth") is None:
        return tr(
            "{against}: so it is asked in {year}, and not yet now.",
            against=said.against_level("coming"),
            year=said.raw("year"),
        )
    return tr(
        "{label} is {value}; the level is {level} now and {coming} in {year}: {growth} a year is needed to keep it.",
        label=said.label, value=said.amount("value"), level=said.amount("level"), coming=said.amount("coming"),
        year=said.raw("year"), growth=said.distance("growth"),
    )  # fmt: skip


def _lost(said: _Said) -> str:
    held = {
        "met": lambda: tr("{label} was met at {day} and is unmet now", label=said.label, day=said.day("since")),
        "basically_met": lambda: tr(
            "{label} was basically met at {day} and is unmet now", label=said.label, day=said.day("since")
        ),
        "": lambda: (
            tr("{label} is unmet, though the commune is recognised", label=said.label)
            if said.raw("recognised_on") is None
            else tr(
                "{label} is unmet, though the commune was recognised on {day}",
                label=said.label, day=said.day("recognised_on"),
            )
        ),
    }[said.raw("was")]()  # fmt: skip
    return f"{held}: {said.short}." if said.short else f"{held}."


def _declining(said: _Said) -> str:
    return tr(
        "{label} is {value}; at {pace} it falls below the level of {level} after {day}.",
        label=said.label, value=said.amount("value"), pace=said.pace, level=said.amount("level"), day=said.day("on"),
    )  # fmt: skip


def _off_track(said: _Said) -> str:
    told = {
        "label": said.label,
        "value": said.amount("value"),
        "pace": said.pace,
        "level": said.amount("level"),
        "year": said.raw("level_year"),
        "short": said.distance("short"),
        "horizon": said.day("horizon"),
    }
    if said.raw("reached") is None:
        return tr(
            "{label} is {value}; {pace} counts as no progress towards the level of {year}, {level}: {short} are missing on {horizon}.",
            **told,
        )
    return tr(
        "{label} is {value}; at {pace} it reaches the level of {year}, {level}, only on {day}: {short} are missing on {horizon}.",
        **told, day=said.day("reached"),
    )  # fmt: skip


def _sampling(said: _Said) -> str:
    return tr(
        "{figure}; its standard error is {se}, so that the true value misses the level with a chance of {chance} %.",
        figure=said.against, se=said.amount("se"), chance=figure(100 * said.raw("chance"), 1),
    )  # fmt: skip


def _stale(said: _Said) -> str:
    shown = {"figure": said.figure, "until": said.day("until")}
    if said.raw("as_of") is None:
        if said.raw("lapsed"):
            return tr("{figure} has lapsed: it held until {until}.", **shown)
        return tr("{figure} holds until {until}, and lapses before {horizon}.", **shown, horizon=said.day("horizon"))  # fmt: skip
    shown |= {"as_of": said.day("as_of"), "months": figure(said.raw("months"))}
    if said.raw("lapsed"):
        return tr("{figure} is of {as_of} and has lapsed: it is taken to hold for {months} months, until {until}.", **shown)  # fmt: skip
    return tr(
        "{figure} is of {as_of} and is taken to hold for {months} months, until {until}: it lapses before {horizon}.",
        **shown, horizon=said.day("horizon"),
    )  # fmt: skip


def _policy_dependent(said: _Said) -> str:
    effect = next(effect for effect in said.policy.effects if effect.id == said.raw("effect"))
    graded = f"{words(effect.text)} ({grade_words(effect.evidence)})"
    if effect.example is None:
        return tr("{figure}; {effect}.", figure=said.against, effect=graded)
    example = f"{words(effect.example)} ({grade_words(effect.example.evidence)})"
    return tr("{figure}; {effect}. Example: {example}.", figure=said.against, effect=graded, example=example)


def _soft_verdict(said: _Said) -> str:
    shown = {"label": said.label, "stage": stage_words(said.raw("stage"))}
    if said.raw("verdict") == "met":
        return tr("{label} is met by a verdict alone ({stage}); no figure shows it.", **shown)
    return tr("{label} is only basically met ({stage}).", **shown)


def _verdict_conflict(said: _Said) -> str:
    return tr(
        "{figure}, but the verdict is “{verdict}” ({stage}).",
        figure=said.against, verdict=status_words(said.raw("verdict")), stage=stage_words(said.raw("stage")),
    )  # fmt: skip


def _renewal_due(said: _Said) -> str:
    shown = {"label": said.label, "year": said.raw("year")}
    match said.raw("cause"):
        case "no_value":
            return tr("{label} is recognised anew each year; for {year} there is neither figure nor verdict.", **shown)  # fmt: skip
        case "old_value":
            return tr("{label} is recognised anew each year; for {year} only what is of {of} is given.", **shown, of=int(said.raw("of")))  # fmt: skip
        case "paper_missing":
            return tr("{label} is recognised anew each year; for {year} there is no paper.", **shown)
        case "paper_lapsed":
            return tr("{label} is recognised anew each year; no paper is valid for {year}.", **shown)
        case _:
            return tr("{label} is recognised anew each year; of no paper is it clear that it is valid for {year}.", **shown)  # fmt: skip


def _no_data(said: _Said) -> str:
    return tr(
        "{label} is watched and undecided: {reason} ({indicators}).",
        label=said.label, reason=reason_words(said.raw("reason")), indicators=", ".join(said.raw("indicators")),
    )  # fmt: skip


def _behind_plan(said: _Said) -> str:
    shown = {"criterion": said.criterion, "status": status_words(said.raw("status")), "due": said.raw("due")}
    tier = said.raw("tier")
    if tier is None:
        told = tr("{criterion} is {status}, though the plan asks for it by {due}", **shown)
    else:
        told = tr(
            "{criterion} is {status}, though the plan aims at recognition as {tier} by {due}, which asks for every criterion",
            **shown, tier=tier_words(tier),
        )  # fmt: skip
    return f"{told}: {said.against}." if "level" in said.names else f"{told}."


_MESSAGES: dict[str, Callable[[_Said], str]] = {
    "lost": _lost,
    "thin_margin": _thin_margin,
    "rising_level": _rising_level,
    "declining": _declining,
    "off_track": _off_track,
    "sampling": _sampling,
    "stale": _stale,
    "policy_dependent": _policy_dependent,
    "soft_verdict": _soft_verdict,
    "verdict_conflict": _verdict_conflict,
    "renewal_due": _renewal_due,
    "no_data": _no_data,
    "behind_plan": _behind_plan,
}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str) and not value:
        return None
    return round(value, 6) if isinstance(value, float) else value
