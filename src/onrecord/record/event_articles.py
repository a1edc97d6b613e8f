"""What happens to an article that somebody follows: its newer versions, and who says that what it reports is not so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, RowMapping, and_, func, or_, select

from onrecord.record import tables as t
from onrecord.record.claim_tables import claim_statement
from onrecord.record.rows import digest


@dataclass(frozen=True, slots=True)
class FollowedArticle:
    """An article as it is followed. story: its key today; version: one of its versions, whose key never changes."""

    id: int
    story: str
    version: str
    label: str


def article_of(connection: Connection, *keys: str | None) -> FollowedArticle | None:
    """Return the article that the first known of some keys, of an article or of a version, is of; None without one."""
    v, a = t.version.c, t.article.c
    for key in keys:
        if not key:
            continue
        of_version = select(v.article_id).where(v.key == key)
        query = (
            select(a.id, a.key, v.key.label("version"), v.headline, v.name)
            .select_from(t.article.join(t.version))
            .where(or_(a.key == key, a.id.in_(of_version)))
            .order_by(v.number.desc())
        )
        row = connection.execute(query.limit(1)).first()
        if row is not None:
            return FollowedArticle(row.id, row.key, row.version, row.headline or row.name or row.key)
    return None


def newer_versions(connection: Connection, article: int) -> list[RowMapping]:
    """Return the versions of an article but for the first, with how many statements each has."""
    v, s = t.version.c, t.statement.c
    query = (
        select(v.key.label("version_key"), v.number, v.outlet, v.headline, v.name, v.published,
               t.article.c.key.label("article_key"), func.count(s.id).label("statements"))
        .select_from(
            t.version.join(t.article)
            .join(t.reading, and_(t.reading.c.version_id == v.id, t.reading.c.is_current))
            .outerjoin(t.statement, s.reading_id == t.reading.c.id)
        )
        .where(v.article_id == article, v.number > 1)
        .group_by(v.id, v.key, v.number, v.outlet, v.headline, v.name, v.published, t.article.c.key)
        .order_by(v.number)
    )  # fmt: skip
    return list(connection.execute(query).mappings().all())


def version_key(row: RowMapping) -> str:
    """Return the lasting name of a new version as an event."""
    return digest("version", row["version_key"])


def contradicted(connection: Connection, article: int, most: int) -> Mapping[int, str]:
    """Return statements (their numbers) of other articles on the other side of a claim that this article's are on.

    For each, the version that first has what it speaks against. At most `most`, the newest.
    """
    own, other = claim_statement.alias(), claim_statement.alias()
    s, r, v = t.statement, t.reading, t.version
    s2, r2, v2 = s.alias(), r.alias(), v.alias()
    query: Any = (
        select(other.c.statement_id, v.c.key, v.c.number)
        .select_from(
            own.join(other, and_(own.c.claim_id == other.c.claim_id, own.c.side != other.c.side))
            .join(s, s.c.id == own.c.statement_id).join(r, r.c.id == s.c.reading_id).join(v, v.c.id == r.c.version_id)
            .join(s2, s2.c.id == other.c.statement_id).join(r2, r2.c.id == s2.c.reading_id)
            .join(v2, v2.c.id == r2.c.version_id)
        )
        .where(v.c.article_id == article, v2.c.article_id != article)
        .order_by(other.c.statement_id.desc(), v.c.number.desc())
    )  # fmt: skip
    found: dict[int, str] = {}
    for id, key, _ in connection.execute(query):
        if id not in found and len(found) == most:
            break
        found[id] = key  # the lowest number comes last
    return found
