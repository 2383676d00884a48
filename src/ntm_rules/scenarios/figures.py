"""Figures set, added to or scaled, with what hangs on them: the range, counts, figures by sex, rates of counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from ntm_rules.definitions.models import RANGES, CriteriaSet, Variable
from ntm_rules.errors import InputError, Problem
from ntm_rules.i18n import figure, tr, words
from ntm_rules.tables.digits import rate_of, shown_digits
from ntm_rules.tables.figures import SEXES
from ntm_rules.tables.table import Flags, Floats, Table

if TYPE_CHECKING:
    from ntm_rules.scenarios.edits import Said, ValueEdit


def moved(table: Table, edit: ValueEdit, rows: Flags, loaded: CriteriaSet) -> Table:
    """The table after one edit of figures. Raises InputError where a figure that is set lies outside its range."""
    return _Moving(table, edit, loaded).after(rows)


def variable_of(column: str, loaded: CriteriaSet) -> str:
    """The variable that a column of figures is of: its own name, or that before _female or _male."""
    stem, _, sex = column.rpartition("_")
    return stem if sex in SEXES and stem in loaded.variables else column


class _Moving:
    """One edit under way: columns are copied when they are first written to."""

    def __init__(self, table: Table, edit: ValueEdit, loaded: CriteriaSet) -> None:
        self._table, self._edit, self._loaded = table, edit, loaded
        self._name = variable_of(edit.column, loaded)
        self._variable = loaded.variables[self._name]
        self._amount = shown_digits(np.asarray(edit.amount, dtype=np.float64))
        self._values: dict[str, Floats] = {}
        self._counts: dict[str, tuple[Floats, Floats]] = {}
        self._notices: list[Problem] = []

    def after(self, rows: Flags) -> Table:
        if self._amount.ndim:
            rows = rows & ~np.isnan(self._amount)
        changed = self._by_sex(rows, self._move(self._edit.column, rows))
        self._drop_counts(changed)
        for name in self._loaded.rates_of.get(self._name, ()):
            self._rate_of_counts(name, self._loaded.variables[name], changed)
        if self._edit.op != "set":
            self._tell_missing(rows & ~changed)
        if not self._values and not self._notices and not self._counts:
            return self._table
        return replace(
            self._table,
            values={**self._table.values, **self._values},
            counts={**self._table.counts, **self._counts},
            invalid={**self._table.invalid, **dict(self._readable())},
            unread={**self._table.unread, **dict(self._read())},
            warnings=(*self._table.warnings, *self._notices),
        )

    def _move(self, column: str, rows: Flags) -> Flags:
        """Write a column; the rows in which it became another figure."""
        before = self._before(column)
        with np.errstate(invalid="ignore"):
            match self._edit.op:
                case "set":
                    self._refuse_outside(rows)
                    found = np.broadcast_to(self._amount, before.shape)
                case "add":
                    found = self._within(before + self._amount, rows)
                case "scale":
                    found = self._within(before * self._amount, rows)
        changed: Flags = rows & (found != before) & ~np.isnan(found)
        if changed.any():
            self._values[column] = np.where(changed, found, before)
        return changed

    def _before(self, column: str) -> Floats:
        before = self._values.get(column, self._table.values.get(column))
        return np.full(len(self._table), np.nan) if before is None else before

    def _within(self, found: Floats, rows: Flags) -> Floats:
        """Figures cut at the ends of their range and counts made whole, those that were cut told of."""
        least, most = RANGES[self._variable.kind]
        # A decimal that was added to is the float nearest to how it is written, as it would be read from a file.
        found = shown_digits(np.round(found, 0 if self._variable.kind == "count" else 9))
        outside = (found < least) | (found > most)
        if not outside.any():
            return found
        kept = np.clip(found, least, most)
        cut = rows & outside
        if cut.any():
            message = tr(
                "{what}: {n} figure(s) would leave the range {range} and are cut at its end.",
                what=words(self._variable.label), n=int(cut.sum()), range=_span(least, most, self._variable),
            )  # fmt: skip
            self._notices.append(self._notice("cut_at_range", message, cut))
        return kept

    def _refuse_outside(self, rows: Flags) -> None:
        least, most = RANGES[self._variable.kind]
        wrong = (self._amount < least) | (self._amount > most)
        if self._variable.kind in ("count", "flag"):
            wrong |= self._amount != np.rint(self._amount)
        if (plausible := self._variable.plausible) is not None:
            wrong |= (self._amount < plausible.least) | (self._amount > plausible.most)
        if wrong.any() and (wrong := rows & wrong).any():
            first = np.broadcast_to(self._amount, rows.shape)[wrong][0]
            raise InputError(refused_figure(self._edit.said, self._variable, first))

    def _by_sex(self, rows: Flags, changed: Flags) -> Flags:
        """Figures by sex follow the whole's step, and give way to a whole that is set; the whole gives way to them."""
        column, given = self._edit.column, [f"{self._name}_{sex}" for sex in SEXES]
        beside = [name for name in given if name in self._table.values]
        if column != self._name:
            self._take_away([self._name], changed)
        elif not beside:
            return changed
        elif self._edit.op == "set":
            self._take_away(beside, changed)
        else:
            # A whole is a mean of its parts: one step for each sex is that step for all.
            followed = np.zeros_like(changed)
            for name in beside:
                followed |= self._move(name, rows)
            self._tell_along(changed & followed, tr("the figures by sex move with the whole"))
            changed = changed | followed
        return changed

    def _take_away(self, columns: list[str], changed: Flags) -> None:
        taken = np.zeros_like(changed)
        for name in columns:
            gone = changed & ~np.isnan(self._before(name))
            if gone.any():
                self._values[name] = np.where(gone, np.nan, self._before(name))
                taken |= gone
        whole = columns == [self._name]
        self._tell_along(
            taken,
            tr("the whole gives way to the figures by sex")
            if whole
            else tr("the figures by sex give way to the whole"),
        )

    def _drop_counts(self, changed: Flags) -> None:
        """A rate that is changed is no longer that of the counts it was given by, unless it comes with others."""
        pair = self._table.counts.get(self._name)
        if self._edit.counts is not None:
            num, den = self._edit.counts
            blank = np.full(len(self._table), np.nan)
            old = pair or (blank, blank)
            rows = np.ones(len(num), dtype=np.bool_) if self._edit.rows is None else self._edit.rows
            self._counts[self._name] = (np.where(rows, num, old[0]), np.where(rows, den, old[1]))
            return
        if pair is None or self._edit.column != self._name:
            return
        gone = changed & ~np.isnan(pair[0])
        if gone.any():
            self._counts[self._name] = (np.where(gone, np.nan, pair[0]), np.where(gone, np.nan, pair[1]))
            self._tell_along(gone, tr("the counts that gave the rate are set aside"))

    def _rate_of_counts(self, name: str, variable: Variable, changed: Flags) -> None:
        """Work a rate out anew where one of its counts became another."""
        assert variable.counts is not None
        part = shown_digits(np.sum([self._before(one) for one in variable.counts.numerator], axis=0))
        whole = self._before(variable.counts.denominator)
        rate = rate_of(part, whole)
        anew = changed & ~np.isnan(rate)
        if not anew.any():
            return
        blank = np.full(len(part), np.nan)
        pair = self._table.counts.get(name, (blank, blank))
        # More than all is no count: the rate is cut at 100 and stands alone.
        held = anew & ~(rate > 100)
        if (cut := anew & ~held).any():
            message = tr(
                "{what}: in {n} row(s) the counts are more than the whole; the rate is taken as 100 %.",
                what=words(variable.label), n=int(cut.sum()),
            )  # fmt: skip
            self._notices.append(self._notice("cut_at_range", message, cut))
        self._counts[name] = (np.where(held, part, pair[0]), np.where(held, whole, pair[1]))
        self._values[name] = np.where(anew, np.minimum(rate, 100.0), self._before(name))
        said = tr("{rate} is worked out from the counts anew", rate=words(variable.label))
        self._tell_along(anew, said)

    def _tell_missing(self, rows: Flags) -> None:
        still = rows & np.isnan(self._before(self._edit.column))
        if still.any():
            message = tr(
                "{what}: {n} row(s) have no figure, and what is added to or multiplied stays missing.",
                what=words(self._variable.label), n=int(still.sum()),
            )  # fmt: skip
            self._notices.append(self._notice("without_effect", message, still))

    def _tell_along(self, rows: Flags, said: str) -> None:
        if rows.any():
            message = tr(
                "{what}: in {n} row(s) {said}.",
                what=words(self._variable.label), n=int(rows.sum()), said=said,
            )  # fmt: skip
            self._notices.append(self._notice("changed_along", message, rows))

    def _notice(self, kind: str, message: str, rows: Flags) -> Problem:
        said = self._edit.said
        return Problem(kind, message, file=said.file, line=said.line, column=self._edit.column,
                       facts=self._table.listed(rows))  # fmt: skip

    def _readable(self) -> Iterator[tuple[str, Flags]]:
        """Marks of cells that could not be read, taken off where a figure stands there."""
        for name, values in self._values.items():
            marks = self._table.invalid.get(name)
            if marks is not None and (left := marks & np.isnan(values)).sum() != marks.sum():
                yield name, left

    def _read(self) -> Iterator[tuple[str, dict[int, str]]]:
        for name, values in self._values.items():
            if texts := self._table.unread.get(name):
                yield name, {row: text for row, text in texts.items() if np.isnan(values[row])}


def refused_figure(said: Said, variable: Variable, value: float, **more: Any) -> Problem:
    """That a figure lies outside what a variable can be, with the range."""
    return Problem(
        "out_of_range",
        tr("{what}: the figure is outside what it can be.", what=words(variable.label)),
        file=said.file,
        line=said.line,
        value=f"{value:g}",
        expected=_range(variable),
        remedy=tr("correct the change; the figure stands in the unit of the variable"),
        **more,
    )


def _range(variable: Variable) -> str:
    if variable.kind == "flag":
        return tr("met or unmet (1 or 0)")
    least, most = RANGES[variable.kind]
    if variable.plausible is not None:
        least, most = variable.plausible.least, variable.plausible.most
    return _span(least, most, variable)


def _span(least: float, most: float, variable: Variable) -> str:
    unit = variable.unit or ""
    if np.isinf(most):
        return tr("{least} or more", least=figure(least)) + f" {unit}".rstrip()
    return f"{figure(least)}–{figure(most)} {unit}".rstrip()
