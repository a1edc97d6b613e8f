"""What the database itself can say of a record: is its file sound, do its links lead somewhere, is its index whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Column, Connection, Table, and_, func, not_, select
from sqlalchemy.exc import DBAPIError

from onrecord.errors import RecordError
from onrecord.record import tables as t
from onrecord.record.addresses import canonical
from onrecord.record.rows import digest
from onrecord.record.schema import metadata
from onrecord.record.store import Store

MOST: Final = 100
"""So many links that lead nowhere are named, of each column."""
_PAGE: Final = 500


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that does not hold: in which table, of which row (by its key where it has one), and what is wrong."""

    table: str
    key: str
    problem: str


def file_faults(store: Store) -> list[Fault]:
    """Return what an SQLite file's own pages show to be wrong. After one of these nothing else can be relied on."""
    if store.engine.dialect.name != "sqlite":
        return []
    found: list[str] = []
    try:
        with store.looking() as connection:
            for row in connection.exec_driver_sql(f"PRAGMA integrity_check({MOST})"):
                found.append(" ".join(row[0].split()))
    except RecordError as e:
        found.append(e.problem)
    return [Fault("file", "", f"{x}. Restore a backup with `onrecord restore`") for x in found if x != "ok"]


def link_faults(connection: Connection) -> Iterator[Fault]:
    """Yield every row that points to one that is not there."""
    for table in metadata.sorted_tables:
        for key in table.foreign_keys:
            yield from _lost(connection, table, key.parent, key.column)
    if connection.dialect.name == "postgresql":
        unchecked = "SELECT conname, conrelid::regclass::text FROM pg_constraint WHERE NOT convalidated"
        for name, table_name in connection.exec_driver_sql(unchecked):
            yield Fault(str(table_name), str(name), "this constraint is not enforced")


def _lost(connection: Connection, table: Table, column: Column[int], target: Column[int]) -> Iterator[Fault]:
    there = target.table.alias()
    name = table.c.key if "key" in table.c else next(iter(table.primary_key))
    query = (
        select(name, column)
        .select_from(table.outerjoin(there, column == there.c[target.name]))
        .where(column.is_not(None), there.c[target.name].is_(None))
        .limit(MOST)
    )
    for key, value in connection.execute(query):
        yield Fault(table.name, str(key), f"its {column.name} is {value}, which is not in {target.table.name}")


def article_faults(connection: Connection) -> Iterator[Fault]:
    """Yield every piece of news whose key, address or count of versions does not follow from its versions."""
    v, a = t.version.c, t.article.c
    query = select(a.id, a.key, a.address, v.key, v.url, v.number)
    query = query.select_from(t.article.outerjoin(t.version)).order_by(a.id, v.number)
    after = -1
    while True:
        page = select(a.id).where(a.id > after).order_by(a.id).limit(_PAGE).subquery()
        held = connection.execute(query.where(a.id.in_(select(page.c.id)))).all()
        if not held:
            return
        found: dict[int, list[tuple[str | None, str | None, int | None]]] = {}
        names = {row[0]: (row[1], row[2]) for row in held}
        for row in held:
            found.setdefault(row[0], []).append((row[3], row[4], row[5]))
        for id, (key, address) in names.items():
            yield from _article(key, address, found[id])
        after = held[-1][0]


def _article(
    key: str, address: str | None, versions: list[tuple[str | None, str | None, int | None]]
) -> Iterator[Fault]:
    keys = [k for k, _, _ in versions if k is not None]
    if not keys:
        yield Fault("article", key, "it has no version")
        return
    addresses = [found for _, url, _ in versions if (found := canonical(url))]
    expected = min(addresses) if addresses else None
    if address != expected:
        yield Fault("article", key, f"its address is {address}, expected {expected}")
    derived = digest("article", min(addresses or keys))
    if key != derived:
        yield Fault("article", key, f"its key does not follow from its versions, expected {derived}")
    numbers = [n for _, _, n in versions]
    if numbers != list(range(1, len(numbers) + 1)):
        yield Fault("article", key, f"its versions are numbered {numbers}, expected 1 to {len(numbers)}")


def search_faults(connection: Connection) -> Iterator[Fault]:
    """Yield the statements that searches cannot find, or take for current ones or former ones where they are not."""
    s, v, r = t.statement.c, t.version.c, t.reading.c
    other = t.version.alias()
    last = select(func.max(other.c.number)).where(other.c.article_id == v.article_id).scalar_subquery()
    current = and_(r.is_current, v.number == last)
    joined = t.statement.join(t.reading).join(t.version)
    for wrong, words in (
        (and_(s.facets.contains("qcurrent0"), not_(current)), "searches take it for a current one, but it is a former"),
        (and_(not_(s.facets.contains("qcurrent0")), current), "searches take it for a former one, but it is current"),
    ):
        for key in connection.execute(select(s.key).select_from(joined).where(wrong).limit(MOST)).scalars():
            yield Fault("statement", key, words)
    for key in connection.execute(select(s.key).where(s.facets.is_(None)).limit(MOST)).scalars():
        yield Fault("statement", key, "searches cannot find it: its facets are missing")
    if connection.dialect.name == "postgresql":
        valid = "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass('ix_statement_search')"
        if connection.exec_driver_sql(valid).scalar() is not True:
            yield Fault("statement", "ix_statement_search", "the full-text index is missing or not valid")


def index_faults(store: Store) -> Iterator[Fault]:
    """Yield what is wrong with an SQLite file's full-text index. Takes the lock of a writer for as long as it looks."""
    if store.engine.dialect.name == "sqlite":
        with store.writing() as connection:
            try:
                # With rank 1 it is held against the rows that it was made from.
                connection.exec_driver_sql(
                    "INSERT INTO statement_search(statement_search, rank) VALUES ('integrity-check', 1)"
                )
            except DBAPIError as e:
                yield Fault("statement_search", "", f"it does not hold what the statements say ({e.orig})")


def counts(connection: Connection) -> dict[str, int]:
    """Return how many versions, readings, statements (of all readings), judgements and entries of the log there are."""
    wanted = (t.version, t.reading, t.statement, t.judgement, t.log)
    return {x.name: connection.execute(select(func.count()).select_from(x)).scalar_one() for x in wanted}
