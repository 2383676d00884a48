"""A province's levels: out to a workbook and back, and what differs between two sets."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from ntm_rules.api.calls import load_set
from ntm_rules.definitions import diff, load, province_yaml, provinces
from ntm_rules.definitions.diff import Change
from ntm_rules.definitions.models import CriteriaSet
from ntm_rules.definitions.places import places
from ntm_rules.errors import Problem, UsageError
from ntm_rules.i18n import tr

if TYPE_CHECKING:
    from ntm_rules.reports.levels.importing import ImportedLevels


def looser_levels(criteria_set: CriteriaSet) -> list[Problem]:
    """Province levels that ask less than the nation's: of the sets laid over this one, else of all that are shipped."""
    if criteria_set.provinces:
        return provinces.looser_levels(criteria_set)
    shipped = [load.load_province_set(name) for name in load.province_set_ids()]
    return [
        problem
        for overlay in shipped
        if overlay.set_id == criteria_set.id
        for problem in provinces.looser_levels(provinces.with_provinces(criteria_set, [overlay]))
    ]


def export_levels(
    id: str | Path = load.DEFAULT_SET, *, province: str | None = None, province_set: str | Path | None = None
) -> bytes:
    """A set as an XLSX workbook in which an officer fills and confirms a province's own levels.

    `province` shows the levels that can apply there only; `province_set` (id or file) fills the cells.
    Raises UsageError for what does not exist, or where the two are of different provinces.
    """
    from ntm_rules.reports.levels.workbook import levels_workbook

    place = province and places().find_old(province)
    if province and not place:
        message = tr("there is no province “{name}”.", name=province)
        raise UsageError(Problem("unknown_province", message))
    if province_set is None:
        return levels_workbook(load_set(id), province=place.name if place else None)
    path = load.province_set_path(province_set)
    loaded = load_set(id, province=path)
    if place and loaded.provinces[0].province != place.name:
        message = tr(
            "the province set is of {own}, not of {province}.",
            own=loaded.provinces[0].province, province=place.name,
        )  # fmt: skip
        raise UsageError(Problem("wrong_call", message))
    return levels_workbook(loaded, base=path.read_bytes().decode("utf-8"))


def import_levels(path: str | Path, *, into: Path | None = None, **order: Any) -> ImportedLevels:
    """Read a filled workbook of levels as a province set: its file's text, what changes, warnings.

    `order` says of the decision: `province`, `decision` (its number), `issued`, `start`, `end` (days),
    `id`, `complete`; what is left out is as in the file `into`, or in that the workbook was exported from.
    Nothing is written. Raises InputError naming each bad cell.
    """
    from ntm_rules.reports.levels import importing

    return importing.import_levels(path, importing.Order(**order), into=into)


def diff_sets(before: str | Path, after: str | Path) -> tuple[list[Change], CriteriaSet]:
    """The levels and titles that differ between two criteria sets, or two province sets of one set.

    Returns them beside the second set, a province set laid over its national one.
    """
    province = [load.is_province_set(entry) for entry in (before, after)]
    if all(province):
        one, other = load.load_province_set(before), load.load_province_set(after)
        merged = provinces.with_provinces(load_set(other.set_id), [other])
        return diff.province_changes(province_yaml.plain(one), province_yaml.plain(other)), merged
    if any(province):
        raise UsageError(Problem("wrong_call", tr("a province set is compared with another province set.")))
    return diff.set_changes(load_set(before), load_set(after)), load_set(after)
