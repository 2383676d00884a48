"""Which column is which: headers matched to identity columns, variables and numbers of the set.

Numbers have their own grammar and are text everywhere: 1.1 is not 11, 17.10 is not 17.1.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, Protocol

from ntm_rules.definitions.models import CriteriaSet, Indicator
from ntm_rules.errors import Problem
from ntm_rules.i18n import fold, tr, words
from ntm_rules.tables.vocabulary import identity_columns

Role = Literal[
    "identity", "value", "num", "den", "female", "male", "expires", "se", "year", "verdict", "number"
]  # fmt: skip
UNSTAGED = "unstaged"
_STAGES = ("self", "verified", "appraised")
_SUFFIXES: dict[str, tuple[Role, str]] = {
    "num": ("num", UNSTAGED),
    "den": ("den", UNSTAGED),
    "female": ("female", UNSTAGED),
    "male": ("male", UNSTAGED),
    "expires": ("expires", UNSTAGED),
    "se": ("se", UNSTAGED),
    "year": ("year", UNSTAGED),
    "verdict": ("verdict", UNSTAGED),
    "self": ("verdict", "self"),
    "verified": ("verdict", "verified"),
    "appraised": ("verdict", "appraised"),
}
_NUMBERED = re.compile(
    r"(?:(?:tiêu chí|chỉ tiêu|tc|ct)\s*(?:số\s*)?)?(?P<code>[1-9]\d?(?:[.,][1-9]\d?)?)"
    r"(?:_(?:verdict_)?(?P<suffix>verdict|self|verified|appraised))?(?:[.):,\s–-]+(?P<title>\D.*))?[.)\s]*",
    re.IGNORECASE,
)


_DATED = re.compile(
    r"\d{1,2}[-/ ](jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|thg \d{1,2}|thg\d{1,2})(-\d+)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Target:
    """What a column holds: `name` is an identity column, a variable, or the number of an indicator or criterion."""

    role: Role
    name: str
    stage: str = UNSTAGED


class Matcher(Protocol):
    """What a kind of table knows of headers; `codes` and `beside` are for headers that are numbers."""

    @property
    def codes(self) -> Collection[str]: ...  # noqa: D102

    @property
    def beside(self) -> Collection[str]: ...  # noqa: D102

    def match(self, header: str) -> Target | Problem | None: ...  # noqa: D102

    def nearest(self, header: str) -> str | None: ...  # noqa: D102

    def units_of(self, target: Target) -> frozenset[str]: ...  # noqa: D102


class HeaderMatcher:
    """Matches the headers of one file to what a set and the identity vocabulary know."""

    def __init__(self, loaded: CriteriaSet) -> None:
        self._set = loaded
        self.codes = {*loaded.indicators, *(c.code for c in loaded.criteria)}
        # Numbers with a figure of their own, under which the verdict may stand in a second column.
        self.beside = {code for code, indicator in loaded.indicators.items() if _one_figure(indicator)}
        self._behind = {
            code: [name for rule in i.rules for name in i.variables_on(rule.valid_from)]
            for code, i in loaded.indicators.items()
        } | {c.code: [] for c in loaded.criteria if c.code not in loaded.indicators}
        self._titles: dict[str, set[Target]] = {}
        self._lookalikes = {}
        for column, kind in identity_columns().items():
            self._name(Target("identity", column), (column, *kind.aliases))
        for criterion in loaded.criteria:
            texts = [text for title in criterion.titles for text in (title.vi, title.en)]
            self._name(Target("number", criterion.code), texts)
        for indicator in loaded.indicators.values():
            texts = [text for title in indicator.titles for text in (title.vi, title.en)]
            self._name(Target("number", indicator.code), texts)
        for name, variable in loaded.variables.items():
            if name not in identity_columns():
                self._name(
                    Target("value", name), (name, variable.label.vi, variable.label.en, *variable.aliases)
                )
            for entry in variable.lookalikes:
                self._lookalikes[fold(entry.header)] = entry.hint
        self._variables = {name.lower() for name in loaded.variables}

    def _name(self, target: Target, names: Iterable[str]) -> None:
        for name in names:
            self._titles.setdefault(fold(name), set()).add(target)

    def match(self, header: str) -> Target | Problem | None:
        """What a header means; a Problem where it is refused, None where nobody knows it."""
        found = self._meant(header)
        if not isinstance(found, Target) or found.role == "identity":
            return found
        names = self._behind.get(found.name, [found.name])
        units = [self._set.units[key] for name in names if (key := self._set.variables[name].unit)]
        text = f" {fold(header)} "
        for unit in units:
            if any(f" {fold(other)} " in text for other in unit.others):
                message = tr("the header names another unit than {unit}.", unit=words(unit))
                remedy = tr("convert the figures to {unit}", unit=words(unit))
                return Problem("lookalike_header", message, column=header, remedy=remedy)
        return found

    def _meant(self, header: str) -> Target | Problem | None:
        text = " ".join(unicodedata.normalize("NFC", header).split())
        if target := self._plain(text.lower()):
            return target
        if _DATED.fullmatch(text):
            remedy = tr("format the header as text and write the number again, such as 17.11")
            return Problem(
                "ambiguous_number_header",
                tr("a workbook has turned a number into a date."),
                column=header,
                remedy=remedy,
            )
        numbered = _NUMBERED.fullmatch(text)
        title = numbered["title"] if numbered else text
        if hint := self._lookalikes.get(fold(title or "")):
            return Problem(
                "lookalike_header",
                tr("the column holds another figure than the one asked."),
                column=header,
                remedy=words(hint).rstrip("."),
            )
        titled = self._titled(title) if title else set()
        code = numbered["code"].replace(",", ".") if numbered else None
        if numbered and code in self.codes:
            codes = {t.name for t in titled if t.role == "number"} | self._codes_of(titled)
            if codes and code not in codes:
                # A workbook drops the last zero of 17.10; the title beside it says which is meant.
                restored = {c for c in codes if c.rstrip("0") == code}
                if not restored:
                    return self._two(header, {*titled, Target("number", code)})
                code = min(restored)
            if suffix := numbered["suffix"]:
                return Target("verdict", code, _SUFFIXES[suffix.lower()][1])
            exact = [t for t in titled if t.role == "value"]
            return exact[0] if len(exact) == 1 and len(titled) == 1 else Target("number", code)
        if len(titled) > 1:
            return self._two(header, titled)
        return next(iter(titled), None)

    def units_of(self, target: Target) -> frozenset[str]:
        """The words, folded, for the units that the figures of a column may be in."""
        indicator = self._set.indicators.get(target.name)
        names = {target.name}
        if indicator:
            names = {n for rule in indicator.rules for n in indicator.variables_on(rule.valid_from)}
        variables = [self._set.variables[name] for name in names if name in self._set.variables]
        units = [unit for v in variables if (unit := self._set.units.get(v.unit or ""))]
        words_of = (word for unit in units for word in (unit.vi, unit.en, *unit.cell))
        return frozenset(fold(word) or word for word in words_of)

    def nearest(self, header: str) -> str | None:
        """The known header most like an unknown one."""
        known = [*self._titles, *(name.replace("_", " ") for name in self._set.variables)]
        found = difflib.get_close_matches(fold(header), known, n=1, cutoff=0.6)
        if not found:
            return None
        target = min(self._titles[found[0]], key=lambda t: t.name)
        return target.name

    def _plain(self, text: str) -> Target | None:
        if text in identity_columns():
            return Target("identity", text)
        if text in self._variables:
            return Target("value", text)
        for stage in _STAGES:
            # Both `<variable>_self` and `<variable>_verdict_self` are written.
            text = text.replace(f"_verdict_{stage}", f"_{stage}")
        stem, _, suffix = text.rpartition("_")
        if suffix in _SUFFIXES and stem in self._variables:
            role, stage = _SUFFIXES[suffix]
            return Target(role, stem, stage)
        return None

    def _titled(self, title: str) -> set[Target]:
        found = self._titles.get(fold(title), set())
        numbers = {t for t in found if t.role == "number"}
        # A criterion and its only indicator share title and number; a variable's label may be its title too.
        if numbers and self._codes_of(found - numbers) <= {t.name for t in numbers}:
            found = numbers
        if len(found) > 1 and {t.role for t in found} == {"number"}:
            criteria = {t for t in found if "." not in t.name}
            found = found - criteria if len(found - criteria) == 1 else found
        return found

    def _codes_of(self, targets: Iterable[Target]) -> set[str]:
        names = {t.name for t in targets if t.role == "value"}
        return {
            code
            for code, indicator in self._set.indicators.items()
            if names & {v for title in indicator.titles for v in indicator.variables_on(title.valid_from)}
        }

    def _two(self, header: str, targets: Iterable[Target]) -> Problem:
        names = ", ".join(sorted(t.name for t in targets))
        return Problem(
            "ambiguous_header",
            tr("the header fits more than one column: {names}.", names=names),
            column=header,
            remedy=tr("name the column after the variable or the number it holds"),
        )


def _one_figure(indicator: Indicator) -> bool:
    return len({name for rule in indicator.rules for name in indicator.variables_on(rule.valid_from)}) == 1


def match_headers(
    headers: Sequence[str], matcher: Matcher, *, file: str, sheet: str | None
) -> tuple[dict[int, Target], list[Problem], list[Problem]]:
    """Match all headers of a file. Returns targets by position, errors, warnings."""
    targets: dict[int, Target] = {}
    errors: list[Problem] = []
    warnings: list[Problem] = []
    for position, header in enumerate(headers):
        found = matcher.match(header) if header.strip() else None
        if isinstance(found, Problem):
            errors.append(_placed(found, file, sheet))
        elif found is not None:
            targets[position] = found
        elif header.strip():
            near = matcher.nearest(header)
            warnings.append(
                Problem(
                    "unknown_column",
                    tr("nobody knows this column; it is left out."),
                    file=file,
                    sheet=sheet,
                    column=header,
                    remedy=tr("name it “{name}” if that is meant", name=near) if near else None,
                )
            )
    doubled = _doubled(headers, targets, matcher, file=file, sheet=sheet)
    for position in doubled:
        del targets[position]
    return targets, [*errors, *doubled.values()], warnings


def _doubled(
    headers: Sequence[str],
    targets: Mapping[int, Target],
    matcher: Matcher,
    *,
    file: str,
    sheet: str | None,
) -> dict[int, Problem]:
    """Columns that hold what an earlier one holds already, each with what is wrong."""
    first: dict[Target, int] = {}
    found = {}
    for position, target in targets.items():
        other = first.setdefault(target, position)
        # A number beside its figure may hold the verdict; whether both hold figures, their cells will tell.
        bare = {headers[at].strip().replace(",", ".") == target.name for at in (other, position)}
        if other == position or (
            target.name in matcher.beside and target.role == "number" and bare == {True, False}
        ):
            continue
        both = tr("columns {first} and {second}", first=_letter(other), second=_letter(position))
        if target.role == "number" and f"{target.name}0" in matcher.codes:
            kind = "ambiguous_number_header"
            message = tr(
                "two headers read {code} ({both}); a workbook drops the last zero of {code}0.",
                code=target.name,
                both=both,
            )
            remedy = tr("write the title of the indicator behind its number, or format the header as text")
        else:
            kind = "two_columns"
            message = tr(
                "“{first}” and “{second}” hold the same figure ({both}).",
                first=headers[other],
                second=headers[position],
                both=both,
            )
            remedy = tr("keep one of them")
        found[position] = Problem(
            kind,
            message,
            file=file,
            sheet=sheet,
            row=1,
            column=headers[position],
            expected=tr("one column for each figure"),
            remedy=remedy,
        )
    return found


def _letter(position: int) -> str:
    """The column's letter, as a spreadsheet shows it."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _placed(found: Problem, file: str, sheet: str | None) -> Problem:
    return replace(found, file=file, sheet=sheet, row=1)
