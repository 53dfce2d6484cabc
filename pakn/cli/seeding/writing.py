"""Getting rows into the database fast: COPY on PostgreSQL, many at a time on SQLite."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Self

from sqlalchemy import Connection, Engine, func, inspect, select, text
from sqlalchemy.orm import Session

from pakn.cli.seeding.rows import FOR_POSTGRESQL, FOR_SQLITE, MODELS, Ids, Row, Rows, Shape
from pakn.kernel.tables import Base


def first_ids(session: Session) -> Ids:
    """Where the ids go on. On PostgreSQL nobody else writes these tables until the transaction ends."""
    if _on_postgresql(session):
        names = ", ".join(f'"{model.__tablename__}"' for model in MODELS)
        session.execute(text(f"LOCK TABLE {names} IN SHARE ROW EXCLUSIVE MODE"))
    return Ids({model.__tablename__: _first(session, model) for model in MODELS if _has_id(model)})


def _first(session: Session, model: type[Base]) -> int:
    column = model.__table__.c.id
    highest = session.scalar(select(func.max(column))) or 0
    if not _on_postgresql(session):
        return int(highest) + 1
    sequence = session.scalar(
        text("SELECT pg_get_serial_sequence(:name, 'id')"), {"name": model.__tablename__}
    )
    following = session.scalar(text("SELECT nextval(:name)"), {"name": sequence})
    return max(int(highest) + 1, int(following or 0))


def advance(session: Session, ids: Ids) -> None:
    """Let the next row that anybody writes get an id behind ours. SQLite looks at the table itself."""
    if not _on_postgresql(session):
        return
    told = text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :last)")
    for model in MODELS:
        if _has_id(model):
            session.execute(told, {"name": model.__tablename__, "last": ids.next(model) - 1})


class Writer:
    """Writes one lot while the next is being made; nothing else may use the session until it is closed."""

    def __init__(self, session: Session) -> None:
        self._beside = ThreadPoolExecutor(max_workers=1)
        self._under_way: Future[None] | None = None
        self._connection = session.connection()
        on_postgresql = _on_postgresql(session)
        self._put = _copy if on_postgresql else _insert
        spellings = FOR_POSTGRESQL if on_postgresql else FOR_SQLITE
        self._shapes = [Shape.of(model, spellings) for model in MODELS]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_fault: object) -> None:
        self._beside.shutdown(wait=True)

    def write(self, rows: Rows) -> None:
        """Take over what was gathered. Raises what the lot before met with."""
        self.wait()
        self._under_way = self._beside.submit(self._write, rows)

    def wait(self) -> None:
        """Until everything taken over is written. Raises what it met with."""
        if self._under_way is not None:
            self._under_way.result()
            self._under_way = None

    def _write(self, rows: Rows) -> None:
        for shape in self._shapes:
            if rows.by_table[shape.table]:
                self._put(self._connection, shape, rows.by_table[shape.table])


def settle(engine: Engine) -> None:
    """Once all is committed, tell the planner how large the tables have become. On PostgreSQL also merge what waits
    beside the text indexes, and mark the pages that everybody sees: indexes alone answer only then."""
    if engine.dialect.name == "postgresql":
        _for_each_table(engine.execution_options(isolation_level="AUTOCOMMIT"), "VACUUM (ANALYZE)")
    else:
        _for_each_table(engine, "ANALYZE")


def _for_each_table(engine: Engine, deed: str) -> None:
    with engine.begin() as connection:
        for model in MODELS:
            connection.execute(text(f'{deed} "{model.__tablename__}"'))


def _copy(connection: Connection, shape: Shape, rows: list[Row]) -> None:
    driver: Any = connection.connection.driver_connection
    names = ", ".join(f'"{name}"' for name, _ in shape.columns)
    with driver.cursor() as cursor, cursor.copy(f'COPY "{shape.table}" ({names}) FROM STDIN') as copy:
        for row in rows:
            copy.write_row(shape.values(row))


def _insert(connection: Connection, shape: Shape, rows: list[Row]) -> None:
    names = ", ".join(f'"{name}"' for name, _ in shape.columns)
    places = ", ".join("?" for _ in shape.columns)
    statement = f'INSERT INTO "{shape.table}" ({names}) VALUES ({places})'
    connection.exec_driver_sql(statement, [tuple(shape.values(row)) for row in rows])


def _has_id(model: type[Base]) -> bool:
    return "id" in inspect(model).columns


def _on_postgresql(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"
