"""What runs through many articles, item by item: identities, utterances, claims, and the origins of both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any, Final

from sqlalchemy import Connection, select

from onrecord.record import tables as t
from onrecord.record.claim_groups import CLAIMS, UTTERANCES, Tables
from onrecord.record.claim_members import Member
from onrecord.record.claims import claims as all_claims
from onrecord.record.identity_reading import identities as all_identities
from onrecord.record.origins import Origin, origins
from onrecord.record.utterances import utterances as all_utterances

Item = dict[str, Any]


def identities(connection: Connection) -> Iterator[Item]:
    """Yield every person and body, with the speakers of articles that are taken for it and why."""
    for one in all_identities(connection):
        yield {
            "id": one.key, "name": one.name, "type": one.type, "aliases": list(one.aliases),
            "identifiers": list(one.identifiers), "joined": list(one.joined),
            "roles": [asdict(role) for role in one.roles],
            "speakers": [
                {"id": link.speaker, "name": link.name, "score": link.score, "explanation": link.explanation,
                 "state": link.state, "article": {"id": link.version, "outlet": link.outlet,
                                                  "published": link.published}}
                for link in one.links
            ],
            "could_be": [{"id": c.key, "name": c.name, "why": c.why} for c in one.could_be],
            "judgements": [j.id for j in one.judgements],
            "articles": one.articles, "outlets": one.outlets, "said": one.statements,
        }  # fmt: skip


def utterances(connection: Connection) -> Iterator[Item]:
    """Yield every saying that several statements report, each with its wording and why it is taken for a report."""
    for one in all_utterances(connection):
        marks = {w.statement: list(w.marks) for w in one.wordings}
        where = places(connection, UTTERANCES, one.key)
        yield {
            "id": one.key, "speaker": one.speaker, "confirmed": one.confirmed,
            "statements": [{**member(m, where), "marks": marks.get(m.statement, [])} for m in one.members],
        }  # fmt: skip


def claims(connection: Connection) -> Iterator[Item]:
    """Yield every claim, with the statements about it, which stand each takes and why it is taken to be about it."""
    for one in all_claims(connection):
        where = places(connection, CLAIMS, one.key)
        yield {
            "id": one.key, "label": one.label, "confirmed": one.confirmed,
            "stands": {stand: list(keys) for stand, keys in one.sides.items()},
            "statements": [{**member(m, where), "stand": one.stands[m.statement]} for m in one.members],
        }  # fmt: skip


def all_origins(connection: Connection) -> Iterator[Item]:
    """Yield the independent origins of every utterance and every claim, with the evidence for every merge."""
    for tables in (UTTERANCES, CLAIMS):
        group = tables.group.c
        for key in connection.execute(select(group.key).order_by(group.key)).scalars().all():
            where = places(connection, tables, key)
            found = origins(connection, [place["row"] for place in where.values()])
            of = {"kind": tables.kind, "id": key, "origins": found.independent, "outlets": found.outlets,
                  "articles": found.articles, "texts": found.texts}  # fmt: skip
            for one in found.origins:
                yield origin(one, of, where)


def origin(one: Origin, of: Mapping[str, Any], where: Mapping[str, Item]) -> Item:
    """One independent origin as it is exported. of, where: each statement and its article, by key."""
    leads = [
        {"statement": x.statement, "outlet": x.outlet, "report": x.report.key if x.report is not None else None}
        for x in one.leads
    ]
    return {
        "id": one.key, "of": dict(of), "speaker": one.speaker, "named": one.named,
        "statements": [{"id": s.key, "article": where[s.key]["article"]} for s in one.told],
        "merges": [asdict(m) for m in one.merges], "leads": leads,
        "outlets": one.outlets, "articles": one.articles, "texts": one.texts,
    }  # fmt: skip


def member(m: Member, where: Mapping[str, Item]) -> Item:
    """One statement of a group as it is exported, with why it belongs there. where: its article, by key."""
    return {
        "id": m.statement, "article": where[m.statement]["article"], "speaker": m.speaker, "named": m.named,
        "act": m.act, "form": m.form, "negated": m.negated, "content": " … ".join(m.pieces), "side": m.side,
        "score": m.score, "explanation": m.explanation, "judged": m.judged,
    }  # fmt: skip


PLACE: Final = ("id", "name", "url", "outlet", "headline", "published", "story")


def places(connection: Connection, tables: Tables, key: str) -> dict[str, Item]:
    """Return for each statement of a group its row's number and the article that it stands in."""
    v, member = t.version.c, tables.member
    query = (
        select(t.statement.c.id.label("row"), t.statement.c.key.label("statement"), v.key.label("id"), v.name, v.url,
               v.outlet, v.headline, v.published, t.article.c.key.label("story"))
        .select_from(member.join(tables.group).join(t.statement).join(t.reading).join(t.version).join(t.article))
        .where(tables.group.c.key == key)
    )  # fmt: skip
    return {
        row["statement"]: {"row": row["row"], "article": {name: row[name] for name in PLACE}}
        for row in connection.execute(query).mappings()
    }
