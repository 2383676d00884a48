"""The language of what people read: Vietnamese first, English beside it.

Messages are written in English in the source and translated by gettext catalogues
(`locale/<language>/LC_MESSAGES/ntm_rules.po`); texts of the law carry both languages in `criteria/`.
"""

from __future__ import annotations

import gettext
import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Protocol

from ntm_rules.plain_text import plain

LANGUAGES = ("vi", "en")
LOCALE = Path(__file__).parent / "locale"

_language: ContextVar[str] = ContextVar("ntm_rules_language", default="vi")


class Bilingual(Protocol):
    """A text held in both languages."""

    @property
    def vi(self) -> str: ...  # noqa: D102

    @property
    def en(self) -> str: ...  # noqa: D102


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    # English is the language of the source, so it needs no catalogue to fall back on.
    return gettext.translation("ntm_rules", LOCALE, [language], fallback=True)


def current_language() -> str:
    """The language in force here: `vi` or `en`."""
    return _language.get()


def use_language(language: str) -> None:
    """Set the language for this thread or task. Raises ValueError for one that does not exist."""
    if language not in LANGUAGES:
        raise ValueError(f"language {language!r} is none of {', '.join(LANGUAGES)}")
    _language.set(language)


@contextmanager
def language(name: str) -> Iterator[None]:
    """Speak a language inside a `with` block, and the one before again after it."""
    before = current_language()
    use_language(name)
    try:
        yield
    finally:
        _language.set(before)


class Said(str):
    """A message worded in one language that can be worded again in another."""

    key: str
    values: dict[str, Any]


def tr(message: str, /, **values: Any) -> str:
    """Translate a message and fill its `{placeholders}`."""
    text = _catalogue(_language.get()).gettext(message) if message else ""
    spoken = {name: _shown(again(value)) for name, value in values.items()}
    said = Said(text.format(**spoken) if values else text)
    said.key, said.values = message, values
    return said


def _shown(value: Any) -> Any:
    """A value of a message: what is no number is text, and holds nothing that would steer a terminal."""
    return value if value is None or isinstance(value, int | float | date) else plain(str(value))


def again(value: Any) -> Any:
    """A message worded anew in the language in force; anything else as it is."""
    return tr(value.key, **value.values) if isinstance(value, Said) else value


def words(text: Bilingual) -> str:
    """Pick the side of a bilingual text that is in force."""
    return text.vi if _language.get() == "vi" else text.en


def figure(value: float, places: int = 10) -> str:
    """A number as it is written in the language in force, with at most so many decimals."""
    text = f"{round(value, places):,.10g}"
    return text.translate(str.maketrans(",.", ".,")) if current_language() == "vi" else text


_NOT_WORD = re.compile(r"[\W_]+")
# The letter đ, and those of other alphabets that look like it and are typed for it.
_LETTERS_LIKE_D = str.maketrans("đðɖ", "ddd")


# Headers and names are folded anew for every table, and most are the same.
@lru_cache(maxsize=16_384)
def fold(text: str) -> str:
    """Fold a name for matching: case, accents, đ, spaces and punctuation set aside.

    >>> fold("Hoà  Bình") == fold("hòa bình") == "hoa binh"
    True
    """
    spaced = _NOT_WORD.sub(" ", unicodedata.normalize("NFC", text).casefold().translate(_LETTERS_LIKE_D))
    return unicodedata.normalize("NFKD", spaced).encode("ascii", "ignore").decode("ascii").strip()
