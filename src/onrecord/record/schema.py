"""Every table of the record, imported in one place: what migrations and tests go by."""

from onrecord.record import tables

metadata = tables.metadata

__all__ = ["metadata"]
