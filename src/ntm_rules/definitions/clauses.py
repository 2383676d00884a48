"""The closed language of rules over facts: facts by name, joined by all_of, any_of, none_of, at_least, for_some."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cached_property
from typing import Annotated, Any, Self

from pydantic import Discriminator, Field, Tag, model_validator

from ntm_rules.definitions.conditions import Node

# What `for_some` puts a number of its list in place of.
HERE = "*"


class AllTrue(Node):
    """Every clause holds."""

    all_of: tuple[Clause, ...] = Field(min_length=1)


class AnyTrue(Node):
    """One clause is enough."""

    any_of: tuple[Clause, ...] = Field(min_length=1)


class NoneTrue(Node):
    """No fact of several is so."""

    none_of: tuple[str, ...] = Field(min_length=1)


class AtLeast(Node):
    """So many facts of several are so."""

    at_least: Annotated[int, Field(ge=1)]
    of: tuple[str, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _can_be_so(self) -> Self:
        if len(set(self.of)) < max(len(self.of), self.at_least):
            raise ValueError("it names a fact twice, or fewer facts than it asks for")
        return self


class ForSome(Node):
    """For one number of several, every fact is so that holds it in place of `*`."""

    for_some: tuple[str, ...] = Field(min_length=1)
    facts: tuple[str, ...] = Field(alias="all_of", min_length=1)

    @cached_property
    def each(self) -> tuple[tuple[str, ...], ...]:
        """For each number the facts that must be so together."""
        return tuple(tuple(fact.replace(HERE, code) for fact in self.facts) for code in self.for_some)


_FORMS = {
    "for_some": ForSome, "all_of": AllTrue, "any_of": AnyTrue, "none_of": NoneTrue, "at_least": AtLeast,
}  # fmt: skip


def _form(data: Any) -> str | None:
    if isinstance(data, str):
        return "fact"
    return next(
        (
            key
            for key, form in _FORMS.items()
            if isinstance(data, form) or (isinstance(data, dict) and key in data)
        ),
        None,
    )


Clause = Annotated[
    Annotated[str, Tag("fact")]
    | Annotated[AllTrue, Tag("all_of")]
    | Annotated[AnyTrue, Tag("any_of")]
    | Annotated[NoneTrue, Tag("none_of")]
    | Annotated[AtLeast, Tag("at_least")]
    | Annotated[ForSome, Tag("for_some")],
    Discriminator(
        _form,
        custom_error_type="no_clause",
        custom_error_message="a clause is a fact, or one of all_of, any_of, none_of, at_least, for_some",
    ),
]

for _model in (AllTrue, AnyTrue):
    _model.model_rebuild()


def facts_of(clause: Clause) -> Iterator[str]:
    """The facts a clause speaks of, in reading order."""
    match clause:
        case str():
            yield clause
        case AllTrue(all_of=parts) | AnyTrue(any_of=parts):
            for part in parts:
                yield from facts_of(part)
        case NoneTrue(none_of=facts) | AtLeast(of=facts):
            yield from facts
        case ForSome():
            for facts in clause.each:
                yield from facts


def holds(clause: Clause, facts: Collection[str]) -> bool:
    """Whether a clause is so, where just these facts are."""
    match clause:
        case str():
            return clause in facts
        case AllTrue(all_of=parts):
            return all(holds(part, facts) for part in parts)
        case AnyTrue(any_of=parts):
            return any(holds(part, facts) for part in parts)
        case NoneTrue(none_of=named):
            return not any(fact in facts for fact in named)
        case AtLeast(at_least=least, of=named):
            return sum(fact in facts for fact in named) >= least
        case ForSome():
            return any(all(fact in facts for fact in together) for together in clause.each)


def support(clause: Clause, facts: Collection[str]) -> Iterator[str]:
    """The facts that make a clause hold, every one of them; none for what must not be so."""
    match clause:
        case str():
            if clause in facts:
                yield clause
        case AllTrue(all_of=parts) | AnyTrue(any_of=parts):
            for part in parts:
                if holds(part, facts):
                    yield from support(part, facts)
        case AtLeast(of=named):
            yield from (fact for fact in named if fact in facts)
        case ForSome():
            for together in clause.each:
                if all(fact in facts for fact in together):
                    yield from together
        case NoneTrue():
            pass
