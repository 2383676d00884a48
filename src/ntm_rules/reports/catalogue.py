"""Lists about the definitions: sets, levels, counts, what is to be checked."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ntm_rules.definitions import load
from ntm_rules.definitions.conditions import GRADES, Evidenced, Level
from ntm_rules.definitions.models import ColumnRule, CriteriaSet, Indicator, Title, title_on
from ntm_rules.definitions.places import places
from ntm_rules.engine.statuses import grade_words
from ntm_rules.errors import Problem, UsageError
from ntm_rules.i18n import tr, words
from ntm_rules.reports.asked import Asked, asked_parts
from ntm_rules.reports.tabular import neutral
from ntm_rules.reports.terminal import WIDTH

# From what must be checked first to what is settled.
GRADES_SHOWN = ("unverified", "recalled", "press", "reprint", "delegated", "guidance", "signed")


@dataclass(frozen=True, slots=True)
class Listing:
    """Rows with English keys, and the headers people read over them."""

    headers: dict[str, str]
    rows: list[dict[str, Any]]
    title: str = ""


def sets() -> Listing:
    """The sets and province sets that are shipped."""
    rows = []
    for name in load.set_ids():
        loaded = load.load_set(name)
        head = loaded.head
        span = f"{head.valid_from.isoformat()} – {head.valid_to.isoformat()}"
        rows.append({"id": name, "title": words(head.title), "decision": str(head.decision), "valid": span})
    for name in load.province_set_ids():
        overlay = load.load_province_set(name)
        rows.append(
            {
                "id": name,
                "title": words(overlay.title),
                "decision": str(overlay.decision),
                "valid": overlay.set_id,
            }
        )
    headers = {
        "id": tr("Id"),
        "title": tr("Title"),
        "decision": tr("Decision"),
        "valid": tr("In force, or over the set"),
    }
    return Listing(headers, rows)


def levels(loaded: CriteriaSet, code: str | None = None) -> Listing:
    """Every level of a set, of one criterion or of one indicator."""
    if code is not None:
        loaded.criterion_number(code)
        code = loaded.plain_code(code)
    rows = list(_level_rows(loaded, code))
    keys = (
        "indicator",
        "title",
        "variable",
        "comparison",
        "level",
        "unit",
        "region",
        "how",
        "from",
        "to",
        "evidence",
        "source",
    )
    return Listing(
        {key: _header(key) for key in keys}, rows, f"{words(loaded.head.title)} ({loaded.head.decision})"
    )


def counts(loaded: CriteriaSet) -> Listing:
    """How many criteria, indicators, levels by grade, titles by grade."""
    titles = Counter(title.evidence for _, dated in _titles(loaded) for title in dated)
    rows = [
        {"what": tr("criteria"), "key": "criteria", "n": len(loaded.criteria)},
        {"what": tr("indicators"), "key": "indicators", "n": len(loaded.indicators)},
        {"what": tr("levels"), "key": "levels", "n": sum(loaded.evidence.values())},
        *(
            {"what": tr("levels: {grade}", grade=_graded(g)), "key": g, "n": loaded.evidence[g]}
            for g in GRADES
        ),
        *(
            {"what": tr("titles: {grade}", grade=_graded(g)), "key": f"titles_{g}", "n": n}
            for g, n in sorted(titles.items())
        ),
    ]
    return Listing({"what": tr("What"), "n": tr("Count")}, rows, tr("{set} is sound.", set=loaded.id))


def _graded(grade: str) -> str:
    return f"{grade_words(grade)} ({grade})"


def audit(loaded: CriteriaSet, grades: Sequence[str] = (), *, province: str | None = None) -> Listing:
    """Every level and title with its grade, the least evidenced first; of a province its own alone."""
    rows = [{"kind": "level", **row} for row in _level_rows(loaded, None)]
    rows += [
        _dated_row("title", code, words(title), title) for code, titles in _titles(loaded) for title in titles
    ]
    rows += [_dated_row("column", "", words(rule.title), rule) for rule in loaded.head.threshold_column]
    if province is not None:
        rows = _of_province(loaded, rows, province)
    kept = [row for row in rows if not grades or row["evidence"] in grades]
    kept.sort(key=lambda row: GRADES_SHOWN.index(row["evidence"]))
    keys = (
        "evidence",
        "kind",
        "indicator",
        "variable",
        "level",
        "region",
        "from",
        "to",
        "source",
        "note",
        "place",
    )
    return Listing({key: _header(key) for key in keys}, kept)


def sets_of_province(loaded: CriteriaSet, province: str) -> tuple[str, ...]:
    """The ids of the shipped sets that a province has over a set. Raises UsageError where there is none."""
    place = places().find_old(province)
    shipped = [load.load_province_set(name) for name in load.province_set_ids()]
    entered = [overlay for overlay in shipped if overlay.set_id == loaded.id]
    found = tuple(overlay.id for overlay in entered if place and places().find_old(overlay.province) == place)
    if not found:
        raise _not_entered(place.name if place else province, [overlay.province for overlay in entered])
    return found


def _of_province(loaded: CriteriaSet, rows: list[dict[str, Any]], province: str) -> list[dict[str, Any]]:
    """The rows that stand in the sets of a province: its levels, and the titles of its own indicators."""
    place = places().find_old(province)
    overlays = [overlay for overlay in loaded.provinces if place and overlay.province == place.name]
    if not overlays:
        others = [overlay.province for overlay in loaded.provinces]
        raise _not_entered(place.name if place else province, others)
    ids = {overlay.id for overlay in overlays}
    own = {indicator.code for overlay in overlays for indicator in overlay.indicators}
    return [row for row in rows if row.get("origin") in ids or row["indicator"] in own]


def _not_entered(province: str, entered: list[str]) -> UsageError:
    expected = tr("one of {ids}", ids=", ".join(dict.fromkeys(entered)))
    remedy = tr("give its file with --province-set")
    message = tr("no set of {province} is entered.", province=province)
    return UsageError(Problem("unknown_set", message, expected=expected, remedy=remedy))


def _titles(loaded: CriteriaSet) -> list[tuple[str, tuple[Title, ...]]]:
    """Titles by number: of criteria, and of indicators, which may share a number but not a title."""
    found = []
    for criterion in loaded.criteria:
        found.append((criterion.code, criterion.titles))
        found.extend((indicator.code, indicator.titles) for indicator in criterion.indicators)
    return found


def _dated_row(kind: str, code: str, text: str, entry: Title | ColumnRule) -> dict[str, Any]:
    return {
        "kind": kind,
        "indicator": code,
        "variable": "",
        "comparison": "",
        "level": text,
        "unit": "",
        "region": entry.column if isinstance(entry, ColumnRule) else "",
        **_ground(entry),
        "place": entry.place,
    }


def rendered(listing: Listing, form: str) -> str:
    """A listing as a table for eyes, JSON with English keys, or CSV."""
    if form == "json":
        return json.dumps(listing.rows, ensure_ascii=False, indent=2)
    if form == "csv":
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(listing.headers)
        writer.writerows(
            [neutral("" if row[key] is None else str(row[key])) for key in listing.headers]
            for row in listing.rows
        )
        return text.getvalue()
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    table = Table(title=listing.title or None, title_justify="left", pad_edge=False, header_style="bold")
    for key, header in listing.headers.items():
        # What is copied from here stays in one piece.
        table.add_column(header, overflow="fold", no_wrap=key in ("id", "variable", "indicator"))
    above: dict[str, Any] = {}
    for row in listing.rows:
        # A title is read once over the rows of its indicator.
        same = all(row.get(key) == above.get(key) for key in ("indicator", "title"))
        hidden = {"title"} if same and "indicator" in row else set()
        table.add_row(*("" if key in hidden else escape(_shown(key, row[key])) for key in listing.headers))
        above = row
    console = Console(
        file=io.StringIO(), width=max(WIDTH, 20 * len(listing.headers)) if len(listing.headers) > 4 else WIDTH
    )
    console.print(table)
    return console.file.getvalue()  # type: ignore[attr-defined,no-any-return]


def _shown(key: str, value: Any) -> str:
    """A value as people read it; the machine-readable forms keep the ids."""
    match key, value:
        case _, "":
            return ""
        case "region", "all":
            return tr("all regions")
        case "region", _:
            return words(places().regions[value])
        case "evidence", _:
            return grade_words(value)
        case "level", "true":
            return tr("must be so")
        case "kind", _:
            return {"level": tr("level"), "title": tr("title"), "column": tr("rule of columns")}[value]
        case (("from" | "to"), _):
            year, month, day = value.split("-")
            return f"{day}/{month}/{year}"
    return str(value)


def _level_rows(loaded: CriteriaSet, code: str | None) -> Iterator[dict[str, Any]]:
    for criterion in loaded.criteria:
        for indicator in criterion.indicators:
            if code not in (None, criterion.code, indicator.code):
                continue
            for rule in indicator.rules:
                for asked in asked_parts(rule.require):
                    yield from (_level_row(loaded, indicator, asked, level) for level in asked.part.levels)


def _level_row(loaded: CriteriaSet, indicator: Indicator, asked: Asked, level: Level) -> dict[str, Any]:
    part, block = asked.part, level.block
    unit = loaded.variables[part.variable].unit
    return {
        "indicator": indicator.code,
        "title": words(title_on(indicator.titles, block.valid_from)),
        "variable": part.variable,
        "key": part.key,
        "comparison": part.op,
        "level": "" if level.value is None else "true" if part.op == "is_true" else f"{level.value:g}",
        "unit": words(loaded.units[unit]) if unit else "",
        "region": level.region,
        "how": ". ".join(filter(None, (asked.words(loaded), _communes_of(loaded, level)))),
        "condition": asked.condition,
        "any_of": list(asked.any_of),
        "by_sex": part.by_sex,
        "applies_to": sorted(level.applies_to.names()) if level.applies_to else [],
        **_ground(block),
        "origin": level.origin,
        "place": block.place,
    }


def _communes_of(loaded: CriteriaSet, level: Level) -> str:
    """For which communes a province has set a level, by the title of its set; empty where it is for all."""
    if level.applies_to is None:
        return ""
    return next(words(overlay.title) for overlay in loaded.provinces if overlay.id == level.origin)


def _ground(entry: Evidenced | Title) -> dict[str, str]:
    """From when to when something holds, and on what evidence."""
    return {
        "from": entry.valid_from.isoformat(),
        "to": _iso(entry.valid_to),
        "evidence": entry.evidence,
        "source": entry.source or "",
        "note": entry.note or "",
    }


def _iso(day: Any) -> str:
    return day.isoformat() if day else ""


def _header(key: str) -> str:
    return {
        "indicator": tr("Indicator"),
        "title": tr("Title"),
        "how": tr("How it is asked"),
        "variable": tr("Variable"),
        "comparison": tr("Comparison"),
        "level": tr("Level or title"),
        "unit": tr("Unit"),
        "region": tr("Region"),
        "from": tr("From"),
        "to": tr("To"),
        "evidence": tr("Evidence"),
        "source": tr("Source"),
        "note": tr("Note"),
        "kind": tr("Kind"),
        "place": tr("File and line"),
    }[key]
