"""What an unknown header may be: a title of the same words, whatever their order and a slip of the keyboard."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from functools import lru_cache

from ntm_rules.tables.vocabulary import forms, title_key

# A word is a misspelling of another where they are so much alike, and are not short.
_ALIKE, _SHORTEST = 0.75, 4
# One word of a title may be misspelt where so many others are right.
_FEWEST_RIGHT = 2
# Less alike than this, a name put forward misleads more often than it helps.
_LIKE = 0.7
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def closest(name: str, titles: Iterable[str]) -> str | None:
    """The title most like a name that a planner wrote for one; None where none is much like it."""
    found = difflib.get_close_matches(name, list(titles), n=1, cutoff=_LIKE)
    return found[0] if found else None


def same_words(header: str, titles: Iterable[str]) -> list[str]:
    """The titles, as look-up keys, that hold the same words as a header.

    A count is never taken for a rate, nor a share of one thing for that of another: the words that say so differ.
    """
    wanted = _weighty(_YEAR.sub(" ", title_key(header)))
    if not wanted:
        return []
    found = [title for title in titles if _are_alike(wanted, _weighty(title))]
    # Of several the one written most like the header comes first.
    return sorted(found, key=lambda title: -difflib.SequenceMatcher(None, title_key(header), title).ratio())


@lru_cache(maxsize=16_384)
def _weighty(key: str) -> frozenset[str]:
    """The words of a title but those without weight; of two words, such as quy định, both are taken out together."""
    text = f" {key} "
    for filler in sorted(forms().weightless, key=len, reverse=True):
        text = text.replace(f" {filler} ", " ").replace(f" {filler} ", " ")
    return frozenset(text.split())


def _are_alike(wanted: frozenset[str], title: frozenset[str]) -> bool:
    if wanted == title:
        return True
    odd, missing = wanted - title, title - wanted
    if len(odd) != 1 or len(missing) != 1 or len(wanted & title) < _FEWEST_RIGHT:
        return False
    first, second = next(iter(odd)), next(iter(missing))
    if min(len(first), len(second)) < _SHORTEST or (first + second).isdigit():
        return False
    return difflib.SequenceMatcher(None, first, second).ratio() >= _ALIKE
