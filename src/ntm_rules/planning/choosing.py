"""Choose among alternatives: the least sum, a change that serves several needs counted once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from ntm_rules.planning.needs import Alternative, Missing, Need
from ntm_rules.planning.steps import Step

Key = tuple[bool, str]
Steps = dict[Key, Step]
# Sums of floats that differ by less are equal.
_PLACES = 9


@dataclass(frozen=True, slots=True)
class Chosen:
    """The steps that were chosen, by what they change; whom each serves; and what is still missing after them."""

    steps: Mapping[Key, Step] = field(default_factory=dict)
    serves: Mapping[Key, tuple[tuple[int, int | None], ...]] = field(default_factory=dict)
    missing: tuple[Missing, ...] = ()

    @property
    def cost(self) -> float:
        """The sum of gap ÷ level."""
        return _cost(self.steps)


@dataclass(frozen=True, slots=True)
class Chooser:
    """Chooses for one row at a time; `watch` is the place of each criterion among the watched."""

    watch: Sequence[int]

    def rank(self, chosen: Chosen) -> tuple[object, ...]:
        """What is least first: what is left unknown, the cost, then the watched, then the order of the set."""
        return _rank(chosen.steps, len(chosen.missing), self.watch)

    def choose(self, needs: Iterable[Need]) -> Chosen:
        """The least steps that meet all needs that can be met."""
        open_ = [need for need in needs if need.alternatives]
        settled = [(need, need.alternatives[0]) for need in open_ if len(need.alternatives) == 1]
        base: Steps = {}
        for _, only in settled:
            base = _joined(base, only)
        for group in _linked([need for need in open_ if len(need.alternatives) > 1]):
            found = _Search(group, base, self.watch).found
            settled += zip(group, found, strict=True)
        return _gathered(settled)

    def subsets(
        self, wants: Mapping[int, Sequence[Need]], forced: Sequence[int], least: int
    ) -> Iterator[tuple[int, ...]]:
        """The sets of criteria worth trying: at least so many of those wanted, the forced among them.

        One set where no two criteria share a change, for then the cheapest each are the cheapest together.
        """
        others, more = [n for n in wants if n not in forced], max(0, least - len(forced))
        keys = [{s.key for need in of for a in need.alternatives for s in a.steps} for of in wants.values()]
        if sum(map(len, keys)) > len(set().union(*keys)):
            yield from ((*forced, *chosen) for chosen in combinations(others, more))
        elif more <= len(others):
            others.sort(key=lambda number: self.rank(self.choose(wants[number])))
            yield (*forced, *others[:more])


class _Search:
    """Tries the alternatives of needs that share changes, depth first, giving up where it is dear already."""

    def __init__(self, needs: Sequence[Need], base: Steps, watch: Sequence[int]) -> None:
        self._needs, self._watch = needs, watch
        self._best: tuple[object, ...] | None = None
        self.found: tuple[Alternative, ...] = ()
        levels = (s.level for need in needs for a in need.alternatives for s in a.steps)
        # To a level of 0 a stronger change may cost less than a weaker one; elsewhere more only adds.
        self._monotone = 0 not in levels
        self._try(base, ())

    def _try(self, steps: Steps, chosen: tuple[Alternative, ...]) -> None:
        missing = sum(len(alternative.missing) for alternative in chosen)
        rank = _rank(steps, missing, self._watch)
        if self._best is not None and self._monotone and rank[:2] > self._best[:2]:
            return
        if len(chosen) == len(self._needs):
            if self._best is None or rank < self._best:
                self._best, self.found = rank, chosen
            return
        for alternative in self._needs[len(chosen)].alternatives:
            self._try(_joined(steps, alternative), (*chosen, alternative))


def _rank(steps: Mapping[Key, Step], missing: int, watch: Sequence[int]) -> tuple[object, ...]:
    places = sorted(
        (watch[s.criterion], s.criterion, -1 if s.indicator is None else s.indicator) for s in steps.values()
    )
    return missing, round(_cost(steps), _PLACES), places


def _cost(steps: Mapping[Key, Step]) -> float:
    return sum(step.cost for step in steps.values())


def _joined(steps: Steps, alternative: Alternative) -> Steps:
    """Steps with those of an alternative; of two on one column the stronger."""
    found = dict(steps)
    for step in alternative.steps:
        if step.key not in found or not found[step.key].reaches(step):
            found[step.key] = step
    return found


def _gathered(settled: Sequence[tuple[Need, Alternative]]) -> Chosen:
    steps: Steps = {}
    serves: dict[Key, list[tuple[int, int | None]]] = {}
    missing: dict[Missing, None] = {}
    for _, alternative in settled:
        steps = _joined(steps, alternative)
        missing.update(dict.fromkeys(alternative.missing))
        for step in alternative.steps:
            place = step.criterion, step.indicator
            serves.setdefault(step.key, [])
            if place not in serves[step.key]:
                serves[step.key].append(place)
    return Chosen(
        steps, {key: tuple(sorted(of, key=_in_order)) for key, of in serves.items()}, tuple(missing)
    )


def _in_order(place: tuple[int, int | None]) -> tuple[int, int]:
    return place[0], -1 if place[1] is None else place[1]


def _linked(needs: Sequence[Need]) -> list[list[Need]]:
    """Needs sorted so that those of different groups share no change."""
    groups: list[tuple[set[Key], list[Need]]] = []
    for need in needs:
        keys, members = {s.key for a in need.alternatives for s in a.steps}, [need]
        apart = []
        for others, of in groups:
            if others & keys:
                keys, members = others | keys, of + members
            else:
                apart.append((others, of))
        groups = [*apart, (keys, members)]
    return [members for _, members in groups]
