"""What runs through many articles: identities, utterances, claims, copies, vectors."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "claim",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("smallest", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim")),
        sa.UniqueConstraint("key", name=op.f("uq_claim_key")),
    )
    op.create_table(
        "identity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("same_as_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["same_as_id"], ["identity.id"], name=op.f("fk_identity_same_as_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity")),
        sa.UniqueConstraint("key", name=op.f("uq_identity_key")),
    )
    op.create_index("ix_identity_name_key_type", "identity", ["name_key", "type"], unique=False)
    op.create_index(op.f("ix_identity_same_as_id"), "identity", ["same_as_id"], unique=False)
    op.create_table(
        "identity_alias",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("alias", sa.Text(), nullable=False),
        sa.Column("identifier", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("alias_key", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("added_at", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_alias")),
        sa.UniqueConstraint(
            "name", "alias", "identifier", "type", name=op.f("uq_identity_alias_name_alias_identifier_type")
        ),
    )
    op.create_index(op.f("ix_identity_alias_alias_key"), "identity_alias", ["alias_key"], unique=False)
    op.create_index("ix_identity_alias_name_key", "identity_alias", ["name_key"], unique=False)
    op.create_table(
        "utterance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("smallest", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_utterance")),
        sa.UniqueConstraint("key", name=op.f("uq_utterance_key")),
    )
    op.create_table(
        "identity_profile",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.Column("identity_id", sa.Integer(), nullable=True),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["identity_id"], ["identity.id"], name=op.f("fk_identity_profile_identity_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_profile")),
        sa.UniqueConstraint("name_key", "type", "signature", name=op.f("uq_identity_profile_name_key_type_signature")),
    )
    op.create_index(op.f("ix_identity_profile_identity_id"), "identity_profile", ["identity_id"], unique=False)
    op.create_table(
        "text_copy",
        sa.Column("one_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("other_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("shared", sa.Integer(), nullable=False),
        sa.Column("of_one", sa.Float(), nullable=False),
        sa.Column("of_other", sa.Float(), nullable=False),
        sa.Column("resemblance", sa.Float(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.CheckConstraint("one_id <> other_id"),
        sa.ForeignKeyConstraint(["one_id"], ["version.id"], name=op.f("fk_text_copy_one_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["other_id"], ["version.id"], name=op.f("fk_text_copy_other_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("one_id", "other_id", name=op.f("pk_text_copy")),
    )
    op.create_index("ix_text_copy_other_id", "text_copy", ["other_id"], unique=False)
    op.create_table(
        "text_run",
        sa.Column("run", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("version_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["version.id"], name=op.f("fk_text_run_version_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("run", "version_id", name=op.f("pk_text_run")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "text_sketch",
        sa.Column("version_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("bound", sa.BigInteger(), nullable=False),
        sa.Column("runs", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["version.id"], name=op.f("fk_text_sketch_version_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_text_sketch")),
    )
    op.create_index(op.f("ix_text_sketch_address"), "text_sketch", ["address"], unique=False)
    op.create_table(
        "text_version",
        sa.Column("one_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("other_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["one_id"], ["version.id"], name=op.f("fk_text_version_one_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["other_id"], ["version.id"], name=op.f("fk_text_version_other_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("one_id", "other_id", name=op.f("pk_text_version")),
    )
    op.create_index("ix_text_version_other_id", "text_version", ["other_id"], unique=False)
    op.create_table(
        "withdrawal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=True),
        sa.Column("at", sa.Text(), nullable=True),
        sa.Column("undone_at", sa.Text(), nullable=True),
        sa.Column("undone_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["version_id"], ["version.id"], name=op.f("fk_withdrawal_version_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_withdrawal")),
    )
    op.create_index(op.f("ix_withdrawal_version_id"), "withdrawal", ["version_id"], unique=False)
    op.create_table(
        "identity_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("speaker_id", sa.Integer(), nullable=False),
        sa.Column("identity_id", sa.Integer(), nullable=True),
        sa.Column("profile_id", sa.Integer(), nullable=True),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("own_key", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("surname", sa.Text(), nullable=True),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.Column("firm", sa.Boolean(), nullable=False),
        sa.Column("outlet", sa.Text(), nullable=True),
        sa.Column("month", sa.Integer(), nullable=True),
        sa.Column("day", sa.Text(), nullable=True),
        sa.Column("years_away", sa.Integer(), nullable=True),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("judged", sa.Boolean(), nullable=False),
        sa.Column("apart", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["identity_id"], ["identity.id"], name=op.f("fk_identity_link_identity_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["profile_id"], ["identity_profile.id"], name=op.f("fk_identity_link_profile_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["speaker_id"], ["speaker.id"], name=op.f("fk_identity_link_speaker_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["version.id"], name=op.f("fk_identity_link_version_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_link")),
        sa.UniqueConstraint("speaker_id", name=op.f("uq_identity_link_speaker_id")),
    )
    op.create_index("ix_identity_link_days", "identity_link", ["name_key", "type", "day"], unique=False)
    op.create_index(op.f("ix_identity_link_key"), "identity_link", ["key"], unique=False)
    op.create_index(
        "ix_identity_link_loose",
        "identity_link",
        ["surname", "outlet", "month"],
        unique=False,
        sqlite_where=sa.text("firm IS 0"),
        postgresql_where=sa.text("firm IS false"),
    )
    op.create_index("ix_identity_link_names", "identity_link", ["identity_id", "name"], unique=False)
    op.create_index("ix_identity_link_near", "identity_link", ["surname", "outlet", "month"], unique=False)
    op.create_index("ix_identity_link_of", "identity_link", ["identity_id", "judged"], unique=False)
    op.create_index(op.f("ix_identity_link_own_key"), "identity_link", ["own_key"], unique=False)
    op.create_index("ix_identity_link_profile", "identity_link", ["profile_id", "identity_id"], unique=False)
    op.create_index(op.f("ix_identity_link_version_id"), "identity_link", ["version_id"], unique=False)
    op.create_table(
        "claim_link",
        sa.Column("from_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("to_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sign", sa.Integer(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["from_id"], ["statement.id"], name=op.f("fk_claim_link_from_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["to_id"], ["statement.id"], name=op.f("fk_claim_link_to_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("from_id", "to_id", name=op.f("pk_claim_link")),
    )
    op.create_index("ix_claim_link_to_id", "claim_link", ["to_id"], unique=False)
    op.create_table(
        "claim_statement",
        sa.Column("statement_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("side", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["claim_id"], ["claim.id"], name=op.f("fk_claim_statement_claim_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statement.id"], name=op.f("fk_claim_statement_statement_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("statement_id", name=op.f("pk_claim_statement")),
    )
    op.create_index(op.f("ix_claim_statement_claim_id"), "claim_statement", ["claim_id"], unique=False)
    op.create_table(
        "fingerprint",
        sa.Column("hash", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("statement_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statement.id"], name=op.f("fk_fingerprint_statement_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("hash", "statement_id", name=op.f("pk_fingerprint")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_fingerprint_statement_id", "fingerprint", ["statement_id"], unique=False)
    op.create_table(
        "identity_role",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("head", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("past", sa.Boolean(), nullable=False),
        sa.Column("day", sa.Text(), nullable=True),
        sa.Column("start", sa.Integer(), nullable=True),
        sa.Column("end", sa.Integer(), nullable=True),
        sa.Column("surname", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["link_id"], ["identity_link.id"], name=op.f("fk_identity_role_link_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_role")),
    )
    op.create_index(op.f("ix_identity_role_link_id"), "identity_role", ["link_id"], unique=False)
    op.create_index("ix_identity_role_seat", "identity_role", ["surname", "head", "place"], unique=False)
    op.create_table(
        "statement_vector",
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statement.id"], name=op.f("fk_statement_vector_statement_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("statement_id", name=op.f("pk_statement_vector")),
    )
    op.create_table(
        "utterance_link",
        sa.Column("from_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("to_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sign", sa.Integer(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["from_id"], ["statement.id"], name=op.f("fk_utterance_link_from_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["to_id"], ["statement.id"], name=op.f("fk_utterance_link_to_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("from_id", "to_id", name=op.f("pk_utterance_link")),
    )
    op.create_index("ix_utterance_link_to_id", "utterance_link", ["to_id"], unique=False)
    op.create_table(
        "utterance_statement",
        sa.Column("statement_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("utterance_id", sa.Integer(), nullable=False),
        sa.Column("side", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statement.id"], name=op.f("fk_utterance_statement_statement_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["utterance_id"], ["utterance.id"], name=op.f("fk_utterance_statement_utterance_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("statement_id", name=op.f("pk_utterance_statement")),
    )
    op.create_index(op.f("ix_utterance_statement_utterance_id"), "utterance_statement", ["utterance_id"], unique=False)


def downgrade() -> None:
    """Drop them."""
    op.drop_table("utterance_statement")
    op.drop_table("utterance_link")
    op.drop_table("statement_vector")
    op.drop_table("identity_role")
    op.drop_table("fingerprint")
    op.drop_table("claim_statement")
    op.drop_table("claim_link")
    op.drop_table("identity_link")
    op.drop_table("withdrawal")
    op.drop_table("text_version")
    op.drop_table("text_sketch")
    op.drop_table("text_run")
    op.drop_table("text_copy")
    op.drop_table("identity_profile")
    op.drop_table("utterance")
    op.drop_table("identity_alias")
    op.drop_table("identity")
    op.drop_table("claim")
