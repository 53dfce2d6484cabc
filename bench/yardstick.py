"""The least a Flask view can do with the same form: read its fields, one INSERT, lead on."""

from __future__ import annotations

import os

from flask import Flask, redirect, request
from sqlalchemy import Column, DateTime, MetaData, Table, Text, create_engine, func, insert
from werkzeug.wrappers import Response

FIELDS = (
    "submitter_type",
    "full_name",
    "organization",
    "address",
    "phone",
    "email",
    "agency",
    "subject",
    "content",
    "regulation",
)
table = Table(
    "bench_yardstick",
    MetaData(),
    *(Column(name, Text, nullable=False) for name in FIELDS),
    Column("received_at", DateTime(timezone=True), server_default=func.now()),
)
app = Flask(__name__)
engine = create_engine(os.environ["PAKN_DATABASE_URL"], pool_size=10, pool_pre_ping=True)


@app.get("/")
def ready() -> str:
    """That it runs."""
    return "ready"


@app.post("/gui")
def send() -> Response:
    """One row."""
    row = {name: request.form.get(name, "") for name in FIELDS}
    with engine.begin() as connection:
        connection.execute(insert(table), row)
    return redirect("/", 303)


def prepare() -> None:
    """Make the table."""
    table.create(engine, checkfirst=True)
