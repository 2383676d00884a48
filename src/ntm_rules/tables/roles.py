"""Words beside the number or title of an indicator that say what a column holds of it: Thẩm định, Đạt, Kế hoạch."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from ntm_rules.definitions.conditions import Node
from ntm_rules.i18n import fold
from ntm_rules.tables.targets import STAGES, UNSTAGED, Target
from ntm_rules.tables.vocabulary import read_vocabulary, word_key

_WORD = re.compile(r"[^\W_]+")
_YEAR = re.compile(r"(?:\bnăm\s+)?(?:19|20)\d\d\W*$", re.IGNORECASE)
_SEPARATORS = ' \t\n,;:–-/(["“'

RoleWord = Literal[
    "value", "unstaged", "self", "verified", "appraised", "plan", "female", "male", "num", "den", "year"
]  # fmt: skip
OF_A_RATE = ("female", "male", "num", "den")
Tick = Literal["met", "basically_met", "unmet", "not_applicable"]


class RoleWords(Node):
    """`roles.yaml`: the words of each role, the heads of ticked columns, and the marks in them."""

    roles: dict[RoleWord, tuple[str, ...]]
    ticked: dict[Tick, tuple[str, ...]]
    ticks: tuple[str, ...]
    counts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A role in a header and what is left without its words.

    `parted` where a sign stands between them; `leading` where the words stand before the rest.
    """

    role: str
    rest: str
    parted: bool = False
    leading: bool = False


@cache
def _words() -> RoleWords:
    return read_vocabulary(RoleWords, "roles.yaml")


@cache
def ticks() -> frozenset[str]:
    """The marks that tick a cell, as look-up keys."""
    return frozenset(word_key(mark) for mark in _words().ticks)


def counts(title: str) -> bool:
    """Whether a title begins as that of a count, and says nothing of a share."""
    plain = " ".join(_WORD.findall(unicodedata.normalize("NFC", title))).casefold()
    begins = any(plain.startswith(f"{word.casefold()} ") for word in _words().counts)
    return begins and not any(word in f"{plain} " for word in ("tỷ lệ ", "tỉ lệ ", "số liệu "))


@cache
def _roles() -> tuple[dict[str, str], dict[str, str]]:
    """Roles by their words with accents, and by folded words where accents may be missing."""
    given = [*_words().roles.items(), *((f"tick {verdict}", w) for verdict, w in _words().ticked.items())]
    spelt = [(" ".join(_WORD.findall(word)), role) for role, words in given for word in words]
    return {word.casefold(): role for word, role in spelt}, {fold(word): role for word, role in spelt}


def _role_of(words: str) -> str | None:
    """The role that some words are; one word alone must have its accents, or none at all."""
    exact, folded = _roles()
    if found := exact.get(words.casefold()):
        return found
    return folded.get(fold(words)) if " " in words or words.isascii() else None


def role_of(text: str) -> str | None:
    """The role that a text is the words of and no more, as where Thẩm định stands over the columns of its stage."""
    return _role_of(" ".join(_WORD.findall(unicodedata.normalize("NFC", text))))


def parts(header: str) -> Iterator[Part]:
    """The roles that a header may end or begin with, the longest words first."""
    text = unicodedata.normalize("NFC", header)
    dated = _YEAR.sub("", text)
    for given, roles in ((text, None), (dated, "plan") if dated != text else (text, "")):
        for part in _parts(given):
            if roles is None or part.role == roles:
                yield part


def _parts(text: str) -> Iterator[Part]:
    spans = [found.span() for found in _WORD.finditer(text)]
    longest = min(8, len(spans) - 1)
    for size in range(longest, 0, -1):
        tail, head = spans[-size:], spans[:size]
        if role := _role_of(" ".join(text[a:b] for a, b in tail)):
            rest = text[: tail[0][0]]
            between = rest[spans[-size - 1][1] :]
            yield Part(role, rest.rstrip(_SEPARATORS), parted=bool(between.strip()))
        if role := _role_of(" ".join(text[a:b] for a, b in head)):
            yield Part(role, text[head[-1][1] :].lstrip(" \t\n,;:–-/)]"), leading=True)


def with_role(base: Target, role: str, variable: str | None) -> Target | None:
    """What a column holds of `base` in a role; `variable` is the one rate behind it. None where the two do not fit."""
    if base.role == "plan":
        return base
    tick = role.removeprefix("tick ")
    if tick != role:
        return (
            replace(base, role="tick", ticked=tick) if base.role in ("number", "value", "verdict") else None
        )
    if base.role not in ("number", "value"):
        return None
    if role in STAGES or role == UNSTAGED:
        return Target("verdict", base.name, role)
    if role == "plan":
        return Target("plan", base.name)
    if role == "value":
        return base
    return None if variable is None else Target(role, variable)  # type: ignore[arg-type]
