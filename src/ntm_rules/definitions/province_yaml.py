"""A province set as plain data and as the text of its file, and back."""

from __future__ import annotations

from typing import Any

from ntm_rules.definitions.models import ProvinceSet
from ntm_rules.definitions.yaml_edit import edited, written
from ntm_rules.definitions.yaml_source import Source, validated
from ntm_rules.errors import DefinitionError, Problem
from ntm_rules.i18n import tr


def plain(overlay: ProvinceSet) -> dict[str, Any]:
    """A province set as the mapping its file holds, without what is left at its default."""
    data = overlay.model_dump(by_alias=True, exclude_defaults=True)
    # Said either way: whether the decision is entered whole is never left to be guessed.
    return {**data, "complete": overlay.complete}


def parsed(text: str, name: str) -> ProvinceSet:
    """Read a province set from the text of a file. Raises DefinitionError with the line of each mistake."""
    return validated(ProvinceSet, Source(text, name))


def text_with(data: dict[str, Any], before: str | None, name: str) -> str:
    """The text of a file that holds `data`; where there was one before, only its changed lines differ.

    Raises DefinitionError where the file is written so that it cannot be edited line by line.
    """
    if before is None:
        return written(data)
    text = edited(before, plain(parsed(before, name)), data, name)
    if plain(parsed(text, name)) != data:
        message = tr("it is written in a way that cannot be edited line by line.")
        remedy = tr("write the set to another file, or take anchors and aliases out of this one")
        raise DefinitionError(Problem("yaml_syntax", message, file=name, remedy=remedy))
    return text
