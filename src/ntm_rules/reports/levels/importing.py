"""A filled workbook of levels as a province set: the file's text, what changes, what must be told."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from ntm_rules.definitions.conditions import Dated
from ntm_rules.definitions.diff import Change, matched, province_changes
from ntm_rules.definitions.load import load_set
from ntm_rules.definitions.models import CriteriaSet, Decision, ProvinceSet
from ntm_rules.definitions.places import places
from ntm_rules.definitions.province_yaml import parsed, plain, text_with
from ntm_rules.definitions.provinces import looser_levels, with_provinces
from ntm_rules.errors import InputError, Problem, UsageError
from ntm_rules.i18n import language, tr
from ntm_rules.plain_text import name_of
from ntm_rules.reports.levels import columns
from ntm_rules.reports.levels.cells import Decree
from ntm_rules.reports.levels.entries import Entries, Entry, compared, same_words, slug
from ntm_rules.reports.levels.reading import Book, Row, read_book
from ntm_rules.reports.levels.rows import own_row

_ID = re.compile(r"[\w][\w-]*")


@dataclass(frozen=True, slots=True)
class Order:
    """What the caller says of the decision; None is as the file that is there has it.

    `start` and `end` are the days between which its levels stand; `complete` says that all of them are entered.
    """

    province: str | None = None
    decision: str | None = None
    issued: date | None = None
    start: date | None = None
    end: date | None = None
    id: str | None = None
    complete: bool | None = None


@dataclass(frozen=True, slots=True)
class ImportedLevels:
    """A province set read from a workbook: `text` is its file, `changes` what differs from the one before.

    `loaded` is the national set with it laid over.
    """

    text: str
    province_set: ProvinceSet
    loaded: CriteriaSet
    changes: list[Change]
    warnings: list[Problem] = field(default_factory=list)


def import_levels(path: str | Path, order: Order, *, into: Path | None = None) -> ImportedLevels:
    """Read a workbook that `criteria export` wrote and an officer filled. Writes nothing.

    Where the file `into` exists it is what changes; else the one the workbook was exported from; else there
    is none before. Raises InputError naming each bad cell, UsageError where the order lacks something.
    """
    book = read_book(path)
    loaded = load_set(book.set_id)
    exported = parsed(book.base, f"{book.name}:{columns.HIDDEN}") if book.base else None
    text, before = book.base, exported
    name = name_of(into) if into else None
    if into is not None and into.exists():
        text = into.read_bytes().decode("utf-8")
        before = parsed(text, name_of(into))
    head = _head(order, loaded, before)
    decision = Decision(**head["decision"])
    cited = str(Decision(number=decision.number, issued=decision.issued))
    entries = Entries(loaded, Decree(cited, order.start, order.end), exported)
    old = plain(before) if before else {}
    levels = _levels(book, entries, old, province=head["province"])
    own, variables = _indicators(book, entries, before, loaded=loaded, prefix=slug(head["province"]))
    if entries.problems:
        raise InputError(entries.problems)
    if not levels and not own:
        remedy = tr("fill the level of at least one row")
        raise InputError(Problem("empty_file", tr("no level is filled in."), file=book.name, remedy=remedy))
    data = {**old, **head}
    for key, value in (("levels", levels), ("indicators", own), ("variables", variables)):
        data.pop(key, None)
        data |= {key: value} if value else {}
    name = name or f"{head['id']}.yaml"
    written = text_with(data, text, name)
    overlay = parsed(written, name)
    merged = with_provinces(loaded, [overlay])
    changes = [*province_changes(old, data), *_titles(book, loaded)]
    return ImportedLevels(
        written, overlay, merged, changes, [*looser_levels(merged), *_unconfirmed(entries, name)]
    )


def _head(order: Order, loaded: CriteriaSet, before: ProvinceSet | None) -> Entry:
    """Id, title, province, decision: as the file before has them, unless the order says otherwise."""
    province = order.province or (before.province if before else None)
    place = places().find_old(province) if province else None
    if province is None:
        raise _missing("--province", tr("the workbook is of no province yet"))
    if place is None:
        raise UsageError(Problem("unknown_province", tr("there is no province “{name}”.", name=province), expected=tr("one of the 63 provinces of before July 2025")))  # fmt: skip
    if before and places().find_old(before.province) != place:
        message = tr("the file that is there holds the set of {own}, not of {province}.", own=before.province, province=place.name)  # fmt: skip
        raise UsageError(Problem("wrong_call", message, file=before.file, remedy=tr("write to another file")))
    old = plain(before) if before else {}
    decision = _decision(order, old.get("decision"))
    same = bool(before) and decision["number"] == old["decision"]["number"]
    if not same and order.start is None:
        raise _missing("--from", tr("the day a decision takes effect is asked for"))
    name = order.id or (old["id"] if same else f"{slug(place.name).replace('_', '-')}-{order.start:%Y}")
    if not _ID.fullmatch(name):
        raise UsageError(Problem("wrong_call", tr("“{id}” cannot be an id.", id=name), expected=tr("letters, digits and -")))  # fmt: skip
    head = {
        "id": name,
        "set": loaded.id,
        "province": before.province if before else place.name,
        "decision": decision,
    }
    complete = order.complete if order.complete is not None else bool(old.get("complete"))
    return {**head, "title": old.get("title") or _title(place.name, decision), "complete": complete}


def _decision(order: Order, before: Mapping[str, Any] | None) -> Entry:
    number = " ".join(order.decision.split()) if order.decision else None
    if not number and before is None:
        raise _missing("--decision", tr("a confirmed level is read in a decision"))
    if before is not None and number in (None, before["number"]):
        return {**before, **({"issued": order.issued} if order.issued else {})}
    return {"number": number, **({"issued": order.issued} if order.issued else {})}


def _title(province: str, decision: Entry) -> Entry:
    found = {}
    for name in ("vi", "en"):
        with language(name):
            found[name] = str(tr("Levels of {province} under {decision}", province=province, decision=decision["number"]))  # fmt: skip
    return found


def _missing(option: str, message: str) -> UsageError:
    return UsageError(Problem("wrong_call", f"{message}.", remedy=tr("give {option}", option=option)))


def _levels(book: Book, entries: Entries, old: Mapping[str, Any], *, province: str) -> tuple[Entry, ...]:
    """The overrides of the sheet of levels, those that stand in the file first and in its order."""
    found: list[tuple[Row, Entry]] = []
    for row in book.levels:
        entry = entries.override(row, province, book.row_of)
        if entry is not None:
            found.append((row, entry))
    entries.problems.extend(_overlaps(found))
    return _in_order(old.get("levels", ()), [entry for _, entry in found])


def _in_order(before: tuple[Entry, ...], after: list[Entry]) -> tuple[Entry, ...]:
    kept = [next((old for old in before if same_words(old, entry)), entry) for entry in after]
    return tuple(kept[will] for _, will in matched(before, kept) if will is not None)


def _overlaps(found: list[tuple[Row, Entry]]) -> list[Problem]:
    problems, seen = [], dict[str, list[tuple[Row, Dated]]]()
    for row, entry in found:
        span = Dated(**{key: entry[key] for key in ("from", "to") if key in entry})
        for other, others in seen.setdefault(entry["overrides"], []):
            if span.overlaps(others):
                message = tr("{key}: {other} sets a level of equal rank for the same days.", key=entry["overrides"], other=tr("cell {cell}", cell=other.cell("level")))  # fmt: skip
                remedy = tr("give the earlier level its end, or clear one of the two")
                problems.append(row.problem("province_conflict", "level", message, remedy=remedy))
        seen[entry["overrides"]].append((row, span))
    return problems


def _indicators(
    book: Book, entries: Entries, before: ProvinceSet | None, *, loaded: CriteriaSet, prefix: str
) -> tuple[tuple[Entry, ...], Entry]:
    """The own indicators and their variables; what does not fit into a row stays as its file has it."""
    old = plain(before) if before else {}
    standing: dict[str, Entry] = {entry["code"]: entry for entry in old.get("indicators", ())}
    in_rows = {added.code for added in before.indicators if own_row(added)} if before else set()
    found = {code: entry for code, entry in standing.items() if code not in in_rows}
    variables: Entry = dict(old.get("variables", {}))
    unused = {compared(standing[code]) for code in in_rows}
    for row in book.own:
        if columns.says(columns.kept_as_written, row.text("kind")):
            continue
        code = row.text("code").replace(",", ".")
        read = entries.indicator(row, standing[code] if code in in_rows else None, prefix)
        if read is None:
            continue
        indicator, name, variable = read
        if indicator["code"] in found:
            message = tr("indicator {code} exists already.", code=indicator["code"])
            remedy = tr("give each its own number")
            entries.problems.append(row.problem("set_shape", "code", message, remedy=remedy))
        found[indicator["code"]] = indicator
        if name not in loaded.variables:
            # A row shows the kind and the unit; labels and aliases stay as they are.
            stood = {
                key: said for key, said in variables.get(name, {}).items() if key not in ("kind", "unit")
            }
            variables[name] = {**variable, **stood}
            unused.discard(name)
    kept = {name: variable for name, variable in variables.items() if name not in unused}
    return _in_order(tuple(standing.values()), list(found.values())), kept


def _titles(book: Book, loaded: CriteriaSet) -> list[Change]:
    """Titles an officer compared or corrected: they belong to the national set and are only told."""
    found = []
    for row in book.levels:
        said = row.text("checked_title")
        code = row.text("code")
        if not said or code not in loaded.indicators:
            continue
        for title in loaded.indicators[code].titles:
            if same_words(title.vi, row.text("title")):
                words = title.vi if columns.says(columns.title_is_correct, said) else said
                stood = {"vi": title.vi, "evidence": title.evidence}
                found.append(
                    Change("title", title.place, stood, {"vi": words, "evidence": columns.CONFIRMED})
                )
                break
    return found


def _unconfirmed(entries: Entries, name: str) -> list[Problem]:
    if not entries.unconfirmed:
        return []
    message = tr("{n} filled level(s) are not confirmed against the signed decision and stay unverified.", n=entries.unconfirmed)  # fmt: skip
    remedy = tr(
        "choose “{word}” in the workbook after comparing them",
        word=columns.evidence_words()[columns.CONFIRMED],
    )
    return [Problem("unverified_levels", message, file=name, remedy=remedy)]
