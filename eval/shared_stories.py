"""The shared stories (40 events, each in three outlets) as records, and in a record of their own."""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from onrecord import read_text
from onrecord.domain import Record
from onrecord.record.store import Store


def records(shared: Path, cache: Path | None = None) -> dict[str, Record]:
    """Read every story and return the records by the stories' file names.

    A story's text is its title and its paragraphs, joined by blank lines. cache: a file that keeps what was read, for
    runs in which only the tying changed.
    """
    if cache is not None and cache.exists():
        kept: dict[str, Record] = pickle.loads(cache.read_bytes())
        return kept
    files = sorted((shared / "data/stories").glob("*/*.json"))
    if not files:
        raise SystemExit(f"{shared}/data/stories: no stories here. Say where the data lies with --shared.")
    out = {}
    for file in files:
        story = json.loads(file.read_text(encoding="utf8"))
        text = "\n\n".join([story["title"], *(" ".join(p) for p in story["body-paragraphs"])])
        read = read_text(text, name=file.name, outlet=story["source"], published=story["date"]).record
        # The address would make one article of two stories that give the same one.
        out[file.name] = replace(read, article=replace(read.article, name=file.name))
    if cache is not None:
        cache.write_bytes(pickle.dumps(out))
    return out


@contextmanager
def stored(records: Mapping[str, Record]) -> Iterator[Store]:
    """Put records into a new store, which is gone afterwards."""
    with TemporaryDirectory() as folder, Store(Path(folder) / "stories.db") as store:
        for record in records.values():
            store.add(record)
        yield store


def event(name: str) -> str:
    """Return the event that a story's file is about."""
    return name.rsplit("_", 1)[0]
