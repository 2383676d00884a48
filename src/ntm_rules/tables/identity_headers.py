"""Headers of identity columns beyond those listed: “Tên xã, thị trấn”, “Xã ĐBKK (theo QĐ 861)”, and those that may be one."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from functools import cache

from ntm_rules.definitions.places import places
from ntm_rules.tables.targets import Target
from ntm_rules.tables.vocabulary import forms, identity_columns, title_key

_BRACKET = re.compile(r"\s*[(\[][^()\[\]]*[)\]]")
Titles = Mapping[str, Collection[Target]]


def identity_of(header: str, titles: Titles) -> Target | None:
    """The identity column that a header means, where it is not itself one of the titles."""
    key = title_key(header)
    for column in identity_columns():
        if _is_made_of(key, column):
            return Target("identity", column)
    for bare in _bare(header):
        for column in identity_columns():
            if column in _facts() and _is_made_of(bare, column):
                return Target("identity", column)
        for target in titles.get(bare, ()):
            # What a bracket holds may make another of the names of a place, as in “Huyện (cũ)”.
            if target.role == "identity" and target.name in _facts():
                return target
    return None


def hinted(header: str) -> str | None:
    """The fact that a header nobody understands may state; None where it says nothing of one."""
    words = f" {title_key(header)} "
    for column, kind in identity_columns().items():
        if column in places().facts and any(f" {title_key(hint)} " in words for hint in kind.hints):
            return column
    return None


def _bare(header: str) -> Iterator[str]:
    """The header without what stands in brackets, and without the decision that it cites."""
    plain = _BRACKET.sub("", header)
    yield title_key(plain)
    words = title_key(plain).split()
    for at in range(1, len(words)):
        if words[at] in forms().citing or " ".join(words[at : at + 2]) in forms().citing:
            yield " ".join(words[:at])
            return


def _facts() -> frozenset[str]:
    return places().facts | {"recognised", "recognised_on"}


@cache
def _made_of(column: str) -> tuple[frozenset[str], tuple[str, ...]]:
    kind = identity_columns()[column]
    words = sorted(map(title_key, kind.made_of), key=len, reverse=True)
    return frozenset(map(title_key, kind.core)), tuple(words)


def _is_made_of(key: str, column: str) -> bool:
    """Whether a header is of the words of a column alone, one that says what it is among them."""
    core, words = _made_of(column)
    found: set[str] = set()
    rest = key
    while rest:
        word = next((w for w in words if rest == w or rest.startswith(f"{w} ")), None)
        if word is None:
            return False
        found.add(word)
        rest = rest[len(word) :].strip()
    return bool(found & core)
