"""What differs between two sets, as a table for eyes or rows for programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from ntm_rules.definitions.diff import Change
from ntm_rules.definitions.models import CriteriaSet
from ntm_rules.definitions.places import places
from ntm_rules.definitions.provinces import national_levels, targets
from ntm_rules.engine.statuses import grade_words
from ntm_rules.i18n import current_language, figure, tr, words
from ntm_rules.reports.catalogue import Listing, rendered
from ntm_rules.reports.levels.columns import comparison_words, kind_words, unit_words

Data = Mapping[str, Any]


def changes_text(
    changes: Sequence[Change], form: str, *, loaded: CriteriaSet | None = None, title: str = ""
) -> str:
    """Changes as `table`, `csv` or `json`; with a province set laid over `loaded`, beside the nation's levels."""
    if form == "json":
        rows = [
            {
                "change": c.kind,
                "what": c.what,
                "key": c.key,
                "before": _told(c.before),
                "after": _told(c.after),
            }
            for c in changes
        ]
        return rendered(Listing({}, rows), "json")
    headers = {"change": tr("Change"), "key": tr("What"), "before": tr("Before"), "after": tr("After")}
    if loaded:
        headers["national"] = tr("National")
    shown = [_row(change, loaded) for change in changes]
    if form == "table":
        # A script reads the names of the file; people read what they stand for.
        for row, change in zip(shown, changes, strict=True):
            row["key"] = _named(change, row["key"], loaded)
    if form == "table" and not shown:
        return f"{title}: {tr('nothing changes.')}\n" if title else f"{tr('Nothing differs.')}\n"
    return rendered(Listing(headers, shown, title), form)


def _row(change: Change, loaded: CriteriaSet | None) -> dict[str, Any]:
    kind = {"added": tr("added"), "removed": tr("removed"), "changed": tr("changed")}[change.kind]
    if change.what == "title" and loaded:
        kind = tr("title checked; to be written there by hand")
    return {
        "change": kind,
        "key": _key(change),
        "before": _words(change, change.before, loaded),
        "after": _words(change, change.after, loaded),
        "national": _national(change, loaded) if loaded else "",
    }


def _words(change: Change, entry: Data | None, loaded: CriteriaSet | None) -> str:
    if entry is None:
        return ""
    match change.what:
        case "level":
            return _level(entry, _sign(entry, loaded))
        case "indicator":
            return _indicator(entry)
        case "title":
            return f"{entry['vi']} [{grade_words(entry['evidence'])}]"
        case "variable":
            return _variable(entry)
        case _:
            return "; ".join(_value(value) for value in entry.values())


def _key(change: Change) -> str:
    if change.what != "head":
        return change.key
    named = {
        "id": tr("Id of the set"),
        "set": tr("Set"),
        "title": tr("Title"),
        "province": tr("Province"),
        "decision": tr("Decision"),
        "complete": tr("All levels entered"),
        "applies_to": tr("Communes it is for"),
    }
    return named.get(change.key, change.key)


def _named(change: Change, key: str, loaded: CriteriaSet | None) -> str:
    """What a level or variable is of, in words where the set has them."""
    if loaded is None:
        return key
    if change.what == "level" and "/" in key:
        parts = targets(loaded, key)
        code = key.partition("/")[0]
        return f"{code} {words(loaded.variables[parts[0].variable].label)}" if parts else key
    if change.what == "variable" and key in loaded.variables:
        return words(loaded.variables[key].label)
    return key


def _variable(entry: Data) -> str:
    """How a figure is measured, with its unit where its kind does not say it."""
    kind = str(kind_words().get(entry["kind"], entry["kind"]))
    unit = unit_words().get(entry.get("unit") or "", "")
    measured = kind if not unit or entry["kind"] in ("rate", "score") else f"{kind} ({unit})"
    label = entry.get("label")
    return f"{measured}: {_value(label)}" if label else measured


def _indicator(entry: Data) -> str:
    require = entry["rules"][0]["require"]
    levels = require.get("levels")
    title = entry["titles"][0]["vi"]
    if not levels:
        return str(title)
    level = {**levels[0], "value": levels[0].get("values", {}).get("all", 1.0)}
    return f"{title}: {_level(level, comparison_words(require.get('op', 'is_true')))}"


def _level(entry: Data, sign: str) -> str:
    value = entry.get("value")
    level = tr("not set") if value is None else f"{sign} {figure(value)}" if sign else tr("must be so")
    span = f"{_day(entry['from'])} – {_day(entry['to']) if entry.get('to') else ''}".rstrip()
    region = places().regions.get(entry.get("region", ""))
    place = f"{words(region)}: " if region else ""
    source = f", {_value(entry['source'])}" if entry.get("source") else ""
    return f"{place}{level} ({span}) [{grade_words(entry['evidence'])}{source}]"


def _sign(entry: Data, loaded: CriteriaSet | None) -> str:
    if "op" in entry:
        return comparison_words(entry["op"])
    parts = targets(loaded, entry["overrides"]) if loaded else []
    return comparison_words(parts[0].op) if parts else "="


def _national(change: Change, loaded: CriteriaSet) -> str:
    entry = change.after or change.before or {}
    if change.what != "level" or not loaded.provinces:
        return ""
    for part, value in national_levels(loaded, loaded.provinces[0], change.key, entry["from"]):
        if value is None:
            return tr("not set")
        sign = comparison_words(part.op)
        return f"{sign} {figure(value)}" if sign else tr("must be so")
    return ""


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return tr("yes") if value else tr("no")
    if isinstance(value, Mapping):
        if value.keys() == {"vi", "en"}:
            return str(value[current_language()])
        return ", ".join(_value(each) for each in value.values())
    return _day(value) if isinstance(value, date) else str(value)


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _told(value: Any) -> Any:
    """An entry as JSON holds it."""
    if isinstance(value, Mapping):
        return {key: _told(each) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return [_told(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value
