"""Who answers for an indicator, which papers prove it, how long they hold: practice as dated data of `criteria/owners/`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args

from pydantic import Field

from ntm_rules.definitions.conditions import Evidenced, Node
from ntm_rules.definitions.location import criteria_folder, existing, shown
from ntm_rules.definitions.models import Code, CriteriaSet, Text
from ntm_rules.definitions.places import places
from ntm_rules.definitions.yaml_source import read_yaml, validated
from ntm_rules.errors import DefinitionError, Problem
from ntm_rules.i18n import tr

Holds = Literal[
    "year", "that_year_only", "day", "plan_period", "certificate_date", "till_review", "till_resurvey"
]
HOLDS: tuple[Holds, ...] = get_args(Holds)


class Office(Text):
    """An office that answers for criteria, by its name in both languages."""

    level: Literal["commune", "district", "province"]


class Line(Evidenced):
    """Something said of some criteria or indicators for a span of days."""

    covers: tuple[Code, ...] = Field(alias="for", min_length=1)


class Answer(Line):
    """Which offices answer, the leading one first; not `settled` where that was not laid down.

    `acts`: whose work brings it about, where those that answer only measure it.
    """

    offices: tuple[str, ...] = Field(min_length=1)
    acts: tuple[str, ...] = ()
    settled: bool = True


class Proof(Line):
    """The papers usually shown, and how long one holds that does not say so itself."""

    usual: Text
    holds: Holds
    # The recognition itself is made anew each year.
    renewed_yearly: bool = False


class OwnersFile(Node):
    """One file of `criteria/owners/`, or of the user's: what is so everywhere, or in one province."""

    id: str
    title: Text
    set_id: str = Field(alias="set")
    province: str | None = None
    offices: dict[str, Office] = Field(default_factory=dict)
    answers: tuple[Answer, ...] = ()
    papers: tuple[Proof, ...] = ()


L = TypeVar("L", bound=Line)


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose lines apply to a row: the day it is judged on, its province of before July 2025, its province that day."""

    day: date
    old_province: str | None = None
    province: str | None = None


@dataclass(frozen=True, slots=True)
class Owners:
    """The lines that stand for one set, those of provinces over the general ones."""

    files: tuple[OwnersFile, ...]
    offices: Mapping[str, Office]

    def answer(self, code: str, whose: Whose) -> Answer | None:
        """Who answers for an indicator."""
        return _standing(((f, f.answers) for f in self.files), code, whose)

    def proof(self, code: str, whose: Whose) -> Proof | None:
        """What proves an indicator; None where practice names no paper."""
        return _standing(((f, f.papers) for f in self.files), code, whose)

    def renewed_yearly(self, code: str, whose: Whose) -> bool:
        """Whether what an indicator asks is recognised anew each year."""
        found = self.proof(code, whose)
        return found is not None and found.renewed_yearly


def load_owners(loaded: CriteriaSet, own: Iterable[str | Path] = ()) -> Owners:
    """Load what `criteria/owners/` says of a set, with files of the user's beside it.

    Raises DefinitionError with file and line for what is malformed, and for two lines of equal rank on
    one day; UsageError for a file that does not exist.
    """
    given = [Path(path) for path in own]
    files = [file for file in _shipped() if file.set_id == loaded.id]
    files += [_checked(existing(path)) for path in given]
    problems = [*_misfits(files, loaded), *_equals(files)]
    if problems:
        raise DefinitionError(problems)
    return Owners(tuple(files), {key: office for file in files for key, office in file.offices.items()})


@cache
def _shipped() -> tuple[OwnersFile, ...]:
    return tuple(_checked(path) for path in sorted((criteria_folder() / "owners").glob("*.yaml")))


def _checked(path: Path) -> OwnersFile:
    return validated(OwnersFile, read_yaml(path, shown(path)))


def _standing(lines: Iterable[tuple[OwnersFile, Sequence[L]]], code: str, whose: Whose) -> L | None:
    """The line of the highest rank: a province's before a general one, an indicator's before its criterion's."""
    best: tuple[tuple[int, bool], L] | None = None
    for file, entries in lines:
        of_place = _rank(file, whose)
        for line in entries if of_place is not None else ():
            own = code in line.covers
            if not (own or code.partition(".")[0] in line.covers) or not line.stands_on(whose.day):
                continue
            rank = (of_place or 0, own)
            if best is None or rank > best[0]:
                best = rank, line
    return best[1] if best else None


def _rank(file: OwnersFile, whose: Whose) -> int | None:
    """0 for what is so everywhere, 1 for the row's province, 2 for its province of before; None for another's."""
    if file.province is None:
        return 0
    old, on_day = places().find_old(file.province), places().find(file.province, whose.day)
    if old is not None and old.name == whose.old_province:
        return 2
    return 1 if on_day is not None and on_day.name == whose.province else None


def _misfits(files: Sequence[OwnersFile], loaded: CriteriaSet) -> Iterator[Problem]:
    codes = {*loaded.indicators, *(criterion.code for criterion in loaded.criteria)}
    offices: dict[str, Office] = {}
    for file in files:
        if file.set_id != loaded.id:
            message = tr("it is for the set {own}, not {set}.", own=file.set_id, set=loaded.id)
            yield _at(file, "unknown_set", message)
        if file.province is not None and not places().find(file.province, places().new_provinces_from):
            message = tr("there is no province “{name}”.", name=file.province)
            yield _at(file, "unknown_province", message)
        for key, office in file.offices.items():
            if (first := offices.setdefault(key, office)) is not office:
                message = tr("the office “{name}” stands in {place} already.", name=key, place=first.place)
                yield _at(office, "set_shape", message)
        for line in (*file.answers, *file.papers):
            for code in line.covers:
                if code not in codes:
                    message = tr("there is no criterion or indicator {code} in {set}.", code=code, set=loaded.id)  # fmt: skip
                    yield _at(line, "unknown_code", message)
    for answer in (line for file in files for line in file.answers):
        for name in (*answer.offices, *answer.acts):
            if name not in offices:
                message = tr("the office “{name}” is not defined.", name=name)
                yield _at(answer, "set_shape", message, expected=tr("one of {ids}", ids=", ".join(offices)))


def _equals(files: Sequence[OwnersFile]) -> Iterator[Problem]:
    """Two lines that fit equally: neither may win by where it stands."""
    seen: dict[tuple[str, str, str], list[Line]] = {}
    for file in files:
        place = file.province and places().find(file.province, places().new_provinces_from)
        lines = [("answers", line) for line in file.answers] + [("papers", line) for line in file.papers]
        for kind, line in lines:
            for code in line.covers:
                others = seen.setdefault((place.name if place else "", kind, code), [])
                for other in others:
                    if line.overlaps(other):
                        message = tr("{code}: {other} stands for the same days with equal rank.", code=code, other=other.place)  # fmt: skip
                        yield _at(line, "dates", message, remedy=tr("name a province in the file, or end one of the two"))  # fmt: skip
                others.append(line)


def _at(node: Node, kind: str, message: str, **more: Any) -> Problem:
    return Problem(kind, message, file=node.file, line=node.line or None, **more)
