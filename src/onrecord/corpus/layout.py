"""A corpus on disk: its folders, how files get there whole, and the manifest that says that all of it is there."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from onrecord.corpus.tables import SCHEMAS, Row
from onrecord.errors import OnrecordError

FORM: Final = 1
"""Of the tables and the manifest: a program refuses what is of a later one."""
WORK: Final = 2
"""Of what a build leaves for itself in `work`: it goes on with its own alone."""
_SMALL: Final = 64 << 10
"""Bytes of a table that snappy is enough for: zstd begins anew with every column, which takes longer than its work. So
do a dictionary and statistics of each column; they make such a file larger, and no reader of it faster."""


class CorpusError(OnrecordError):
    """A corpus cannot be made or read: `place` names it, `problem` what is wrong, `remedy` what to do."""

    def __init__(self, place: str, problem: str, remedy: str):
        super().__init__(f"{place}: {problem}. {remedy}")
        self.place, self.problem, self.remedy = place, problem, remedy

    def __reduce__(self) -> tuple[type[CorpusError], tuple[str, str, str]]:
        return type(self), (self.place, self.problem, self.remedy)


class Layout:
    """Where things lie in a corpus.

    manifest.json                             what the corpus is made from, and of; written last
    articles/month=2024-03/000017.parquet     and so for statements, speakers, relations: a file a group of units
    failures/000017.parquet
    links/                                    what `link` makes
    work/                                     what a build needs until it is done
    """

    def __init__(self, root: str | os.PathLike[str]):
        self.root = Path(root)
        self.manifest = self.root / "manifest.json"
        self.work = self.root / "work"
        self.plan = self.work / "plan.json"
        self.pages = self.work / "pages"
        self.read = self.work / "read"
        self.filed = self.work / "filed"
        self.duplicates = self.work / "duplicates.parquet"
        self.links = self.root / "links"

    def part(self, table: str, month: str | None, name: str) -> Path:
        """Return where a unit's part of a table lies; `month` of None for tables that have none."""
        folder = self.root / table if month is None else self.root / table / f"month={month}"
        return folder / f"{name}.parquet"

    def staged(self, table: str, name: str) -> Path:
        """Return where a unit's rows of a table lie until they are filed by month."""
        return self.read / f"{name}.{table}.arrow"

    def files(self, table: str) -> list[str]:
        """Return the files that a table consists of, in the order of their names."""
        return sorted(str(p) for p in (self.root / table).rglob("*.parquet"))

    def finished(self) -> dict[str, Any]:
        """Return the manifest of a corpus that is complete. Raises CorpusError where it is not, or is none."""
        found = read_json(self.manifest)
        if found is None:
            if self.plan.exists():
                raise CorpusError(str(self.root), "this corpus is not complete", "Go on with the same build --resume.")
            raise CorpusError(str(self.root), "there is no corpus in it", "Make one with: onrecord corpus build.")
        if found.get("form", 0) > FORM:
            raise CorpusError(str(self.root), "this corpus was made by a later version", "Update onrecord.")
        return found


def read_json(path: Path) -> dict[str, Any] | None:
    """Return what a file of JSON holds, None where it is not there. Raises CorpusError where it is broken."""
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except ValueError as error:
        raise CorpusError(str(path), f"this is not valid JSON ({error})", "Restore it, or build anew.") from error
    if not isinstance(value, dict):
        raise CorpusError(str(path), "this is no JSON object", "Restore it, or build anew.")
    return value


def write_json(path: Path, value: Any) -> None:
    """Write a file of JSON, whole or not at all."""
    write_bytes(path, json.dumps(value, ensure_ascii=False, indent=1).encode("utf-8") + b"\n")


def write_rows(path: Path, rows: Sequence[Row], schema: pa.Schema) -> dict[str, Any]:
    """Write rows as a Parquet file, whole or not at all; the same rows give the same bytes. Return its note."""
    return write_table(path, pa.Table.from_pylist(list(rows), schema=schema))


def write_table(path: Path, table: pa.Table) -> dict[str, Any]:
    """Write a table as a Parquet file, whole or not at all. Return how many rows it has, and its SHA-256."""
    large = table.nbytes > _SMALL
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd" if large else "snappy", use_dictionary=large, write_statistics=large)
    data = sink.getvalue().to_pybytes()
    write_bytes(path, data)
    return {"rows": table.num_rows, "sha256": hashlib.sha256(data).hexdigest()}


def write_arrow(path: Path, table: pa.Table) -> None:
    """Write a table for a later stage, whole or not at all: as Arrow holds it, in a quarter of the time of Parquet."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_file(sink, table.schema, options=pa.ipc.IpcWriteOptions(compression="lz4")) as file:
        file.write_table(table)
    write_bytes(path, sink.getvalue())


def read_arrow(path: Path) -> pa.Table:
    """Return the table that `write_arrow` wrote. Raises CorpusError where it is gone or damaged."""
    try:
        with pa.memory_map(str(path)) as source, pa.ipc.open_file(source) as file:
            return file.read_all()
    except (OSError, pa.ArrowInvalid) as error:
        note = path.with_name(f"{path.name.partition('.')[0]}.json")
        remedy = f"Remove {note.name} beside it, then go on with --resume: its unit is read again."
        raise CorpusError(str(path), f"it cannot be read ({error})", remedy) from error


def read_table(path: Path) -> pa.Table:
    """Return the table in one Parquet file. `pq.read_table` does no more for one, and loads twice as much of Arrow."""
    with pq.ParquetFile(path) as file:
        return file.read()


def write_bytes(path: Path, data: bytes | pa.Buffer) -> None:
    """Write a file so that nobody ever sees a part of it, and that it is there after the power fails.

    Raises CorpusError where it cannot be written.
    """
    # Not ending in .parquet: readers of a table take every such file for a part of it.
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(beside, "xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    except OSError as error:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        remedy = "Make room or change its permissions, then go on with --resume."
        raise CorpusError(str(path), f"it cannot be written ({error.strerror})", remedy) from error
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def batches(layout: Layout, table: str, columns: Sequence[str] | None = None) -> Iterator[tuple[str, list[Row]]]:
    """Yield the rows of a table, a file at a time, each with the month it is filed under."""
    for path in layout.files(table):
        month = Path(path).parent.name.removeprefix("month=")
        names = None if columns is None else list(columns)
        # Without partitioning the folder's name adds no column of its own.
        yield month, pq.read_table(path, columns=names, partitioning=None).to_pylist()


__all__ = ["SCHEMAS", "CorpusError", "Layout", "batches", "read_json", "write_json", "write_rows"]
