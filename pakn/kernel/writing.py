"""Writing many new rows at once: what a flush would do in a statement for each table, in one for all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Dialect, Insert, Table, bindparam, insert
from sqlalchemy.orm import MANYTOONE, Session, class_mapper

from pakn.kernel.tables import Base

_Rows = dict[Table, list[dict[str, Any]]]
_Plan = tuple[tuple[Table, tuple[str, ...], int], ...]


def insert_new(session: Session) -> None:
    """Insert everything that is new in a session and let go of it; what was only changed is flushed as usual.

    It is several times quicker than a flush because it does less: a row that another one names must have its id
    already, nothing is read back, and the objects are of no session afterwards.
    """
    made: list[Base] = list(session.new)
    rows: _Rows = defaultdict(list)
    for each in made:
        session.expunge(each)
    session.flush()
    for each in made:
        _add_rows(rows, each)
    if session.get_bind().dialect.name == "postgresql":
        _insert_together(session, rows)
    else:
        _insert_in_order(session, rows)


@dataclass(frozen=True)
class _Shape:
    """How an object of a class becomes rows.

    `columns` are the columns but the id, each with what stands there when nobody said; `parents` are the objects
    whose ids are taken over: attribute, own column, the other's column; `links` are lists of objects that a table in
    between leads to: attribute, that table, own column there, the other's column there.
    """

    table: Table
    columns: tuple[tuple[str, Any], ...]
    parents: tuple[tuple[str, str, str], ...]
    links: tuple[tuple[str, Table, str, str], ...]


@lru_cache(maxsize=64)
def _shape(kind: type[Base]) -> _Shape:
    mapper = class_mapper(kind)
    table: Any = mapper.local_table
    columns = tuple(
        (column.key, column.default.arg if column.default is not None else None)
        for column in table.columns
        if not column.primary_key
    )
    links = tuple(_link(each) for each in mapper.relationships if each.secondary is not None)
    parents = tuple(_parent(each) for each in mapper.relationships if each.direction is MANYTOONE)
    return _Shape(table, columns, parents, links)


def _parent(relationship: Any) -> tuple[str, str, str]:
    ((mine, other),) = relationship.local_remote_pairs
    return relationship.key, mine.key, other.key


def _link(relationship: Any) -> tuple[str, Table, str, str]:
    ((_id, own),), ((_other_id, far),) = (
        relationship.synchronize_pairs,
        relationship.secondary_synchronize_pairs,
    )
    return relationship.key, own.table, own.key, far.key


def _add_rows(rows: _Rows, each: Base) -> None:
    shape, said = _shape(type(each)), each.__dict__
    row = {name: said.get(name, usual) for name, usual in shape.columns}
    if said.get("id") is not None:
        row["id"] = said["id"]
    for name, column, other in shape.parents:
        if said.get(name) is not None:
            row[column] = getattr(said[name], other)
    rows[shape.table].append(row)
    for name, between, own, far in shape.links:
        if said.get(name):
            rows[between] += [{own: said["id"], far: one.id} for one in said[name]]


def _insert_in_order(session: Session, rows: _Rows) -> None:
    """Table by table, those first that others refer to."""
    for table in Base.metadata.sorted_tables:
        if rows.get(table):
            session.execute(insert(table), rows[table])


def _insert_together(session: Session, rows: _Rows) -> None:
    """PostgreSQL looks at references when a statement is over: one statement has room for all tables."""
    plan = tuple((table, _names(written), len(written)) for table, written in rows.items())
    if not plan:
        return
    connection = session.connection()
    statement, processors = _compiled(plan, connection.dialect)
    said = [row[name] for table, names, _count in plan for row in rows[table] for name in names]
    values = (process(value) if process else value for process, value in zip(processors, said, strict=True))
    connection.exec_driver_sql(statement, {f"v{at}": value for at, value in enumerate(values)})


def _names(written: list[dict[str, Any]]) -> tuple[str, ...]:
    """The columns in which anything stands; the others are NULL without being told."""
    return tuple(name for name in written[0] if any(row[name] is not None for row in written))


@lru_cache(maxsize=256)
def _compiled(plan: _Plan, dialect: Dialect) -> tuple[str, list[Callable[[Any], Any] | None]]:
    """The statement that writes so many rows of these columns into these tables, and what its values go through.

    It is made once: SQLAlchemy keeps no compiled form of an INSERT of several rows.
    """
    parts: list[Insert] = []
    processors: list[Callable[[Any], Any] | None] = []
    for table, names, count in plan:
        types = {name: table.c[name].type for name in names}
        first = len(processors)
        lines = [
            {
                name: bindparam(f"v{first + line * len(names) + at}", type_=types[name])
                for at, name in enumerate(names)
            }
            for line in range(count)
        ]
        processors += [each.dialect_impl(dialect).bind_processor(dialect) for each in types.values()] * count
        parts.append(insert(table).values(lines).inline())
    *others, last = parts
    together = last.add_cte(*(each.cte(f"w{number}") for number, each in enumerate(others)))
    return str(together.compile(dialect=dialect)), processors
