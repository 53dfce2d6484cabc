"""Submissions: POST alone, the citizen's whole way, and the same POST against the yardstick, in turns."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

from bench.figures import Figure, Times, together
from bench.services import ROOT

CLIENTS = 4
_DIFFERENT, _A_SECOND = 300, 100
"""Texts of one client, and how many it can send in a second: a short round needs fewer."""


@dataclass(frozen=True)
class Target:
    """Where to send, and how its form is opened."""

    port: int
    tokens: bool
    agency: str


def figures(petitions: Target, yardstick: Target, rounds: int, seconds: float) -> list[Figure]:
    """Rounds in turns, so that what else the machine does falls on both."""
    posts: list[Times] = []
    bare: list[Times] = []
    run("post", petitions, min(1, seconds), 0)
    run("post", yardstick, min(1, seconds), 0)
    for number in range(1, rounds + 1):
        posts.append(run("post", petitions, seconds, number))
        bare.append(run("post", yardstick, seconds, number))
    flows = run("flow", petitions, seconds, rounds + 1)
    ours, least = together(posts), together(bare)
    return [
        Figure(f"submissions, POST only, {CLIENTS} clients", _rate(ours), "200/s, p95 < 30 ms"),
        Figure(f"bare view with one INSERT, {CLIENTS} clients", _rate(least)),
        Figure("POST against the bare view", f"{ours.per_second / least.per_second:.2f} of its rate"),
        Figure(f"form, POST, receipt, {CLIENTS} clients", _rate(flows)),
    ]


def run(kind: str, target: Target, seconds: float, seed: int) -> Times:
    """One round; raises RuntimeError when anything but a receipt came back."""
    job: dict[str, Any] = {
        "kind": kind,
        "port": target.port,
        "path": "/gui",
        "form": "/gui",
        "tokens": target.tokens,
        "fields": {"agency": target.agency},
        "clients": CLIENTS,
        "seconds": seconds,
        "different": min(_DIFFERENT, 1 + round(seconds * _A_SECOND)),
        "seed": seed,
    }
    done = subprocess.run(
        [sys.executable, "-m", "bench.citizens"],
        input=json.dumps(job),
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    told = json.loads(done.stdout)
    if told["wrong"]:
        raise RuntimeError(f"{len(told['wrong'])} answers were no receipt, the first: {told['wrong'][0]}")
    return Times(tuple(told["latencies"]), told["seconds"])


def _rate(times: Times) -> str:
    return f"{times.per_second:.0f}/s, {times}"
