"""Ids that were given out lead to where they belong today; sayings know how many outlets report them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_MANY = 5_000  # rows written at once

_statement = sa.table("statement", sa.column("id"), sa.column("key"), sa.column("reading_id"))
_group = sa.table("lasting_group", sa.column("key"), sa.column("kind"), sa.column("statement_id"))
_identity = sa.table("lasting_identity", sa.column("key"), sa.column("speaker_id"))


def upgrade() -> None:
    """Make the tables, and fill them from what is there."""
    op.create_table(
        "lasting_group",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statement.id"], name=op.f("fk_lasting_group_statement_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_lasting_group")),
    )
    op.create_index(op.f("ix_lasting_group_statement_id"), "lasting_group", ["statement_id"], unique=False)
    op.create_table(
        "lasting_identity",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("speaker_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["speaker_id"], ["speaker.id"], name=op.f("fk_lasting_identity_speaker_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_lasting_identity")),
    )
    op.create_index(op.f("ix_lasting_identity_speaker_id"), "lasting_identity", ["speaker_id"], unique=False)
    op.add_column("utterance", sa.Column("outlets", sa.Integer(), server_default="0", nullable=False))
    op.create_index("ix_utterance_outlets", "utterance", ["outlets", "id"], unique=False)
    for kind in ("utterance", "claim"):
        _keep_statements(kind)
    _keep_identities()
    op.execute(
        "UPDATE utterance SET outlets = (SELECT count(DISTINCT coalesce(v.outlet, '')) FROM utterance_statement m "
        "JOIN statement s ON s.id = m.statement_id JOIN reading r ON r.id = s.reading_id "
        "JOIN version v ON v.id = r.version_id WHERE m.utterance_id = utterance.id)"
    )

    _find_by_judgements()


def _find_by_judgements() -> None:
    """Let statements whose labels people judged be found by what they say, too."""
    # The terms are the program's own, and its index must have those of the version that runs.
    from onrecord.record import search

    spoken = "SELECT DISTINCT subject FROM judgement WHERE kind = 'statement' AND undone_at IS NULL"
    for key in op.get_bind().execute(sa.text(spoken)).scalars().all():
        search.judged(op.get_bind(), key)


def _keep_statements(kind: str) -> None:
    """Keep the key that each statement which is or was in a group of this kind gives one."""
    member = sa.table(f"{kind}_statement", sa.column("statement_id"))
    link = sa.table(f"{kind}_link", sa.column("from_id"), sa.column("to_id"))
    ids = sa.union(sa.select(member.c.statement_id), sa.select(link.c.from_id), sa.select(link.c.to_id)).subquery()
    query = sa.select(sa.func.min(_statement.c.id), _statement.c.key).where(_statement.c.id.in_(sa.select(ids)))
    found = op.get_bind().execute(query.group_by(_statement.c.key)).all()
    _write(_group, ({"key": _digest(kind, key), "kind": kind, "statement_id": id} for id, key in found))


def _keep_identities() -> None:
    """Keep the first speaker of each identity; of those that have gone, what a name and its roles give a key to."""
    bind = op.get_bind()
    first: dict[str, int] = {}
    now = "SELECT i.key, min(k.speaker_id) FROM identity i JOIN identity_link k ON k.identity_id = i.id GROUP BY i.key"
    for key, id in bind.execute(sa.text(now)):
        first[key] = id
    told = (
        "SELECT p.type, p.name_key, p.signature, min(k.speaker_id) FROM identity_profile p "
        "JOIN identity_link k ON k.profile_id = p.id GROUP BY p.type, p.name_key, p.signature"
    )
    for type, name, signature, id in bind.execute(sa.text(told)):
        first.setdefault(_digest("identity", type, name, signature), id)
    alone = (
        "SELECT k.type, a.key, k.name_key, min(k.speaker_id) FROM identity_link k "
        "JOIN version v ON v.id = k.version_id JOIN article a ON a.id = v.article_id GROUP BY k.type, a.key, k.name_key"
    )
    for type, article, name, id in bind.execute(sa.text(alone)):
        first.setdefault(_digest("identity", type, "article", article, name), id)
    _write(_identity, ({"key": key, "speaker_id": id} for key, id in first.items()))


def _digest(*parts: object) -> str:
    words = json.dumps(parts, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def _write(table: Any, rows: Iterable[dict[str, Any]]) -> None:
    for some in _parts(list(rows)):
        op.get_bind().execute(sa.insert(table), some)


def _parts(rows: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    return (rows[k : k + _MANY] for k in range(0, len(rows), _MANY))


def downgrade() -> None:
    """Drop them."""
    op.drop_index("ix_utterance_outlets", "utterance")
    op.drop_column("utterance", "outlets")
    op.drop_table("lasting_identity")
    op.drop_table("lasting_group")
