"""Many articles become one lasting record: the store, its versions, and what runs through many articles.

Needs the extra `record` (SQLAlchemy, Alembic). `open_store` gives a `Store`; all SQL of the project lives here.
"""
