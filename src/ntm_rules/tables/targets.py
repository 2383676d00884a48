"""What a column may hold, and the names by which a program writes it: `income_per_capita_num`, `17.1_appraised`."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from ntm_rules.errors import Problem

Role = Literal[
    "identity", "value", "num", "den", "female", "male", "expires", "se", "year", "verdict", "number",
    "tick", "plan", "part", "reported",
]  # fmt: skip
UNSTAGED = "unstaged"
STAGES = ("self", "verified", "appraised")
SUFFIXES: dict[str, tuple[Role, str]] = {
    "num": ("num", UNSTAGED),
    "den": ("den", UNSTAGED),
    "female": ("female", UNSTAGED),
    "male": ("male", UNSTAGED),
    "expires": ("expires", UNSTAGED),
    "se": ("se", UNSTAGED),
    "year": ("year", UNSTAGED),
    "verdict": ("verdict", UNSTAGED),
    "self": ("verdict", "self"),
    "verified": ("verdict", "verified"),
    "appraised": ("verdict", "appraised"),
}


@dataclass(frozen=True, slots=True)
class Target:
    """What a column holds: `name` is an identity column, a variable, or the number of an indicator or criterion.

    `part` is a figure that adds up with others to the one named, and `stage` says which part it is.
    `ticked` is the verdict that an x in the column gives, for a column of a pair such as Đạt | Chưa đạt.
    """

    role: Role
    name: str
    stage: str = UNSTAGED
    ticked: str = ""


class Matcher(Protocol):
    """What the headers of some kind of table mean, and the units their columns may be in."""

    def match(self, header: str) -> Target | Problem | None: ...  # noqa: D102

    def units_of(self, target: Target) -> frozenset[str]: ...  # noqa: D102


def written_as(text: str, variables: Collection[str]) -> Target | None:
    """What a name such as `income_per_capita_num` says, given the variables in lower case; None for another text."""
    if text in variables:
        return Target("value", text)
    for stage in STAGES:
        # Both `<variable>_self` and `<variable>_verdict_self` are written.
        text = text.replace(f"_verdict_{stage}", f"_{stage}")
    stem, _, suffix = text.rpartition("_")
    if suffix in SUFFIXES and stem in variables:
        role, stage = SUFFIXES[suffix]
        return Target(role, stem, stage)
    return None
