"""Aliases and withdrawals go in again, with who made them when. What the log says already is not said twice."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select, update

from onrecord.errors import OnrecordError
from onrecord.record import log
from onrecord.record import tables as t
from onrecord.record.identity_files import Alias, retie
from onrecord.record.identity_tables import identity_alias
from onrecord.record.items_marks import Listed, Logged, Withdrawn
from onrecord.record.origin_tables import withdrawal
from onrecord.record.rows import next_id
from onrecord.record.version_placing import settle


class ItemError(OnrecordError):
    """One item cannot be taken: what it says does not hold together."""


def take_alias(connection: Connection, item: Listed, said: Logged) -> bool:
    """Take one line of an alias file, and tie anew whom it is about; say whether it was new."""
    a = identity_alias.c
    alias = Alias(item.name, item.alias, item.identifier, item.type)
    same = select(a.id).where(
        a.name == item.name, a.alias == item.alias, a.identifier == item.identifier, a.type == item.type
    )
    if connection.execute(same).first() is not None:
        return False
    name_key = alias.key(item.name)
    if name_key is None or (item.alias and alias.key(item.alias) is None):
        raise ItemError(f"the alias line for {item.name!r} has no name")
    connection.execute(
        insert(identity_alias).values(
            id=next_id(connection, identity_alias), name=item.name, alias=item.alias, identifier=item.identifier,
            type=item.type, name_key=name_key, alias_key=alias.key(item.alias) or "", source=item.source,
            added_at=item.added_at, who=item.who,
        )
    )  # fmt: skip
    if item.cells not in said.aliases:
        said.aliases[item.cells] = log.append(
            connection, "aliases", item.source, {"added": [list(item.cells)]}, who=item.who
        )
    retie(connection, [alias])
    return True


def take_withdrawal(connection: Connection, item: Withdrawn, said: Logged) -> bool:
    """Take the mark that an article was withdrawn, and bring its state up to date; say whether it was new."""
    v, w = t.version.c, withdrawal.c
    version = connection.execute(select(v.id, v.article_id).where(v.key == item.version)).first()
    if version is None:
        raise ItemError(f"a withdrawal names the version {item.version}, which is not there")
    same = connection.execute(
        select(w.id, w.undone_at).where(w.version_id == version.id, w.who == item.who, w.at == item.at)
    ).first()
    if same is not None and (same.undone_at is not None or item.undone_at is None):
        return False
    undone = {"undone_at": item.undone_at, "undone_by": item.undone_by}
    if same is not None:
        connection.execute(update(withdrawal).where(w.id == same.id).values(**undone))
    else:
        id = next_id(connection, withdrawal)
        values = {"version_id": version.id, "reason": item.reason, "who": item.who, "at": item.at}
        connection.execute(insert(withdrawal).values(id=id, **values, **undone))
    story = connection.execute(select(t.article.c.key).where(t.article.c.id == version.article_id)).scalar_one()
    mark = (item.version, item.who, item.reason)
    if mark not in said.withdrawals:
        payload = {"article": story, "reason": item.reason}
        said.withdrawals[mark] = log.append(connection, "withdraw", item.version, payload, who=item.who)
        if item.undone_at:
            log.append(connection, "reinstate", story, {}, who=item.undone_by or item.who)
    settle(connection, version.article_id)
    return True
