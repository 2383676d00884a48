"""The closed language of conditions: comparisons and flags, joined by all_of, any_of and when.

A condition is data; it never runs code. The engine compares it, explain words it, SQL writes it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import cached_property
from typing import Annotated, Any, ClassVar, Literal, Self, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, ValidationInfo, model_validator

from ntm_rules.definitions.yaml_source import Mapping
from ntm_rules.i18n import words

Grade = Literal["signed", "guidance", "reprint", "press", "unverified", "delegated"]
GRADES: tuple[Grade, ...] = get_args(Grade)
# The grades a level may have under --strict-evidence.
STRICT_GRADES = frozenset({"signed", "guidance"})
ALL_REGIONS = "all"
NATIONAL = "national"


# What the loader itself fills in; a file that states it is refused.
_OURS = {"line", "file", "province_levels", "variable", "blocks"}


class Node(BaseModel):
    """A piece of a definition file; it knows its file and line and cannot be changed."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", populate_by_name=True, strict=True, allow_inf_nan=False
    )

    line: int = Field(default=0, repr=False, exclude=True)
    file: str = Field(default="", repr=False, exclude=True)

    @model_validator(mode="before")
    @classmethod
    def _keep_place(cls, data: Any, info: ValidationInfo) -> Any:
        if not isinstance(data, Mapping):
            return data
        if taken := _OURS & data.keys():
            raise ValueError(f"the key “{min(taken)}” is not known here")
        return {**data, "line": data.line, "file": (info.context or {}).get("file", "")}

    @property
    def place(self) -> str:
        """File and line, as messages name it."""
        return f"{self.file}:{self.line}"


N = TypeVar("N", bound=Node)


class Dated(Node):
    """Something that stands for a span of days; without an end, to that of the set."""

    valid_from: date = Field(alias="from")
    valid_to: date | None = Field(default=None, alias="to")

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.valid_to and self.valid_to < self.valid_from:
            raise ValueError("it ends before it begins")
        return self

    def stands_on(self, day: date) -> bool:
        """Whether it is in force on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def overlaps(self, other: Dated) -> bool:
        """Whether both stand on some day."""
        later = max(self.valid_from, other.valid_from)
        return self.stands_on(later) and other.stands_on(later)


class Text(Node):
    """The same words in both languages."""

    vi: str
    en: str


class Sourced(Node):
    """Something that says how far it is evidenced; a source that is no title of a document is in both languages."""

    evidence: Grade
    source_as_written: str | Text | None = Field(default=None, alias="source")
    note: str | None = None

    @property
    def source(self) -> str | None:
        """Where it was read, in the language in force where it is in both."""
        written = self.source_as_written
        return words(written) if isinstance(written, Text) else written

    @model_validator(mode="after")
    def _evidence_is_given(self) -> Self:
        graded = self.evidence not in ("unverified", "delegated")
        if graded and not self.source:
            raise ValueError(f"a value graded “{self.evidence}” needs its source")
        if not graded and not self.note:
            raise ValueError(f"a value graded “{self.evidence}” has a note in place of a source")
        return self


class Evidenced(Dated, Sourced):
    """Something dated that says how far it is evidenced."""


class FlagBlock(Evidenced):
    """From when, and on whose word, a flag must be true."""

    @property
    def values(self) -> dict[str, float | None]:
        """A flag's level is true, everywhere."""
        return {ALL_REGIONS: 1.0}


class LevelBlock(Evidenced):
    """Levels of several regions that share dates and evidence; `all` is the common level.

    A level of None is not set: left to the province (`delegated`) or not seen.
    """

    values: dict[str, float | None] = Field(min_length=1)

    @model_validator(mode="after")
    def _delegated_is_empty(self) -> LevelBlock:
        if self.evidence == "delegated" and any(value is not None for value in self.values.values()):
            raise ValueError("a delegated level has no value in the national set")
        return self


class Level(BaseModel):
    """One level: of a region (or `all`), for a span of days, with its evidence and origin."""

    model_config = ConfigDict(frozen=True)

    region: str
    value: float | None
    block: FlagBlock | LevelBlock
    origin: str = NATIONAL
    applies_to: Fact | None = None
    # A scenario's level names whose it takes the place of; the greater layer is the one supposed later.
    in_place_of: str | None = None
    layer: int = 0

    @property
    def whose(self) -> str:
        """The nation's, or the province set in whose communes it decides."""
        return self.in_place_of or self.origin

    @property
    def rank(self) -> int:
        """What is supposed stands before what is so, a province's level before the nation's, one for some communes before one for all."""
        own = 0 if self.whose == NATIONAL else 1 if self.applies_to is None else 2
        return 3 * self.layer + own


class _Comparison(Node):
    id: str = ""
    variable: str
    blocks: tuple[FlagBlock | LevelBlock, ...]
    province_levels: tuple[Level, ...] = Field(default=(), exclude=True)

    @cached_property
    def levels(self) -> tuple[Level, ...]:
        """Every level, one for each region named, the nation's before the provinces'."""
        national = (
            Level.model_construct(region=region, value=value, block=block)
            for block in self.blocks
            for region, value in block.values.items()
        )
        return (*national, *self.province_levels)

    def levels_on(self, region: str | None, day: date) -> list[Level]:
        """Levels that could decide in a region on a day, the strongest first."""
        standing = [
            level
            for level in self.levels
            if level.region in (ALL_REGIONS, region) and level.block.stands_on(day)
        ]
        return sorted(standing, key=lambda level: -level.rank)

    @property
    def key(self) -> str:
        """What a province set names to override it."""
        return self.id or self.variable


class Compare(_Comparison):
    """A measured value against a level, such as `income_per_capita >= 45`."""

    variable: str = Field(alias="compare")
    op: Literal[">=", "<=", ">", "<"]
    by_sex: bool = False
    blocks: tuple[LevelBlock, ...] = Field(alias="levels", min_length=1)


class Flag(_Comparison):
    """Something that is so or is not, such as `postal_point`."""

    variable: str = Field(alias="flag")
    op: ClassVar[Literal["is_true"]] = "is_true"
    by_sex: ClassVar[bool] = False
    blocks: tuple[FlagBlock, ...] = Field(alias="levels", min_length=1)


class AllOf(Node):
    """Every part must hold: the least status of its parts."""

    all_of: tuple[Condition, ...] = Field(min_length=1)


class AnyOf(Node):
    """One part is enough: the best status of the parts that apply."""

    any_of: tuple[Condition, ...] = Field(min_length=1)


class When(Node):
    """What must hold depends on a fact; without `else`, nothing is asked where the fact is not so."""

    when: Compare | Flag
    then: Condition
    otherwise: Condition | None = Field(default=None, alias="else")


class Fact(Node):
    """A fact of a commune's identity: a flag that is set, or a value among several."""

    fact: str | None = None
    one_of: tuple[str, ...] = ()
    any_of: tuple[Fact, ...] = ()
    all_of: tuple[Fact, ...] = ()

    @model_validator(mode="after")
    def _one_form(self) -> Fact:
        if sum((self.fact is not None, bool(self.any_of), bool(self.all_of))) != 1:
            raise ValueError("give one of fact, any_of, all_of")
        return self

    def names(self) -> frozenset[str]:
        """The identity columns it reads."""
        own = frozenset({self.fact}) if self.fact else frozenset()
        return own.union(*(part.names() for part in (*self.any_of, *self.all_of)))


_FORMS = {"compare": Compare, "flag": Flag, "all_of": AllOf, "any_of": AnyOf, "when": When}


def form_of(data: Any, forms: dict[str, Any]) -> str | None:
    """Which of several forms something is: by its key in a file, by its class when written out again."""
    return next(
        (
            key
            for key, form in forms.items()
            if isinstance(data, form) or (isinstance(data, dict) and key in data)
        ),
        None,
    )


def _form(data: Any) -> str | None:
    return form_of(data, _FORMS)


Condition = Annotated[
    Annotated[Compare, Tag("compare")]
    | Annotated[Flag, Tag("flag")]
    | Annotated[AllOf, Tag("all_of")]
    | Annotated[AnyOf, Tag("any_of")]
    | Annotated[When, Tag("when")],
    Discriminator(
        _form,
        custom_error_type="no_condition",
        custom_error_message="a condition is one of compare, flag, all_of, any_of, when",
    ),
]

for _model in (Level, AllOf, AnyOf, When, Fact):
    _model.model_rebuild()


def comparisons(condition: Condition, *, conditions_too: bool = False) -> Iterator[Compare | Flag]:
    """The comparisons of a condition in reading order; those of a `when` clause only if asked."""
    match condition:
        case Compare() | Flag():
            yield condition
        case AllOf(all_of=parts) | AnyOf(any_of=parts):
            for part in parts:
                yield from comparisons(part, conditions_too=conditions_too)
        case When(when=fact, then=then, otherwise=otherwise):
            if conditions_too:
                yield fact
            yield from comparisons(then, conditions_too=conditions_too)
            if otherwise is not None:
                yield from comparisons(otherwise, conditions_too=conditions_too)


def with_comparisons(node: Condition, change: Callable[[Compare | Flag], Compare | Flag]) -> Condition:
    """A condition with each of its comparisons changed, those of `when` clauses left as they are."""
    match node:
        case Compare() | Flag():
            return change(node)
        case AllOf():
            return copied(node, all_of=tuple(with_comparisons(part, change) for part in node.all_of))
        case AnyOf():
            return copied(node, any_of=tuple(with_comparisons(part, change) for part in node.any_of))
        case When():
            otherwise = node.otherwise and with_comparisons(node.otherwise, change)
            return copied(node, then=with_comparisons(node.then, change), otherwise=otherwise)


def copied(node: N, **changes: Any) -> N:
    """A piece of a definition with some of its fields changed."""
    # model_construct drops what cached properties had stored, which model_copy would carry along.
    fields = {name: getattr(node, name) for name in type(node).model_fields}
    return type(node).model_construct(**{**fields, **changes})
