"""What is in a group of statements, with what a reader needs to check it."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, func, select

from onrecord.record import tables as t
from onrecord.record.claim_groups import Member, Tables
from onrecord.record.judgements import about, settled

_SHOWN: Final = (
    "article", "outlet", "published", "url", "name", "headline", "speaker", "named", "source_type", "act", "form",
    "negated", "cue", "content", "side",
)  # fmt: skip


def members_of(connection: Connection, tables: Tables, group: int) -> list[Member]:
    """Return the statements of a group, in the order of their keys, each with its best tie within the group."""
    member, link = tables.member, tables.link
    here = select(member.c.statement_id).where(member.c[f"{tables.kind}_id"] == group)
    best: dict[int, tuple[float, str]] = {}
    ties = select(link.c.from_id, link.c.to_id, link.c.score, link.c.explanation)
    for a, b, score, explanation in connection.execute(ties.where(link.c.from_id.in_(here), link.c.to_id.in_(here))):
        for id in (a, b):
            best[id] = max(best.get(id, (-1.0, "")), (score, explanation))
    v = t.version.c
    query = (
        select(t.statement, member.c.side, v.text, v.published, v.url, v.name, v.headline, v.outlet,
               t.article.c.key.label("article"))
        .select_from(member.join(t.statement).join(t.reading).join(t.version).join(t.article))
        .where(member.c[f"{tables.kind}_id"] == group)
        .order_by(t.statement.c.key)
    )  # fmt: skip
    rows = connection.execute(query).mappings().all()
    judged = {key for pair, verdict in settled(about(connection, tables.kind, {r["key"] for r in rows})).items()
              if verdict == "same" for key in pair}  # fmt: skip
    out = []
    for row in rows:
        score, explanation = best.get(row["id"], (1.0, "people put it here"))
        shown = {name: row[name] for name in _SHOWN}
        pieces = tuple(" ".join(row["text"][a:b].split()) for a, b in sorted(row["spans"]["content"]))
        out.append(Member(statement=row["key"], pieces=pieces, score=score, explanation=explanation,
                          judged=row["key"] in judged, **shown))  # fmt: skip
    return out


def largest(connection: Connection, tables: Tables, limit: int) -> list[str]:
    """Return the keys of the groups with the most statements."""
    column = tables.member.c[f"{tables.kind}_id"]
    size = func.count().label("size")
    sizes = select(column.label("id"), size).group_by(column).order_by(size.desc(), column).limit(limit).subquery()
    query = (
        select(tables.group.c.key)
        .join(sizes, sizes.c.id == tables.group.c.id)
        .order_by(sizes.c.size.desc(), tables.group.c.key)
    )
    return list(connection.execute(query).scalars())


def key_of(connection: Connection, tables: Tables, key: str) -> str | None:
    """Return the key of a group by its own key or by that of a statement in it, None where there is none."""
    group = tables.group
    own = connection.execute(select(group.c.key).where(group.c.key == key)).scalar()
    if own is not None:
        return str(own)
    query = select(group.c.key).select_from(tables.member.join(group).join(t.statement))
    return connection.execute(query.where(t.statement.c.key == key)).scalar()


__all__ = ["Member", "key_of", "largest", "members_of"]
