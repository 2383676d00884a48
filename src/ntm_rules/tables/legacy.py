"""Text of the time before Unicode: TCVN3 (fonts .VnTime, ABC) and VNI, which look like Latin-1 letters.

Both put Vietnamese letters where Latin-1 has others, and leave it to the font to draw them: TCVN3 one code
for each letter (TCVN 5712:1993, its third set, checked against the table of glibc), VNI the plain vowel
followed by its marks. Accented capitals have no codes in TCVN3; a font such as .VnTimeH draws the small ones
as capitals.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection
from dataclasses import dataclass

from ntm_rules.tables.syllables import is_syllable, may_be_name

# The letters of TCVN3, each run behind the code of its first.
_TCVN3_RUNS = {
    0xA1: "ĂÂÊÔƠƯĐăâêôơưđ",
    0xB5: "àảãáạ",
    0xBB: "ằẳẵắ",
    0xC6: "ặầẩẫấậè",
    0xCE: "ẻẽéẹềểễếệìỉ",
    0xDC: "ĩíịò",
    0xE1: "ỏõóọồổỗốộờởỡớợù",
    0xF1: "ủũúụừửữứựỳỷỹýỵ",
}
TCVN3_LETTERS = {chr(first + n): letter for first, run in _TCVN3_RUNS.items() for n, letter in enumerate(run)}
_TCVN3 = str.maketrans(TCVN3_LETTERS)

# The marks of VNI behind a vowel, in the order acute, grave, hook above, tilde, dot below.
_TONES = ("\u0301", "\u0300", "\u0309", "\u0303", "\u0323")
_VNI_VOWELS = {"a": "a", "e": "e", "o": "o", "u": "u", "y": "y", "ô": "ơ", "ö": "ư"}
_VNI_CIRCUMFLEX, _VNI_BREVE = "âáàåãä", "êéèúüë"
_VNI_ALONE = dict(zip("íìæóòîñôö", "íìỉĩịỵđơư", strict=True))


def _vni_letters() -> dict[str, str]:
    """Small letters of VNI, those of two characters first."""
    toned = {
        written + mark: letter + tone
        for written, letter in _VNI_VOWELS.items()
        for mark, tone in zip("ùøûõï", _TONES, strict=True)
    }
    hatted = {
        vowel + mark: vowel + "\u0302" + tone
        for vowel in "aeo"
        for mark, tone in zip(_VNI_CIRCUMFLEX, ("", *_TONES), strict=True)
    }
    breves = {"a" + mark: "a\u0306" + tone for mark, tone in zip(_VNI_BREVE, ("", *_TONES), strict=True)}
    pairs = {pair: unicodedata.normalize("NFC", marked) for pair, marked in (toned | hatted | breves).items()}
    return pairs | _VNI_ALONE


VNI_LETTERS = _vni_letters()
_VNI = re.compile("|".join(VNI_LETTERS), re.IGNORECASE)

# A word as it may stand in either encoding, whose letters may be signs in Unicode, and in Unicode itself.
_WORD = re.compile(f"[A-Za-z\xc0-\u024f\u0300-\u036f\u1e00-\u1eff{''.join(TCVN3_LETTERS)}]+")
_BEYOND_LATIN_1 = re.compile(r"[\u0100-\u024f\u0300-\u036f\u1e00-\u1eff]")
_ROMAN = re.compile("[IVX]+")
# So many different words make an encoding sure, if hardly a word speaks against it.
_FEWEST, _SHARE = 2, 0.8


@dataclass(frozen=True, slots=True)
class Encoding:
    """An encoding that looks like Latin-1: how people call it, which words it can write, how it is read."""

    name: str
    written: re.Pattern[str]
    read: Callable[[str], str]

    def fits(self, word: str) -> bool:
        """Whether a word read in it is spelt as Vietnamese, or may be a name."""
        return self.written.fullmatch(word) is not None and _may_be_vietnamese(self.read(word))

    def proves(self, word: str) -> bool:
        """Whether a word can hardly be anything else: more than a sign, and a whole syllable."""
        return len(word) > 1 and self.fits(word) and is_syllable(self.read(word))


def old_words(text: str) -> set[str]:
    """The words with a letter outside ASCII that either encoding could have written."""
    return {word for word in _WORD.findall(text) if not word.isascii() and not _BEYOND_LATIN_1.search(word)}


def is_unicode(text: str) -> bool:
    """Whether a text has a letter that neither encoding writes, as ă, đ, ư and ạ in Unicode."""
    return _BEYOND_LATIN_1.search(text) is not None


def is_clean(word: str) -> bool:
    """Whether a word is Vietnamese as it stands, or a sign that stands alone."""
    if not word.isalpha():
        return len(word) == 1
    return (word[1:].islower() or word.isupper() or len(word) == 1) and _may_be_vietnamese(word)


def encodings_of(words: Collection[str]) -> tuple[Encoding, ...]:
    """The encodings in which words that are no Vietnamese as they stand surely are written; most often none."""
    odd = {word for word in words if not is_clean(word)}
    proofs = {old: {word for word in odd if old.proves(word)} for old in ENCODINGS}
    against = [word for word in odd if not any(old.fits(word) for old in ENCODINGS)]
    proving = set().union(*proofs.values())
    if len(proving) < _SHARE * (len(proving) + len(against)):
        return ()
    # Some words read in both; an encoding that proves none of its own is not the one.
    led = {old for old, found in proofs.items() if any(found < other for other in proofs.values())}
    return tuple(old for old, found in proofs.items() if len(found) >= _FEWEST and old not in led)


def from_bytes(data: bytes) -> str | None:
    """Bytes of TCVN3 or VNI as the Latin-1 letters they look like, where every word is of one of them."""
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return None
    words = old_words(text)
    sure = encodings_of(words)
    known = len(sure) == 1 and not is_unicode(text) and all(map(sure[0].fits, words))
    return text if known else None


def _may_be_vietnamese(word: str) -> bool:
    return is_syllable(word) or may_be_name(word)


def _from_tcvn3(text: str) -> str:
    """Text read as TCVN3; among capitals a small accented letter is the capital that its font draws."""
    words = _WORD.findall(text)
    plain = ["".join(filter(str.isascii, word)) for word in words]
    shouted = any(len(p) > 1 and p.isupper() and not _ROMAN.fullmatch(p) for p in plain)
    if shouted and "".join(plain).isupper():
        return text.translate(_TCVN3).upper()
    return _WORD.sub(lambda found: _tcvn3_word(found[0]), text)


def _tcvn3_word(word: str) -> str:
    plain = "".join(filter(str.isascii, word))
    letters = word.translate(_TCVN3)
    return letters.upper() if len(plain) > 1 and plain.isupper() else letters


def _from_vni(text: str) -> str:
    return _VNI.sub(lambda found: _vni_letter(found[0]), text)


def _vni_letter(written: str) -> str:
    letter = VNI_LETTERS[written.lower()]
    return letter.upper() if written[0].isupper() else letter


TCVN3 = Encoding("TCVN3 (.VnTime)", re.compile(f"[A-Za-z{''.join(TCVN3_LETTERS)}]+"), _from_tcvn3)
VNI = Encoding("VNI", re.compile(f"(?:{_VNI.pattern}|[a-z])+", re.IGNORECASE), _from_vni)
ENCODINGS = (TCVN3, VNI)
