"""Recommendations for 10,000 communes of which no two have the same facts: seconds, and memory that does not grow."""

from __future__ import annotations

import resource
import time
from pathlib import Path

import numpy as np
import pandas as pd

import ntm_rules as ntm
from ntm_rules.definitions.models import CriteriaSet
from ntm_rules.recommend.advice import CommuneAdvice
from ntm_rules.recommend.chaining import Reference, chainer
from ntm_rules.recommend.facts import CommuneFacts

COMMUNES = 10_000
EARLY = 2_000
SECONDS, MEGABYTES = 30.0, 50.0


def main() -> bool:
    """Print seconds and memory; true where the bounds hold."""
    loaded = ntm.load_set()
    evaluation = ntm.evaluate(_verdicts(loaded, COMMUNES), loaded)
    advice: CommuneAdvice = evaluation.advice._parts[0]
    program = advice.program
    flags = CommuneFacts(evaluation.assessment).flags(program.given)
    patterns = np.unique(flags, axis=1).shape[1]
    given = [{program.given[at] for at in np.flatnonzero(column).tolist()} for column in flags.T]
    engine, by_reference = chainer(program)
    reference = Reference(program)
    start, early = time.perf_counter(), 0.0
    for number, facts in enumerate(given, start=1):
        engine.fired(facts)
        if number == EARLY:
            early = _resident()
    inferred, growth = time.perf_counter() - start, _resident() - early
    start = time.perf_counter()
    for facts in given:
        reference.fired(facts)
    referred = time.perf_counter() - start
    start = time.perf_counter()
    count = sum(len(evaluation.advice.of_row(row)) for row in range(COMMUNES))
    whole = time.perf_counter() - start
    name = "the reference" if by_reference else "durable-rules"
    print(f"recommend: {COMMUNES:,} communes, {patterns:,} patterns of facts, {count:,} recommendations")
    print(
        f"  inference by {name} {inferred:5.2f} s (the reference {referred:.2f} s), memory grows by {growth:.1f} MB"
    )
    print(f"  inference, proofs and priorities of every commune {whole:5.2f} s")
    holds = whole <= SECONDS and growth <= MEGABYTES
    print(f"  at most {SECONDS:.0f} s and {MEGABYTES:.0f} MB: {'holds' if holds else 'DOES NOT HOLD'}")
    return holds


def _verdicts(loaded: CriteriaSet, count: int) -> pd.DataFrame:
    """Communes judged by councils at random, so that no two are alike."""
    rng = np.random.default_rng(318)
    words = np.array(["Đạt", "Chưa đạt", "Cơ bản đạt", None], dtype=object)
    columns = {f"{criterion.code}_appraised": rng.choice(words, count) for criterion in loaded.criteria}
    names = [f"Xã Mẫu {n}" for n in range(1, count + 1)]
    return pd.DataFrame({"commune": names, "province": "Lai Châu", "year": 2023, **columns})


def _resident() -> float:
    """Resident memory in MB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 2**20
