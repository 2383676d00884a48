"""Recognition, revocation and groups at risk in words that can be checked by hand."""

from __future__ import annotations

import numpy as np

from ntm_rules.definitions.models import title_on
from ntm_rules.definitions.recognition import Reached, Stated
from ntm_rules.engine.evaluate import Judgement
from ntm_rules.engine.statuses import BASICALLY_MET, UNKNOWN, UNMET, Flags
from ntm_rules.i18n import figure, tr, words
from ntm_rules.reports.explanation import ranges
from ntm_rules.risks.assessment import Assessment
from ntm_rules.risks.groups import Change, Share
from ntm_rules.risks.recognition import CONDITIONS
from ntm_rules.risks.revocation import Revoked

# What is met and may be lost, in every table; its legend says so in words.
AT_RISK = "▼"
# So many communes that changed band are named in a line; the document names all.
NAMED = 6


def revocation_words(verdict: str) -> str:
    """A verdict on revocation in a few words."""
    return {
        "none": tr("no ground for revocation"),
        "risk": tr("at risk of revocation"),
        "triggered": tr("ground for revocation"),
        "undecided": tr("revocation undecided"),
        "not_recognised": tr("not recognised"),
    }[verdict]


def revocation_sentence(assessment: Assessment, row: int) -> str:
    """The verdict of a row, with the reason where there is one."""
    if assessment.revoked is None:
        return ""
    reason = revocation_reason(assessment, row)
    said = revocation_words(assessment.revoked.verdict(row))
    return f"{said}: {reason}" if reason else said


def revocation_reason(assessment: Assessment, row: int) -> str:
    """The criteria that decide on revocation and the numbers that would suffice; empty where there is no ground."""
    revoked = assessment.revoked
    if revoked is not None and revoked.not_stated[row]:
        return tr("recognition not stated")
    if revoked is None or not revoked.deciding[:, row].any():
        return ""
    return f"{'; '.join(_deciding(assessment, revoked, row))} ({_limits(assessment, revoked)})"


def _deciding(assessment: Assessment, revoked: Revoked, row: int) -> list[str]:
    mine = revoked.deciding[:, row]
    statuses = assessment.judged.statuses.criteria[:, row]
    named = [
        (tr("{n} unmet", n=int((mine & (statuses == UNMET)).sum())), mine & (statuses == UNMET)),
        (tr("{n} undecided", n=int((mine & (statuses == UNKNOWN)).sum())), mine & (statuses == UNKNOWN)),
        (
            tr("{n} at risk", n=int((mine & (statuses >= BASICALLY_MET)).sum())),
            mine & (statuses >= BASICALLY_MET),
        ),
    ]
    return [f"{said} ({_codes(assessment.judged, flags)})" for said, flags in named if flags.any()]


def _limits(assessment: Assessment, revoked: Revoked) -> str:
    limits = revoked.limits
    codes = [assessment.judged.loaded.criteria[number].code for number in sorted(limits.named)]
    return tr(
        "by {decision}: {few} of {total} with one of {named} among them, or {many}",
        decision=assessment.rules.decision.number,
        few=limits.few,
        total=limits.total,
        named=", ".join(codes),
        many=limits.many,
    )


def not_stated_words(assessment: Assessment) -> str:
    """How many communes do not say whether they are recognised; empty where all do."""
    revoked, last = assessment.revoked, assessment.risks.subject.last
    if revoked is None or not (count := int((revoked.not_stated & last).sum())):
        return ""
    return tr(
        "Revocation undecided for {n} of {all} commune(s): recognition not stated (column recognised, “Danh hiệu”).",
        n=count,
        all=int(last.sum()),
    )


def condition_titles(assessment: Assessment) -> list[str]:
    """The titles of the conditions of recognition, in the order of `condition_words`."""
    return [words(getattr(assessment.rules.recognition, name).title) for name in CONDITIONS]


def condition_words(assessment: Assessment, row: int) -> list[tuple[str, str, str]]:
    """Each condition of recognition: its title, a sign, and how it stands."""
    rules = assessment.rules.recognition
    found = []
    for name in CONDITIONS:
        code = int(assessment.conditions[name][row])
        rule: Stated | Reached = getattr(rules, name)
        if isinstance(rule, Reached) and rule.at_least is None:
            said = "?", tr("the required rate is not entered")
        else:
            said = {1: ("✓", tr("holds")), 0: ("✗", tr("does not hold"))}.get(code, ("?", tr("not known")))
        found.append((words(rule.title), *said))
    return found


def share_words(share: Share) -> str:
    """Of how many communes a criterion is unmet or at risk."""
    whole = tr(
        "{n} of {communes} commune(s), {percent} %",
        n=share.unmet + share.at_risk,
        communes=share.communes,
        percent=figure(share.percent, 1),
    )
    unmet, at_risk = tr("{n} unmet", n=share.unmet), tr("{n} at risk", n=share.at_risk)
    parts = ([unmet] if share.unmet else []) + ([at_risk] if share.at_risk else [])
    return f"{whole}: {', '.join(parts)}"


def change_words(judged: Judgement, change: Change) -> str:
    """Mean then and now, criteria gained and lost, communes that changed band."""
    table, criteria = judged.table, judged.loaded.criteria
    since = sorted({table.text(row, "period") for row in change.before.tolist()})
    parts = [
        tr(
            "since {since}, {n} commune(s): mean {before} then, {now} now",
            since=", ".join(since), n=change.communes, before=figure(change.mean_before, 2),
            now=figure(change.mean_now, 2),
        )
    ]  # fmt: skip
    turned = {
        tr("gained"): [(entry.criterion, entry.gained) for entry in change.turned],
        tr("lost"): [(entry.criterion, entry.lost) for entry in change.turned],
        tr("undecided then, met now"): [(entry.criterion, entry.settled) for entry in change.turned],
        tr("met then, undecided now"): [(entry.criterion, entry.unsettled) for entry in change.turned],
    }
    for said, counts in turned.items():
        listed = [f"{criteria[number].code} ({count})" for number, count in counts if count]
        if listed:
            parts.append(f"{said}: {', '.join(listed)}")
    if len(change.moved):
        parts.append(tr("another band: {communes}", communes=_moved(judged, change)))
    return "; ".join(parts)


def _moved(judged: Judgement, change: Change) -> str:
    bands = judged.loaded.head.bands
    named = [
        f"{judged.table.text(int(change.rows[at]), 'commune')} {bands[change.bands_before[at]]} → {bands[change.bands_now[at]]}"
        for at in change.moved[:NAMED].tolist()
    ]
    more = len(change.moved) - len(named)
    return ", ".join(named) + (" " + tr("and {n} more", n=more) if more else "")


def criterion_words(judged: Judgement, number: int, row: int | None = None) -> str:
    """A criterion by its number and title, that in force on the day of a row or on the last day judged."""
    criterion = judged.loaded.criteria[number]
    days = judged.table.judged_on
    day = days.values.max() if row is None else days[row]
    return f"{criterion.code} {words(title_on(criterion.titles, day))}"


def _codes(judged: Judgement, flags: Flags) -> str:
    return ranges([judged.loaded.criteria[number].code for number in np.flatnonzero(flags).tolist()])
