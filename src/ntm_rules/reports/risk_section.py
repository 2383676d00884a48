"""What is at risk, as the result document holds it: of a criterion, a commune, a group."""

from __future__ import annotations

from typing import Any

from ntm_rules.i18n import words
from ntm_rules.reports.risk_words import change_words, share_words
from ntm_rules.risks import wording
from ntm_rules.risks.assessment import Assessment
from ntm_rules.risks.columns import deciding_codes
from ntm_rules.risks.groups import Change, GroupRisks, Share
from ntm_rules.risks.revocation import VERDICTS


def standing(assessment: Assessment) -> list[dict[str, Any]]:
    """For each row of the table what its summary says of recognition; empty where no rules are laid down."""
    if assessment.revoked is None:
        return [{} for _ in range(len(assessment.judged.table))]
    conditions = {name: codes.tolist() for name, codes in assessment.conditions.items()}
    said = {1: True, 0: False, -1: None}
    decided = zip(assessment.revoked.codes.tolist(), deciding_codes(assessment), strict=True)
    return [
        {
            "recognition": {name: said[codes[row]] for name, codes in conditions.items()},
            "revocation": VERDICTS[code],
            "revocation_criteria": deciding,
        }
        for row, (code, deciding) in enumerate(decided)
    ]


def of_row(assessment: Assessment, row: int) -> list[dict[str, Any]]:
    """The risks of a row, in the order they are told."""
    return [wording.risk(assessment.risks, block, at) for block, at in assessment.risks.of_row(row)]


def of_criterion(assessment: Assessment, row: int, number: int) -> list[dict[str, Any]]:
    """The risks of one criterion of a row, in the order they are told, each with its kind in words."""
    risks = assessment.risks
    return [
        {**wording.risk(risks, block, at), "title": words(block.policy.title)}
        for block, at in risks.of_row(row)
        if block.criterion == number
    ]


def flagged(criterion: dict[str, Any], at_risk: bool) -> dict[str, Any]:
    """A criterion that says whether it is at risk, before its indicators."""
    indicators = criterion.pop("indicators")
    return {**criterion, "at_risk": at_risk, "indicators": indicators}


def group(assessment: Assessment, found: GroupRisks, *, whole: bool) -> dict[str, Any]:
    """A group with what is at risk in it; only that and which group it is where it is not asked for `whole`."""
    said = found.group.as_dict()
    counted = zip(said["criteria"], found.at_risk, strict=True)
    said["criteria"] = [{**entry, "at_risk": count} for entry, count in counted]
    names = said if whole else ("level", "name", "year", "communes")
    return {
        **{name: said[name] for name in names},
        "risks": [_share(assessment, share) for share in found.shares],
        "change": found.change and _change(assessment, found.change),
    }


def _share(assessment: Assessment, share: Share) -> dict[str, Any]:
    return {
        "criterion": assessment.judged.loaded.criteria[share.criterion].code,
        "communes": share.communes,
        "unmet": share.unmet,
        "at_risk": share.at_risk,
        "share": share.percent,
        "message": share_words(share),
    }


def _change(assessment: Assessment, change: Change) -> dict[str, Any]:
    judged = assessment.judged
    table, bands, criteria = judged.table, judged.loaded.head.bands, judged.loaded.criteria
    return {
        "since": sorted({table.text(row, "period") for row in change.before.tolist()}),
        "communes": change.communes,
        "mean_before": change.mean_before,
        "mean_now": change.mean_now,
        "criteria": [
            {
                "code": criteria[turned.criterion].code,
                "gained": turned.gained,
                "lost": turned.lost,
                "settled": turned.settled,
                "unsettled": turned.unsettled,
            }
            for turned in change.turned
        ],
        "moved": [
            {
                "commune": table.text(row, "commune"),
                "commune_code": table.text(row, "commune_code"),
                "from": bands[change.bands_before[at]],
                "to": bands[change.bands_now[at]],
            }
            for at, row in zip(change.moved.tolist(), change.rows[change.moved].tolist(), strict=True)
        ],
        "message": change_words(judged, change),
    }
