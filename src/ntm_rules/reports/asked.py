"""When and how each comparison of a rule is asked: under a condition, as one of several that serve, by sex."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ntm_rules.definitions.conditions import AllOf, AnyOf, Compare, Condition, Flag, When, comparisons
from ntm_rules.definitions.models import CriteriaSet
from ntm_rules.i18n import figure, tr, words

_OPPOSITE = {">": "<=", "<": ">=", ">=": "<", "<=": ">"}
_SIGNS = {">=": "≥", "<=": "≤"}


@dataclass(frozen=True, slots=True)
class Clause:
    """A fact that must be so, or must not be so, for a comparison to be asked."""

    fact: Compare | Flag
    negated: bool = False

    @property
    def key(self) -> str:
        """As the result document has it, such as `school_count > 3`."""
        if isinstance(self.fact, Flag):
            return f"not {self.fact.variable}" if self.negated else self.fact.variable
        return f"{self.fact.variable} {self._op} {self._value}"

    def words(self, loaded: CriteriaSet) -> str:
        """As people read it."""
        label = words(loaded.variables[self.fact.variable].label)
        if isinstance(self.fact, Flag):
            return tr("{what}: no", what=label) if self.negated else tr("{what}: yes", what=label)
        return f"{label} {_SIGNS.get(self._op, self._op)} {self._value}"

    @property
    def _op(self) -> str:
        return _OPPOSITE[self.fact.op] if self.negated else self.fact.op

    @property
    def _value(self) -> str:
        value = next(iter(self.fact.blocks[0].values.values()))
        return "?" if value is None else figure(value)


@dataclass(frozen=True, slots=True)
class Asked:
    """A comparison with the clauses that it hangs on and the variables of which one is enough."""

    part: Compare | Flag
    clauses: tuple[Clause, ...] = ()
    any_of: tuple[str, ...] = ()

    @property
    def condition(self) -> str:
        """Its clauses as the result document has them; empty where it is always asked."""
        return " and ".join(clause.key for clause in self.clauses)

    def words(self, loaded: CriteriaSet) -> str:
        """All of it as people read it; empty where it is always asked, alone and of the total."""
        found = []
        if self.clauses:
            named = ", ".join(clause.words(loaded) for clause in self.clauses)
            found.append(tr("asked when {condition}", condition=named))
        if self.any_of:
            names = "; ".join(words(loaded.variables[name].label) for name in self.any_of)
            found.append(tr("one of these is enough: {names}", names=names))
        if self.part.by_sex:
            found.append(tr("for women and for men"))
        return ". ".join(found)


def asked_parts(condition: Condition) -> Iterator[Asked]:
    """The comparisons of a condition in reading order, each with how it is asked."""
    match condition:
        case Compare() | Flag():
            yield Asked(condition)
        case AllOf(all_of=parts):
            for part in parts:
                yield from asked_parts(part)
        case AnyOf(any_of=parts):
            names = tuple(dict.fromkeys(one.variable for one in comparisons(condition)))
            for part in parts:
                for asked in asked_parts(part):
                    yield replace(asked, any_of=names)
        case When(when=fact, then=then, otherwise=otherwise):
            yield from (_under(Clause(fact), asked) for asked in asked_parts(then))
            if otherwise is not None:
                yield from (_under(Clause(fact, negated=True), asked) for asked in asked_parts(otherwise))


def _under(clause: Clause, asked: Asked) -> Asked:
    return replace(asked, clauses=(clause, *asked.clauses))
