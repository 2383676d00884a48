"""The columns of an input template, found from the set's definition and `criteria/vocabulary/template.yaml`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from ntm_rules.definitions.conditions import Compare, comparisons
from ntm_rules.definitions.models import Criterion, Indicator, Kind, Variable, title_on
from ntm_rules.definitions.places import places
from ntm_rules.engine.statuses import stage_words
from ntm_rules.i18n import fold, tr, words
from ntm_rules.reports.template.levels import LevelLine, level_lines
from ntm_rules.reports.template.setting import Setting
from ntm_rules.tables.headers import HeaderMatcher, Target
from ntm_rules.tables.offered import Described, Example, offered
from ntm_rules.tables.targets import Role
from ntm_rules.tables.vocabulary import identity_columns

Takes = Kind | Literal["yes_no", "verdict", "text", "code", "choice", "province", "year", "period", "date"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its header as the reader takes it, what it may hold, and what is to be told of it.

    `label` is the header in words, where the reader takes another for it; `group` the criterion it stands
    under, "" for who and where; `code` the number it answers.
    """

    header: str
    label: str
    target: Target
    takes: Takes
    hint: str
    group: str = ""
    code: str = ""
    title: str = ""
    unit: str = ""
    choices: tuple[str, ...] = ()
    zero_words: tuple[str, ...] = ()
    fact: bool = False
    levels: tuple[LevelLine, ...] = ()
    example: tuple[Example, ...] = ()


def columns_of(setting: Setting) -> list[Column]:
    """Every column of a template: who and where, then each criterion's figures and verdicts."""
    return list(_Columns(setting).all())


class _Columns:
    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self._loaded = setting.loaded
        self._matcher = HeaderMatcher(setting.loaded)
        self._beside = [name for name, entry in offered().identity.items() if self._shown(name, entry)]

    def all(self) -> Iterator[Column]:
        for name in self._beside:
            yield self._identity(name, offered().identity[name])
        seen = {Target("value", name) for name in self._beside}
        for criterion in self._loaded.criteria:
            for indicator in criterion.indicators:
                for column in self._indicator(criterion, indicator):
                    if column.target not in seen:
                        seen.add(column.target)
                        yield column
            if [indicator.code for indicator in criterion.indicators] != [criterion.code]:
                yield from self._verdicts(criterion.code, criterion)

    def _shown(self, name: str, entry: Described) -> bool:
        return (
            (not entry.since or self._setting.day >= entry.since)
            and (not entry.asked or name in self._loaded.facts)
            and (not entry.only_example or self._setting.example)
        )

    def _identity(self, name: str, entry: Described) -> Column:
        kind = identity_columns().get(name)
        variable = None if kind else self._loaded.variables[name]
        takes: Takes = kind.kind if kind else variable.kind if variable else "text"
        return Column(
            header=words(entry.header),
            label=words(entry.header),
            target=Target("identity" if kind else "value", name),
            takes=entry.takes or ("choice" if entry.choices else takes),
            hint=words(entry.hint),
            unit=self._unit(variable),
            choices=entry.choices,
            fact=variable is not None and variable.facts_only,
            example=entry.example,
        )

    def _unit(self, variable: Variable | None) -> str:
        return words(self._loaded.units[variable.unit]) if variable and variable.unit else ""

    def _indicator(self, criterion: Criterion, indicator: Indicator) -> Iterator[Column]:
        day = self._setting.day
        rules = [rule for rule in indicator.rules if rule.stands_on(day)]
        parts = [part for rule in rules for part in comparisons(rule.require, conditions_too=True)]
        for name in dict.fromkeys(part.variable for part in parts):
            counts = self._loaded.variables[name].counts
            for part in (*counts.numerator, counts.denominator) if counts else ():
                if part not in self._beside:
                    hint = tr("Used to work out: {what}.", what=words(self._loaded.variables[name].label))
                    yield self._figure(criterion, indicator, part, hint=hint)
            hint = tr("Leave blank where the counts beside it are given.") if counts else ""
            yield self._figure(criterion, indicator, name, hint=hint)
            if any(isinstance(p, Compare) and p.by_sex for p in parts if p.variable == name):
                yield self._figure(criterion, indicator, name, role="female")
                yield self._figure(criterion, indicator, name, role="male")
        yield from self._verdicts(criterion.code, indicator)

    def _figure(
        self, criterion: Criterion, indicator: Indicator, name: str, *, role: Role = "value", hint: str = ""
    ) -> Column:
        variable = self._loaded.variables[name]
        label = words(variable.label)
        sex = {"female": tr("women"), "male": tr("men")}.get(role, "")
        named = f"{indicator.code}. {label}" + (f", {sex}" if sex else "")
        key = name if role == "value" else f"{name}_{role}"
        fact = variable.facts_only
        takes: Takes = "yes_no" if fact and variable.kind == "flag" else variable.kind
        # A number, or a title that is also the figure's name, gives the figure where no other stands behind it.
        alone = role == "value" and indicator.variables_on(self._setting.day) == (name,)
        meant = {Target(role, name)} | ({Target("number", indicator.code)} if alone else set())
        return Column(
            header=self._taken(meant, (named, label if not sex else f"{label} ({sex})", key)),
            label=named,
            target=Target(role, name),
            takes=takes,
            hint=hint,
            group=criterion.code,
            code=indicator.code,
            title=words(title_on(indicator.titles, self._setting.day)),
            unit=self._unit(variable),
            choices={"flag": offered().flag, "yes_no": offered().yes_no}.get(takes, ()),
            zero_words=variable.zero_words,
            fact=fact,
            levels=tuple(level_lines(self._setting, indicator, name)),
            example=() if role != "value" or variable.counts else offered().example.get(takes, ()),
        )

    def _verdicts(self, group: str, judged: Criterion | Indicator) -> Iterator[Column]:
        """A column for each stage of assessment asked for."""
        title = words(title_on(judged.titles, self._setting.day))
        for stage in self._setting.stages:
            target = Target("verdict", judged.code, stage)
            named = f"{judged.code}. {stage_words(stage)}"
            yield Column(
                header=self._taken({target}, (named, f"{judged.code}_{stage}")),
                label=named,
                target=target,
                takes="verdict",
                hint=tr("Verdict, stage of assessment: {stage}.", stage=stage_words(stage)),
                group=group,
                code=judged.code,
                title=title,
                choices=offered().verdict,
            )

    def _taken(self, meant: set[Target], headers: Iterable[str]) -> str:
        """The first of several headers that the reader takes for what is meant; the last is its own name."""
        *worded, name = headers
        # Compared one by one, for a header may be refused, and a problem has no hash.
        return next((header for header in worded if self._matcher.match(header) in list(meant)), name)


def example_communes() -> tuple[str, ...]:
    """The invented communes of an example."""
    return tuple(str(name) for name in offered().identity["commune"].example)


def province_names() -> list[str]:
    """Every province, old and new, as a list offers them."""
    return sorted(places().names, key=fold)
