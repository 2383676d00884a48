"""The shape of a Vietnamese syllable, by which a reading of old text is told from chance."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

# Grave, acute, tilde, hook above, dot below: a syllable has one at most.
TONES = "\u0300\u0301\u0303\u0309\u0323"
_TONE = re.compile(f"(?<=[aeiouy\u0302\u0306\u031b])[{TONES}]")
# Before c, ch, p and t there is always one of these two.
_SHARP = ("\u0301", "\u0323")
# A tone never stands on the second vowel of ai, ao, ia, ua … (but it does in gió, quá).
_MISPLACED = re.compile(
    f"(?:[ae\u0302\u0306\u031b][iouy]|(?<![gq])[ou][iou]|(?<!g)ia|(?<!q)ua|\u031ba)[{TONES}]$"
)
_ONSET = "b|ch?|d|đ|gh?|gi|h|kh?|l|m|n|nh|ngh?|ph?|qu|r|s|th?|tr|v|x"
_RHYMES = (
    "a(?:ch?|ng?|nh|[imoptuy])?",
    "ă(?:c|ng?|[mpt])",
    "â(?:c|ng?|[mptuy])",
    "e(?:c|ng?|[mopt])?",
    "ê(?:ch|ng?|nh|[mptu])?",
    "i(?:a|ch|nh?|[mptu])?|y",
    "[iy]ê(?:c|ng?|[mptu])",
    "o(?:c|ng?|[aeimpt])?",
    "oa(?:ch?|ng?|nh|[ioty])",
    "oă(?:c|ng?|t)",
    "oe[not]",
    "oo(?:c|ng)",
    "ô(?:c|ng?|[impt])?",
    "ơ[imnpt]?",
    "u(?:c|ng?|[aêimơpty])?",
    "uâ(?:ng?|[ty])",
    "uê(?:ch|nh)",
    "uô(?:c|ng?|[imt])",
    "uy(?:a|ch|nh|ê[nt]|[tu])",
    "ư(?:c|ng|[aitu])?",
    "ươ(?:c|ng?|[imptu])",
)
_SYLLABLE = re.compile(f"(?:{_ONSET})?(?:{'|'.join(_RHYMES)})")
_VOWELS = "a[iouy]?|ă|â[uy]?|eo?|êu?|i[au]?|[iy]êu?|y|o[aeio]?|oa[ioy]|oă|oeo|ôi?|ơi?|u[aâêiơôy]?|uây|uôi|uyê|uy[au]|ư[aiu]?|ươ[iu]?"
# Names of the Central Highlands (Krông Pắc, Đắk R'Lấp, Ia Pưh) and abbreviations (HĐND).
_NAME = re.compile(f"[b-dghj-np-tv-xđ]*(?:(?:{_VOWELS})[b-dghj-np-tv-xđ]*)?")


# Where a syllable ends in i after one of these, y is written for it too: Mĩ and Mỹ, quí and quý.
_I_OR_Y = re.compile("(?<=[hklmstv])y$|(?<=^qu)y$")
_WORD = re.compile(r"[^\W\d_]+")


@cache
def is_syllable(word: str) -> bool:
    """Whether a word is spelt as one Vietnamese syllable: onset, vowels, coda, one tone at most."""
    plain, tones = _parted(word)
    stopped = plain.endswith(("c", "ch", "p", "t"))
    return _is_toned_right(word) and bool(_SYLLABLE.fullmatch(plain)) and (not stopped or tones in _SHARP)


@cache
def may_be_name(word: str) -> bool:
    """Whether a word is one cluster of Vietnamese vowels between any consonants, or consonants alone."""
    return _is_toned_right(word) and _NAME.fullmatch(_parted(word)[0]) is not None


def _is_toned_right(word: str) -> bool:
    return len(_parted(word)[1]) <= 1 and not _MISPLACED.search(unicodedata.normalize("NFD", word.lower()))


def one_spelling(text: str) -> str:
    """A text in small letters with the spellings that are in use side by side made one.

    The tone comes at the end of each word (Hoà and Hòa), y after a consonant is i (Mỹ and Mĩ). No two of the
    10,000 units of before July 2025 lie in one district and differ in nothing else.

    >>> one_spelling("Hoà Mỹ") == one_spelling("Hòa Mĩ")
    True
    """
    composed = unicodedata.normalize("NFC", text).casefold()
    return _WORD.sub(lambda found: _plain_and_tone(found[0]), composed)


@lru_cache(maxsize=16_384)
def _plain_and_tone(word: str) -> str:
    plain, tones = _parted(word)
    return _I_OR_Y.sub("i", plain) + tones


def _parted(word: str) -> tuple[str, str]:
    """A word in small letters without its tones, and its tones."""
    marked = unicodedata.normalize("NFD", word.lower())
    return unicodedata.normalize("NFC", _TONE.sub("", marked)), "".join(_TONE.findall(marked))
