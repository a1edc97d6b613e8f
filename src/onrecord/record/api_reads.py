"""What the interface reads of articles: by key and page by page, in the shapes that exports have (see items.py).

Pages go by numbers that nothing changes afterwards, newest first, so that what is added meanwhile moves nothing and a
newer reading of an article leaves it in its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, func, select

from onrecord.record import items, rows
from onrecord.record import tables as t
from onrecord.record.identities import speaker_key
from onrecord.record.identity_tables import identity_alias, identity_link
from onrecord.record.items import Kept, Made
from onrecord.record.labels_spoken import spoken
from onrecord.record.origin_tables import withdrawal
from onrecord.record.rows import digest

Item = dict[str, Any]
Place = tuple[int, ...]
_SOME: Final = 400  # values in one question
_v, _a, _r, _s = t.version.c, t.article.c, t.reading.c, t.statement.c


@dataclass(frozen=True, slots=True)
class Slice:
    """Some of what there is: `after` is where the next page begins, None at the end."""

    items: tuple[Item, ...]
    after: Place | tuple[str] | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which articles: of this outlet, published from `since` to `until` (both included), versions of this story."""

    outlet: str | None = None
    since: date | None = None
    until: date | None = None
    story: str | None = None


def state(connection: Connection) -> str:
    """Return a word that is another one after every change of what is read here.

    An import may bring the log first and what it speaks of later, so the log's end alone does not tell.
    """
    j, w = t.judgement.c, withdrawal.c
    numbers = [select(func.max(table.c.id)) for table in (t.version, t.reading, t.judgement, identity_alias)]
    numbers += [select(func.count(column)) for column in (j.id, j.undone_at, w.id, w.undone_at)]
    there = connection.execute(select(*(n.scalar_subquery().label(f"n{k}") for k, n in enumerate(numbers)))).one()
    return f"{items.head(connection)[1]} {' '.join(map(str, there))}"


def article(connection: Connection, key: str) -> Kept | None:
    """Return a version of an article with all its readings by its key, None where there is none."""
    query = select(t.version, _a.key.label("article_key"), _a.address, _a.state).join(t.article).where(_v.key == key)
    version = connection.execute(query).mappings().first()
    if version is None:
        return None
    readings = connection.execute(
        select(t.reading).where(_r.version_id == version["id"]).order_by(_r.id)
    ).mappings().all()  # fmt: skip
    made = [(r["is_current"], Made(r["key"], r["read_at"], rows.read_record(connection, version, r))) for r in readings]
    current = next((m for is_current, m in made if is_current), None)
    if current is None:  # `onrecord verify` names it
        return None
    return Kept(
        version["article_key"], version["address"], version["state"], version["number"], version["added_at"], current,
        tuple(m for _, m in made if m is not current),
    )  # fmt: skip


def newest_version(connection: Connection, story: str) -> str | None:
    """Return the key of a story's newest version, None where the record has no such story."""
    query = select(_v.key).join(t.article).where(_a.key == story).order_by(_v.number.desc()).limit(1)
    return connection.execute(query).scalar()


_SHOWN: Final = (
    "name", "url", "headline", "byline", "outlet", "agency", "section", "published", "updated", "language",
)  # fmt: skip


def articles(connection: Connection, wanted: Wanted, *, limit: int, after: Place | None = None) -> Slice:
    """Return a page of versions, last added first, each without its text and what was read in it."""
    # The page's numbers first, which an index has: left to itself, SQLite joins all that there is and sorts it.
    newest = select(_v.id).order_by(_v.id.desc()).limit(limit + 1)
    for condition in _conditions(wanted):
        newest = newest.where(condition)
    if after is not None:
        newest = newest.where(_v.id < after[0])
    page = list(connection.execute(newest).scalars())
    query = (
        select(_v.id, _v.key, _v.authors, _v.page_sha256, _v.number, _v.added_at, *(_v[name] for name in _SHOWN),
               _a.key.label("story"), _a.address, _a.state, _r.key.label("reading"), _r.read_at, _r.code_version,
               _r.model, _r.model_sha256, _r.settings, _r.warnings)
        .join(t.article)
        .join(t.reading, (_r.version_id == _v.id) & _r.is_current)
        .where(_v.id.in_(page[:limit]))
        .order_by(_v.id.desc())
    )  # fmt: skip
    found = connection.execute(query).mappings().all()
    return Slice(tuple(_summary(row) for row in found), (page[limit - 1],) if len(page) > limit else None)


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    out = []
    if wanted.outlet is not None:
        out.append(_v.outlet == wanted.outlet)
    if wanted.since is not None:
        out.append(_v.published >= wanted.since.isoformat())
    if wanted.until is not None and wanted.until < date.max:
        out.append(_v.published < (wanted.until + timedelta(days=1)).isoformat())
    if wanted.story is not None:
        out.append(_v.article_id == select(_a.id).where(_a.key == wanted.story).scalar_subquery())
    return out


def _summary(row: RowMapping) -> Item:
    made = {name: row[name] for name in ("code_version", "model", "model_sha256", "page_sha256")}
    return {
        "id": row["key"], **{name: row[name] for name in _SHOWN}, "sha256": row["page_sha256"],
        "authors": list(row["authors"]), "warnings": list(row["warnings"]),
        "provenance": {**made, "settings": dict(row["settings"])},
        "kept": {"story": row["story"], "address": row["address"], "state": row["state"], "version": row["number"],
                 "added_at": row["added_at"], "reading": row["reading"], "read_at": row["read_at"]},
    }  # fmt: skip


def _versions() -> Select[Any]:
    """Return the question for readings, each with what items say of its article (see items.reference)."""
    newer = t.version.alias()
    last = select(func.max(newer.c.number)).where(newer.c.article_id == _v.article_id).scalar_subquery()
    return (
        select(_v.id, _v.key, _v.name, _v.url, _v.outlet, _v.headline, _v.published, _v.text, _v.number,
               _a.key.label("article"), _r.id.label("reading_id"), _r.key.label("reading"), _r.model, _r.model_sha256,
               _r.code_version, _r.read_at, _r.is_current, _v.page_sha256, (_v.number < last).label("former"))
        .join(t.article)
        .join(t.reading, _r.version_id == _v.id)
    )  # fmt: skip


def _readings_of(connection: Connection, ids: Iterable[int]) -> dict[int, RowMapping]:
    out: dict[int, RowMapping] = {}
    for some in _chunks(set(ids)):
        out |= {row["reading_id"]: row for row in connection.execute(_versions().where(_r.id.in_(some))).mappings()}
    return out


def statement(connection: Connection, key: str) -> Item | None:
    """Return a statement by its key as the newest reading that has it says it, None where none has."""
    found = statements_of(connection, [key])
    return found[0] if found else None


def statements_of(connection: Connection, keys: Sequence[str]) -> list[Item]:
    """Return statements by their keys, in their order, each once; those that are not there are left out."""
    newest: dict[str, RowMapping] = {}
    for some in _chunks(set(keys)):
        query = (
            select(t.statement)
            .join(t.reading, _s.reading_id == _r.id)
            .where(_s.key.in_(some))
            .order_by(_r.is_current, _r.id)
        )
        newest |= {row["key"]: row for row in connection.execute(query).mappings()}
    found = [newest[key] for key in dict.fromkeys(keys) if key in newest]
    return _as_items(connection, found, _readings_of(connection, (row["reading_id"] for row in found)))


def statements(connection: Connection, *, of: str | None = None, limit: int, after: Place | None = None) -> Slice:
    """Return a page of the statements of current readings: newest version first, in each as they are numbered.

    of: the key of the version, or of the story, whose statements are wanted.
    """
    found, last = _numbered(connection, select(t.statement), of, limit, after)
    readings = _readings_of(connection, (row["reading_id"] for row in found))
    return Slice(tuple(_as_items(connection, found, readings)), last)


def _numbered(
    connection: Connection, query: Select[Any], of: str | None, limit: int, after: Place | None
) -> tuple[list[RowMapping], Place | None]:
    """Return a page of what stands in current readings, newest version first, and the place where it ends.

    query: selects `reading_id`, and `number`, by which the rows of one reading are ordered.
    """
    columns = query.selected_columns
    out: list[tuple[Place, RowMapping]] = []
    from_id, few = (after[0] if after is not None else None), _FEW
    while len(out) <= limit:
        page = _page_of_readings(connection, columns["reading_id"], of, few, from_id)
        found = connection.execute(query.where(columns["reading_id"].in_(page))).mappings().all()
        placed = [((page[row["reading_id"]], row["number"]), row) for row in found]
        placed.sort(key=lambda one: (-one[0][0], one[0][1]))
        out += [one for one in placed if after is None or _comes_after(one[0], after)]
        if len(page) < few:
            break
        from_id, few = min(page.values()) - 1, min(2 * few, _SOME)
    kept = [row for _, row in out[:limit]]
    return kept, out[limit - 1][0] if len(out) > limit else None


def _page_of_readings(
    connection: Connection, column: Any, of: str | None, most: int, from_id: int | None
) -> dict[int, int]:
    """Return current readings with their versions' numbers, the newest versions of those up to number `from_id`.

    column: that names the reading in what is looked for; readings that have none are passed over. of: the key of a
    version, or of a story, of which all versions are meant.
    """
    some = select(column).where(column == _r.id).exists()
    if of is not None:
        version = connection.execute(select(_v.id).where(_v.key == of)).scalar()
        story = select(_a.id).where(_a.key == of).scalar_subquery()
        whose = _v.article_id == story if version is None else _v.id == version
        return _readings(connection, select(_v.id).where(whose, *_up_to(from_id)), some, most)
    # Newer versions first, so that a question costs the same however many there are.
    for window in _WINDOWS:
        newest = select(_v.id).where(*_up_to(from_id)).order_by(_v.id.desc()).limit(window)
        page = _readings(connection, newest, some, most)
        if len(page) == most:
            return page
    # What is looked for is rare, so all the readings that have it are few.
    every = select(column).distinct()
    query = select(_r.id, _r.version_id).where(_r.id.in_(every), _r.is_current)
    if from_id is not None:
        query = query.where(_r.version_id <= from_id)
    return {row[0]: row[1] for row in connection.execute(query.order_by(_r.version_id.desc()).limit(most))}


def _up_to(from_id: int | None) -> list[ColumnElement[bool]]:
    return [_v.id <= from_id] if from_id is not None else []


def _readings(connection: Connection, versions: Select[Any], some: Any, most: int) -> dict[int, int]:
    """Return the current readings of some versions with these one's numbers, the newest first, that have something."""
    page = versions.subquery().c
    query = select(_r.id, page.id).where(_r.version_id == page.id, _r.is_current, some)
    return {row[0]: row[1] for row in connection.execute(query.order_by(page.id.desc()).limit(most))}


_WINDOWS: Final = (40, 2_000)
"""Among so many of the newest versions at a time readings that have something are looked for."""

_FEW: Final = 4  # articles at a time: a page of statements seldom comes from more


def _comes_after(place: Place, after: Place) -> bool:
    return place[0] < after[0] or (place[0] == after[0] and place[1] > after[1])


def _as_items(connection: Connection, found: Iterable[RowMapping], readings: Mapping[int, RowMapping]) -> list[Item]:
    """Return rows of statements as items; `current`: whether the newest reading of their version has them.

    `judged`: what people say of labels that somebody corrected; the labels themselves are the machine's.
    """
    every = list(found)
    keys: dict[int, str] = {row["id"]: row["key"] for row in every}
    parents = {row["parent_id"] for row in every if row["parent_id"] is not None}
    for some in _chunks(parents - keys.keys()):
        keys |= {row[0]: row[1] for row in connection.execute(select(_s.id, _s.key).where(_s.id.in_(some)))}
    views = spoken(connection, (row["key"] for row in every))
    out = []
    for row in every:
        version = readings[row["reading_id"]]
        judged = [asdict(view) for view in views.get(row["key"], ())]
        out.append(items.statement(row, keys, version) | {"current": version["is_current"], "judged": judged})
    return out


def relations(
    connection: Connection, *, of: str | None = None, statement: str | None = None, limit: int,
    after: Place | None = None,
) -> Slice:  # fmt: skip
    """Return a page of the relations of current readings, newest version first.

    of: of this version or story; statement: those that this statement (its key) is part of.
    """
    begin, end, r = t.statement.alias(), t.statement.alias(), t.relation.c
    query = (
        select(r.id.label("number"), r.reading_id, r.type, begin.c.key.label("from"), end.c.key.label("to"), r.reason,
               r.confidence)
        .join(begin, r.from_id == begin.c.id)
        .join(end, r.to_id == end.c.id)
    )  # fmt: skip
    if statement is not None:
        ids = select(_s.id).where(_s.key == statement)
        query = query.where(r.from_id.in_(ids) | r.to_id.in_(ids))
        where = select(_v.key).join(t.reading, _r.version_id == _v.id).join(t.statement, _s.reading_id == _r.id)
        of = connection.execute(where.where(_s.key == statement).limit(1)).scalar()
        if of is None:
            return Slice((), None)
    found, last = _numbered(connection, query, of, limit, after)
    readings = _readings_of(connection, (row["reading_id"] for row in found))
    return Slice(tuple(_relation(row, readings[row["reading_id"]]) for row in found), last)


def _relation(row: RowMapping, version: RowMapping) -> Item:
    said = {name: row[name] for name in ("type", "from", "to", "reason", "confidence")}
    return {"id": digest("relation", row["type"], row["from"], row["to"]), **said, "article": items.reference(version)}


def speakers(connection: Connection, *, of: str | None = None, limit: int, after: Place | None = None) -> Slice:
    """Return a page of the sources of current readings, each as its article has it, newest version first."""
    found, last = _numbered(connection, select(t.speaker), of, limit, after)
    readings = _readings_of(connection, (row["reading_id"] for row in found))
    return Slice(tuple(_speakers(connection, found, readings)), last)


def speaker(connection: Connection, key: str) -> Item | None:
    """Return a named source of one article by its key, None where there is none."""
    query = (
        select(t.speaker)
        .join(identity_link, identity_link.c.speaker_id == t.speaker.c.id)
        .join(t.reading, (t.speaker.c.reading_id == _r.id) & _r.is_current)
        .where(identity_link.c.key == key)
    )
    found = connection.execute(query).mappings().first()
    if found is None:
        return None
    return _speakers(connection, [found], _readings_of(connection, [found["reading_id"]]))[0]


def _speakers(connection: Connection, found: Sequence[RowMapping], readings: Mapping[int, RowMapping]) -> list[Item]:
    said: dict[int, list[str]] = {}
    for some in _chunks(row["id"] for row in found):
        query = select(_s.speaker_id, _s.key).where(_s.speaker_id.in_(some)).order_by(_s.id)
        for id, key in connection.execute(query):
            said.setdefault(id, []).append(key)
    return [
        {
            "id": speaker_key(readings[row["reading_id"]]["key"], row["name"]),
            **{name: row[name] for name in ("name", "type", "named", "mentions")},
            "statements": said.get(row["id"], []),
            "article": items.reference(readings[row["reading_id"]]),
        }
        for row in found
    ]


def judgements(connection: Connection, *, kind: str | None = None, about: str | None = None, limit: int,
               after: Place | None = None) -> Slice:  # fmt: skip
    """Return a page of what people decided, last first, what was undone too. about: a key that it is about."""
    j = t.judgement.c
    query = select(t.judgement).order_by(j.id.desc()).limit(limit + 1)
    if kind is not None:
        query = query.where(j.kind == kind)
    if about is not None:
        query = query.where((j.subject == about) | (j.object == about))
    if after is not None:
        query = query.where(j.id < after[0])
    found = connection.execute(query).mappings().all()
    return Slice(tuple({**row} for row in found[:limit]), (found[limit - 1]["id"],) if len(found) > limit else None)


def judgement(connection: Connection, id: int) -> Item | None:
    """Return a judgement by its number, None where there is none."""
    row = connection.execute(select(t.judgement).where(t.judgement.c.id == id)).mappings().first()
    return {**row} if row is not None else None


def _chunks(values: Iterable[Any]) -> Iterable[list[Any]]:
    every = list(values)
    return (every[k : k + _SOME] for k in range(0, len(every), _SOME))
