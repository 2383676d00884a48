"""The names of the library are what they say, whatever was imported before."""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType

import pytest

import ntm_rules as ntm
from ntm_rules import api


@pytest.mark.parametrize("package", [ntm, api], ids=["ntm_rules", "ntm_rules.api"])
def test_a_call_is_never_hidden_by_a_module_of_its_name(package: ModuleType) -> None:
    for found in pkgutil.iter_modules(api.__path__, "ntm_rules.api."):
        importlib.import_module(found.name)
    for name in package.__all__:
        assert not isinstance(getattr(package, name), ModuleType), name


@pytest.mark.parametrize("package", [ntm, api], ids=["ntm_rules", "ntm_rules.api"])
def test_a_name_that_there_is_not_is_an_attribute_error(package: ModuleType) -> None:
    with pytest.raises(AttributeError, match="nothing"):
        package.nothing  # noqa: B018
