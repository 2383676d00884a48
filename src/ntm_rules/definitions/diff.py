"""What differs between two sets: entries paired by what they are of, each pair added, removed or changed."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from ntm_rules.definitions.conditions import Level
from ntm_rules.definitions.models import CriteriaSet

Entry = Mapping[str, Any]
What = Literal["head", "level", "indicator", "variable", "title"]
# What an entry is of; the day it starts from parts those of one kind.
_NAMES = ("overrides", "key", "region", "code")


@dataclass(frozen=True, slots=True)
class Change:
    """One entry that differs, as plain data before and after; None where it is not there."""

    what: What
    key: str
    before: Entry | None
    after: Entry | None

    @property
    def kind(self) -> Literal["added", "removed", "changed"]:
        """What happened to it."""
        if self.before is None:
            return "added"
        return "removed" if self.after is None else "changed"


def matched(before: Sequence[Any], after: Sequence[Any]) -> list[tuple[int | None, int | None]]:
    """Pair the places of two lists: those equal, then of one name and day, then of one name, then by place.

    Pairs stand in the order of `before`; what is only in `after` comes last, in its order.
    """
    pairs: dict[int, int] = {}
    left = dict.fromkeys(range(len(after)))
    for key in (repr, _name_and_day, _name):
        waiting: dict[Hashable, list[int]] = {}
        for number in left:
            name = key(after[number])
            if name is not None:
                waiting.setdefault(name, []).append(number)
        for number, entry in enumerate(before):
            same = waiting.get(key(entry)) if number not in pairs else None
            if same:
                pairs[number] = same.pop(0)
                del left[pairs[number]]
    nameless = [n for n in range(len(before)) if n not in pairs and _name(before[n]) is None]
    for number, other in zip(nameless, [n for n in left if _name(after[n]) is None], strict=False):
        pairs[number] = other
        del left[other]
    return [*((number, pairs.get(number)) for number in range(len(before))), *((None, n) for n in left)]


def changes(
    what: What, before: Sequence[Entry], after: Sequence[Entry], key: Callable[[Entry], str]
) -> list[Change]:
    """The entries of two lists that differ; `key` says what an entry is called."""
    found = []
    for was, will in matched(before, after):
        old = None if was is None else before[was]
        new = None if will is None else after[will]
        if old != new:
            found.append(Change(what, key(new or old or {}), old, new))
    return found


def province_changes(before: Entry, after: Entry) -> list[Change]:
    """What differs between two province sets as plain data; `before` is empty where there was none."""
    listed = ("levels", "indicators", "variables")
    head = [
        Change("head", key, _stated(before, key), _stated(after, key))
        for key in dict.fromkeys((*before, *after))
        if key not in listed and before.get(key) != after.get(key)
    ]
    old, new = before.get("variables", {}), after.get("variables", {})
    variables = [
        Change("variable", name, old.get(name), new.get(name))
        for name in dict.fromkeys((*old, *new))
        if old.get(name) != new.get(name)
    ]
    return [
        *head,
        *changes(
            "level", before.get("levels", ()), after.get("levels", ()), lambda entry: entry["overrides"]
        ),
        *changes(
            "indicator",
            before.get("indicators", ()),
            after.get("indicators", ()),
            lambda entry: entry["code"],
        ),
        *variables,
    ]


def set_changes(before: CriteriaSet, after: CriteriaSet) -> list[Change]:
    """The levels and titles that differ between two criteria sets, province sets laid over them included."""
    return [
        *changes("level", _levels(before), _levels(after), lambda entry: entry["key"]),
        *changes("title", _titles(before), _titles(after), lambda entry: entry["code"]),
    ]


def _stated(entry: Entry, key: str) -> Entry | None:
    return {key: entry[key]} if key in entry else None


def _levels(loaded: CriteriaSet) -> list[Entry]:
    return [
        {
            "key": f"{indicator.code}/{part.key}",
            "region": level.region,
            "op": part.op,
            "value": level.value,
            **_dated(level),
        }
        for _, indicator, part, level in loaded.levels()
    ]


def _dated(level: Level) -> dict[str, Any]:
    block = level.block
    return {
        "from": block.valid_from,
        "to": block.valid_to,
        "evidence": block.evidence,
        "source": block.source,
        "note": block.note,
        "origin": level.origin,
    }


def _titles(loaded: CriteriaSet) -> list[Entry]:
    named = [(f"{criterion.code}.", criterion.titles) for criterion in loaded.criteria]
    named += [(i.code, i.titles) for criterion in loaded.criteria for i in criterion.indicators]
    return [
        {"code": code, "from": t.valid_from, "to": t.valid_to, "vi": t.vi, "en": t.en, "evidence": t.evidence}
        for code, titles in named
        for t in titles
    ]


def _name(entry: Any) -> Hashable | None:
    found = tuple(entry.get(name) for name in _NAMES) if isinstance(entry, Mapping) else ()
    return found if any(found) else None


def _name_and_day(entry: Any) -> Hashable | None:
    name = _name(entry)
    return None if name is None else (name, entry.get("from"))
