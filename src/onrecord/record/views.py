"""Views for whoever opens the record with another program (Datasette, psql): what belongs together, in one row.

They show what is current: of each article the newest version, of each version the newest reading. A later change of the
tables that they read from takes them away first (`remove`) and makes them anew: SQLite refuses it otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sqlalchemy import Connection

_CURRENT: Final = """
    FROM version AS v
    JOIN article AS a ON a.id = v.article_id
    JOIN reading AS r ON r.version_id = v.id AND r.is_current
    {joined}
    WHERE v.number = (SELECT max(w.number) FROM version AS w WHERE w.article_id = v.article_id)
"""
_STATEMENTS: Final = "JOIN statement AS s ON s.reading_id = r.id"
_GROUPED: Final = """
    SELECT g.key AS {kind}, {side} s.key AS statement, s.speaker, s.named, s.act, s.content, v.outlet, v.published,
           v.headline, v.url
    FROM {kind} AS g
    JOIN {kind}_statement AS m ON m.{kind}_id = g.id
    JOIN statement AS s ON s.id = m.statement_id
    JOIN reading AS r ON r.id = s.reading_id
    JOIN version AS v ON v.id = r.version_id
"""
VIEWS: Final[Mapping[str, str]] = {
    "current_articles": "SELECT v.key AS version, a.state, v.outlet, v.agency, v.published, v.headline, v.byline, "
    "v.url, v.number AS version_number, (SELECT count(*) FROM statement AS s WHERE s.reading_id = r.id) AS statements, "
    "r.model, r.read_at" + _CURRENT.format(joined=""),
    "current_statements": "SELECT s.key AS statement, s.speaker, s.source_type, s.named, s.act, s.negated, s.form, "
    "s.content, s.source, s.cue, s.addressee, s.channel, s.said_on, s.confidence, s.depth, v.outlet, v.published, "
    "v.headline, v.url, v.key AS version, a.state AS article_state" + _CURRENT.format(joined=_STATEMENTS),
    "current_relations": "SELECT x.type, s.key AS statement, s.speaker, s.content, o.key AS other_statement, "
    "o.speaker AS other_speaker, o.content AS other_content, x.reason, x.confidence, v.outlet, v.published, v.url"
    + _CURRENT.format(joined="JOIN relation AS x ON x.reading_id = r.id JOIN statement AS s ON s.id = x.from_id "
                      "JOIN statement AS o ON o.id = x.to_id"),
    "claims_by_side": _GROUPED.format(kind="claim", side="m.side,"),
    "sayings": _GROUPED.format(kind="utterance", side=""),
    "people_and_bodies": "SELECT i.key AS identity, i.name, i.type, k.name AS called, v.outlet, v.published, "
    "v.headline, v.url, k.score, k.explanation, k.judged FROM identity AS i "
    "JOIN identity_link AS k ON k.identity_id = i.id JOIN version AS v ON v.id = k.version_id",
}  # fmt: skip
"""The views by their names, each as the question that it answers."""


def install(connection: Connection) -> None:
    """Make the views, where the tables are there."""
    for name, question in VIEWS.items():
        connection.exec_driver_sql(f"CREATE VIEW {name} AS {question}")


def remove(connection: Connection) -> None:
    """Take the views away, those that are there."""
    for name in VIEWS:
        connection.exec_driver_sql(f"DROP VIEW IF EXISTS {name}")
