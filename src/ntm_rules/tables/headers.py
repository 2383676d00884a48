"""Which column is which: headers matched to identity columns, variables and numbers of the set.

Numbers have their own grammar and are text everywhere: 1.1 is not 11, 17.10 is not 17.1.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from ntm_rules.definitions.models import CriteriaSet, Criterion, Indicator, Unit
from ntm_rules.errors import Problem
from ntm_rules.i18n import fold, tr, words
from ntm_rules.limits import LONGEST_HEADER
from ntm_rules.tables import roles
from ntm_rules.tables.choices import cells_in_words, column_words
from ntm_rules.tables.conversion import refused_unit, several_units
from ntm_rules.tables.criterion_titles import CriterionTitles
from ntm_rules.tables.doubled import doubled
from ntm_rules.tables.identity_headers import hinted, identity_of
from ntm_rules.tables.mapping import ColumnMapping
from ntm_rules.tables.parts import settled_parts
from ntm_rules.tables.reported_words import reported_target
from ntm_rules.tables.suggestions import closest, same_words
from ntm_rules.tables.targets import SUFFIXES, UNSTAGED, Target, written_as
from ntm_rules.tables.units import (
    cannot_be,
    measures,
    named_in,
    refused_words,
    without_span,
    without_unit,
)
from ntm_rules.tables.vocabulary import forms, identity_columns, title_key

__all__ = ["UNSTAGED", "HeaderMatcher", "Target", "match_headers"]

_NUMBERED = re.compile(
    r"(?:(?:tiêu chí|chỉ tiêu|tc|ct)\s*(?:số\s*)?)?(?P<code>[1-9]\d?(?:[.,][1-9]\d?)?)"
    r"(?:_(?:verdict_)?(?P<suffix>verdict|self|verified|appraised|year|expires))?(?:[.):,\s–-]+(?P<title>\D.*))?[.)\s]*",
    re.IGNORECASE,
)
_DATED = re.compile(
    r"\d{1,2}[-/ ](jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|thg \d{1,2}|thg\d{1,2})(-\d+)?",
    re.IGNORECASE,
)
_BRACKETED_PERCENT = re.compile(r"\s*\(?%\)?")
# “Thu nhập (TC10)”: the number of the criterion behind its title.
_NUMBER_BEHIND = re.compile(
    r"(?P<title>[^()]+?)\s*\((?:tiêu chí|chỉ tiêu|tc|ct)\s*(?:số\s*)?(?P<code>\d{1,2}(?:[.,]\d{1,2})?)\)\s*(?P<rest>[^()]*)",
    re.IGNORECASE,
)
_DATE = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](?:19|20)\d\d")


class HeaderMatcher:
    """Matches the headers of a table to what a set and the identity vocabulary know.

    `mapping` is what the planner has settled; it goes before all that a header would mean by itself.
    """

    def __init__(self, loaded: CriteriaSet, mapping: ColumnMapping | None = None) -> None:
        self._set = loaded
        self.codes = {*loaded.indicators, *(c.code for c in loaded.criteria)}
        # Numbers with a figure of their own, under which the verdict may stand in a second column.
        self.beside = {code for code, indicator in loaded.indicators.items() if len(_figures(indicator)) == 1}
        self._behind: dict[str, list[str]] = {c.code: [] for c in loaded.criteria} | {
            code: _figures(i) for code, i in loaded.indicators.items()
        }
        self.criterion_titles = CriterionTitles(loaded)
        self._titles: dict[str, set[Target]] = {}
        self._lookalikes = {
            title_key(header): (name, entry)
            for name, variable in loaded.variables.items()
            for entry in variable.lookalikes
            for header in entry.headers
        }
        for column, kind in identity_columns().items():
            self._name(Target("identity", column), (column, *kind.aliases))
            for value, names in kind.ticked.items():
                self._name(Target("identity", column, ticked=value), names)
        numbers: list[Criterion | Indicator] = [*loaded.criteria, *loaded.indicators.values()]
        for numbered in numbers:
            texts = [text for title in numbered.titles for text in (title.vi, title.en)]
            self._name(Target("number", numbered.code), texts)
        for name, variable in loaded.variables.items():
            if name not in identity_columns():
                labels = (name, variable.label.vi, variable.label.en, *variable.aliases)
                self._name(Target("value", name), labels)
        self._variables = {name.lower() for name in loaded.variables}
        self._unit_words = frozenset(word for unit in loaded.units.values() for word in measures(unit))
        self._timed_units = [unit for unit in loaded.units.values() if unit.spans]
        self._mapping = mapping or ColumnMapping()
        self._mapped = self._mapping.resolved(self._target_of, self._nearest_name)
        self._met: set[str] = set()

    def _name(self, target: Target, names: Iterable[str]) -> None:
        for name in names:
            self._titles.setdefault(title_key(name), set()).add(target)

    def match(self, header: str) -> Target | Problem | None:
        """What a header means; a Problem where it is refused, None where nobody knows it."""
        key = self._mapping.key(header)
        if key not in self._mapped:
            found = self.meaning(header)
            if not (isinstance(found, Target) and found.role == "number" and found.name in self._mapped):
                return found
            # What is said of a number holds for each header that names it.
            key = found.name
        self._met.add(key)
        target = self._mapped[key]
        if target is None or target.role == "identity":
            return target
        # Whatever the planner says that a column is, its header still says in which unit.
        in_unit = self._in_unit(header, target)
        if in_unit is None:
            unit = next(iter(self.units_by_name(target).values()))
            return replace(refused_unit(unit), column=header)
        return in_unit

    def meaning(self, header: str) -> Target | Problem | None:
        """What a header means by itself, whatever the mapping says."""
        if len(header) > LONGEST_HEADER:
            return None
        text = _plain(header)
        found = self._meant(text)
        if found is None and (behind := _NUMBER_BEHIND.fullmatch(text)):
            found = self._meant(f"{behind['code']} {behind['title']} {behind['rest']}".rstrip())
        if not isinstance(found, Target) or found.role in ("identity", "reported"):
            return found
        fitting = self._in_unit(header, found)
        if fitting is None:
            # “Hộ nghèo (%)” is a share, whose title begins with the word for one.
            share = next(iter(forms().shares_begin))
            return self._known(f"{share} {_BRACKETED_PERCENT.sub('', _plain(header))}")
        return fitting

    def is_certain(self, header: str) -> bool:
        """Whether a header is a name or title as it is listed, or the planner has said what it is."""
        return self.is_mapped(header) or title_key(_plain(header)) in self._titles

    def is_mapped(self, header: str) -> bool:
        """Whether the planner has said what the column of a header is."""
        return self._mapping.key(header) in self._mapped

    def refuse_unused(self, headers: Iterable[str]) -> None:
        """Raise UsageError where the mapping names what was not met in any file; `headers` are the columns there are."""
        self._mapping.refuse_unused(self._met, headers)

    def _target_of(self, text: str) -> Target | None:
        found = self._meant(_plain(text))
        return found if isinstance(found, Target) else None

    def _in_unit(self, header: str, found: Target) -> Target | Problem | None:
        """The target, or why the unit that its header names cannot be; None where it is a share of another figure."""
        for name in self.figures_of(found):
            unit = self._set.units.get(self._set.variables[name].unit or "")
            if unit is None:
                continue
            if "%" in header and "%" not in (unit.vi, *unit.cell):
                # “10. Thu nhập Tỷ lệ %” is a share of the plan, not an income.
                return None
            if cannot_be(header, unit):
                return replace(refused_unit(unit), column=header)
            if len(named := named_in(unit, header)) > 1:
                return replace(several_units(named), column=header)
        return found

    def figures_of(self, target: Target) -> list[str]:
        """The variables behind a column."""
        return self._behind.get(target.name, [target.name])

    def _meant(self, text: str) -> Target | Problem | None:
        if found := self._known(text):
            return found
        for bare in without_unit(text, self._unit_words):
            if found := self._known(bare):
                return found
        if target := self._year_of_figure(text):
            return target
        for bare in without_span(text, self._timed_units):
            found = self._meant(bare)
            if isinstance(found, Target) and any(unit.spans for unit in self.units_by_name(found).values()):
                return found
        for part in roles.parts(text):
            found = self._known(part.rest)
            if found is None and (part.parted and not part.leading):
                # A title nobody knows may itself end in such a word, unless a sign parts the two.
                found = self._meant(part.rest)
            elif found is None and part.role != "value":
                found = self._roled(part.rest)
            if isinstance(found, Problem):
                return found
            if found and part.role not in ("value", "plan", *roles.OF_A_RATE) and self._is_fact(found):
                # There is no verdict on a fact: “Số trường học đạt chuẩn” is another count than that of schools.
                return None
            if found and (target := roles.with_role(found, part.role, self._figure_of(found, part.role))):
                return target
            if found and found.role in ("number", "value") and part.role in roles.OF_A_RATE:
                # A count of households under a number behind which no one rate stands is not its figure.
                return None
        return self._numbered(text)

    def _is_fact(self, target: Target) -> bool:
        """Whether a column holds a figure that nothing asks, and on which there is no verdict."""
        return target.role == "value" and all(target.name not in names for names in self._behind.values())

    def _roled(self, text: str) -> Target | Problem | None:
        """A header that is a known one and one role, such as `17.1 Thẩm định` before `Đạt`."""
        for part in roles.parts(text):
            found = self._known(part.rest)
            if isinstance(found, Target):
                return roles.with_role(found, part.role, self._rate(found))
        return None

    def _year_of_figure(self, text: str) -> Target | None:
        """A header of the years that figures are of, before its year is read as part of a unit."""
        for part in roles.parts(text):
            found = self._known(part.rest) if part.role == "year" else None
            if isinstance(found, Target):
                return roles.with_role(found, part.role, self._figure_of(found, part.role))
        return None

    def _figure_of(self, target: Target, role: str) -> str | None:
        """The one figure that a role is of; counts and figures by sex are of rates alone."""
        names = self.figures_of(target)
        if role == "year" and len(names) == 1:
            return names[0]
        return self._rate(target)

    def _rate(self, target: Target) -> str | None:
        """The one rate behind a target, which may be given by sex or by counts."""
        names = self.figures_of(target)
        one = names[0] if len(names) == 1 else ""
        variable = self._set.variables.get(one)
        return one if variable and variable.kind == "rate" else None

    def _known(self, text: str) -> Target | Problem | None:
        """A header of which every word is known: a name, a number, a title, or both."""
        if text.lower() in identity_columns():
            return Target("identity", text.lower())
        if target := reported_target(text):
            return target
        if target := written_as(text.lower(), self._variables):
            return target
        if _DATED.fullmatch(text) or self._dated_code(text):
            message = tr("a workbook has turned a number into a date.")
            remedy = tr("format the header as text and write the number again, such as 17.11")
            return Problem("ambiguous_number_header", message, column=text, remedy=remedy)
        numbered = _NUMBERED.fullmatch(text)
        title = title_key((numbered["title"] or "") if numbered else text)
        if title in self._lookalikes:
            message = tr("this is another figure than the one asked.")
            name, entry = self._lookalikes[title]
            remedy = words(entry.hint).rstrip(".")
            facts = {"variable": name, **({"part": entry.part} if entry.part else {})}
            return Problem("lookalike_header", message, column=text, remedy=remedy, facts=facts)
        titled = self._titled(title) if title else set()
        if numbered:
            titled = {t for t in titled if t.role != "identity"}
        if numbered and numbered["code"].replace(",", ".") in self.codes:
            code = numbered["code"].replace(",", ".")
            named = titled or not title or self.criterion_titles.names(code, numbered["title"])
            return self._numbered(text) if named else None
        if not titled:
            return None if numbered else identity_of(text, self._titles)
        return self._two(text, titled) if len(titled) > 1 else next(iter(titled))

    def _dated_code(self, text: str) -> bool:
        """Whether a header is a date that a number of the set may have become, such as 01/01/2024."""
        found = _DATE.fullmatch(text)
        return found is not None and not {
            f"{int(a)}.{int(b)}" for a, b in (found.groups(), found.groups()[::-1])
        }.isdisjoint(self.codes)

    def _numbered(self, text: str) -> Target | Problem | None:
        """A header that begins with a number of the set, whatever words stand behind it."""
        numbered = _NUMBERED.fullmatch(text)
        code = numbered["code"].replace(",", ".") if numbered else ""
        if numbered is None or code not in self.codes:
            return None
        title = title_key(numbered["title"] or "")
        if title.startswith("thang "):
            # “6 tháng đầu năm” and “9 tháng” are spans of time.
            return None
        titled = {t for t in self._titled(title) if t.role != "identity"} if title else set()
        codes = {t.name for t in titled if t.role == "number"} | self._codes_of(titled)
        # “4.2 Điện” is 4.2, though Điện alone is the title of its criterion.
        codes -= {code.partition(".")[0]} if "." in code else set()
        if codes and code not in codes:
            # A workbook drops the last zero of 17.10; the title beside it says which is meant.
            # “17 Tỷ lệ chất thải rắn …” is the indicator of that title, not the criterion whose number stands there.
            below = codes & set(self.criterion_titles.indicators_of(code))
            restored = {c for c in codes if c.rstrip("0") == code} or (below if len(below) == 1 else set())
            if not restored:
                return self._two(text, {*titled, Target("number", code)})
            code = min(restored)
        if not titled and self._counts(code, numbered["title"] or "", text):
            return None
        if self.criterion_titles.has_several(code) and not titled:
            words = numbered["title"] or ""
            if self.criterion_titles.reading(code, words) == "indicator":
                return self.criterion_titles.unsettled(code, text)
        if suffix := (numbered["suffix"] or "").lower():
            role, stage = SUFFIXES[suffix]
            if role == "verdict":
                return Target(role, code, stage)
            names = self.figures_of(Target("number", code))
            return Target(role, names[0]) if len(names) == 1 else None
        exact = [t for t in titled if t.role == "value"]
        return exact[0] if len(exact) == 1 and len(titled) == 1 else Target("number", code)

    def _counts(self, code: str, title: str, text: str) -> bool:
        """Whether words behind the number of a share are those of a count: “12.1 Số lao động qua đào tạo”."""
        kinds = {self._set.variables[n].kind for n in self._behind[code] if n in self._set.variables}
        return kinds == {"rate"} and roles.counts(title) and "%" not in text

    def criterion_of(self, name: str) -> str | None:
        """The criterion that a number or the figure of a variable belongs to; None where it is of none or several."""
        criteria = {code.partition(".")[0] for code in self.indicators_of(name)}
        return min(criteria) if len(criteria) == 1 else None

    def indicators_of(self, name: str) -> set[str]:
        """The numbers of the indicators that a number or the figure of a variable is of."""
        return {name} if name in self.codes else self._codes_of({Target("value", name)})

    def figure_words(self, code: str) -> dict[str, list[set[str]]]:
        """The words of the names of each figure behind a number."""
        return {
            name: [set(title_key(text).split()) for text in (v.label.vi, v.label.en, *v.aliases)]
            for name in self._behind.get(code, ())
            if (v := self._set.variables.get(name))
        }

    def units_of(self, target: Target) -> frozenset[str]:
        """The words, folded, for the units that the figures of a column may be in, and for those that are refused."""
        variables = [self._set.variables[n] for n in self.figures_of(target) if n in self._set.variables]
        units = [unit for v in variables if (unit := self._set.units.get(v.unit or ""))]
        return frozenset(word for unit in units for word in (*measures(unit), *refused_words(unit)))

    @property
    def criteria(self) -> int:
        """How many criteria the set has."""
        return len(self._set.criteria)

    def titles_of(self, code: str) -> list[str]:
        """The titles, folded, of a criterion or indicator and of all that stands under it."""
        figures = set(self._behind.get(code, ()))
        for number in self.codes:
            if number.startswith(f"{code}."):
                figures.update(self._behind.get(number, ()))
        return [
            title
            for title, targets in self._titles.items()
            if any(t.name == code or t.name.startswith(f"{code}.") or t.name in figures for t in targets)
        ]

    def units_by_name(self, target: Target) -> Mapping[str, Unit]:
        """The units that the figures of a column are asked in, by variable."""
        variables = {n: self._set.variables[n] for n in self.figures_of(target) if n in self._set.variables}
        units = {name: self._set.units.get(variable.unit or "") for name, variable in variables.items()}
        return {name: unit for name, unit in units.items() if unit}

    def parts_of(self, variable: str) -> frozenset[str]:
        """The parts of which the figures add up to that of a variable."""
        return frozenset(entry.part for entry in self._set.variables[variable].lookalikes if entry.part)

    def part_name(self, variable: str, part: str) -> str:
        """The first header that means a part of a figure."""
        entries = self._set.variables[variable].lookalikes
        return next(entry.headers[0] for entry in entries if entry.part == part)

    def counts_of(self, variable: str) -> frozenset[str]:
        """The counts from which a rate is worked out; none where it is not."""
        counted = self._set.variables[variable].counts
        return frozenset((*counted.numerator, counted.denominator)) if counted else frozenset()

    def names_of(self, variable: str) -> Iterator[str]:
        """The titles of a figure, as look-up keys."""
        found = self._set.variables[variable]
        yield from (title_key(name) for name in (found.label.vi, found.label.en, *found.aliases))

    def other_unit(self, header: str, *texts: str) -> str | None:
        """The unit that the texts beside a figure name, where it is not the one asked of the figures under a header.

        One that cannot be converted, as households where a share is asked, is given as it stands: beside a bare
        figure it makes it one that cannot be read.
        """
        target = self.match(header)
        if not isinstance(target, Target):
            return None
        for unit in self.units_by_name(target).values():
            if refused := next((text for text in texts if cannot_be(text, unit)), None):
                return refused.strip()
            named = named_in(unit, *texts)
            if len(named) > 1 or any(measure.factor != 1 for measure in named):
                return " / ".join(measure.name.vi for measure in named)
        return None

    def fact_of(self, header: str) -> str | None:
        """The fact that a header which is not understood may state, of those that choose thresholds in this set."""
        fact = hinted(header) or self.nearest(header)
        return fact if fact in self._set.facts and not roles.counts(_plain(header)) else None

    def nearest(self, header: str) -> str | None:
        """What an unknown header may be: the same words, a kind of figure and a unit that fit; None before a guess."""
        for title in same_words(header, self._titles):
            for target in sorted(self._titles[title], key=lambda t: t.name):
                if target.role == "identity" or ("%" not in header and self._fits(header, target)):
                    return target.name
                if self._fits(header, target) and self._rate(target):
                    return target.name
        return None

    def _nearest_name(self, text: str) -> str | None:
        """The variable or title that a planner may have meant by the name of one."""
        near = closest(title_key(text), self._titles)
        return min(target.name for target in self._titles[near]) if near else None

    def _fits(self, header: str, target: Target) -> bool:
        """Whether the unit that a header names is one of those its figures would be read in."""
        return isinstance(self._in_unit(header, target), Target)

    def _titled(self, title: str) -> set[Target]:
        found = self._titles.get(title, set())
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
        message = tr("the header fits more than one column: {names}.", names=names)
        remedy = tr("name the column after the variable or the number it holds")
        return Problem("ambiguous_header", message, column=header, remedy=remedy)


def _plain(header: str) -> str:
    return " ".join(unicodedata.normalize("NFC", header).split())


def _figures(indicator: Indicator) -> list[str]:
    """The variables behind an indicator in any year."""
    return list(dict.fromkeys(n for rule in indicator.rules for n in indicator.variables_on(rule.valid_from)))


def match_headers(
    headers: Sequence[str],
    matcher: HeaderMatcher,
    *,
    file: str,
    sheet: str | None,
    row: int | None = 1,
) -> tuple[dict[int, Target], list[Problem], list[Problem]]:
    """Match all headers of a file, which stand in a row of it. Returns targets by position, errors, warnings."""
    targets: dict[int, Target] = {}
    refused: dict[int, Problem] = {}
    warnings: list[Problem] = []
    for position, header in enumerate(headers):
        found = matcher.match(header) if header.strip() else None
        if isinstance(found, Problem):
            refused[position] = replace(settled_by_map(found, header), column=header)
        elif found is not None and found.role == "plan":
            warnings.append(_planned(header, found.name))
        elif found is not None:
            targets[position] = found
        if header.strip() and (note := _note(header, matcher, known=found is not None)):
            warnings.append(note)
    targets = _paired(targets, matcher)
    targets, errors, parts_told = settled_parts(targets, refused, matcher)
    warnings.extend(parts_told)
    for position in _less_certain(headers, targets, matcher):
        del targets[position]
        warnings.append(_unknown(headers[position], None))
    twice = doubled(headers, targets, beside=matcher.beside, codes=matcher.codes)
    for position in twice:
        del targets[position]
    placed = [replace(p, file=file, sheet=sheet, row=row) for p in (*errors, *twice.values())]
    return targets, placed, [replace(w, file=file, sheet=sheet) for w in warnings]


def _less_certain(headers: Sequence[str], targets: Mapping[int, Target], matcher: HeaderMatcher) -> list[int]:
    """Columns that are like those of an identity column, where another bears its very name."""
    named = {target for at, target in targets.items() if matcher.is_certain(headers[at])}
    return [
        at
        for at, target in targets.items()
        if target.role == "identity" and target in named and not matcher.is_certain(headers[at])
    ]


def settled_by_map(refused: Problem, header: str) -> Problem:
    """A refused look-alike with the option that takes it all the same."""
    if "variable" not in refused.facts:
        return refused
    option = f'--map "{_plain(header)}={refused.facts["variable"]}"'
    remedy = tr(
        "{hint}; if the figures are those and the header alone is wrong, add {option}",
        hint=refused.remedy or "",
        option=option,
    )
    return replace(refused, remedy=remedy)


def planned(header: str) -> Problem:
    """A column that says what is planned or asked is left out, and said."""
    message = tr("the column says what is planned or asked, not a result; it is left out.")
    return Problem("plan_column", message, column=header)


def _planned(header: str, name: str) -> Problem:
    remedy = tr("if it holds results, add {option}", option=f'--map "{_plain(header)}={name}"')
    return replace(planned(header), remedy=remedy)


def _note(header: str, matcher: HeaderMatcher, *, known: bool) -> Problem | None:
    """What must be told of a column that is not known, or that stands for another figure by the planner's word."""
    if matcher.is_mapped(header):
        meant = matcher.meaning(header) if known else None
        if not isinstance(meant, Problem) or meant.kind != "lookalike_header":
            return None
        message = tr(
            "the mapping takes this column for the figure asked, though its header is that of another."
        )
        return replace(meant, message=message, column=header)
    if known or fold(header) in forms().aside:
        return None
    if fact := matcher.fact_of(header):
        return fact_not_understood(header, fact)
    return _unknown(header, matcher.nearest(header))


def _unknown(header: str, near: str | None) -> Problem:
    remedy = tr("if that is meant, add {option}", option=f'--map "{_plain(header)}={near}"') if near else None
    return Problem(
        "unknown_column", tr("nobody knows this column; it is left out."), column=header, remedy=remedy
    )


def fact_not_understood(header: str, fact: str) -> Problem:
    """A column that may choose the thresholds of a commune, and is not understood: never passed over quietly."""
    message = tr(
        "this column may say that communes are judged by the thresholds of the northern mountains (“{fact}”), but it is"
        " not understood: they were judged as if it were not there.",
        fact=column_words(fact),
    )
    remedy = tr(
        "if it is that column, add {option} and write in its cells {expected}",
        option=f'--map "{_plain(header)}={fact}"',
        expected=cells_in_words(fact),
    )
    return Problem("fact_not_understood", message, column=header, remedy=remedy)


def _paired(targets: Mapping[int, Target], matcher: HeaderMatcher) -> dict[int, Target]:
    """A column headed Đạt that has no column Chưa đạt beside it is no ticked form, but holds the verdict itself."""
    heads: dict[tuple[str, str], set[str]] = {}
    for target in targets.values():
        if target.role == "tick":
            heads.setdefault((target.name, target.stage), set()).add(target.ticked)

    def settled(target: Target) -> Target:
        if target.role != "tick" or len(heads[target.name, target.stage]) > 1:
            return target
        if target.stage != UNSTAGED:
            return Target("verdict", target.name, target.stage)
        return Target("number" if target.name in matcher.codes else "value", target.name)

    return {at: settled(target) for at, target in targets.items()}
