"""What a row of a form or of a long table is about: its number, its criterion, its title, and the rows above it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ntm_rules.errors import Problem
from ntm_rules.i18n import fold
from ntm_rules.tables.headers import HeaderMatcher, Target
from ntm_rules.tables.roles import OF_A_RATE, role_of
from ntm_rules.tables.vocabulary import forms, identity_columns, title_key

Name = str | Problem | None
CODE = re.compile(r"\d{1,2}([.,]\d{1,2})?")
_NUMBERED = re.compile(r"\d{1,2}[.,]\d")
_BULLETS = " \t-–—+*•.:"
# So many titles of criteria make a list of criteria.
_FEWEST_CRITERIA = 3


@dataclass(frozen=True, slots=True)
class RowLabel:
    """The texts that name a row; `criterion` is blank where the form has no column of criteria beside the titles.

    `merged` says that number and criterion are those of the row above, as where their cells are merged down.
    """

    number: str = ""
    criterion: str = ""
    title: str = ""
    merged: bool = False

    @property
    def text(self) -> str:
        """All of it, as it is shown and as `--map` takes it."""
        return " ".join(filter(None, (self.number, self.criterion, self.title)))


def named(label: str, matcher: HeaderMatcher) -> Name:
    """The header that an indicator's row stands for: one spelling for each; a Problem where it is refused."""
    target = matcher.match(label) if label else None
    if isinstance(target, Problem) and "part" in target.facts:
        # Whether it is needed shows once all rows are known.
        return matcher.part_name(target.facts["variable"], target.facts["part"])
    return _spelt(target) if isinstance(target, Target) else target


def _spelt(target: Target) -> str:
    match target.role:
        case "identity" if target.ticked:
            # A header that is matched again, and means the value as well.
            return identity_columns()[target.name].ticked[target.ticked][0]
        case "value" | "number" | "identity" | "reported":
            return target.name
        case "verdict":
            return target.name if target.stage == "unstaged" else f"{target.name}_{target.stage}"
        case role:
            return f"{target.name}_{role}"


class RowNames:
    """Names the rows of one table. `labels` are those of all its rows, by which a list of criteria is told."""

    def __init__(self, matcher: HeaderMatcher, labels: Iterable[RowLabel] = ()) -> None:
        self._matcher = matcher
        self._lists_criteria = self._only_criteria(labels)

    def name(self, label: RowLabel) -> Name:
        """What a row is about: a header, a Problem where it is refused or asked, None where nobody knows."""
        if label.text and self._matcher.is_mapped(label.text):
            return named(label.text, self._matcher)
        if label.criterion and label.title:
            return self._of_criterion(label)
        text = " ".join(filter(None, (label.number, label.criterion or label.title)))
        return self._settled(self._by_number_or_title(label, text), label)

    def inner(self, label: RowLabel, above: str) -> str | None:
        """The part that a row without a number of its own holds of what stands above it: a sex, a count, a share."""
        plain = label.title.strip(_BULLETS)
        begins = (word for word in forms().inner_rows if f"{fold(plain)} ".startswith(f"{word} "))
        if word := next(begins, None):
            plain = " ".join(plain.split()[len(word.split()) :]).strip(_BULLETS)
        if not plain:
            return None
        target = self._matcher.match(f"{above} {plain}")
        if isinstance(target, Target) and target.role in OF_A_RATE:
            return _spelt(target)
        return self._share_of(above, plain)

    def is_inner(self, label: RowLabel) -> bool:
        """Whether a row looks like a part of the one above: no number, and a bullet, a sex or words such as “trong đó”."""
        plain, title = label.title.strip(_BULLETS), label.title.strip()
        marked = plain != title or role_of(plain) in OF_A_RATE
        return marked or any(f"{fold(plain)} ".startswith(f"{word} ") for word in forms().inner_rows)

    def _share_of(self, code: str, text: str) -> str | None:
        """The figure that a text fits best of the several behind an indicator, by the words no other one has."""
        matcher, words = self._matcher, set(title_key(text).split())
        if isinstance(matcher.match(text), Problem):
            return None
        known = {name: set().union(*texts) for name, texts in matcher.figure_words(code).items()}
        if len(known) < 2:
            return None
        shared = set.intersection(*known.values())
        fits = sorted(((len((own - shared) & words), name) for name, own in known.items()), reverse=True)
        return fits[0][1] if fits[0][0] > fits[1][0] else None

    def _by_number_or_title(self, label: RowLabel, text: str) -> Name:
        """By number and title together, or by the title alone where the number only counts."""
        found = named(text, self._matcher)
        if found is None and label.number:
            alone = named(label.criterion or label.title, self._matcher)
            return alone if isinstance(alone, str) else found
        return found

    def _of_criterion(self, label: RowLabel) -> Name:
        """A row under a criterion, which names the indicator in a column of its own."""
        matcher = self._matcher
        both = f"{label.number} {label.title}"
        if "." in label.number or "," in label.number:
            joined = named(both, matcher)
            if joined is not None:
                return joined
        alone = named(label.title, matcher)
        if alone is not None:
            return self._settled(alone, label)
        if _NUMBERED.match(label.title):
            # A number that the set does not have, as of an indicator that a province adds.
            return None
        over = named(f"{label.number} {label.criterion}".strip(), matcher) or named(label.criterion, matcher)
        if label.merged and not (isinstance(over, str) and matcher.criterion_titles.has_several(over)):
            return None
        return self._settled(over, label) if isinstance(over, str) else over

    def _settled(self, name: Name, label: RowLabel) -> Name:
        """A name, unless it is that of a criterion with several indicators and the title may be one of theirs."""
        criteria = self._matcher.criterion_titles
        if not isinstance(name, str) or not criteria.has_several(name) or self._lists_criteria:
            return name
        words = self._words(label)
        if not words or criteria.reading(name, words) == "criterion":
            return name
        target = self._matcher.match(words)
        if isinstance(target, Target) and target.name == name:
            return name
        return criteria.unsettled(name, label.text)

    def _words(self, label: RowLabel) -> str:
        """The title of a row without the number that it may begin with."""
        text = label.title or label.criterion
        return text.lstrip("0123456789.,:) -–") if not self._matcher.is_mapped(text) else ""

    def _only_criteria(self, labels: Iterable[RowLabel]) -> bool:
        """Whether rows are of criteria alone: several titles of criteria, and no indicator of one among them."""
        matcher, criteria = self._matcher, 0
        for label in labels:
            if label.criterion and label.title:
                return False
            target = matcher.match(label.text)
            if isinstance(target, Problem):
                return False
            if target is None or target.role in ("identity", "reported"):
                continue
            code = target.name
            if matcher.criterion_of(code) != code and code in matcher.codes:
                return False
            if code not in matcher.codes and matcher.criterion_titles.has_several(
                matcher.criterion_of(code) or ""
            ):
                return False
            words = self._words(label)
            criteria += bool(words) and matcher.criterion_titles.names(code, words)
        return criteria >= _FEWEST_CRITERIA
