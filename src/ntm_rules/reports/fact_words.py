"""The facts that led to a recommendation, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ntm_rules.definitions.programmes import ALL, load_programmes
from ntm_rules.engine.statuses import STATUSES, status_words
from ntm_rules.i18n import tr, words
from ntm_rules.recommend.conclusions import Conclusion
from ntm_rules.reports.risk_words import revocation_words
from ntm_rules.risks.assessment import Assessment


def concluded_words(conclusion: Conclusion) -> dict[str, str]:
    """The facts that rules concluded on the way, each in the words of its rule."""
    return {step.rule.then: words(step.rule.title) for step in conclusion.steps if step.rule.then}


def facts_words(
    assessment: Assessment, row: int, facts: Sequence[str], concluded: Mapping[str, str]
) -> list[str]:
    """Facts of a row, those of one kind together; what rules concluded as `concluded` words it."""
    by_kind: dict[str, list[str]] = {}
    found = []
    for fact in facts:
        if fact in concluded:
            found.append(concluded[fact])
            continue
        kind, _, rest = fact.partition(":")
        if kind in ("risk", "money"):
            what, _, rest = rest.partition(":")
            kind = f"{kind}:{what}"
        by_kind.setdefault(kind, []).append(rest)
    return [
        *(said for kind, rests in by_kind.items() for said in _said(assessment, row, kind, rests)),
        *found,
    ]


def _said(assessment: Assessment, row: int, kind: str, rests: list[str]) -> Iterator[str]:
    """Facts of one kind; `rests` are the numbers, or names, that they are of."""
    if kind in STATUSES:
        yield from _numbered(assessment, rests, status_words(kind))
    elif kind == "at_risk":
        yield from _numbered(assessment, rests, tr("at risk"))
    elif kind.startswith("risk:"):
        yield from _numbered(assessment, rests, _title(assessment, kind.removeprefix("risk:")))
    elif kind.startswith("money:"):
        yield from _of_money(assessment, row, kind.removeprefix("money:"), rests)
    elif kind == "revocation":
        yield from map(revocation_words, rests)
    elif kind == "lacks":
        recognition = assessment.rules.recognition
        yield from (tr("not so: {what}", what=words(getattr(recognition, name).title)) for name in rests)
    elif kind == "area":
        yield from (tr("area {area}", area=area) for area in rests)
    else:
        yield {
            "decided": tr("some criteria are decided"),
            "qualifies": tr("every criterion is met or not considered"),
            "recognised": tr("the commune is recognised"),
            "especially_difficult": tr("an especially difficult commune"),
        }[kind]


def _numbered(assessment: Assessment, rests: Sequence[str], said: str) -> Iterator[str]:
    """What criteria and indicators have in common."""
    criteria = {criterion.code for criterion in assessment.judged.loaded.criteria}
    whole = [code for code in rests if code in criteria]
    parts = [code for code in rests if code and code not in criteria]
    if whole:
        yield tr("criteria {codes}: {said}", codes=", ".join(whole), said=said)
    if parts:
        yield tr("indicators {codes}: {said}", codes=", ".join(parts), said=said)
    if "" in rests:
        yield said


def _title(assessment: Assessment, kind: str) -> str:
    """A kind of risk as its policy calls it."""
    return next(words(block.policy.title) for block in assessment.risks.blocks if block.kind == kind)


def _of_money(assessment: Assessment, row: int, what: str, rests: Sequence[str]) -> Iterator[str]:
    if what == "idle_for":
        yield tr("money lies idle that can serve criteria {codes}", codes=", ".join(rests))
        return
    said = {
        "told": tr("money is told"),
        "late": tr("disbursement is late"),
        "very_late": tr("disbursement is very late"),
        "idle": tr("money lies idle"),
        "community": tr("residents have paid in"),
    }[what]
    year = int(assessment.judged.table.years[row])
    yield from (f"{said} ({words(load_programmes().title(rest or ALL, year))})" for rest in rests)
