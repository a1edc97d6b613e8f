"""A unit of work is done: its parts of the tables are written whole, and last a note that they are."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import pyarrow.compute as pc
import pyarrow.parquet as pq

from onrecord.corpus.extract import Wanted, month_of
from onrecord.corpus.layout import PARTITIONED, SCHEMAS, Layout, read_json, write_json, write_rows
from onrecord.corpus.pages import Fault
from onrecord.corpus.sources import Unit
from onrecord.corpus.tables import PAGES, Row
from onrecord.corpus.watch import Watched
from onrecord.corpus.worker import Task

EXTRACT: Final = "extract"
READ: Final = "read"


def note_of(layout: Layout, stage: str, unit: Unit) -> dict[str, Any] | None:
    """Return what was noted of a unit when its stage was done, None where it is still to be done."""
    folder = layout.pages if stage == EXTRACT else layout.read
    return read_json(folder / f"{unit.name}.json")


def do(stage: str, layout: Layout, unit: Unit, wanted: Wanted, watched: Watched) -> dict[str, Any]:
    """Do one stage of a unit unless it is done, and return its note: counts, and every file with its digest."""
    known = note_of(layout, stage, unit)
    if known is not None:
        return known
    return (_extract if stage == EXTRACT else _read)(layout, unit, wanted, watched)


def _extract(layout: Layout, unit: Unit, wanted: Wanted, watched: Watched) -> dict[str, Any]:
    rows: list[Row] = []
    failures: list[Row] = []
    left: Counter[str] = Counter()
    for word, _, value in watched.run(Task("extract", unit, wanted.as_dict())):
        if word == "row":
            rows.append(value | {"unit": unit.name, "row": len(rows)})
        elif word == "fault":
            failures.append(_failure(unit, value))
        else:
            left["other" if word == "passed" else value] += 1
    write_rows(layout.pages / f"{unit.name}.parquet", rows, PAGES)
    note = {"pages": len(rows), "failures": failures, "left_out": dict(sorted(left.items()))}
    write_json(layout.pages / f"{unit.name}.json", note)
    return note


def _read(layout: Layout, unit: Unit, wanted: Wanted, watched: Watched) -> dict[str, Any]:
    pages = layout.pages / f"{unit.name}.parquet"
    twins, repeats = decided(layout, unit)
    skip = frozenset(repeats) | (frozenset(twins) if wanted.duplicates == "drop" else frozenset())
    filed: dict[tuple[str, str], list[Row]] = defaultdict(list)
    before = note_of(layout, EXTRACT, unit) or {"failures": [], "left_out": {}}
    failures: list[Row] = list(before["failures"])
    for row in _unread(pages, twins) if wanted.duplicates == "drop" else ():
        filed["articles", month_of(row["published"])].append(row)
    for word, place, value in watched.run(Task("read", unit, wanted.as_dict(), pages=str(pages), skip=skip)):
        if word == "fault":
            failures.append(_failure(unit, value))
            continue
        (article,) = value["articles"]
        of = twins.get(place.offset) if place else None
        for row in (article, *value["statements"]):
            row["duplicate_of"] = of
        for table, some in value.items():
            filed[table, month_of(article["published"])] += some
    files = _write(layout, unit, filed, failures)
    left = Counter(before["left_out"])
    left["repeat"] += len(repeats)
    counts = {table: sum(f["rows"] for f in files.values() if f["table"] == table) for table in SCHEMAS}
    made = sorted({(r["model"], r["model_sha256"]) for (t, _), rows in filed.items() if t == "articles" for r in rows
                   if r.get("model")})  # fmt: skip
    note = {"counts": counts, "left_out": dict(sorted(left.items())), "models": made, "files": files}
    write_json(layout.read / f"{unit.name}.json", note)
    return note


def _write(
    layout: Layout, unit: Unit, filed: Mapping[tuple[str, str], list[Row]], failures: list[Row]
) -> dict[str, Any]:
    files: dict[str, Any] = {}
    for table in PARTITIONED:
        for month in sorted(m for t, m in filed if t == table):
            rows = filed[table, month]
            if rows:
                path = layout.part(table, month, unit.name)
                written = write_rows(path, rows, SCHEMAS[table])
                files[path.relative_to(layout.root).as_posix()] = {"table": table, **written}
    if failures:
        path = layout.part("failures", None, unit.name)
        written = write_rows(path, failures, SCHEMAS["failures"])
        files[path.relative_to(layout.root).as_posix()] = {"table": "failures", **written}
    return files


def decided(layout: Layout, unit: Unit) -> tuple[dict[int, str], set[int]]:
    """Return a unit's near-duplicates with the article that each is one of, and its repeats, by the rows of its pages.

    A repeat is the same text under the same address as in a row before, of this unit or another.
    """
    table = pq.read_table(layout.duplicates, partitioning=None)
    mine = table.filter(pc.equal(table["unit"], unit.name)).to_pylist()
    twins = {r["row"]: r["of"] for r in mine if r["of"] is not None}
    return twins, {r["row"] for r in mine if r["of"] is None}


def _unread(pages: Path, twins: Mapping[int, str]) -> Iterable[Row]:
    for row in pq.read_table(pages, partitioning=None).to_pylist():
        if row["row"] in twins:
            yield row | {"corrections": [], "statements": None, "duplicate_of": twins[row["row"]]}


def _failure(unit: Unit, fault: Fault) -> Row:
    return {
        "source": unit.place, "offset": fault.place.offset, "address": fault.address, "kind": fault.kind,
        "reason": fault.reason,
    }  # fmt: skip
