"""A corpus is built: sources are planned, extracted, compared, read and filed; last the manifest says so."""

from __future__ import annotations

import os
import shutil
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Final, Literal

from onrecord.corpus import duplicates
from onrecord.corpus.engine import Engine, EngineName, do_units, steadily
from onrecord.corpus.extract import Wanted
from onrecord.corpus.filing import groups
from onrecord.corpus.layout import FORM, SCHEMAS, WORK, CorpusError, Layout, read_json, write_json
from onrecord.corpus.remote import is_address, is_remote
from onrecord.corpus.sources import Unit, inputs, plan, unit_of
from onrecord.corpus.units import EXTRACT, FILE, READ
from onrecord.corpus.watch import crew, dismiss

_VERSIONS: Final = ("onrecord", "daft", "ray", "fastwarc", "pyarrow", "trafilatura", "onnxruntime")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a build is: in which stage, how many of its units are done, what they held, and for how long it runs.

    stage: "extract", "compare", "read" or "file". articles: those extracted or, later, read. seconds: since the stage
    began.
    """

    stage: str
    done: int
    units: int
    articles: int
    failures: int
    seconds: float


def build(  # noqa: PLR0913
    sources: str | os.PathLike[str] | Sequence[str | os.PathLike[str]],
    out: str | os.PathLike[str],
    *,
    languages: Sequence[str] = ("en",),
    news: bool = False,
    duplicates: Literal["mark", "drop"] = "mark",
    engine: Engine | EngineName = "local",
    resume: bool = False,
    page_seconds: float = 20.0,
    unit_bytes: int | None = None,
    on_progress: Callable[[Progress], object] = lambda _: None,
) -> dict[str, Any]:
    """Read archives into tables, and return the corpus's manifest.

    sources: WARC, JSON lines and Parquet files, folders of them or of pages, local or addresses that Daft reads. out:
    the folder of the corpus, which must be new or, with `resume`, of a build that did not end. languages: primary
    tags of those that are read, none for all. news: only dated articles with an address of their own. duplicates:
    whether near-duplicates are read and marked, or only listed. page_seconds: how long one page may take, by a
    processor's time (see `watch`).

    Raises InputError for sources, CorpusError for the folder, OnrecordError where the engine fails; what is done stays.
    """
    given = [sources] if isinstance(sources, str | os.PathLike) else list(sources)
    wanted = Wanted(tuple(x.lower() for x in languages), news, duplicates, page_seconds)
    chosen = Engine(engine) if isinstance(engine, str) else engine
    if is_address(out):
        raise CorpusError(str(out), "this is an address", "Name a folder here; copy the corpus there once it is done.")
    layout = Layout(os.path.abspath(out))
    known = read_json(layout.manifest)
    if known is not None:
        if not resume:
            raise CorpusError(str(out), "there is a corpus already", "Name another folder, or remove it.")
        return known
    places = [s if is_remote(s) else os.path.abspath(s) for s in (os.fspath(g) for g in given)]
    begun = _begin(layout, places, wanted, resume=resume, unit_bytes=unit_bytes)
    try:
        return _Build(layout, wanted, chosen, begun, on_progress).run()
    finally:
        dismiss(str(layout.root))


def _begin(
    layout: Layout, sources: list[str], wanted: Wanted, *, resume: bool, unit_bytes: int | None
) -> dict[str, Any]:
    """Return the plan of a build: the one that is there, or a new one, written before anything is read."""
    place = str(layout.root)
    there = read_json(layout.plan)
    asked = {"wanted": wanted.as_dict(), "made_by": _code(), "work": WORK}
    if there is not None:
        if not resume:
            raise CorpusError(place, "a build of it did not end", "Go on with it by --resume, or remove the folder.")
        found, _ = inputs(there["sources"])
        if [i.place for i in found if asdict(i) not in there["inputs"]] or len(found) != len(there["inputs"]):
            raise CorpusError(place, "its inputs are not what they were", "Build anew into another folder.")
        if any(there.get(key) != value for key, value in asked.items()):
            raise CorpusError(
                place, "it was begun with other options or by another version", "Give the same, or build anew."
            )
        return there
    if layout.root.exists() and any(layout.root.iterdir()):
        raise CorpusError(place, "the folder is not empty", "Name a new one.")
    found, pages = inputs(sources)
    units = plan(found, pages, unit_bytes=unit_bytes)
    made = {
        "sources": sources,
        "inputs": [asdict(i) for i in found],
        "pages": len(pages),
        **asked,
        "units": [u.as_dict() for u in units],
    }
    write_json(layout.plan, made)
    return made


def _code() -> dict[str, str]:
    from onrecord.pipeline import code_version

    return {"onrecord": code_version()}


class _Build:
    def __init__(
        self, layout: Layout, wanted: Wanted, engine: Engine, begun: dict[str, Any], tell: Callable[[Progress], object]
    ):
        self.layout, self.wanted, self.engine, self.begun, self.tell = layout, wanted, engine, begun, tell
        self.units: list[Unit] = [unit_of(u) for u in begun["units"]]

    def run(self) -> dict[str, Any]:
        if self.engine.name == "local":  # they get ready while the engine does
            count = min(self.engine.count(), len(self.units))
            crew(str(self.layout.root), self.wanted.page_seconds, count).start()
        self._extract()
        compared = self.layout.work / "compared.json"
        found = read_json(compared)
        if found is None:
            begin = time.monotonic()
            self.tell(Progress("compare", 0, 1, 0, 0, 0.0))
            names = [u.name for u in self.units]
            found = steadily(self.engine, lambda: duplicates.find(self.engine, self.layout, names))
            write_json(compared, found)
            self.tell(Progress("compare", 1, 1, 0, 0, time.monotonic() - begin))
        notes = self._read()
        manifest = self._manifest(notes, self._file(notes), found)
        write_json(self.layout.manifest, manifest)
        shutil.rmtree(self.layout.work, ignore_errors=True)
        return manifest

    def _extract(self) -> None:
        begin = time.monotonic()
        pages = failures = 0
        for n, (_, note) in enumerate(do_units(self.engine, EXTRACT, self.layout, self.units, self.wanted), start=1):
            pages += note["pages"]
            failures += len(note["failures"])
            self.tell(Progress("extract", n, len(self.units), pages, failures, time.monotonic() - begin))

    def _read(self) -> list[dict[str, Any]]:
        begin = time.monotonic()
        notes: dict[int, dict[str, Any]] = {}
        articles = failures = 0
        for unit, note in do_units(self.engine, READ, self.layout, self.units, self.wanted):
            notes[unit.number] = note
            articles += note["counts"]["articles"]
            failures += note["counts"]["failures"]
            seconds = time.monotonic() - begin
            self.tell(Progress("read", len(notes), len(self.units), articles, failures, seconds))
        return [notes[u.number] for u in self.units]

    def _file(self, notes: list[dict[str, Any]]) -> dict[str, Any]:
        begin = time.monotonic()
        files: dict[str, Any] = {}
        parts = groups(self.units, notes)
        articles, failures = (sum(note["counts"][table] for note in notes) for table in ("articles", "failures"))
        for n, (_, note) in enumerate(do_units(self.engine, FILE, self.layout, parts, self.wanted), start=1):
            files |= note["files"]
            self.tell(Progress("file", n, len(parts), articles, failures, time.monotonic() - begin))
        return files

    def _manifest(self, notes: list[dict[str, Any]], files: dict[str, Any], found: dict[str, Any]) -> dict[str, Any]:
        counts: Counter[str] = Counter()
        left: Counter[str] = Counter()
        for note in notes:
            counts.update(note["counts"])
            left.update(note["left_out"])
        models = sorted({(name, digest) for note in notes for name, digest in note["models"]})
        return {
            "form": FORM,
            "made_by": self.begun["made_by"],
            "models": [{"model": name, "sha256": digest} for name, digest in models],
            "versions": _versions(),
            "engine": self.engine.name,
            "wanted": self.wanted.as_dict(),
            "sources": self.begun["sources"],
            "inputs": self.begun["inputs"],
            "pages": self.begun["pages"],
            "counts": {table: counts[table] for table in SCHEMAS},
            "left_out": dict(sorted(left.items())),
            "duplicates": found["duplicates"],
            "files": dict(sorted(files.items())),
        }


def _versions() -> dict[str, str]:
    out = {}
    for name in _VERSIONS:
        try:
            out[name] = version(name)
        except PackageNotFoundError:
            continue
    return out
