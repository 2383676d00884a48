"""A risk in words that a planner can check by hand: value, level, date or rate."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any

import numpy as np

from ntm_rules.engine.evaluate import Judgement
from ntm_rules.engine.statuses import grade_words, reason_words, stage_words, status_words, tier_words
from ntm_rules.i18n import current_language, figure, tr, words
from ntm_rules.risks.findings import Block, Risks
from ntm_rules.risks.saying import Said, alike, each_of, filled, unmet
from ntm_rules.risks.subject import Figure


def risk(risks: Risks, block: Block, at: int) -> dict[str, Any]:
    """A risk as it stands in the result document, its message in the language in force."""
    judged = risks.judged
    facts = {name: _plain(block.fact(name, at)) for name in block.facts}
    if block.deciding:
        facts["unmet"] = _unmet_facts(judged, block, int(block.rows[at]))
    return {
        "criterion": judged.loaded.criteria[block.criterion].code,
        "indicator": None
        if block.indicator is None
        else judged.plan.indicators[block.indicator].indicator.code,
        "kind": block.kind,
        "severity": block.policy.severity,
        "message": message(risks, block, at),
        "facts": facts,
    }


def message(risks: Risks, block: Block, at: int) -> str:
    """One sentence on a risk of a row; all rows of its block are worded at once."""
    return messages(risks, block)[at]


def messages(risks: Risks, block: Block) -> list[str]:
    """One sentence for each row of a block, in the language in force."""
    key = block, current_language()
    if key not in risks.worded:
        found = [""] * len(block.rows)
        for places in alike(risks.judged, block):
            said = Said(risks.judged, block, places)
            for at, text in zip(places.tolist(), said.fill(_MESSAGES[block.kind](said)), strict=True):
                found[at] = text
        risks.worded[key] = found
    return risks.worded[key]


def facts_json(risks: Risks, block: Block) -> list[str]:
    """The facts of each row of a block as JSON text."""
    count = len(block.rows)
    columns = {name: each_of(_json, fact, count) for name, fact in block.facts.items()}
    if block.deciding:
        columns["unmet"] = _unmet_json(risks.judged, block)
    names = [f"{_json(name)}: " for name in columns]
    return filled(["{" + names[0], *(f", {name}" for name in names[1:]), "}"], list(columns.values()), count)


def _thin_margin(said: Said) -> str:
    return tr(
        "{label} is {value}, {nearness} (margin watched: {margin}).",
        label=said.label,
        value=said.amount("value"),
        nearness=said.nearness,
        margin=said.distance("margin"),
    )


def _rising_level(said: Said) -> str:
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


def _lost(said: Said) -> str:
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
    return f"{held}{said.short}."


def _declining(said: Said) -> str:
    return tr(
        "{label} is {value}; at {pace} it falls below the level of {level} after {day}.",
        label=said.label, value=said.amount("value"), pace=said.pace, level=said.amount("level"), day=said.day("on"),
    )  # fmt: skip


def _off_track(said: Said) -> str:
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


def _sampling(said: Said) -> str:
    return tr(
        "{figure}; its standard error is {se}, so that the true value misses the level with a chance of {chance} %.",
        figure=said.against, se=said.amount("se"), chance=said.each(lambda chance: figure(100 * chance, 1), "chance"),
    )  # fmt: skip


def _stale(said: Said) -> str:
    shown = {"figure": said.figure, "until": said.day("until")}
    if said.raw("as_of") is None:
        if said.raw("lapsed"):
            return tr("{figure} has lapsed: it held until {until}.", **shown)
        return tr("{figure} holds until {until}, and lapses before {horizon}.", **shown, horizon=said.day("horizon"))  # fmt: skip
    shown |= {"as_of": said.day("as_of"), "months": said.each(figure, "months")}
    if said.raw("lapsed"):
        return tr("{figure} is of {as_of} and has lapsed: it is taken to hold for {months} months, until {until}.", **shown)  # fmt: skip
    return tr(
        "{figure} is of {as_of} and is taken to hold for {months} months, until {until}: it lapses before {horizon}.",
        **shown, horizon=said.day("horizon"),
    )  # fmt: skip


def _policy_dependent(said: Said) -> str:
    effect = next(effect for effect in said.policy.effects if effect.id == said.raw("effect"))
    graded = f"{words(effect.text)} ({grade_words(effect.evidence)})"
    if effect.example is None:
        return tr("{figure}; {effect}.", figure=said.against, effect=graded)
    example = f"{words(effect.example)} ({grade_words(effect.example.evidence)})"
    return tr("{figure}; {effect}. Example: {example}.", figure=said.against, effect=graded, example=example)


def _soft_verdict(said: Said) -> str:
    shown = {"label": said.label, "stage": stage_words(said.raw("stage"))}
    if said.raw("verdict") == "met":
        return tr("{label} is met by a verdict alone ({stage}); no figure shows it.", **shown)
    return tr("{label} is only basically met ({stage}).", **shown)


def _verdict_conflict(said: Said) -> str:
    return tr(
        "{figure}, but the verdict is “{verdict}” ({stage}).",
        figure=said.against, verdict=status_words(said.raw("verdict")), stage=stage_words(said.raw("stage")),
    )  # fmt: skip


def _renewal_due(said: Said) -> str:
    shown = {"label": said.label, "year": said.raw("year")}
    match said.raw("cause"):
        case "no_value":
            return tr("{label} is recognised anew each year; for {year} there is neither figure nor verdict.", **shown)  # fmt: skip
        case "old_value":
            return tr("{label} is recognised anew each year; for {year} only what is of {of} is given.", **shown, of=said.each(lambda year: str(int(year)), "of"))  # fmt: skip
        case "paper_missing":
            return tr("{label} is recognised anew each year; for {year} there is no paper.", **shown)
        case "paper_lapsed":
            return tr("{label} is recognised anew each year; no paper is valid for {year}.", **shown)
        case _:
            return tr("{label} is recognised anew each year; of no paper is it clear that it is valid for {year}.", **shown)  # fmt: skip


def _no_data(said: Said) -> str:
    return tr(
        "{label} is watched and undecided: {reason} ({indicators}).",
        label=said.label, reason=reason_words(said.raw("reason")), indicators=", ".join(said.raw("indicators")),
    )  # fmt: skip


def _behind_plan(said: Said) -> str:
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


_MESSAGES: dict[str, Callable[[Said], str]] = {
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


def _unmet_facts(judged: Judgement, block: Block, row: int) -> list[dict[str, Any]]:
    """The unmet indicators of a criterion, each with its figures that are short."""
    (found,) = unmet(judged, block.criterion, block.deciding, np.array([row]))
    return [_unmet_fact(judged, number, one, *_figures(one, row)) for number, one in found]


def _unmet_json(judged: Judgement, block: Block) -> list[str]:
    """The same for each row of a block, as JSON text."""
    once = cache(lambda *entry: _json(_unmet_fact(judged, *entry)))
    rows = zip(block.rows.tolist(), unmet(judged, block.criterion, block.deciding, block.rows), strict=True)
    told = ([once(number, one, *_figures(one, row)) for number, one in found] for row, found in rows)
    return [f"[{', '.join(texts)}]" for texts in told]


def _figures(one: Figure | None, row: int) -> tuple[Any, Any]:
    return (one.values[row], one.levels[row]) if one else (None, None)


def _unmet_fact(judged: Judgement, number: int, one: Figure | None, value: Any, level: Any) -> dict[str, Any]:
    return {
        "indicator": judged.plan.indicators[number].indicator.code,
        "variable": one and one.part.column,
        "value": _plain(value),
        "level": _plain(level),
    }


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return value or None
    if isinstance(value, float):
        return None if np.isnan(value) else round(float(value), 6)
    return value


def _json(value: Any) -> str:
    return json.dumps(_plain(value), ensure_ascii=False)
