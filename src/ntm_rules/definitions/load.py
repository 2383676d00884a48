"""Load a criteria set from `criteria/` or from a folder of the user's, checked as a whole."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path

from pydantic import RootModel

from ntm_rules.definitions.lint import check_set
from ntm_rules.definitions.location import criteria_folder, is_file, shown
from ntm_rules.definitions.models import (
    CriteriaSet,
    Criterion,
    Decision,
    ProvinceSet,
    SetHead,
    Unit,
    Variable,
)
from ntm_rules.definitions.places import places
from ntm_rules.definitions.provinces import with_provinces
from ntm_rules.definitions.yaml_source import M, read_yaml, validated
from ntm_rules.errors import DefinitionError, Problem, UsageError
from ntm_rules.i18n import tr

DEFAULT_SET = "commune-2021-2025"


class _Units(RootModel[dict[str, Unit]]):
    pass


class _Variables(RootModel[dict[str, Variable]]):
    pass


class _Issued(RootModel[dict[str, tuple[Decision, ...]]]):
    pass


def set_ids() -> list[str]:
    """The ids of the sets that are shipped."""
    return sorted(path.parent.name for path in criteria_folder().glob("sets/*/set.yaml"))


def province_set_ids() -> list[str]:
    """The ids of the province sets that are shipped."""
    return sorted(
        path.stem for path in criteria_folder().glob("provinces/*.yaml") if path.name != "issued.yaml"
    )


def load_set(
    name: str | Path = DEFAULT_SET, *, province_sets: Iterable[str | Path] = (), year: int | None = None
) -> CriteriaSet:
    """Load a set by id or by the path of its folder, with province sets laid over it.

    `year` must lie in the set's validity; `province_sets` names sets (ids or files) or provinces.
    Raises UsageError for an unknown id or a year outside, DefinitionError with file and line for a
    malformed set.
    """
    loaded = _national(str(name))
    if year is not None:
        refuse_year_outside(loaded, year)
    overlays = [overlay for entry in province_sets for overlay in _province_sets(entry, loaded.id)]
    return with_provinces(loaded, overlays) if overlays else loaded


def refuse_year_outside(loaded: CriteriaSet, year: int) -> None:
    """Raise UsageError for a year that a set does not judge."""
    if not loaded.head.valid_from.year <= year <= loaded.head.valid_to.year:
        raise UsageError(
            Problem(
                "outside_validity",
                tr("the set {set} judges the years {first} to {last}, not {year}.", set=loaded.id, year=year,
                   first=loaded.head.valid_from.year, last=loaded.head.valid_to.year),
            )
        )  # fmt: skip


def _province_sets(entry: str | Path, set_id: str) -> list[ProvinceSet]:
    """A province set by id or file; by the name of a province, all that is entered of it for a set."""
    place = places().find_old(str(entry))
    if place is None:
        return [load_province_set(entry)]
    shipped = [load_province_set(name) for name in province_set_ids()]
    found = [o for o in shipped if o.set_id == set_id and places().find_old(o.province) == place]
    if not found:
        message = tr("no set of {province} is entered.", province=place.name)
        expected = tr("one of {ids}, or the path of a YAML file", ids=", ".join(province_set_ids()))
        raise UsageError(
            Problem("unknown_set", message, expected=expected, remedy=tr("leave --province-set out"))
        )
    return found


def load_province_set(name: str | Path) -> ProvinceSet:
    """Load a province set by id or by the path of its file."""
    return _checked(ProvinceSet, province_set_path(name))


def is_province_set(name: str | Path) -> bool:
    """Whether a name is that of a province set: a shipped one, or a YAML file."""
    return str(name) in province_set_ids() or Path(name).suffix in (".yaml", ".yml")


def province_set_path(name: str | Path) -> Path:
    """The file of a province set, by id or path. Raises UsageError where there is none."""
    path = Path(name)
    if path.suffix not in (".yaml", ".yml"):
        path = criteria_folder() / "provinces" / f"{name}.yaml"
    if not is_file(path):
        raise UsageError(
            Problem(
                "unknown_set",
                tr("there is no province set “{name}”.", name=name),
                expected=tr("one of {ids}, or the path of a YAML file", ids=", ".join(province_set_ids())),
            )
        )
    return path


@cache
def issued_sets() -> dict[str, tuple[Decision, ...]]:
    """By old province, the decisions known to have issued a set of its own."""
    return _checked(_Issued, criteria_folder() / "provinces" / "issued.yaml").root


@cache
def units() -> dict[str, Unit]:
    """The units of measurement, by id."""
    return _checked(_Units, criteria_folder() / "units.yaml").root


def _national(name: str) -> CriteriaSet:
    folder = criteria_folder() / "sets" / name
    if not is_file(folder / "set.yaml"):
        folder = Path(name)
    if not is_file(folder / "set.yaml"):
        raise UsageError(
            Problem(
                "unknown_set",
                tr("there is no criteria set “{name}”.", name=name),
                expected=tr("one of {ids}, or a folder with a set.yaml", ids=", ".join(set_ids())),
            )
        )
    files = [*folder.glob("*.yaml"), criteria_folder() / "variables.yaml", criteria_folder() / "units.yaml"]
    # Read again when a file has changed, so that an edit in a notebook is seen.
    return _read_folder(
        folder, tuple(sorted((str(f), f.stat().st_mtime_ns, f.stat().st_size) for f in files))
    )


@lru_cache(maxsize=16)
def _read_folder(folder: Path, stamp: tuple[tuple[str, int, int], ...]) -> CriteriaSet:
    shared = criteria_folder()
    digest = hashlib.sha256()
    problems: list[Problem] = []
    criteria: list[Criterion] = []
    names: list[str] = []
    files = sorted(path for path in folder.glob("*.yaml") if path.name != "set.yaml")
    for path in (*files, folder / "set.yaml", shared / "variables.yaml", shared / "units.yaml"):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    for path in files:
        try:
            criteria.append(_checked(Criterion, path))
            names.append(path.name)
        except DefinitionError as error:
            problems.extend(error.problems)
    try:
        head = _checked(SetHead, folder / "set.yaml")
        variables = _checked(_Variables, shared / "variables.yaml").root
    except DefinitionError as error:
        raise DefinitionError([*problems, *error.problems]) from error
    if not problems:
        loaded = CriteriaSet.model_construct(
            head=head,
            criteria=tuple(sorted(criteria, key=lambda c: int(c.code))),
            variables=variables,
            units=units(),
            provinces=(),
            digest=digest.hexdigest(),
        )
        problems = check_set(loaded, folder.name, names)
    if problems:
        raise DefinitionError(problems)
    return loaded


def _checked(model: type[M], path: Path) -> M:
    return validated(model, read_yaml(path, shown(path)))
