"""The record goes out: what of it, in which format, whole or not at all, however large it is."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Final

from onrecord.errors import OnrecordError, RecordError
from onrecord.record import backup, items, labels_judged
from onrecord.record.judgements import Judgement
from onrecord.record.store import Store
from onrecord.record.verify import Check
from onrecord.serve.export_columns import COLUMNS, csv_chunks, write_parquet
from onrecord.serve.export_intake import Problem, parsed
from onrecord.serve.export_lines import as_line, values
from onrecord.serve.export_linked import SCHEMA_ORG, schema_org, web_annotations
from onrecord.serve.export_prov import provenance

EVERYTHING: Final = "everything"
TRAINING: Final = "training"
"""The articles about whose statements people spoke, as annotated ones."""
POSSIBLE: Final[Mapping[str, tuple[str, ...]]] = {
    "jsonl": (EVERYTHING, *COLUMNS, TRAINING),
    "csv": tuple(COLUMNS),
    "parquet": tuple(COLUMNS),
    "jsonld": tuple(SCHEMA_ORG),
    "annotation": ("statements",),
    "prov": (EVERYTHING, "articles", "judgements"),
}
"""What can be had in which format."""
ENDINGS: Final = {
    ".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".parquet": "parquet", ".jsonld": "jsonld",
}  # fmt: skip
"""What a file's ending says of its format."""


def write(store: Store, what: str, format: str, sink: BinaryIO, *, in_file: bool) -> None:
    """Write what is asked for to `sink`, in the state in which the record is when this begins.

    in_file: whether a spreadsheet may open it, which some can only with a mark. Raises OnrecordError where this format
    does not have it.
    """
    if what not in POSSIBLE[format]:
        raise OnrecordError(f"{what} cannot be had as {format}. What can: {', '.join(POSSIBLE[format])}.")
    with store.looking() as connection:
        if format == "parquet":
            write_parquet(what, _plain(connection, what), sink)
            return
        chunks: Iterable[bytes]
        match format:
            case "csv":
                chunks = csv_chunks(what, _plain(connection, what), mark=in_file)
            case "jsonld":
                chunks = schema_org(what, _plain(connection, what))
            case "annotation":
                chunks = web_annotations(items.statements_in_text(connection))
            case "prov" if what == "judgements":
                chunks = provenance(j for j in items.everything(connection) if isinstance(j, Judgement))
            case "prov" if what == "articles":
                chunks = provenance(items.versions(connection))
            case "prov":
                chunks = provenance(items.everything(connection))
            case _:
                chunks = (as_line(item).encode() for item in _plain(connection, what))
        for chunk in chunks:
            sink.write(chunk)


def _plain(connection: Any, what: str) -> Iterator[dict[str, Any]]:
    if what == EVERYTHING:
        return (values(item) for item in items.everything(connection))
    if what == "articles":
        return (values(item) for item in items.versions(connection))
    if what == TRAINING:
        return labels_judged.training_data(connection)
    return items.ITEMS[what](connection)


@contextmanager
def whole(path: Path) -> Iterator[BinaryIO]:
    """Open a file that is in its place only once it is whole, and safe from a loss of power.

    Raises OnrecordError where it cannot be written; nothing is left behind then.
    """
    beside = path.absolute().with_name(f".onrecord-{secrets.token_hex(6)}.part")
    try:
        with beside.open("xb") as f:
            yield f
            f.flush()
            os.fsync(f.fileno())
        os.replace(beside, path)
    except OSError as e:
        raise OnrecordError(f"{path} could not be written: {e.strerror or e}.") from e
    finally:
        beside.unlink(missing_ok=True)


def save(store: Store, path: Path, *, force: bool) -> tuple[int, str]:
    """Back up a record to one file; return how many entries its log has, and the digest of the last.

    A record that is a file becomes one that can be opened as it is; one on a server becomes JSON lines. force: whether
    a file that is there is replaced. Raises OnrecordError where that cannot be.
    """
    if path.exists() and path.absolute() == Path(store.name).absolute():
        raise OnrecordError(f"{path} is the record itself. Name another file.")
    if path.is_dir():
        raise OnrecordError(f"{path} is a folder. Name a file in it.")
    if path.exists() and not force:
        raise OnrecordError(f"{path} is there already. Give --force to replace it, or name another file.")
    if backup.is_file(store):
        try:
            backup.copy(store, path)
        except OSError as e:
            raise OnrecordError(f"{path} could not be written: {e.strerror or e}.") from e
        with Store(path, create=False) as copied, copied.looking() as connection:
            return items.head(connection)
    with whole(path) as f, store.looking() as connection:
        for item in items.everything(connection):
            f.write(as_line(values(item)).encode())
        return items.head(connection)


def restore(path: Path, db: str, *, force: bool) -> Check:
    """Put a backup in the place of the record at `db`, checked, whole or not at all; return what it holds.

    force: whether a record that is there is replaced. Raises OnrecordError where that cannot be.
    """
    try:
        is_database = backup.is_database(path)
    except OSError as e:
        raise OnrecordError(f"{path} cannot be read: {e.strerror or e}.") from None
    if "://" in db and not db.startswith("sqlite:///"):
        with Store(db) as store:
            made_of = backup.everything(path) if is_database else _lines(path)
            return backup.refill(store, made_of, name=str(path), force=force)
    place = Path(db.removeprefix("sqlite:///"))
    if place.exists() and place.samefile(path):
        raise OnrecordError(f"{path} is the record itself. Name a backup of it.")
    if not place.absolute().parent.is_dir():
        raise OnrecordError(f"there is no folder {place.absolute().parent}. Make it first.")
    if is_database:
        return backup.put_back(path, place, force=force)
    return backup.build(_lines(path), place, name=str(path), force=force)


def _lines(path: Path) -> Iterator[items.Whole]:
    """Yield the items of a backup in JSON lines. Raises RecordError at the first line that does not hold."""
    began = False
    with path.open("rb") as f:
        for number, item in parsed(f):
            began = began or isinstance(item, items.Head)
            if isinstance(item, Problem) or not isinstance(item, items.Whole):
                reason = item.reason if isinstance(item, Problem) else "this is no line of a backup"
                remedy = "Take another backup; `onrecord import` takes what can be taken of this one."
                raise RecordError(str(path), f"line {number}: {reason}" if number else reason, remedy)
            if not began:
                remedy = "Make one with `onrecord backup`; `onrecord import` takes other exports."
                raise RecordError(str(path), "this is no backup", remedy)
            yield item
