"""What the record holds, item by item, as plain values: what every export is made of.

Everything is read in pages, so that a record of any size goes through little memory. An item names others by their
keys, which are the same in every record that holds the same articles.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, Select, func, select

from onrecord.domain import Record
from onrecord.record import items_groups, items_marks, rows
from onrecord.record import log as chain
from onrecord.record import tables as t
from onrecord.record.identities import speaker_key
from onrecord.record.items_marks import Listed, Withdrawn
from onrecord.record.judgements import Judgement
from onrecord.record.rows import digest

PAGE: Final = 50
"""How many versions are held at a time."""
LABELS: Final = (
    "speaker", "source_type", "named", "act", "form", "negated", "addressee", "channel", "said_on"
)  # fmt: skip
PARTS: Final = ("source", "cue", "content", "justification", "description")


@dataclass(frozen=True, slots=True)
class Made:
    """One reading of a version: its key, when it was made, and the record that it gives."""

    key: str
    read_at: str
    record: Record


@dataclass(frozen=True, slots=True)
class Kept:
    """One version of an article with all that was ever read in it; `former` are older readings, oldest first.

    article, address, state: of the piece of news that it is a version of; `number` counts its versions.
    """

    article: str
    address: str | None
    state: str
    number: int
    added_at: str
    current: Made
    former: tuple[Made, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a record's log."""

    seq: int
    at: str
    who: str
    what: str
    subject: str
    payload: str
    previous: str
    digest: str


@dataclass(frozen=True, slots=True)
class Head:
    """What a whole export begins with: how much of everything follows, and the digest of the log's last entry.

    marks: aliases and withdrawals. form: the version of the form; a program refuses one that is newer than it knows.
    """

    versions: int
    judgements: int
    marks: int
    entries: int
    digest: str
    form: int = 1


def paged(connection: Connection, query: Select[Any], id: Any, size: int = PAGE) -> Iterator[RowMapping]:
    """Yield the rows of a question in the order of the unique column `id`, which it must select, a page at a time."""
    after: Any = None
    while True:
        asked = query if after is None else query.where(id > after)
        found = connection.execute(asked.order_by(id).limit(size)).mappings().all()
        yield from found
        if len(found) < size:
            return
        after = found[-1][id]


def versions(connection: Connection) -> Iterator[Kept]:
    """Yield every version in the order in which they were added, each with all its readings."""
    a = t.article.c
    query = select(t.version, a.key.label("article_key"), a.address, a.state).join(t.article)
    for version in paged(connection, query, t.version.c.id):
        readings = connection.execute(
            select(t.reading).where(t.reading.c.version_id == version["id"]).order_by(t.reading.c.id)
        ).mappings().all()  # fmt: skip
        made = {r["id"]: Made(r["key"], r["read_at"], rows.read_record(connection, version, r)) for r in readings}
        current = next((made[r["id"]] for r in readings if r["is_current"]), None)
        if current is not None:  # a version that has none is named by `onrecord verify`
            yield Kept(
                version["article_key"], version["address"], version["state"], version["number"], version["added_at"],
                current, tuple(m for m in made.values() if m is not current),
            )  # fmt: skip


def _current(connection: Connection) -> Iterator[RowMapping]:
    """Yield the current reading of every version with what names its article; `former`: a newer version is there."""
    v, a, r = t.version.c, t.article.c, t.reading.c
    newer = t.version.alias()
    last = select(func.max(newer.c.number)).where(newer.c.article_id == v.article_id).scalar_subquery()
    query = (
        select(v.id, v.key, v.name, v.url, v.outlet, v.headline, v.published, v.text, v.number, a.key.label("article"),
               r.id.label("reading_id"), r.key.label("reading"), r.model, r.model_sha256, r.code_version, r.read_at,
               v.page_sha256, (v.number < last).label("former"))
        .join(t.article)
        .join(t.reading, (r.version_id == v.id) & r.is_current)
    )  # fmt: skip
    yield from paged(connection, query, v.id)


def reference(version: RowMapping) -> dict[str, Any]:
    """Return how an item names the article that it stands in: `id` is the version's, as `onrecord read` shows it."""
    return {name: version[key] for name, key in _REFERENCE.items()}


_REFERENCE: Final = {
    "id": "key", "name": "name", "url": "url", "outlet": "outlet", "headline": "headline", "published": "published",
    "story": "article", "version": "number", "former": "former",
}  # fmt: skip


def statements(connection: Connection) -> Iterator[dict[str, Any]]:
    """Yield every statement of the versions' current readings; `former` marks those of an older version."""
    for item, _ in statements_in_text(connection):
        yield item


def statements_in_text(connection: Connection) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield every statement as `statements` does, each with the text of its article."""
    s = t.statement.c
    for version in _current(connection):
        found = connection.execute(
            select(t.statement).where(s.reading_id == version["reading_id"]).order_by(s.number)
        ).mappings().all()  # fmt: skip
        keys = {row["id"]: row["key"] for row in found}
        for row in found:
            yield statement(row, keys, version), version["text"]


def statement(row: RowMapping, keys: Mapping[int, str], version: RowMapping) -> dict[str, Any]:
    """One statement as it is exported. keys: of the statements that it may stand in; version: where it stands."""
    out: dict[str, Any] = {"id": row["key"], "local_id": row["local_id"], "article": reference(version)}
    out |= {"parent": keys.get(row["parent_id"]), "depth": row["depth"], "chain": list(row["chain"])}
    out |= {label: row[label] for label in LABELS}
    out |= {part: [[a, b, version["text"][a:b]] for a, b in row["spans"].get(part, ())] for part in PARTS}
    out |= {"rivals": list(row["rivals"]), "confidence": row["confidence"], "confidences": dict(row["confidences"])}
    out["reasons"] = [{"label": label, "reason": reason} for label, reason in row["reasons"]]
    out["provenance"] = {
        name: version[name] for name in ("reading", "read_at", "code_version", "model", "model_sha256", "page_sha256")
    }
    return out


def relations(connection: Connection) -> Iterator[dict[str, Any]]:
    """Yield every relation between statements of the versions' current readings."""
    begin, end, r = t.statement.alias(), t.statement.alias(), t.relation.c
    query = (
        select(r.type, begin.c.key.label("from"), end.c.key.label("to"), r.reason, r.confidence)
        .join(begin, r.from_id == begin.c.id)
        .join(end, r.to_id == end.c.id)
        .order_by(r.id)
    )
    for version in _current(connection):
        for row in connection.execute(query.where(r.reading_id == version["reading_id"])).mappings().all():
            key = digest("relation", row["type"], row["from"], row["to"])
            yield {"id": key, **row, "article": reference(version)}


def speakers(connection: Connection) -> Iterator[dict[str, Any]]:
    """Yield every source of the versions' current readings, with the keys of what it says."""
    p, s = t.speaker.c, t.statement.c
    for version in _current(connection):
        here = version["reading_id"]
        said: dict[int, list[str]] = {}
        for id, key in connection.execute(
            select(s.speaker_id, s.key).where(s.reading_id == here, s.speaker_id.is_not(None)).order_by(s.number)
        ):
            said.setdefault(id, []).append(key)
        found = connection.execute(select(t.speaker).where(p.reading_id == here).order_by(p.number)).mappings().all()
        for row in found:
            yield {
                "id": speaker_key(version["key"], row["name"]),
                **{name: row[name] for name in ("name", "type", "named", "mentions")},
                "statements": said.get(row["id"], []),
                "article": reference(version),
            }


def judgements(connection: Connection) -> Iterator[dict[str, Any]]:
    """Yield everything that people decided, what was undone too, in the order in which it was decided."""
    for row in paged(connection, select(t.judgement), t.judgement.c.id, 500):
        yield {**row}


def entries(connection: Connection) -> Iterator[dict[str, Any]]:
    """Yield the log, from its beginning on."""
    for row in paged(connection, select(t.log), t.log.c.seq, 500):
        yield {**row}


def head(connection: Connection) -> tuple[int, str]:
    """Return how many entries the log has, and the digest of the last: whoever keeps it can tell what came after."""
    last = connection.execute(select(t.log.c.seq, t.log.c.digest).order_by(t.log.c.seq.desc()).limit(1)).first()
    return (last.seq, last.digest) if last else (0, chain.BEGINNING)


Whole = Head | Entry | Judgement | Listed | Kept | Withdrawn
"""What a whole export consists of."""


def everything(connection: Connection) -> Iterator[Whole]:
    """Yield all that a record is made from again: its log first, then what people decided, then the articles."""
    there, decided = (
        connection.execute(select(func.count()).select_from(x)).scalar_one() for x in (t.version, t.judgement)
    )
    marks = sum(1 for find in (items_marks.aliases, items_marks.withdrawals) for _ in find(connection))
    yield Head(there, decided, marks, *head(connection))
    for row in entries(connection):
        yield Entry(**row)
    for row in judgements(connection):
        yield Judgement(**row)
    yield from items_marks.aliases(connection)
    yield from versions(connection)
    yield from items_marks.withdrawals(connection)


ITEMS: Final[dict[str, Callable[[Connection], Iterator[dict[str, Any]]]]] = {
    "statements": statements,
    "relations": relations,
    "speakers": speakers,
    "identities": items_groups.identities,
    "utterances": items_groups.utterances,
    "claims": items_groups.claims,
    "origins": items_groups.all_origins,
    "judgements": judgements,
    "log": entries,
}
"""What can be had item by item, beside the articles themselves (`versions`)."""
