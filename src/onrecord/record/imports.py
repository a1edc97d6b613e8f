"""What was exported goes in again: articles with all their readings, what people decided, and the log.

No reader and no model is needed, and nothing is taken on trust: keys are derived anew from the text, and what does not
lie in it is refused. Taking the same twice changes nothing. Into an empty record the log goes as it was, entry by
entry, so that the record is the same again, with the digests that people may have kept; a record that has a log of its
own keeps that, and says in it what was imported.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from sqlalchemy import Connection, insert, select, update

from onrecord.domain import Record
from onrecord.record import judging, linking, log, rows
from onrecord.record import tables as t
from onrecord.record.imports_marks import ItemError, take_alias, take_withdrawal
from onrecord.record.items import Entry, Kept, Made
from onrecord.record.items_marks import Listed, Logged, Withdrawn, logged
from onrecord.record.items_seal import entry_of
from onrecord.record.judgements import Judgement
from onrecord.record.store import chains, set_aside
from onrecord.record.version_placing import place
from onrecord.text import article_id

Taken = Literal["added", "version", "reread", "known", "judgement", "mark", "entry", "foreign"]
Takable = Kept | Record | Judgement | Entry | Listed | Withdrawn
ADDING: Final = ("add", "reread", "import")
"""The entries of the log that say that a reading came in."""
_MAKERS: Final = ("model", "model_sha256", "code_version")
_UNTIMED: Final = ("id", "undone_at", "undone_by")


@dataclass(slots=True)
class Importer:
    """Takes items one by one, each in a transaction that the caller opens. who: in whose name entries of the log are.

    After an error the caller's transaction must be undone; the importer can go on with the next item.
    """

    who: str
    _logged: set[str] | None = field(default=None, init=False)
    _judged: dict[str, str] = field(default_factory=dict, init=False)
    _marked: Logged = field(default_factory=Logged, init=False)

    def take(self, connection: Connection, item: Takable) -> Taken:
        """Take one item and say what became of it. Raises ItemError where it does not hold together."""
        self._know(connection)
        try:
            match item:
                case Kept():
                    return self._version(connection, item)
                case Record():
                    at = log.now()
                    key = rows.reading_key(item.article.id, item.provenance)
                    return self._version(connection, Kept("", None, "current", 1, at, Made(key, at, item)))
                case Judgement():
                    return self._judgement(connection, item)
                case Entry():
                    return self._entry(connection, item)
                case Listed():
                    return "mark" if take_alias(connection, item, self._marked) else "known"
                case Withdrawn():
                    return "mark" if take_withdrawal(connection, item, self._marked) else "known"
        except BaseException:
            self._logged = None  # what was noted may be undone
            raise

    def _know(self, connection: Connection) -> set[str]:
        """Return the keys of the readings that the log says were added; it is read once, for it may be long."""
        if self._logged is None:
            self._logged, self._judged, self._marked = set(), {}, logged(connection)
            query = select(t.log.c.what, t.log.c.subject, t.log.c.payload).where(t.log.c.what.in_([*ADDING, "judge"]))
            for row in connection.execute(query.execution_options(yield_per=500)):
                self._note(row.what, row.subject, row.payload)
        return self._logged

    def _note(self, what: str, subject: str, payload: str) -> None:
        if what == "judge":
            self._judged[subject] = payload
        elif what in ADDING and self._logged is not None:
            self._logged.add(_named(subject, payload))

    def _entry(self, connection: Connection, entry: Entry) -> Taken:
        words = (entry.at, entry.who, entry.what, entry.subject, entry.payload)
        if log.seal(entry.previous, entry.seq, words) != entry.digest:
            raise ItemError(f"entry {entry.seq} of the log was changed after it was written")
        if connection.execute(select(t.log.c.seq).where(t.log.c.digest == entry.digest)).first() is not None:
            return "known"
        last = connection.execute(select(t.log.c.seq, t.log.c.digest).order_by(t.log.c.seq.desc()).limit(1)).first()
        seq, previous = (last.seq, last.digest) if last else (0, log.BEGINNING)
        if (entry.seq, entry.previous) != (seq + 1, previous):
            return "foreign"
        connection.execute(insert(t.log).values(**{name: getattr(entry, name) for name in Entry.__slots__}))
        self._note(entry.what, entry.subject, entry.payload)
        self._marked.note(entry.seq, entry.what, (entry.who, entry.subject, entry.payload))
        return "entry"

    def _judgement(self, connection: Connection, item: Judgement) -> Taken:
        j = t.judgement.c
        same = connection.execute(
            select(t.judgement).where(j.kind == item.kind, j.subject == item.subject, j.object == item.object,
                                      j.verdict == item.verdict, j.who == item.who, j.at == item.at)
        ).mappings().all()  # fmt: skip
        names = [name for name in Judgement.__slots__ if name not in _UNTIMED]
        for row in same:
            if all(row[name] == getattr(item, name) for name in names):
                if item.undone_at and not row["undone_at"]:
                    judging.take_back(connection, row["id"], who=item.undone_by or self.who)
                return "known"
        taken = connection.execute(select(j.id).where(j.id == item.id)).first() is not None
        payload = _judging(item)
        if taken or self._judged.get(str(item.id)) != payload:  # it is not what this record's log speaks of
            id = rows.next_id(connection, t.judgement)
            log.append(connection, "judge", str(id), json.loads(payload), who=item.who)
            if item.undone_at:
                log.append(connection, "undo", str(id), {}, who=item.undone_by or self.who)
            self._note("judge", str(id), payload)
        else:
            id = item.id
        values = {name: getattr(item, name) for name in Judgement.__slots__} | {"id": id}
        connection.execute(insert(t.judgement).values(**values))
        if item.kind in judging.JUDGED and not item.undone_at:
            judging.JUDGED[item.kind].regroup(connection, item.kind, (item.subject, item.object))
        return "judgement"

    def _version(self, connection: Connection, kept: Kept) -> Taken:
        article = kept.current.record.article
        for made in (*kept.former, kept.current):
            _check(made)
        found = connection.execute(
            select(t.version.c.id, t.version.c.article_id).where(t.version.c.key == article.id)
        ).first()
        known: set[str] = set()
        state: Taken = "reread"
        if found is not None:
            version_id = found.id
            query = select(t.reading.c.key).where(t.reading.c.version_id == version_id)
            known = set(connection.execute(query).scalars())
        else:
            article_id, _, number = place(connection, article)
            state = "added" if number == 1 else "version"
            version_id = rows.write_version(connection, article_id, number, article, kept.added_at)
        new = [m for m in (*kept.former, kept.current) if m.key not in known]
        for n, made in enumerate(new):
            _write(connection, version_id, made)
            self._say(connection, version_id, made, first=n == 0 and found is None)
        return state if new else "known"

    def _say(self, connection: Connection, version_id: int, made: Made, *, first: bool) -> None:
        """Write into the log that a reading came in, unless it says so already."""
        logged = self._know(connection)
        key = made.record.article.id
        if made.key in logged:
            return
        story = connection.execute(
            select(t.article.c.key).join(t.version).where(t.version.c.id == version_id)
        ).scalar_one()  # fmt: skip
        log.append(connection, "import", key, entry_of(made.record, story, first=first), who=self.who)
        logged.add(made.key)


def _named(subject: str, payload: str) -> str:
    """Return the key of the reading that an entry of the log speaks of, or its subject where it speaks of none."""
    try:
        return str(json.loads(payload).get("reading") or subject)
    except (ValueError, AttributeError):
        return subject


def _judging(item: Judgement) -> str:
    payload = {"kind": item.kind, "pair": [item.subject, item.object], "verdict": item.verdict, "value": item.value,
               "note": item.note}  # fmt: skip
    return json.dumps(payload, ensure_ascii=True, sort_keys=True)


def _write(connection: Connection, version_id: int, made: Made) -> None:
    """Write a reading. It is the current one unless another that is there is newer."""
    r = t.reading.c
    present = connection.execute(
        select(r.id, r.read_at).where(r.version_id == version_id, r.is_current)
    ).first()  # fmt: skip
    set_aside(connection, version_id)
    id = rows.write_reading(connection, version_id, made.record, chains(made.record), made.read_at)
    linking.link(connection, id)
    if present is not None and present.read_at > made.read_at:
        set_aside(connection, version_id)
        connection.execute(update(t.reading).where(r.id == present.id).values(is_current=True))
        linking.link(connection, present.id)


def _check(made: Made) -> None:
    """Raise ItemError where a record is not sound, whoever wrote it."""
    record = made.record
    article, reading = record.article, record.reading
    expected = article_id(article.url or article.name or "", article.text)
    if article.id != expected:
        raise ItemError(f"its id is {article.id}, but its address and text give {expected}: it was changed")
    expected = rows.reading_key(article.id, record.provenance)
    if made.key != expected:
        raise ItemError(f"its reading is {made.key}, but what made it gives {expected}: it was changed")
    _check_spans(record)
    ids = [s.id for s in reading.statements]
    if len(set(ids)) < len(ids):
        raise ItemError("two of its statements have one id")
    there = set(ids)
    links: Sequence[tuple[str, str | None]] = [
        *((f"statement {s.id}", s.parent) for s in reading.statements),
        *((f"the relation from {r.from_id} to {r.to_id}", x) for r in reading.relations for x in (r.from_id, r.to_id)),
        *(("a correction", c.statement_id) for c in reading.corrections),
    ]
    for what, id in links:
        if id is not None and id not in there:
            raise ItemError(f"{what} names {id}, which is not there")
    _check_circles({s.id: s.parent for s in reading.statements})


def _check_spans(record: Record) -> None:
    size = len(record.article.text)
    places = [("a block", b.span) for b in record.article.blocks]
    for s in record.reading.statements:
        for part in ("source", "cue", "content", "justification", "description"):
            places += [(f"the {part} of statement {s.id}", span) for span in getattr(s, part)]
    for c in record.reading.corrections:
        places += [("a correction", span) for span in (c.note, c.corrects) if span is not None]
    for what, span in places:
        if not 0 <= span.start < span.end <= size:
            raise ItemError(f"{what} ({span.start}..{span.end}) does not lie in the text")


def _check_circles(parents: Mapping[str, str | None]) -> None:
    sound: set[str] = set()
    for id in parents:
        path: set[str] = set()
        at: str | None = id
        while at is not None and at not in sound:
            if at in path:
                raise ItemError(f"statement {at} stands inside itself")
            path.add(at)
            at = parents[at]
        sound |= path
