"""The sheets and columns of the workbook of levels, and the words of its choices in both languages."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from ntm_rules.definitions.load import units
from ntm_rules.definitions.places import places
from ntm_rules.engine.statuses import grade_words
from ntm_rules.i18n import LANGUAGES, fold, language, tr, words

FORMAT = "ntm-rules/levels/1"
# The sheet that people do not see: which set this is, and the file it was exported from.
HIDDEN = "ntm-rules"
SheetKind = Literal["guide", "levels", "own"]
CONFIRMED = "signed"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its key in the hidden first row, its header, and whether it is filled by hand."""

    key: str
    header: str
    width: float
    fill: bool = False
    hint: str = ""


def sheet_name(kind: SheetKind) -> str:
    """What a sheet is called in the language in force."""
    return {"guide": tr("Guide"), "levels": tr("Levels"), "own": tr("Own indicators")}[kind]


def sheet_names(kind: SheetKind) -> list[str]:
    """What a sheet is called in either language."""
    return list(_in_each(lambda: {sheet_name(kind): kind}))


def level_columns(regions: Sequence[str]) -> list[Column]:
    """The columns of the sheet of levels: what the nation asks, then what the province fills."""
    return [
        Column("key", tr("Row code"), 26),
        Column("code", tr("Indicator no."), 6),
        Column("title", tr("Indicator"), 40),
        Column("label", tr("What is measured"), 26),
        Column("comparison", tr("Must be"), 8),
        Column("unit", tr("Unit"), 15),
        Column("span_from", tr("National level from"), 11),
        Column("span_to", tr("National level to"), 11),
        *(
            Column(f"national:{region}", f"{tr('National')}: {words(places().regions[region])}", 13)
            for region in regions
        ),
        Column("national_evidence", tr("Evidence of the national level"), 18),
        Column("level", tr("The province's level"), 11, fill=True, hint=tr("The level printed in the province's decision, a number alone. For what must be so: Đạt. Blank: the province sets none.")),
        *_dated_and_evidenced(),
        Column("checked_title", tr("Title in the decision"), 24, fill=True, hint=tr("Write “{word}” if the title on the left is that of the decision; else write the title of the decision.", word=title_is_correct())),
    ]  # fmt: skip


def own_columns() -> list[Column]:
    """The columns of the sheet of indicators of the province's own."""
    return [
        Column("code", tr("Indicator no."), 8, fill=True, hint=tr("The number in the decision, such as 17.13. Type '17.20 with an apostrophe, or the workbook drops the zero.")),
        Column("title_vi", tr("Title in Vietnamese"), 44, fill=True),
        Column("title_en", tr("Title in English"), 28, fill=True, hint=tr("May be blank.")),
        Column("kind", tr("Kind"), 14, fill=True, hint=tr("Choose how it is measured.")),
        Column("unit", tr("Unit"), 12, fill=True, hint=tr("For an amount of money, a count or a number only.")),
        Column("comparison", tr("Must be"), 8, fill=True, hint=tr("≥: at least; ≤: at most. Blank for what must be so.")),
        Column("level", tr("The province's level"), 11, fill=True, hint=tr("A number alone; for what must be so: Đạt.")),
        *_dated_and_evidenced(),
        Column("variable", tr("Name of the column"), 22, fill=True, hint=tr("The name its figures have in data files. Blank: made from the number.")),
    ]  # fmt: skip


def _dated_and_evidenced() -> list[Column]:
    return [
        Column("from", tr("From"), 11, fill=True, hint=tr("Blank: the day the decision takes effect, which the command names.")),
        Column("to", tr("To"), 13, fill=True, hint=tr("Blank: as long as the national level of this row stands. “{word}”: without another end.", word=open_end())),
        Column("article", tr("Article, page of the decision"), 16, fill=True, hint=tr("Where the level stands in the signed decision, such as Phụ lục I, trang 12.")),
        Column("evidence", tr("Evidence"), 22, fill=True, hint=tr("Choose “{word}” only after the cell was compared with the signed decision. Blank: not verified.", word=evidence_words()[CONFIRMED])),
        Column("source", tr("Other source"), 22, fill=True, hint=tr("Only where the level was read elsewhere. For the signed decision leave it blank.")),
        Column("note", tr("Note"), 22, fill=True),
    ]  # fmt: skip


def title_is_correct() -> str:
    """What says that a title was compared and is right."""
    return tr("the title is correct")


def must_be_so() -> str:
    """The level of a flag, a word of the field in both languages."""
    return tr("Đạt")


def open_end() -> str:
    """What says that a level has no end of its own."""
    return tr("to the end of the set")


def kept_as_written() -> str:
    """What says that an indicator does not fit into one row and stays as its file has it."""
    return tr("kept as the file has it")


def evidence_words() -> dict[str, str]:
    """The grades an officer may choose, in words."""
    return {
        CONFIRMED: tr("checked against the signed decision"),
        **{grade: grade_words(grade) for grade in ("guidance", "reprint", "press", "unverified")},
    }


def kind_words() -> dict[str, str]:
    """The kinds of figures of an own indicator, in words."""
    return {
        "flag": tr("met or unmet"),
        "rate": tr("rate (%)"),
        "score": tr("score (points)"),
        "count": tr("a count"),
        "money": tr("amount of money"),
        "number": tr("another number"),
    }


def unit_words() -> dict[str, str]:
    """The units of measurement, in words."""
    return {name: words(unit) for name, unit in units().items()}


def comparison_words(op: str) -> str:
    """A comparison as a sign; what must be so has none."""
    return {">=": "≥", "<=": "≤"}.get(op, "")


def read_word(choices: Callable[[], Mapping[str, str]], text: str) -> str | None:
    """The choice that a word in either language names, or None. Signs are compared as they stand."""
    plain = " ".join(text.split())
    exact = _in_each(lambda: {word: key for key, word in choices().items()})
    folded = {fold(word): key for word, key in exact.items() if fold(word)}
    return exact.get(plain) or folded.get(fold(plain))


def says(word: Callable[[], str], text: str) -> bool:
    """Whether a text is a word in either language."""
    return read_word(lambda: {"it": word()}, text) is not None


def _in_each(made: Callable[[], Mapping[str, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in LANGUAGES:
        with language(name):
            found.update({str(word): key for word, key in made().items()})
    return found
