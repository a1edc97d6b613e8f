"""A unit of work is done: its parts of the tables are written whole, and last a note that they are.

All of it is done in a worker process, step by step, so that it is known which page is in hand. The steps are

    ("begin", place)    a page or article is begun
    ("over", None)      it has become rows, a failure, or was left out
    ("end", note)       the unit is done, and its note is written
    ("problem", words)  nothing can be done: the model or the disk is at fault, not a page
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal

from onrecord.corpus.extract import Extracted, LeftOut, Wanted, extract, month_of, wanted_of
from onrecord.corpus.filing import Staged, file
from onrecord.corpus.layout import SCHEMAS, Layout, read_json, read_table, write_json, write_rows
from onrecord.corpus.opening import pieces
from onrecord.corpus.pages import Fault, Lost, Passed, Place, Raw
from onrecord.corpus.sources import Unit
from onrecord.corpus.tables import PAGES, Row, article_of, page_row, rows_of
from onrecord.domain import Record
from onrecord.errors import OnrecordError
from onrecord.pipeline import provenance, shared_reader

if TYPE_CHECKING:
    from onrecord.read.reader import Reader

EXTRACT: Final = "extract"
READ: Final = "read"
FILE: Final = "file"
_BROKEN: Final = 20
"""Where the reader fails at the first so many articles of a unit, the reader is at fault, and not they."""

Message = tuple[Literal["begin", "over", "end", "problem"], Any]


@dataclass(frozen=True, slots=True)
class Task:
    """What a worker is to do: one stage of a unit of the corpus at `root`.

    stage: EXTRACT, READ or FILE. wanted: what `Wanted.as_dict` gives. lost: pages at which workers were lost; each is a
    failure without being tried again.
    """

    stage: str
    root: str
    unit: Unit
    wanted: dict[str, Any]
    lost: Mapping[Place, Lost] = field(default_factory=dict)


def note_of(layout: Layout, stage: str, unit: Unit) -> dict[str, Any] | None:
    """Return what was noted of a unit when its stage was done, None where it is still to be done."""
    folders = {EXTRACT: layout.pages, READ: layout.read, FILE: layout.filed}
    return read_json(folders[stage] / f"{unit.name}.json")


def steps(task: Task) -> Iterator[Message]:
    """Do a task step by step, and yield what is to be said of it."""
    layout = Layout(task.root)
    try:
        note = note_of(layout, task.stage, task.unit)
        if note is None:
            note = yield from _STAGES[task.stage](layout, task)
    except OnrecordError as error:
        yield "problem", str(error)
    else:
        yield "end", note


def _extract(layout: Layout, task: Task) -> Generator[Message, None, dict[str, Any]]:
    unit, wanted = task.unit, wanted_of(task.wanted)
    rows: list[Row] = []
    failures: list[Row] = []
    left: Counter[str] = Counter()
    for piece in pieces(unit):
        if isinstance(piece, Passed):
            left["other"] += 1
            continue
        found = (yield from _tried(piece, task.lost, wanted)) if isinstance(piece, Raw) else piece
        if isinstance(found, Fault):
            failures.append(_failure(unit, found))
        elif isinstance(found, LeftOut):
            left[found.reason] += 1
        elif isinstance(piece, Raw):
            rows.append(_page_row(unit, piece, found, len(rows)))
    write_rows(layout.pages / f"{unit.name}.parquet", rows, PAGES)
    note = {"pages": len(rows), "failures": failures, "left_out": dict(sorted(left.items()))}
    write_json(layout.pages / f"{unit.name}.json", note)
    return note


def _tried(
    raw: Raw, lost: Mapping[Place, Lost], wanted: Wanted
) -> Generator[Message, None, Extracted | LeftOut | Fault]:
    """Return what becomes of a page, and tell when it is in hand; one at which a worker was lost is a fault at once."""
    if raw.place in lost:
        return Fault(raw.place, raw.address, *lost[raw.place])
    yield "begin", raw.place
    found = extract(raw, wanted)
    yield "over", None
    return found


def _page_row(unit: Unit, piece: Raw, found: Extracted, number: int) -> Row:
    # A file's own name tells more than its folder and number.
    source = piece.address if piece.data is None else unit.place
    where = {"fetched": found.fetched, "source": source, "offset": piece.place.offset}
    return page_row(found.article, found.address, found.warnings) | where | {"unit": unit.name, "row": number}


def _read(layout: Layout, task: Task) -> Generator[Message, None, dict[str, Any]]:
    unit, drop = task.unit, wanted_of(task.wanted).duplicates == "drop"
    twins, repeats = decided(layout, unit)
    before = note_of(layout, EXTRACT, unit) or {"failures": [], "left_out": {}}
    reader = shared_reader()  # loaded before there is a page in hand, whose time it would take
    staged = Staged(layout, unit)
    failures: list[Row] = list(before["failures"])
    tried = broken = 0
    pages = read_table(layout.pages / f"{unit.name}.parquet").to_pylist()
    if drop:
        for n in sorted(twins):
            row = pages[n] | {"corrections": [], "statements": None, "duplicate_of": twins[n]}
            staged.add("articles", month_of(row["published"]), [row])
    for n, row in enumerate(pages):
        if n in repeats or (drop and n in twins):
            continue
        found: dict[str, list[Row]] | Fault
        if Place(n) in task.lost:
            found = Fault(Place(row["offset"]), row["url"] or row["name"], *task.lost[Place(n)])
        else:
            yield "begin", Place(n)
            found = _rows(row, reader)
            yield "over", None
            tried += 1
            broken += isinstance(found, Fault)
            if isinstance(found, Fault) and broken == tried == _BROKEN:
                raise OnrecordError(
                    f"None of {_BROKEN} articles can be read: {found.reason}. Mend the installation, then go on with "
                    "--resume."
                )
        if isinstance(found, Fault):
            failures.append(_failure(unit, found))
            continue
        (article,) = found["articles"]
        for one in (article, *found["statements"]):
            one["duplicate_of"] = twins.get(n)
        for table, some in found.items():
            staged.add(table, month_of(article["published"]), some)
    staged.add("failures", None, failures)
    written = staged.write()
    left = Counter(before["left_out"])
    left["repeat"] += len(repeats)
    counts = {table: sum(n for _, n in written[table]["months"]) if table in written else 0 for table in SCHEMAS}
    models = [(reader.encoder.name, reader.encoder.sha256)] if counts["articles"] else []
    note = {"counts": counts, "left_out": dict(sorted(left.items())), "models": models, "staged": written}
    write_json(layout.read / f"{unit.name}.json", note)
    return note


def _file(layout: Layout, task: Task) -> Generator[Message, None, dict[str, Any]]:
    yield from ()  # no page is in hand
    group = task.unit
    note = {"files": file(layout, group)}
    write_json(layout.filed / f"{group.name}.json", note)
    return note


_STAGES: Final = {EXTRACT: _extract, READ: _read, FILE: _file}


def _rows(page: Row, reader: Reader) -> dict[str, list[Row]] | Fault:
    """Return the rows of every table that reading a page gives."""
    try:
        article = article_of(page)
        made = provenance(article, reader=reader)
        return rows_of(Record(article, reader.read(article), made, tuple(page["warnings"])), page)
    except Exception as error:  # one article in which the reader has a fault costs no other
        reason = f"it cannot be read ({type(error).__name__}: {' '.join(str(error).split())[:200]})"
        return Fault(Place(page["offset"]), page["url"] or page["name"], "error", reason)


def decided(layout: Layout, unit: Unit) -> tuple[dict[int, str], set[int]]:
    """Return a unit's near-duplicates with the article that each is one of, and its repeats, by the rows of its pages.

    A repeat is the same text under the same address as in a row before, of this unit or another.
    """
    table = read_table(layout.duplicates)
    if not table.num_rows:
        return {}, set()
    import pyarrow.compute as pc  # imported here: it takes 50 ms to load, and few small corpora need it

    mine = table.filter(pc.equal(table["unit"], unit.name)).to_pylist()
    twins = {r["row"]: r["of"] for r in mine if r["of"] is not None}
    return twins, {r["row"] for r in mine if r["of"] is None}


def _failure(unit: Unit, fault: Fault) -> Row:
    return {
        "source": unit.place, "offset": fault.place.offset, "address": fault.address, "kind": fault.kind,
        "reason": fault.reason,
    }  # fmt: skip
