"""Everything people read exists in Vietnamese and in English."""

from __future__ import annotations

import re

import pytest

from tests.support import catalogues

FIELD = re.compile(r"\{(\w+)[^}]*\}")


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_every_message_of_the_source_is_translated(language: str) -> None:
    translated = {message.id: message.string for message in catalogues.read(language) if any(message.string)}
    missing = [
        message.id for message in catalogues.collected() if message.id and message.id not in translated
    ]
    assert not missing, "run `make translations` and fill the catalogue"


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_translations_fill_the_same_placeholders(language: str) -> None:
    for message in catalogues.read(language):
        if isinstance(message.id, tuple):
            # A plural is a pair; Vietnamese has one form for both, which need not count.
            assert set(FIELD.findall(message.string[0])) <= set(FIELD.findall(" ".join(message.id))), (
                message.id
            )
        elif message.id in catalogues.FROM_CLICK:
            # What click calls a file may be said without its word.
            assert set(FIELD.findall(message.string)) <= set(FIELD.findall(message.id)), message.id
        elif message.id:
            assert set(FIELD.findall(message.id)) == set(FIELD.findall(message.string)), message.id


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_the_compiled_catalogue_is_that_of_the_text(language: str) -> None:
    compiled = catalogues.po_file(language).with_suffix(".mo").read_bytes()
    assert compiled == catalogues.compiled(catalogues.read(language)), "run `make translations`"


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_the_date_of_a_catalogue_stays(language: str) -> None:
    """Else any two changes of messages would collide in it."""
    assert catalogues.read(language).creation_date == catalogues.CREATED
