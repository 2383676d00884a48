"""What a row among communes is by its name: a commune, a sum, a comparison, a level, a plan, a district or zone."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Literal

from ntm_rules.definitions.conditions import Node
from ntm_rules.definitions.models import Text
from ntm_rules.i18n import fold, words
from ntm_rules.tables.periods import read_period
from ntm_rules.tables.vocabulary import Phrases, forms, read_vocabulary

RowKind = Literal["total", "comparison", "level", "plan", "period", "zone", "line"]
# What stands before a name in its own cell: “I. ”, “2) ”, “- ”; and the mark of a footnote behind it.
_NUMBERING = re.compile(r"^[-–+•*\s]*(?:(?:[IVX]+|[A-ZĐ]|\d{1,3})\s*[.)]\s*)?")
_COUNTED = re.compile(r"^[-–+•*\s]*(?:\d{1,3}\s*[.)]\s*)?(?=[^\W\d_])")
# “12 xã”, beside the word for a sum.
_HOW_MANY = re.compile(r"\d+\s+\D+")
_FOOTNOTE = re.compile(r"\s*(?:\(\*+\)|\*+)$")

# What ends the name of a district in its heading.
_ENDS = re.compile(r"[\d,;:–]| - ")
_MOST_WORDS = 4
_DAY = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{4}")


@lru_cache(maxsize=16_384)
def kind_of(name: str) -> RowKind | None:
    """What the name of a row says it is, None where it may be a commune's."""
    bare = _bare(name)
    if not bare or is_commune(bare):
        return None
    if any(sign.isdigit() for sign in bare) and (read_period(bare) or _DAY.fullmatch(bare)):
        return "period"
    if _HOW_MANY.fullmatch(bare) and bare.split(maxsplit=1)[1].casefold() in forms().places["commune"]:
        return "total"
    for kind, (whole, begins) in _words().kinds.items():
        if whole.hold(bare) or begins.begin(bare):
            return kind
    return "zone" if _short_district(name) else None


def plain_name(name: str) -> str:
    """The name of a commune without its number, its bullet or the mark of a footnote: Mẫu 1 for “1. Mẫu 1 (*)”."""
    return _FOOTNOTE.sub("", _COUNTED.sub("", name))


@lru_cache(maxsize=16_384)
def is_commune(name: str) -> bool:
    """Whether a name begins with the word for a commune, ward or township, and so is one whatever follows."""
    small = name.casefold()
    for unit in forms().places["commune"]:
        if small.startswith(f"{unit} "):
            rest = name[len(unit) + 1 :]
            # “Xã đạt chuẩn” is no name.
            if name[0].isupper() and rest[:1].islower():
                return False
            return not _is_group_of_communes(name, small[len(unit) + 1 :].lstrip()[:1])
    return False


def _is_group_of_communes(name: str, letter: str) -> bool:
    """Whether a name is that of a group, as “XÃ ĐẠT CHUẨN”; the letter after its first word rules most names out."""
    return letter in _words().letters_of_groups and _words().no_communes.begin(name)


def sums_up(name: str) -> bool:
    """Whether a name is that of a total or a mean."""
    return kind_of(name) == "total"


def may_be_commune(name: str) -> bool:
    """Whether a commune bears the name of such a row too, as Trung Bình and Khu Vực."""
    return _words().also_communes.hold(_bare(name))


def has_capitals(name: str) -> bool:
    """Whether each word of a name begins as those of proper names do."""
    return all(word[0].isupper() for word in name.split())


def bare_district(name: str) -> str | None:
    """The district that a numbered heading names without saying “huyện”, as “Anh Sơn”; None where it is no name."""
    bare = _bare(name)
    syllables = bare.split()
    if not 0 < len(syllables) <= _MOST_WORDS or not all(word.isalpha() for word in syllables):
        return None
    if kind_of(bare) or is_commune(bare) or _words().no_districts.begin(bare) or not has_capitals(bare):
        return None
    return " ".join(word.capitalize() if word.isupper() else word for word in syllables)


def name_of(kind: RowKind) -> str:
    """A kind of row as people call it."""
    return words(_words().names[kind])


def district_of(name: str) -> str | None:
    """The district that a heading is of, in full: `Huyện Tân Kỳ` for “II. HUYỆN TÂN KỲ (12 xã)”."""
    return _short_district(name) or _place(_bare(name), _words().districts)


def province_of(name: str) -> str | None:
    """The province that a heading is of."""
    return _place(_bare(name), _words().provinces)


def _bare(name: str) -> str:
    """A name without its number and what stands in brackets."""
    text = unicodedata.normalize("NFC", " ".join(name.split()))
    return _NUMBERING.sub("", text).split("(")[0].strip()


def _short_district(name: str) -> str | None:
    name = " ".join(name.split())
    for short, full in _words().short.items():
        rest = name.removeprefix(short)
        if rest != name and rest.strip()[:1].isupper() and (short.endswith(".") or rest.startswith(" ")):
            return _place(f"{full} {rest.strip()}", (full.casefold(),))
    return None


def _place(text: str, kinds: Iterable[str]) -> str | None:
    """The place that a heading names after one of some words; none where nothing, or a whole sentence, follows."""
    for kind in kinds:
        if not text.casefold().startswith(f"{kind} "):
            continue
        name = _ENDS.split(text[len(kind) :], maxsplit=1)[0].split()
        if not 0 < len(name) <= _MOST_WORDS or not name[0][0].isupper():
            return None
        return " ".join(
            [kind.capitalize(), *(word.capitalize() if word.isupper() else word for word in name)]
        )
    return None


class _Kind(Node):
    id: RowKind
    name: Text
    whole: tuple[str, ...]
    begins: tuple[str, ...]


class _RowWords(Node):
    kinds: tuple[_Kind, ...]
    no_communes: tuple[str, ...]
    also_communes: tuple[str, ...]
    no_districts: tuple[str, ...]
    districts: tuple[str, ...]
    short: dict[str, str]
    provinces: tuple[str, ...]


class _Words:
    """The words of `rows.yaml`, as they are looked up."""

    def __init__(self) -> None:
        given = read_vocabulary(_RowWords, "rows.yaml")
        self.names = {kind.id: kind.name for kind in given.kinds}
        self.kinds = {kind.id: (Phrases(kind.whole), Phrases(kind.begins)) for kind in given.kinds}
        self.no_communes = Phrases(given.no_communes)
        after = [phrase.split(maxsplit=1)[1] for phrase in given.no_communes]
        self.letters_of_groups = {text[0].casefold() for text in after} | {fold(text)[0] for text in after}
        self.also_communes, self.no_districts = Phrases(given.also_communes), Phrases(given.no_districts)
        self.districts, self.provinces, self.short = given.districts, given.provinces, given.short


@cache
def _words() -> _Words:
    return _Words()
