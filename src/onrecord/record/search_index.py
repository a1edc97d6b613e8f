"""The full-text index itself, in each kind of database: what the migrations make, and no table definition can.

Both fold accents and stem English words by Porter's rules, and neither leaves out common words: a phrase is a phrase.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Final

from sqlalchemy import Connection

CONFIGURATION: Final = "onrecord_english"
"""PostgreSQL's text search configuration: its own English one would leave out "the" and "not"."""
_ACCENTED: Final = {
    c: plain
    for c in map(chr, range(0xC0, 0x250))
    if len(plain := "".join(x for x in unicodedata.normalize("NFD", c) if not unicodedata.combining(x))) == 1
    and plain != c
}
# In some locales PostgreSQL takes typographic marks for letters, and “It and It would be two words.
_MARKS: Final = {chr(n): " " for n in (0xA0, 0xAB, 0xBB, *range(0x2010, 0x2028), *range(0x2030, 0x205F))}
_PLAIN: Final = _ACCENTED | _MARKS
_TABLE: Final = str.maketrans(_PLAIN)


def folded(words: str) -> str:
    """Return `words` without the accents of Latin letters and without typographic marks, as the index has them."""
    return words.translate(_TABLE)


def install(connection: Connection) -> None:
    """Make the index, where the tables are there."""
    statements: Sequence[str] = _SQLITE if connection.dialect.name == "sqlite" else _POSTGRESQL
    for statement in statements:
        connection.exec_driver_sql(statement)


def removal(dialect: str) -> Sequence[str]:
    """Return the statements that take the index away again, but for what goes with the table."""
    if dialect == "sqlite":
        return ("DROP TABLE statement_search",)
    return (
        "ALTER TABLE statement DROP COLUMN search",
        f"DROP TEXT SEARCH CONFIGURATION {CONFIGURATION}",
        "DROP TEXT SEARCH DICTIONARY onrecord_stem",
    )


_ADD: Final = (
    "INSERT INTO statement_search(rowid, source, content, speaker, facets) "
    "VALUES (new.id, new.source, new.content, new.speaker, new.facets);"
)
_DROP: Final = (
    "INSERT INTO statement_search(statement_search, rowid, source, content, speaker, facets) "
    "VALUES ('delete', old.id, old.source, old.content, old.speaker, old.facets);"
)
_WHEN: Final = "CREATE TRIGGER statement_search"
_SQLITE: Final = (
    "CREATE VIRTUAL TABLE statement_search USING fts5(source, content, speaker, facets, content='statement', "
    "content_rowid='id', tokenize='porter unicode61 remove_diacritics 2')",
    f"{_WHEN}_insert AFTER INSERT ON statement WHEN new.facets IS NOT NULL BEGIN {_ADD} END",
    f"{_WHEN}_delete AFTER DELETE ON statement WHEN old.facets IS NOT NULL BEGIN {_DROP} END",
    f"{_WHEN}_first AFTER UPDATE OF facets ON statement WHEN old.facets IS NULL BEGIN {_ADD} END",
    f"{_WHEN}_change AFTER UPDATE OF facets ON statement WHEN old.facets IS NOT NULL BEGIN {_DROP} {_ADD} END",
)
_WORDS: Final = "source || ' ' || content || ' ' || coalesce(speaker, '')"
_KINDS: Final = "asciiword, word, asciihword, hword, hword_asciipart, hword_part"
_POSTGRESQL: Final = (
    "CREATE TEXT SEARCH DICTIONARY onrecord_stem (TEMPLATE = snowball, LANGUAGE = english)",
    f"CREATE TEXT SEARCH CONFIGURATION {CONFIGURATION} (COPY = simple)",
    f"ALTER TEXT SEARCH CONFIGURATION {CONFIGURATION} ALTER MAPPING FOR {_KINDS} WITH onrecord_stem",
    f"ALTER TABLE statement ADD COLUMN search tsvector GENERATED ALWAYS AS (to_tsvector('{CONFIGURATION}'::regconfig, "
    f"translate({_WORDS}, '{''.join(_PLAIN)}', '{''.join(_PLAIN.values())}')) || "
    "to_tsvector('simple'::regconfig, coalesce(facets, ''))) STORED",
    "CREATE INDEX ix_statement_search ON statement USING gin (search)",
)
