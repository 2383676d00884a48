"""What durable-rules fails on is concluded by the reference and told, through the real command line."""

from __future__ import annotations

import json

import pytest

durable = pytest.importorskip("ntm_rules.recommend.durable")


class CompiledCodeError(SystemError):
    """What compiled code may raise, which nobody foresaw."""


def _break_sessions(monkeypatch):
    def fails(self, facts, mark):
        raise CompiledCodeError("a pointer")

    monkeypatch.setattr(durable.Durable, "_session", fails)


def _break_making(monkeypatch):
    def fails(self, program):
        raise CompiledCodeError("no rule set")

    monkeypatch.setattr(durable.Durable, "__init__", fails)


@pytest.mark.parametrize("broken", [_break_sessions, _break_making])
@pytest.mark.parametrize("command", ["recommend", "evaluate"])
def test_the_recommendations_stay_the_same_and_the_failure_is_told(run, good, monkeypatch, broken, command):
    sound = json.loads(run(command, good, "--format", "json").out)
    broken(monkeypatch)
    ran = run(command, good, "--format", "json")
    assert ran.code == 0, ran.err
    found = json.loads(ran.out)
    assert [one["recommendations"] for one in found["communes"]] == [
        one["recommendations"] for one in sound["communes"]
    ]
    assert any(one["recommendations"] for one in found["communes"])
    assert "NTM371 durable-rules failed" in ran.err
    assert "NTM371" not in run("evaluate", good, "--lang", "en").out


def test_an_engine_that_does_not_fail_says_nothing(run, good):
    assert "NTM371" not in run("recommend", good).err
