"""How far a filled cell is evidenced: only what an officer confirms is read in the signed decision."""

from __future__ import annotations

from datetime import date
from typing import Any

from ntm_rules.definitions.conditions import GRADES
from ntm_rules.definitions.models import ProvinceSet
from ntm_rules.engine.statuses import grade_words
from ntm_rules.i18n import language, tr
from ntm_rules.reports.levels import columns
from ntm_rules.reports.levels.cells import Refused
from ntm_rules.reports.levels.columns import CONFIRMED, read_word
from ntm_rules.reports.levels.reading import Row
from ntm_rules.reports.levels.rows import own_row

# What a level is of, its value and its days.
Stated = tuple[str, float, date, date | None]


class Evidence:
    """Grades rows by the decision that is imported, knowing the levels the workbook was exported with."""

    def __init__(self, citation: str, exported: ProvinceSet | None) -> None:
        self._citation = citation
        self._exported: dict[tuple[str, str], dict[Stated, str]] = {}
        for stated, entry in _levels(exported) if exported else ():
            same = self._exported.setdefault((stated[0], plain_words(entry.source or "")), {})
            same[stated] = entry.evidence

    def of(self, row: Row, grade: str, stated: Stated) -> dict[str, str]:
        """The grade, source and note of a row whose level is `stated`."""
        article, source = row.text("article"), row.text("source")
        own = ", ".join(filter(None, (self._citation, article)))
        if grade == CONFIRMED:
            source = self._confirmed(row, stated, own)
        elif article:
            # Where to look is worth keeping; it is no claim that someone did.
            source = f"{source}, {article}" if source else own
        unchecked = grade in ("unverified", "delegated")
        if not source and not unchecked:
            message = tr("a level of this grade needs its source.")
            remedy = tr("name the document here, or clear the cell of the grade")
            raise Refused(row.problem("evidence_incomplete", "source", message, remedy=remedy))
        note = row.text("note") or (_unchecked() if unchecked else "")
        given = {"evidence": grade, "source": source, "note": note}
        return {key: text for key, text in given.items() if text}

    def _confirmed(self, row: Row, stated: Stated, own: str) -> str:
        """The source of a confirmed level: the decision, or the one it had been confirmed by before."""
        source = row.text("source")
        before = self._exported.get((stated[0], plain_words(source)), {})
        if source and before.get(stated) == CONFIRMED:
            return source
        if not source or (before and CONFIRMED not in before.values()):
            # What stood there at the export was the source of a lesser grade.
            return own
        message = tr(
            "confirmed against the signed decision, while another source stands here, or the level was changed after it had been confirmed."
        )
        remedy = tr("compare the level with the signed decision and clear this cell, or choose another grade")
        raise Refused(row.problem("evidence_incomplete", "source", message, remedy=remedy))


def grade_of(row: Row) -> str:
    """The grade that an officer chose; unverified where none."""
    text = row.text("evidence")
    grade = read_word(_grades, text) if text else "unverified"
    if grade is None:
        listed = ", ".join(f"“{word}”" for word in columns.evidence_words().values())
        remedy = tr("choose one of the list, or leave it blank")
        message, expected = tr("this is no grade of evidence."), tr("one of {ids}", ids=listed)
        raise Refused(row.problem("not_a_choice", "evidence", message, expected=expected, remedy=remedy))
    return grade


def plain_words(text: str) -> str:
    """A text with its blanks and line breaks made even."""
    return " ".join(text.split())


def _levels(exported: ProvinceSet) -> list[tuple[Stated, Any]]:
    found: list[tuple[Stated, Any]] = [
        ((o.overrides, o.value, o.valid_from, o.valid_to), o) for o in exported.levels
    ]
    for row in filter(None, map(own_row, exported.indicators)):
        found.append(((row.added.code, row.value, row.block.valid_from, row.block.valid_to), row.block))
    return found


def _grades() -> dict[str, str]:
    return {**{grade: grade_words(grade) for grade in GRADES}, **columns.evidence_words()}


def _unchecked() -> str:
    # The files are written in one language, whichever the screen speaks.
    with language("vi"):
        return str(tr("entered through the workbook; not checked against the signed decision"))
