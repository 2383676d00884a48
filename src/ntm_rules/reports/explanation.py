"""An explanation as text a planner can check by hand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ntm_rules.definitions.places import places
from ntm_rules.engine.statuses import grade_words, reason_words, stage_words, status_words
from ntm_rules.i18n import current_language, figure, tr, words


def as_text(found: list[dict[str, Any]]) -> str:
    """All periods of a commune, one after another."""
    return "\n\n".join("\n".join(_commune(entry)) for entry in found)


def _commune(entry: dict[str, Any]) -> Iterator[str]:
    yield from (f"*** {note} ***" for note in entry["notes"])
    place = ", ".join(text for text in (entry["commune"], entry["district"], entry["province"]) if text)
    yield f"{place} · {entry['period']} · {entry['file']} · " + tr(
        "judged by what was in force on {day}", day=day_words(entry["judged_on"])
    )
    column = entry["column"]
    yield f"{tr('Whose column')}: {column['words']}" + _evidence(
        column["evidence"], column["source"], column["note"]
    )
    for criterion in entry["criteria"]:
        yield ""
        yield from _criterion(criterion)
    if entry["recommendations"]:
        yield ""
        yield from _recommendations(entry["recommendations"], "")


def _criterion(criterion: dict[str, Any]) -> Iterator[str]:
    heading = f"{tr('Criterion')} {criterion['code']}. {criterion['title']}"
    yield f"{heading}: {_status(criterion)}"
    yield from _verdicts(criterion, "  ")
    for indicator in criterion["indicators"]:
        yield f"  {tr('Indicator')} {indicator['code']}. {indicator['title']}"
        yield f"    → {_status(indicator)}"
        yield from _verdicts(indicator, "    ")
        for part in indicator["parts"]:
            yield from _part(part, decided=indicator["basis"] == "verdict" or part["by_verdict"])
        yield from _papers(indicator)
    for risk in criterion["risks"]:
        sign = "▼" if criterion["at_risk"] else "!"
        yield f"  {sign} {risk['title']} ({tr('severity')}: {severity_words(risk['severity'])}): {risk['message']}"
    yield from _recommendations(criterion["recommendations"], "  ")


def _recommendations(found: list[dict[str, Any]], indent: str) -> Iterator[str]:
    """What is recommended, and under it how one rule led to the next, from the facts to the directive."""
    for one in found:
        yield f"{indent}⇒ {one['directive']}: {one['message']}"
        yield f"{indent}  {tr('who acts')}: {one['actor']}; {tr('priority {n}', n=one['score'])}"
        for place, step in enumerate(one["chain"], start=1):
            yield f"{indent}  {place}. {'; '.join(step['facts_words'])} → {step['title']} [{step['rule']}]"
        cited = one["citation"] or tr("no notice is cited here")
        yield f"{indent}  → {one['directive']}: {one['asks']} [{cited}]"


def _papers(indicator: dict[str, Any]) -> Iterator[str]:
    """How the papers of an indicator stand, who answers, and each paper with its place."""
    if "documents" not in indicator:
        return
    from ntm_rules.engine.paper_lists import state_words

    state = state_words(indicator["paper"]) if indicator["paper"] else tr("not asked, as it is not met")
    yield f"    {tr('Papers')}: {state} · {indicator['office']}"
    if indicator["usual_paper"]:
        yield f"      {tr('usual paper')}: {indicator['usual_paper']}"
    for paper in indicator["documents"]:
        named = " ".join(text for text in (paper["kind"], paper["number"]) if text) or tr("paper")
        said = [
            named,
            *([paper["issuer"]] if paper["issuer"] else []),
            *([tr("of {period}", period=paper["period"])] if paper["period"] else []),
            *([tr("issued {day}", day=day_words(paper["date"]))] if paper["date"] else []),
            *([tr("valid until {day}", day=day_words(paper["valid_to"]))] if paper["valid_to"] else []),
        ]
        cell = paper["cell"]
        sheet = [tr("sheet “{sheet}”", sheet=cell["sheet"])] if "sheet" in cell else []
        place = f"[{', '.join([cell['file'], *sheet, tr('row {row}', row=cell['row'])])}]"
        yield f"      – {', '.join(said)}: {state_words(paper['state'])} {place}"


def _status(entry: dict[str, Any]) -> str:
    text = status_words(entry["status"]).upper()
    if entry["reason"]:
        text += f" ({reason_words(entry['reason'])})"
    if entry["basis"] == "verdict":
        text += f" ({tr('by verdict')})"
    return text


def _verdicts(entry: dict[str, Any], indent: str) -> Iterator[str]:
    given = [
        f"{stage_words(stage)}: {status_words(said)}{_cell(entry['verdict_cells'].get(stage))}"
        for stage, said in entry["verdicts"].items()
        if said
    ]
    if given:
        yield f"{indent}{tr('Verdicts')}: {'; '.join(given)}"
    if entry["conflict"]:
        yield f"{indent}! {tr('the verdict says otherwise than the figures; the figures decide')}"


def _part(part: dict[str, Any], *, decided: bool) -> Iterator[str]:
    label = label_words(part["label"], part["variable"])
    value = (
        tr("judged “{verdict}”, no figure", verdict=status_words(part["status"]))
        if part["by_verdict"]
        else _value(part)
    )
    yield f"    • {label}: {value}{_cell(part['cell'])}"
    if part["condition_words"]:
        yield f"      {tr('asked when')}: {part['condition_words']}"
    level = level_words(part["threshold"], part["comparison"], part["unit"])
    origin = "" if part["origin"] in (None, "national") else f", {_origin(part['origin'])}"
    yield f"      {tr('level')}: {level}{origin}{_column(part)}{_span(part)}"
    if part["level_year"]:
        why = tr(
            "the level of {year} stands, the year the figure is of, as the set has it",
            year=part["level_year"],
        )
        yield f"      {why}"
    if part["evidence"]:
        evidence = _evidence(part["evidence"], part["source"], part["note"])
        yield f"      {tr('evidence of the level')}:{evidence}"
    if part["gap"] is not None:
        yield f"      {_gap(part)}"
    if part["status"] in ("unknown", "not_applicable") and not decided:
        why = reason_words(part["reason"]) or tr("its condition is not so")
        yield f"      {status_words(part['status'])}: {why}"
    for other in part["passed_over"]:
        yield f"      {tr('passed over')}: {_passed(other, part)}"


def _origin(origin: str) -> str:
    """Whose a level is that is not the nation's."""
    kind, colon, scenario = origin.partition(":")
    if colon and kind == "scenario":
        return tr("supposed by the scenario {id}", id=scenario)
    return tr("of the province set {id}", id=origin)


def label_words(label: str, column: str) -> str:
    """What a figure is called, with the sex it is of where its column is of one."""
    sex = {"female": tr("women"), "male": tr("men")}.get(column.rpartition("_")[2])
    return label + (f", {sex}" if sex else "")


def _gap(part: dict[str, Any]) -> str:
    gap = part["gap"]
    if gap == 0 and part["status"] == "unmet" and part["comparison"] in (">=", "<="):
        # The document has six decimals; the figure has more.
        return tr("off the level by less than a millionth")
    if gap == 0:
        return tr("exactly at the level")
    distance = distance_words(gap, part["unit"])
    if gap > 0:
        return tr("better than the level by {distance}", distance=distance)
    if part["comparison"] == "<=":
        return tr("above the greatest level allowed by {distance}", distance=distance)
    return tr("short of the level by {distance}", distance=distance)


def distance_words(gap: float, unit: str | None) -> str:
    """How far a figure is from its level, without saying to which side."""
    # The distance between two rates is in percentage points.
    unit = tr("percentage points") if unit == "%" else unit_words(unit)
    return f"{figure(abs(gap), _places(gap))} {unit}".rstrip()


def value_words(value: float, gap: float | None, comparison: str, unit: str | None) -> str:
    """A figure in its unit; a flag as yes or no."""
    if comparison == "is_true":
        return tr("yes") if value else tr("no")
    return f"{figure(value, _places(gap))} {unit_words(unit)}".rstrip()


def bounds_words(least: float, most: float | None, comparison: str, unit: str | None) -> str:
    """What a figure can be that a merger leaves open; without `most` there is no upper bound."""
    if comparison == "is_true":
        return tr("the parts differ")
    if most is None:
        said = tr("{least} or more", least=figure(least, 2))
    elif least == most:
        said = figure(least, 2)
    else:
        said = tr("from {least} to {most}", least=figure(least, 2), most=figure(most, 2))
    return f"{said} {unit_words(unit)}".rstrip()


def _places(gap: float | None) -> int:
    """Two decimals, but never so few that a figure just beside its level looks equal to it."""
    return 2 if not gap or abs(gap) >= 0.01 else 6


def _value(part: dict[str, Any]) -> str:
    if part["value"] is None and part["bounds"]:
        least, most = (part["bounds"][end] for end in ("least", "most"))
        return bounds_words(least, most, part["comparison"], part["unit"])
    if part["value"] is None:
        text = part["cell"].get("text") if part["cell"] else None
        return tr("“{text}” could not be read", text=text) if text else tr("no figure given")
    text = value_words(part["value"], part["gap"], part["comparison"], part["unit"])
    if part["counts"]:
        text += f" ({figure(part['counts']['num'])}/{figure(part['counts']['den'])})"
    return text


def _cell(cell: dict[str, Any] | None) -> str:
    if not cell:
        return ""
    column = f", {tr('column “{column}”', column=cell['column'])}" if "column" in cell else ""
    # In a workbook a cell has a name of its own.
    named = f", {tr('cell {cell}', cell=cell['cell'])}" if "sheet" in cell and "cell" in cell else ""
    return f" [{tr('row {row}', row=cell['row'])}{column}{named}]"


def level_words(threshold: Any, comparison: str, unit: str | None) -> str:
    """A level with its comparison and unit, as people read it."""
    if threshold is None:
        return tr("not set")
    if comparison == "is_true":
        return tr("must be so")
    return f"{ {'>=': '≥', '<=': '≤'}.get(comparison, comparison) } {figure(threshold)} {unit_words(unit)}".rstrip()


def _column(part: dict[str, Any]) -> str:
    if part["common_level"] or part["threshold_region"] is None or part["threshold"] is None:
        return ""
    return f", {tr('column of {region}', region=words(places().regions[part['threshold_region']]))}"


def _span(part: dict[str, Any]) -> str:
    if not part["valid_from"]:
        return ""
    return ", " + tr(
        "in force {start} to {end}", start=day_words(part["valid_from"]), end=day_words(part["valid_to"])
    )


def _evidence(grade: str | None, source: str | None, note: str | None) -> str:
    if grade is None:
        return ""
    # Notes are written in English for those who keep the definitions; `criteria audit` shows them all.
    notes = [f"({note})"] if note and current_language() == "en" else []
    return " ".join([f" [{grade_words(grade)}]", *([source] if source else []), *notes])


def _passed(other: dict[str, Any], part: dict[str, Any]) -> str:
    level = level_words(other["threshold"], part["comparison"], part["unit"])
    region = places().regions.get(other["region"])
    of = words(region) if region else tr("the common level")
    origin = tr("national") if other["origin"] == "national" else other["origin"]
    return f"{level} ({origin}, {of})"


def ranges(codes: Iterable[str]) -> str:
    """Criterion numbers as people write them: 1–4, 6, 10."""
    spans: list[list[int]] = []
    for code in sorted(map(int, codes)):
        if spans and spans[-1][1] == code - 1:
            spans[-1][1] = code
        else:
            spans.append([code, code])
    parts = []
    for low, high in spans:
        parts += [f"{low}–{high}"] if high - low > 1 else [str(n) for n in range(low, high + 1)]
    return ", ".join(parts)


def unit_words(unit: str | None) -> str:
    """A unit as people read it; empty where there is none."""
    if unit is None:
        return ""
    from ntm_rules.definitions.load import units

    return words(units()[unit])


def severity_words(severity: str) -> str:
    """How severe a risk is."""
    return {"high": tr("high"), "medium": tr("medium"), "low": tr("low")}[severity]


def day_words(iso: str) -> str:
    """A day as people write it, from 2023-12-31 to 31/12/2023."""
    year, month, day = iso.split("-")
    return f"{day}/{month}/{year}"
