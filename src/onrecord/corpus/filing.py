"""What units read is filed by month: each unit leaves its rows sorted by month, and groups of units become files.

A unit has a few rows of many months. A file for each of them would be thousands of small ones, which take longer to
write than their rows to read, and every reader of the tables longer still.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import pyarrow as pa

from onrecord.corpus.layout import SCHEMAS, CorpusError, Layout, read_arrow, read_json, write_arrow, write_table
from onrecord.corpus.sources import Unit
from onrecord.corpus.tables import Row

GROUP: Final = 16 << 20
"""Bytes of rows, as Arrow holds them, from which on a group is closed: some 4,500 short articles. Whoever reads a file
into Python's values needs ten times as much memory, and several read at once."""
_HELD: Final = 4000
"""So many rows are held as Python's values, which take ten times the memory of Arrow's, before they become these."""

Parts = dict[str | None, list[pa.Table]]


class Staged:
    """The rows that a unit has in each table, by month, until they are written where its group finds them."""

    def __init__(self, layout: Layout, unit: Unit):
        self._layout, self._unit = layout, unit
        self._rows: dict[str, dict[str | None, list[Row]]] = defaultdict(lambda: defaultdict(list))
        self._parts: dict[str, Parts] = defaultdict(lambda: defaultdict(list))
        self._held = 0

    def add(self, table: str, month: str | None, rows: list[Row]) -> None:
        """Add rows to a table's month; a table that has no months has None."""
        if rows:
            self._rows[table][month] += rows
            self._held += len(rows)
        if self._held >= _HELD:
            self._settle()

    def _settle(self) -> None:
        for table, months in self._rows.items():
            some = pa.Table.from_pylist([r for rows in months.values() for r in rows], schema=SCHEMAS[table])
            for month, part in _by_month(some, [(m, len(rows)) for m, rows in months.items()]):
                self._parts[table][month].append(part)
        self._rows.clear()
        self._held = 0

    def write(self) -> dict[str, Any]:
        """Write all rows; return of each table that has some its `months`, with how many rows each, and its `bytes`."""
        self._settle()
        note: dict[str, Any] = {}
        for table in sorted(self._parts):
            parts = self._parts[table]
            months = sorted(parts, key=str)
            whole = pa.concat_tables([part for month in months for part in parts[month]])
            write_arrow(self._layout.staged(table, self._unit.name), whole)
            counts = [[month, sum(part.num_rows for part in parts[month])] for month in months]
            note[table] = {"months": counts, "bytes": whole.nbytes}
        return note


def groups(units: Sequence[Unit], notes: Sequence[Mapping[str, Any]]) -> list[Unit]:
    """Return the groups that units are filed in, by what their notes say that each holds.

    Each is itself a unit of work, from the unit of number `begin` to the one before `end`. The same units give the
    same groups, whichever engine and however many workers read them.
    """
    out: list[Unit] = []
    begin = held = 0
    for n, note in enumerate(notes):
        held += sum(table["bytes"] for table in note["staged"].values())
        if held >= GROUP or n + 1 == len(notes):
            out.append(Unit(len(out), units[begin].place, "units", begin, n + 1))
            begin, held = n + 1, 0
    return out


def file(layout: Layout, group: Unit) -> dict[str, Any]:
    """Write a group's part of each table and month; return every file with its table, rows and digest.

    Rows stand in the order of the units. Raises CorpusError where what a unit left cannot be read.
    """
    staged = {name: _staged(layout, name) for name in (f"{n:06d}" for n in range(group.begin, group.end))}
    files: dict[str, Any] = {}
    for table in SCHEMAS:
        parts: Parts = defaultdict(list)
        for name, note in staged.items():
            if table in note:
                rows = read_arrow(layout.staged(table, name))
                for month, part in _by_month(rows, note[table]["months"]):
                    parts[month].append(part)
        for month in sorted(parts, key=str):
            path = layout.part(table, month, group.name)
            rows = pa.concat_tables(parts.pop(month)).combine_chunks()
            files[path.relative_to(layout.root).as_posix()] = {"table": table, **write_table(path, rows)}
    return files


def _staged(layout: Layout, name: str) -> dict[str, Any]:
    """Return what `Staged.write` returned of a unit."""
    path = layout.read / f"{name}.json"
    note = read_json(path)
    if note is None:
        raise CorpusError(str(path), "it is not there", "Let every node see the folder; then go on with --resume.")
    staged: dict[str, Any] = note["staged"]
    return staged


def _by_month(rows: pa.Table, counts: Iterable[Sequence[Any]]) -> Iterator[tuple[str | None, pa.Table]]:
    """Yield the stretches of a table that is sorted by month, `counts` rows each; nothing is copied."""
    at = 0
    for month, n in counts:
        yield month, rows.slice(at, n)
        at += n
