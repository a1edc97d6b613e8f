"""What runs through many articles: do the groups' keys follow from their statements, and does each have some."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, func, select

from onrecord.record import tables as t
from onrecord.record.claim_groups import CLAIMS, UTTERANCES, Tables
from onrecord.record.identities import speaker_key
from onrecord.record.identity_tables import identity, identity_link
from onrecord.record.lasting_tables import lasting_group, lasting_identity
from onrecord.record.origin_tables import text_sketch
from onrecord.record.rows import digest
from onrecord.record.verify_tables import MOST, Fault


def group_faults(connection: Connection) -> Iterator[Fault]:
    """Yield groups and links that do not follow from the statements, speakers and texts that they are made of."""
    for tables in (UTTERANCES, CLAIMS):
        yield from _groups(connection, tables)
        yield from _lasting(connection, tables)
    yield from _identities(connection)
    lost = select(t.version.c.key).where(
        ~select(text_sketch).where(text_sketch.c.version_id == t.version.c.id).exists()
    )
    for key in connection.execute(lost.limit(MOST)).scalars():
        yield Fault("version", key, "what its copies are found by is missing")


def _groups(connection: Connection, tables: Tables) -> Iterator[Fault]:
    group, member, s = tables.group, tables.member, t.statement.c
    held = (
        select(group.c.key, group.c.smallest, func.min(s.key).label("least"), func.count(s.id).label("size"))
        .select_from(group.outerjoin(member, member.c[f"{tables.kind}_id"] == group.c.id).outerjoin(t.statement))
        .group_by(group.c.id, group.c.key, group.c.smallest)
        .execution_options(yield_per=1000)
    )
    for row in connection.execute(held):
        if row.size < 2:
            yield Fault(tables.kind, row.key, f"it has {row.size} statements, expected two or more")
        elif row.smallest != row.least:
            yield Fault(tables.kind, row.key, f"its least statement is given as {row.smallest}, expected {row.least}")
        elif row.key != digest(tables.kind, row.least):
            expected = digest(tables.kind, row.least)
            yield Fault(tables.kind, row.key, f"its key does not follow from its statements, expected {expected}")
    former = (
        select(s.key, group.c.key)
        .select_from(member.join(group).join(t.statement).join(t.reading))
        .where(t.reading.c.is_current.is_(False))
        .limit(MOST)
    )
    for key, name in connection.execute(former):
        yield Fault(tables.kind, name, f"it has the statement {key} of a former reading")


def _lasting(connection: Connection, tables: Tables) -> Iterator[Fault]:
    """Yield statements in groups whose key would not lead back to them once it is a former one, and false ways."""
    g, s = lasting_group.c, t.statement.c
    ways = select(g.key, s.key).select_from(lasting_group.join(t.statement)).where(g.kind == tables.kind)
    there: set[str] = set()
    for key, statement in connection.execute(ways.execution_options(yield_per=1000)):
        there.add(key)
        if key != digest(tables.kind, statement):
            yield Fault("lasting_group", key, f"it leads to the statement {statement}, of which it is not made")
    members = select(s.key).select_from(tables.member.join(t.statement)).execution_options(yield_per=1000)
    for statement in connection.execute(members).scalars():
        if digest(tables.kind, statement) not in there:
            expected = digest(tables.kind, statement)
            yield Fault("lasting_group", expected, f"it is missing: it should lead to the statement {statement}")


def _identities(connection: Connection) -> Iterator[Fault]:
    link = identity_link.c
    query = (
        select(link.key, t.speaker.c.name, t.version.c.key, t.reading.c.is_current, link.identity_id)
        .select_from(identity_link.join(t.speaker).join(t.reading).join(t.version))
        .execution_options(yield_per=1000)
    )
    for key, name, version, current, identity_id in connection.execute(query):
        expected = speaker_key(version, name)
        if key != expected:
            yield Fault("identity_link", key, f"its key does not follow from its speaker {name}, expected {expected}")
        if not current:
            yield Fault("identity_link", key, f"its speaker {name} is one of a former reading")
        if identity_id is None:
            yield Fault("identity_link", key, f"its speaker {name} belongs to no identity")
    kept = select(lasting_identity.c.key).where(lasting_identity.c.key == identity.c.key).exists()
    borne = select(link.id).where(link.identity_id == identity.c.id).exists()
    for key in connection.execute(select(identity.c.key).where(borne, ~kept).limit(MOST)).scalars():
        yield Fault("identity", key, "once its key is a former one it would lead nowhere")
