"""The result document: one JSON object, the same bytes for the same input, set, version and language."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ntm_rules.definitions.models import CriteriaSet
from ntm_rules.engine.evaluate import Judgement
from ntm_rules.engine.explain import Explainer
from ntm_rules.engine.levels import levels_that_decided
from ntm_rules.engine.reported import stated
from ntm_rules.engine.summary import Counted, count_criteria, count_indicators
from ntm_rules.engine.warnings import RowNotes
from ntm_rules.errors import Problem
from ntm_rules.i18n import words
from ntm_rules.plain_text import escaped
from ntm_rules.reports import risk_section
from ntm_rules.risks.assessment import Assessment
from ntm_rules.tables.table import Table
from ntm_rules.tables.value_kinds import ACTUAL, kinds_of, other_kinds

if TYPE_CHECKING:
    from ntm_rules.engine.papers import Papers
    from ntm_rules.recommend.advise import Advice

SCHEMA = "ntm-rules/evaluation/1"


def document(
    assessment: Assessment, warnings: list[Problem], advice: Advice, joined: Papers | None = None
) -> dict[str, Any]:
    """The whole evaluation as plain data."""
    from ntm_rules.reports import advice_section

    return {
        **_head(assessment, warnings, advice),
        "communes": list(communes(assessment, advice, joined)),
        "groups": [
            {**risk_section.group(assessment, found, whole=True), **advice_section.of_group(advice, number)}
            for number, found in enumerate(assessment.groups)
        ],
        **({"papers": _of_offices(joined)} if joined else {}),
    }


def risks_document(assessment: Assessment, warnings: list[Problem]) -> dict[str, Any]:
    """The document with what is at risk alone, beside the identity of each commune and group."""
    return {
        **_head(assessment, warnings),
        "communes": list(communes_at_risk(assessment)),
        "groups": [risk_section.group(assessment, found, whole=False) for found in assessment.groups],
    }


def communes_at_risk(assessment: Assessment) -> Iterator[dict[str, Any]]:
    """One object per commune and period with what is at risk alone, in the order of the table."""
    notes = RowNotes(assessment.judged)
    standing = risk_section.standing(assessment)
    for row in range(len(assessment.judged.table)):
        yield {
            **identity(assessment.judged, row),
            "summary": standing[row],
            "notes": notes[row],
            "risks": risk_section.of_row(assessment, row),
        }


def recommendations_document(advice: Advice, warnings: list[Problem]) -> dict[str, Any]:
    """The document with what is recommended alone, beside the identity of each commune and group."""
    from ntm_rules.reports import advice_section

    names = ("level", "name", "year", "communes")
    return {
        **_head(advice.assessment, warnings, advice),
        "communes": list(communes_advised(advice)),
        "groups": [
            {
                **{name: getattr(found.group, name) for name in names},
                **advice_section.of_group(advice, number),
            }
            for number, found in enumerate(advice.assessment.groups)
        ],
    }


def communes_advised(advice: Advice) -> Iterator[dict[str, Any]]:
    """One object per commune and period with what is recommended alone, in the order of the table."""
    from ntm_rules.reports import advice_section

    judged = advice.assessment.judged
    notes = RowNotes(judged)
    for row in range(len(judged.table)):
        recommendations = advice_section.of_row(advice, row)
        yield {**identity(judged, row), "notes": notes[row], "recommendations": recommendations}


def _head(assessment: Assessment, warnings: list[Problem], advice: Advice | None = None) -> dict[str, Any]:
    """What was judged, by what, and what must be told of it."""
    judged = assessment.judged
    beside = {**assessment.beside, **(advice.beside if advice else {})}
    table = judged.table
    return {
        "schema": SCHEMA,
        "criteria_set": {**set_facts(judged.loaded), "evidence": judged.loaded.evidence},
        "input": {
            "name": table.name,
            "sha256": table.sha256,
            "rows": len(table),
            "files": [
                {"name": origin.name, "sheet": origin.sheet, "sha256": origin.sha256}
                for origin in table.origins
            ],
            **({"value_kinds": _value_kinds(table)} if other_kinds(table) else {}),
        },
        **{
            kind: {"name": given.name, "sha256": given.sha256, "rows": len(given)}
            for kind, given in beside.items()
        },
        "illustrative": assessment.illustrative or any(given.illustrative for given in beside.values()),
        "engine": "numpy",
        "version": version("ntm-rules"),
        "warnings": [warning.as_dict() for warning in warnings],
    }


def _other_kind(table: Table, row: int) -> dict[str, str]:
    """The kind of a row's figures where they are no results."""
    kind = table.text(row, "value_kind")
    return {} if kind in (None, ACTUAL) else {"value_kind": kind}


def _value_kinds(table: Table) -> list[str]:
    """The kinds of figures that are judged; named where they are not results alone."""
    results = [ACTUAL] if kinds_of(table).where([ACTUAL]).any() else []
    return [*results, *other_kinds(table)]


def set_facts(loaded: CriteriaSet) -> dict[str, Any]:
    """Which set judged, under which decision and province sets."""
    return {
        "id": loaded.id,
        "title": words(loaded.head.title),
        "decision": str(loaded.head.decision),
        "digest": loaded.digest,
        "province_set": [overlay.id for overlay in loaded.provinces] or None,
    }


def facts(judged: Judgement) -> dict[str, Any]:
    """What an evaluation was judged by and of what: for a file that holds rows and no document."""
    head = judged.loaded.head
    return {
        "schema": SCHEMA,
        "criteria_set": head.id,
        "digest": judged.loaded.digest,
        "province_set": [overlay.id for overlay in judged.loaded.provinces] or None,
        "input": {"name": judged.table.name, "sha256": judged.table.sha256, "rows": len(judged.table)},
        "illustrative": judged.table.illustrative,
        "notes": RowNotes(judged).all(),
        "version": version("ntm-rules"),
    }


def to_json(found: Any, *, indent: int | None = None) -> str:
    """Plain data as JSON text with Vietnamese letters as they are."""
    return escaped(json.dumps(found, ensure_ascii=False, allow_nan=False, indent=indent))


def document_json(found: dict[str, Any]) -> str:
    """A document as JSON text with each of its parts, and each commune and group, on a line of its own.

    Indenting every value would make the text of a province several times longer and slower to write.
    """
    parts = []
    for key, value in found.items():
        if isinstance(value, list):
            lines = ",\n    ".join(to_json(entry) for entry in value)
            parts.append(f"{to_json(key)}: [\n    {lines}\n  ]" if value else f"{to_json(key)}: []")
        else:
            parts.append(f"{to_json(key)}: {to_json(value)}")
    return "{\n  " + ",\n  ".join(parts) + "\n}"


def communes(
    assessment: Assessment, advice: Advice, joined: Papers | None = None
) -> Iterator[dict[str, Any]]:
    """One object per commune and period, in the order of the table."""
    from ntm_rules.reports import advice_section

    judged, standing = assessment.judged, risk_section.standing(assessment)
    at_risk = assessment.risks.at_risk
    explainer, notes = Explainer(judged, joined), RowNotes(judged)
    criteria, indicators = count_criteria(judged), count_indicators(judged)
    weak, reported = levels_that_decided(judged).weak_by_row, stated(judged)
    qualifies = judged.qualifies
    for row in range(len(judged.table)):
        yield {
            **identity(judged, row),
            "summary": {
                "criteria": {**_counted(criteria, row), **_stated(reported, row)},
                "indicators": _counted(indicators, row),
                "qualifies": None if qualifies[row] < 0 else bool(qualifies[row]),
                **standing[row],
                "levels_unverified": int(weak[row]),
            },
            "notes": notes[row],
            "criteria": [
                risk_section.flagged(explainer.criterion(row, number, full=False), bool(flag))
                for number, flag in enumerate(at_risk[:, row].tolist())
            ],
            "risks": risk_section.of_row(assessment, row),
            "recommendations": advice_section.of_row(advice, row),
            **({"papers": _of_commune(joined, row)} if joined else {}),
        }


def _of_offices(joined: Papers) -> list[dict[str, Any]]:
    from ntm_rules.reports.papers import of_offices

    return of_offices(joined)


def _of_commune(joined: Papers, row: int) -> list[dict[str, str]]:
    from ntm_rules.reports.papers import of_commune

    return of_commune(joined, row)


def identity(judged: Judgement, row: int) -> dict[str, Any]:
    """Which commune and period a row is, and whose column judged it."""
    table = judged.table
    names = ("commune", "commune_code", "unit_type", "district", "province")
    return {
        **{name: table.text(row, name) for name in names},
        "region": table.regions[row],
        "threshold_region": judged.cases.different[judged.cases.index[row]].region,
        "threshold_region_reason": judged.cases.column_reason[row],
        "year": int(table.years[row]),
        "period": table.text(row, "period"),
        "judged_on": table.judged_on[row].isoformat(),
        **_other_kind(table, row),
    }


def _stated(counts: NDArray[np.float64] | None, row: int) -> dict[str, int]:
    """The number of criteria met that the table states of a row, where it does."""
    return {} if counts is None or np.isnan(counts[row]) else {"reported": int(counts[row])}


def _counted(counted: Counted, row: int) -> dict[str, int]:
    return {name: int(values[row]) for name, values in counted.items()}
