"""The tables of identities: one person or body across articles, and by what each speaker was tied to it."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Boolean, Column, Float, ForeignKey, Index, Integer, Table, Text, UniqueConstraint

from onrecord.record.tables import metadata

identity: Final = Table(
    "identity",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),  # the fullest that the articles give
    Column("type", Text, nullable=False),  # person, organisation
    Column("name_key", Text, nullable=False),
    Column("same_as_id", ForeignKey("identity.id", ondelete="SET NULL"), index=True),  # a person judged them the same
    Index("ix_identity_name_key_type", "name_key", "type"),
)
"""One person or body. What people judged to be one points with `same_as_id` to the row that stands for all."""

identity_profile: Final = Table(
    "identity_profile",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name_key", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("signature", Text, nullable=False),  # JSON: fields of work, seats, middle initials
    Column("identity_id", ForeignKey("identity.id", ondelete="SET NULL"), index=True),
    Column("score", Float, nullable=False),
    Column("explanation", Text, nullable=False),
    UniqueConstraint("name_key", "type", "signature"),
)
"""What the articles say of people of one name: each combination once, with the identity that it belongs to."""

identity_link: Final = Table(
    "identity_link",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("speaker_id", ForeignKey("speaker.id", ondelete="CASCADE"), nullable=False, unique=True),
    Column("identity_id", ForeignKey("identity.id", ondelete="CASCADE")),
    Column("profile_id", ForeignKey("identity_profile.id", ondelete="SET NULL")),
    Column("version_id", ForeignKey("version.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("key", Text, nullable=False, index=True),  # of the speaker: of the version and the name
    Column("name", Text, nullable=False),  # as the article's reading has it
    Column("own_key", Text, nullable=False, index=True),  # the name, folded
    Column("name_key", Text, nullable=False),  # the name that it stands for, folded: another where an alias is listed
    Column("surname", Text),  # of persons, folded
    Column("type", Text, nullable=False),
    Column("whole", Boolean, nullable=False),  # more than a bare surname
    Column("firm", Boolean, nullable=False),  # tied by what is said of the name anywhere, not by what stands near
    Column("outlet", Text),
    Column("month", Integer),  # since year 0
    Column("day", Text),
    Column("years_away", Integer),  # from the nearest other article with this name
    Column("score", Float, nullable=False),
    Column("explanation", Text, nullable=False),
    Column("judged", Boolean, nullable=False),  # a person judged this very speaker
    Column("apart", Boolean, nullable=False),  # taken out of its group by a judgement
    Index("ix_identity_link_near", "surname", "outlet", "month"),
    Index("ix_identity_link_days", "name_key", "type", "day"),
    Index("ix_identity_link_of", "identity_id", "judged"),
    Index("ix_identity_link_names", "identity_id", "name"),
    Index("ix_identity_link_newest", "identity_id", "day"),
    Index("ix_identity_link_profile", "profile_id", "identity_id"),
)
"""A speaker of one article as one identity: how sure that is and why."""

_loose = identity_link.c.firm.is_(False)
Index("ix_identity_link_loose", identity_link.c.surname, identity_link.c.outlet, identity_link.c.month,
      sqlite_where=_loose, postgresql_where=_loose)  # fmt: skip

identity_role: Final = Table(
    "identity_role",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("link_id", ForeignKey("identity_link.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("words", Text, nullable=False),  # as the article has them
    Column("head", Text, nullable=False),  # the noun
    Column("place", Text, nullable=False),  # of what, folded; empty where the words do not say
    Column("past", Boolean, nullable=False),  # "then-", "former"
    Column("day", Text),  # when the article was published
    Column("start", Integer),
    Column("end", Integer),
    Column("surname", Text),
    Index("ix_identity_role_seat", "surname", "head", "place"),
)
"""What an article calls one of its speakers beside the name."""

identity_alias: Final = Table(
    "identity_alias",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("alias", Text, nullable=False),  # empty where the line only gives an identifier
    Column("identifier", Text, nullable=False),  # Q42, viaf:123; or empty
    Column("type", Text, nullable=False),  # person, organisation; or empty: either
    Column("name_key", Text, nullable=False),
    Column("alias_key", Text, nullable=False, index=True),
    Column("source", Text, nullable=False),  # the file
    Column("added_at", Text, nullable=False),
    Column("who", Text, nullable=False),
    UniqueConstraint("name", "alias", "identifier", "type"),
    Index("ix_identity_alias_name_key", "name_key"),
)
"""What an alias or authority file says: that a name has another form, or an identifier."""
