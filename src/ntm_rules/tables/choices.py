"""The values of identity columns that are one of a few: read from a cell, and named to people."""

from __future__ import annotations

from functools import cache

from ntm_rules.i18n import current_language, tr
from ntm_rules.tables.vocabulary import IdentityColumn, identity_columns, title_key


def read_choice(text: str, column: str) -> str | None:
    """The value that a cell names, as “Xã khu vực III” names III; None where it names none of them."""
    known, before = _names(column)
    key = title_key(text)
    while key:
        if key in known:
            return known[key]
        # “KVIII” is written without a space too.
        word = next((w for w in before if key.startswith(w) and key != w), None)
        if word is None:
            return None
        key = key.removeprefix(word).strip()
    return None


def is_not_listed(text: str, column: str) -> bool:
    """Whether a cell says that none of the values holds."""
    none = _none_of(column)
    return bool(none) and title_key(text) in none


@cache
def _none_of(column: str) -> frozenset[str]:
    return frozenset(map(title_key, identity_columns()[column].not_listed))


@cache
def _names(column: str) -> tuple[dict[str, str], tuple[str, ...]]:
    kind = identity_columns()[column]
    known = {title_key(name): value for value, names in kind.choices.items() for name in (value, *names)}
    return known, tuple(sorted(map(title_key, kind.before), key=len, reverse=True))


def choice_words(column: str, value: str) -> str:
    """A value as people of the language in force are told it."""
    if current_language() == "vi":
        return identity_columns()[column].choices[value][0]
    return value.replace("_", " ")


def choices_in_words(column: str) -> str:
    """All values of a column, as people are told them."""
    return ", ".join(choice_words(column, value) for value in identity_columns()[column].choices)


def column_words(column: str) -> str:
    """An identity column as people are told it."""
    kind: IdentityColumn | None = identity_columns().get(column)
    if current_language() == "vi" and kind and kind.aliases:
        return kind.aliases[0]
    return column.replace("_", " ")


def cells_in_words(column: str) -> str:
    """What the cells of a flag or a choice may hold."""
    if identity_columns()[column].kind == "flag":
        return tr("có or không, or an x where it is so")
    return tr("one of {ids}", ids=choices_in_words(column))
