"""`/healthz` for the load balancer, `/readyz` and `/metrics` for monitoring: open to all, for they hold only counts.

No rate limit: whoever watches asks often, and the answers are cheap. A proxy should keep the last two inside the house.
"""

from __future__ import annotations

from dataclasses import asdict

from flask import Blueprint, Response, current_app, jsonify

from pakn.identity.access import anyone
from pakn.kernel import clock
from pakn.kernel.db import reading
from pakn.operations import health, metrics, service
from pakn.operations.metrics import Kept
from pakn.web.config import settings

bp = Blueprint("operations", __name__)
_KEPT = "pakn_counts"


@bp.get("/healthz")
@anyone
def healthz() -> tuple[Response, int]:
    """Whether this process answers and reaches its database, and the tables there are those it knows."""
    fault = service.database_fault(reading())
    if fault:
        return jsonify(status="error", database=fault), 503
    return jsonify(status="ok", database="ok"), 200


@bp.get("/readyz")
@anyone
def readyz() -> tuple[Response, int]:
    """Whether the whole service keeps its promises: 503 when one is in danger."""
    checks = service.readiness(reading(), settings(), clock.now())
    told = {
        check.name: {key: value for key, value in asdict(check).items() if key != "name"} for check in checks
    }
    status = health.overall(checks)
    return jsonify(status=status, checks=told), 503 if status == "error" else 200


@bp.get("/metrics")
@anyone
def exposition() -> Response:
    """The figures in Prometheus' text format."""
    kept: Kept = current_app.extensions.setdefault(_KEPT, Kept())
    text = metrics.exposition(reading(), settings(), clock.now(), kept)
    return Response(text, content_type=metrics.CONTENT_TYPE)
