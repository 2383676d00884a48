"""When two spellings are the name of one unit: the key of a name of a commune or district."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from ntm_rules.definitions.conditions import Node
from ntm_rules.tables.syllables import one_spelling
from ntm_rules.tables.vocabulary import read_vocabulary

# Signs that are typed for one another, and those that are not seen.
_SIGNS = str.maketrans("ðɖ’‘ʼ´`‐‑–—−", "đđ'''''-----", "\u200b\u200c\u200d\u2060\ufeff\u00ad")
_HYPHEN = re.compile(r"\s*-\s*")


class _UnitWords(Node):
    """The words of `unit_words.yaml`."""

    left_out: tuple[str, ...]
    in_full: dict[str, tuple[str, ...]]


@lru_cache(maxsize=16_384)
def name_key(name: str) -> str:
    """A name in one spelling, without the common word for its kind.

    Accents stay, for Tân and Tấn are two communes, and so do thị trấn and thành phố, for a town may bear the
    name of the commune or district around it.
    """
    plain = _plain(name)
    for pattern, full in _first_words():
        shorter = pattern.sub(full, plain, count=1)
        if shorter != plain:
            return shorter or plain
    return plain


def _plain(name: str) -> str:
    text = _HYPHEN.sub("-", name.casefold().translate(_SIGNS))
    return " ".join(one_spelling(text).split()).rstrip(" .,;:")


@cache
def _first_words() -> tuple[tuple[re.Pattern[str], str], ...]:
    """What stands before a name, each with what the key has in its place."""
    given = read_vocabulary(_UnitWords, "unit_words.yaml")
    found = [(_before(word), "") for word in given.left_out]
    for full, short_forms in given.in_full.items():
        found.extend((_before(word), one_spelling(full) + " ") for word in short_forms)
    return tuple(found)


def _before(word: str) -> re.Pattern[str]:
    """A word at the start of a name; a short form with a point needs no space behind it."""
    space = r"\s*" if word.endswith(".") else r"\s+"
    return re.compile("^" + re.escape(one_spelling(word)) + space)
