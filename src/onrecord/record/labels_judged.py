"""A statement as people judged it, beside what the machine read: the one never overwrites the other.

Each label and each part (where its words stand) can be confirmed or corrected by each person. What all who spoke about
one agree on is its value; where they differ it is contested, and the machine's reading stands, with everybody's view.
A confirmation keeps what was confirmed, so that a newer reading is not confirmed by it.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, select

from onrecord.domain import Record
from onrecord.errors import OnrecordError
from onrecord.record import label_values, rows, search
from onrecord.record import tables as t
from onrecord.record.judgements import Decision, Judgement, Verdict, about, judge
from onrecord.record.label_values import JUDGEABLE, LABELS, PARTS

_SOME: Final = 400
_NOTE: Final = 1000


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one person holds of one label: its value, and the judgement that says so."""

    who: str
    at: str
    value: Any
    verdict: Verdict
    note: str | None
    judgement: int


@dataclass(frozen=True, slots=True)
class JudgedStatement:
    """One statement with the machine's labels and people's.

    version: the key of its article's version; current: whether the newest reading has it. machine: each label's and
    part's value, parts as [[start, end], ...]. opinions: of each label that anybody spoke about, each person's last.
    """

    key: str
    version: str
    local_id: str
    current: bool
    text: str
    machine: Mapping[str, Any]
    opinions: Mapping[str, tuple[Opinion, ...]] = field(default_factory=dict)

    @property
    def contested(self) -> tuple[str, ...]:
        """The labels about which people differ."""
        return tuple(n for n in JUDGEABLE if len({_same(o.value) for o in self.opinions.get(n, ())}) > 1)

    def value(self, label: str) -> Any:
        """Return what a label is: what people agree on, else what the machine read."""
        held = self.opinions.get(label, ())
        return held[0].value if held and label not in self.contested else self.machine[label]

    def shown(self, label: str) -> str:
        """Return a label's value in words, as a form has it."""
        return label_values.show(label, self.value(label), self.text)

    def in_words(self, label: str, value: Any) -> str:
        """Return any value of a label in words."""
        return label_values.show(label, value, self.text)

    @property
    def seen(self) -> str:
        """A digest of all that is shown, by which a form can tell whether it is still so."""
        return rows.digest(*([name, self.value(name)] for name in JUDGEABLE))


def judged(connection: Connection, keys: Iterable[str]) -> dict[str, JudgedStatement]:
    """Return the statements with these keys by key; those of former readings too, unknown keys left out."""
    wanted = sorted(set(keys))
    found: dict[str, RowMapping] = {}
    s, v = t.statement.c, t.version.c
    for k in range(0, len(wanted), _SOME):
        query = (
            select(t.statement, v.key.label("version"), v.text, t.reading.c.is_current)
            .join(t.reading, s.reading_id == t.reading.c.id)
            .join(t.version, t.reading.c.version_id == v.id)
            .where(s.key.in_(wanted[k : k + _SOME]))
            .order_by(t.reading.c.is_current, s.id)  # the current reading last: it counts
        )
        found |= {row["key"]: row for row in connection.execute(query).mappings()}
    opinions = _opinions(about(connection, "statement", set(found)))
    return {
        key: JudgedStatement(
            key, row["version"], row["local_id"], row["is_current"], row["text"], _machine(row), opinions.get(key, {})
        )
        for key, row in found.items()
    }  # fmt: skip


def one(connection: Connection, key: str) -> JudgedStatement:
    """Return the statement with this key. Raises OnrecordError where there is none."""
    found = judged(connection, [key]).get(key)
    if found is None:
        raise OnrecordError(f"there is no statement {key!r}. Find keys with `onrecord search`.")
    return found


def _machine(row: RowMapping) -> dict[str, Any]:
    parts = {part: [list(x) for x in row["spans"].get(part, ())] for part in PARTS}
    return {label: row[label] for label in LABELS} | parts


def _opinions(judgements: Iterable[Judgement]) -> dict[str, dict[str, tuple[Opinion, ...]]]:
    """Return for each statement and label each person's last opinion, in the order of the people's names."""
    last: dict[str, dict[str, dict[str, Opinion]]] = defaultdict(lambda: defaultdict(dict))
    for j in sorted(judgements, key=lambda j: j.id):
        for label, value in (j.value or {}).items():
            if label in JUDGEABLE:
                last[j.subject][label][j.who] = Opinion(j.who, j.at, value, j.verdict, j.note, j.id)
    return {key: {label: tuple(by[who] for who in sorted(by)) for label, by in labels.items()}
            for key, labels in last.items()}  # fmt: skip


def _same(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


def confirm(connection: Connection, key: str, *, who: str, note: str | None = None, seen: str = "") -> Judgement:
    """Keep that `who` holds all labels and parts of a statement, as they are shown, to be right.

    seen: the digest of what was shown. Raises OnrecordError without such a statement, or where it has changed since.
    """
    found = _as_seen(connection, key, seen)
    value = {name: found.value(name) for name in JUDGEABLE}
    made = judge(connection, Decision("statement", (key, key), "confirmed", value, _note(note)), who=who)
    search.judged(connection, key)
    return made


def correct(
    connection: Connection, key: str, words: Mapping[str, str], *, who: str, note: str | None = None, seen: str = ""
) -> list[Judgement]:
    """Keep what `who` says instead of what is shown: a judgement for each label whose words in the form changed.

    Raises OnrecordError without such a statement, where it has changed since it was shown, where words are no value of
    their label, and where nothing differs.
    """
    found = _as_seen(connection, key, seen)
    changed = {}
    for label in JUDGEABLE:
        shown = found.value(label)
        if label not in words or " ".join(words[label].split()) == " ".join(found.shown(label).split()):
            continue
        value = label_values.parse(label, words[label], found.text, (shown if label in PARTS else ()) or ())
        if _same(value) != _same(shown):
            changed[label] = value
    if not changed:
        raise OnrecordError("Nothing differs from what is shown. Change what is wrong, or confirm it as it is.")
    made = [
        judge(connection, Decision("statement", (key, key), "corrected", {label: value}, _note(note)), who=who)
        for label, value in changed.items()
    ]
    search.judged(connection, key)
    return made


def _as_seen(connection: Connection, key: str, seen: str) -> JudgedStatement:
    found = one(connection, key)
    if seen and seen != found.seen:
        raise OnrecordError("Somebody judged this, or it was read anew, while the form was open. Look at it again.")
    return found


def _note(note: str | None) -> str | None:
    plain = (note or "").strip()
    if len(plain) > _NOTE:
        raise OnrecordError(f"The note is longer than {_NOTE} characters.")
    return plain or None


def training_data(connection: Connection) -> Iterator[dict[str, Any]]:
    """Yield each version about whose statements people spoke, in the shape of annotated articles, to train on.

    A statement's labels are those that people agree on, else the machine's. `judged` says of each statement which
    labels people confirmed or corrected, and who; `contested` which they differ about. All else is the machine's.
    """
    s, j, v = t.statement.c, t.judgement.c, t.version.c
    spoken = select(j.subject).where(j.kind == "statement", j.undone_at.is_(None))
    here = (
        select(v.id)
        .join(t.reading, (t.reading.c.version_id == v.id) & t.reading.c.is_current)
        .join(t.statement, s.reading_id == t.reading.c.id)
        .where(s.key.in_(spoken))
        .distinct()
        .order_by(v.id)
    )
    for id in connection.execute(here).scalars().all():
        version = connection.execute(select(t.version).where(v.id == id)).mappings().one()
        current = (t.reading.c.version_id == id, t.reading.c.is_current)
        reading = connection.execute(select(t.reading).where(*current)).mappings().one()
        record = rows.read_record(connection, version, reading)
        keys = {rows.statement_key(version["key"], st): st.id for st in record.reading.statements}
        found = {keys[key]: st for key, st in judged(connection, keys).items()}
        yield _as_annotated(record, found)


def _as_annotated(record: Record, found: Mapping[str, JudgedStatement]) -> dict[str, Any]:
    article, statements = record.article, []
    speakers = {p.name: list(p.mentions) for p in record.reading.speakers}
    for s in record.reading.statements:
        view = found[s.id]
        parts = {p: [[a, b, article.text[a:b]] for a, b in view.value(p) or ()] for p in PARTS}
        labels = {label: view.value(label) for label in LABELS}
        statements.append({"id": s.id, "parent": s.parent, **parts, **labels})
        if labels["speaker"]:
            mentions = speakers.setdefault(labels["speaker"], [])
            mentions += [words for _, _, words in parts["source"] if words not in mentions]
    agreed = {id: {label: [{"who": o.who, "at": o.at, "verdict": o.verdict} for o in held]
                   for label, held in view.opinions.items() if label not in view.contested}
              for id, view in found.items()}  # fmt: skip
    return {
        "id": article.id, "published": article.published, "outlet": article.outlet, "text": article.text,
        "statements": statements,
        "relations": [{"type": r.type, "from": r.from_id, "to": r.to_id} for r in record.reading.relations],
        "speakers": [{"name": name, "mentions": mentions} for name, mentions in speakers.items()],
        "judged": {id: labels for id, labels in agreed.items() if labels},
        "contested": {id: list(view.contested) for id, view in found.items() if view.contested},
    }  # fmt: skip
