"""The tables of the record, one definition for SQLite and PostgreSQL.

Names are for people too: the SQLite file opens in Datasette, so words stand beside their offsets and every link is a
foreign key. Numbers (`id`) tie rows together within one database; `key` is a row's lasting name, derived from what it
says, the same in every database that holds it. Times are ISO 8601 in UTC.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

metadata: Final = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _link(name: str, target: str, *, optional: bool = False, index: bool = True) -> Column[int]:
    """Return a column that points to a row of `target`, which takes this row with it when it goes."""
    return Column(name, ForeignKey(f"{target}.id", ondelete="CASCADE"), nullable=optional, index=index)


article: Final = Table(
    "article",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", Text, nullable=False, unique=True),  # derived from the address, or from the first version
    Column("address", Text, unique=True),  # canonical
    Column("outlet", Text, index=True),
    Column("state", Text, nullable=False),  # current, withdrawn
)
"""One piece of news, whatever became of its text."""

version: Final = Table(
    "version",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", Text, nullable=False, unique=True),  # Article.id: of the address and the text
    _link("article_id", "article"),
    Column("number", Integer, nullable=False),
    Column("added_at", Text, nullable=False),
    Column("name", Text),
    Column("url", Text),
    Column("headline", Text),
    Column("byline", Text),
    Column("authors", JSON, nullable=False),
    Column("outlet", Text, index=True),
    Column("agency", Text),
    Column("section", Text),
    Column("published", Text, index=True),
    Column("updated", Text),
    Column("language", Text),
    Column("page_sha256", Text, index=True),
    Column("text_sha256", Text, nullable=False, index=True),
    Column("text", Text, nullable=False),
    Column("blocks", JSON, nullable=False),  # [[start, end, kind, label], ...]
    UniqueConstraint("article_id", "number"),
)
"""An article as it was at one time."""

reading: Final = Table(
    "reading",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    _link("version_id", "version"),
    Column("model", Text, nullable=False),
    Column("model_sha256", Text, nullable=False),
    Column("code_version", Text, nullable=False),
    Column("settings", JSON, nullable=False),
    Column("warnings", JSON, nullable=False),
    Column("read_at", Text, nullable=False),
    Column("is_current", Boolean, nullable=False),
)
"""What one model made of one version. Exactly one reading of a version is current; the others are kept."""

speaker: Final = Table(
    "speaker",
    metadata,
    Column("id", Integer, primary_key=True),
    _link("reading_id", "reading"),
    Column("number", Integer, nullable=False),
    Column("name", Text, nullable=False, index=True),
    Column("type", Text),
    Column("named", Boolean),
    Column("mentions", JSON, nullable=False),
    UniqueConstraint("reading_id", "number"),
)
"""One source within one reading."""

statement: Final = Table(
    "statement",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", Text, nullable=False, index=True),  # of the version and the spans: lasts over readings
    _link("reading_id", "reading"),
    Column("number", Integer, nullable=False),
    Column("local_id", Text, nullable=False),  # s1, s2, ... within its reading
    _link("parent_id", "statement", optional=True),
    Column("depth", Integer, nullable=False),
    _link("speaker_id", "speaker", optional=True),
    Column("speaker", Text, index=True),
    Column("source_type", Text),
    Column("named", Boolean),
    Column("act", Text),
    Column("form", Text),
    Column("negated", Boolean),
    Column("addressee", Text),
    Column("channel", Text),
    Column("said_on", Text),
    Column("source", Text, nullable=False),  # the words
    Column("cue", Text, nullable=False),
    Column("content", Text, nullable=False),
    Column("chain", JSON, nullable=False),  # names, the outlet first
    Column("spans", JSON, nullable=False),  # {"source": [[start, end], ...], "cue": ..., "content": ..., ...}
    Column("rivals", JSON, nullable=False),
    Column("reasons", JSON, nullable=False),  # [[label, reason], ...]
    Column("confidences", JSON, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("facets", Text),  # the terms that searches filter by (search_terms)
    UniqueConstraint("reading_id", "local_id"),
)
"""One saying that one version reports, as one reading has it."""

relation: Final = Table(
    "relation",
    metadata,
    Column("id", Integer, primary_key=True),
    _link("reading_id", "reading"),
    Column("type", Text, nullable=False),
    _link("from_id", "statement"),
    _link("to_id", "statement"),
    Column("reason", Text),
    Column("confidence", Float),
)
"""How one statement stands to another of the same reading."""

correction: Final = Table(
    "correction",
    metadata,
    Column("id", Integer, primary_key=True),
    _link("reading_id", "reading"),
    _link("statement_id", "statement"),
    Column("note_start", Integer, nullable=False),
    Column("note_end", Integer, nullable=False),
    Column("corrects_start", Integer),
    Column("corrects_end", Integer),
    Column("reason", Text),
)
"""A correction note, and the sentence that it corrects."""

judgement: Final = Table(
    "judgement",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", Text, nullable=False),  # identity, utterance, claim, version, statement
    Column("subject", Text, nullable=False, index=True),  # keys, not numbers: a judgement outlives any reading
    Column("object", Text, nullable=False, index=True),
    Column("verdict", Text, nullable=False),  # same, different, unsure; confirmed, corrected
    Column("value", JSON),  # what a label was corrected to: {"speaker": "..."}
    Column("note", Text),
    Column("who", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("undone_at", Text),
    Column("undone_by", Text),
)
"""What people decided. Never changed and never deleted; undoing one marks it."""

log: Final = Table(
    "log",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("what", Text, nullable=False),  # add, reread, judge, withdraw, import, ...
    Column("subject", Text, nullable=False),  # the key of what it is about
    Column("payload", Text, nullable=False),  # JSON, as it was hashed
    Column("previous", Text, nullable=False),
    Column("digest", Text, nullable=False, unique=True),
)
"""All that was ever done, each entry sealed to the one before it. Only added to."""

Index("ix_reading_current_version", reading.c.version_id, unique=True,
      sqlite_where=reading.c.is_current.is_(True), postgresql_where=reading.c.is_current.is_(True))  # fmt: skip
