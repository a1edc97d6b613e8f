"""Every table of the record, imported in one place: what migrations and tests go by."""

from onrecord.record import likeness_tables, tables

metadata = tables.metadata

__all__ = ["likeness_tables", "metadata"]
