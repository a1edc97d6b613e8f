"""Additions that wait, run and are done: one thread reads them, one after another, so that the desk stays quick.

They live in memory: a desk that is closed forgets what was still waiting, and what was added stays in the record.
"""

from __future__ import annotations

import hashlib
import os
import queue
import secrets
import tempfile
import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final, Literal
from weakref import WeakKeyDictionary

from onrecord.domain import Article, Page
from onrecord.errors import OnrecordError
from onrecord.ingest import load
from onrecord.ingest.files import SIDECAR
from onrecord.ingest.load import parse
from onrecord.ingest.sidecar import known
from onrecord.record.store import Added, Store
from onrecord.serve.desk.settings import Settings
from onrecord.serve.outline import printable

State = Literal["waiting", "reading", "done", "failed"]
_KEPT: Final = 100
"""So many additions are remembered."""
_WAITING: Final = 20
_NAME: Final = 80


@dataclass(frozen=True, slots=True)
class Input:
    """One thing to be added: a pasted text, an address, or a file with its bytes."""

    name: str
    kind: Literal["text", "address", "file"]
    data: bytes


@dataclass(frozen=True, slots=True)
class Step:
    """How far one input is, and what became of it."""

    name: str
    state: State = "waiting"
    added: Added | None = None
    problem: str = ""


@dataclass
class Job:
    """One addition. `finished` once nothing of it is left to do."""

    key: str
    inputs: Sequence[Input]
    published: str | None
    outlet: str | None
    who: str
    finished: bool = False
    _steps: list[Step] = field(default_factory=list)

    @classmethod
    def of(cls, inputs: Sequence[Input], *, published: str, outlet: str, who: str) -> Job:
        """Return an addition of `inputs`. Raises InputError where `published` is no date."""
        said = known("what was given", published=published or None, outlet=outlet or None)
        job = cls(secrets.token_urlsafe(12), inputs, said.published, said.outlet, who)
        job._steps = [Step(printable(i.name)) for i in inputs if not i.name.endswith(SIDECAR)]
        return job

    def steps(self) -> list[Step]:
        """Return how far each input is."""
        return list(self._steps)

    @property
    def done(self) -> int:
        """How many inputs are done with."""
        return sum(s.state in ("done", "failed") for s in self._steps)

    def fail(self, problem: str) -> None:
        """Say of all that is not done that it failed."""
        self._steps = [
            s if s.state in ("done", "failed") else replace(s, state="failed", problem=problem) for s in self._steps
        ]

    def run(self, settings: Settings) -> None:
        """Read and store one input after another; what goes wrong with one is its failure alone."""
        with tempfile.TemporaryDirectory(prefix="onrecord-") as folder, Store(settings.db, who=self.who) as store:
            places = dict(_laid_out(Path(folder), self.inputs))
            pages = [i for i in self.inputs if not i.name.endswith(SIDECAR)]
            for n, given in enumerate(pages):
                self._steps[n] = replace(self._steps[n], state="reading")
                try:
                    article = self._article(given, places.get(id(given)), settings)
                    from onrecord.pipeline import read_article  # the model is loaded once somebody adds something

                    self._steps[n] = replace(self._steps[n], state="done", added=store.add(read_article(article)))
                except OnrecordError as e:
                    problem = printable(str(e)).replace(f"{folder}{os.sep}", "")
                    self._steps[n] = replace(self._steps[n], state="failed", problem=problem)
                except Exception as e:  # one input that nobody foresaw must not cost the others theirs
                    problem = printable(f"It could not be read ({type(e).__name__}).")
                    self._steps[n] = replace(self._steps[n], state="failed", problem=problem)

    def _article(self, given: Input, place: Path | None, settings: Settings) -> Article:
        said = {"published": self.published, "outlet": self.outlet}
        if given.kind == "text":
            digest = hashlib.sha256(given.data).hexdigest()
            page = Page(f"pasted-{digest[:8]}.txt", given.data, "text/plain; charset=utf-8", None, None, digest)
            return parse(page, known(page.name, **said), input=given.name)
        source = given.name if given.kind == "address" else str(place)
        return load(source, **said, allow_private=settings.allow_private)


def _laid_out(folder: Path, inputs: Sequence[Input]) -> Iterator[tuple[int, Path]]:
    """Write the files into a folder of their own, under names that cannot lead out of it, sidecars beside them."""
    for given in inputs:
        if given.kind == "file":
            place = folder / _safe(given.name)
            if place.exists():
                place = folder / f"{secrets.token_hex(4)}-{place.name}"
            place.write_bytes(given.data)
            yield id(given), place


def _safe(name: str) -> str:
    """Return a file's name without its folders and with nothing in it but letters, digits, and . _ - and spaces."""
    base = name.replace("\\", "/").rsplit("/", 1)[-1]
    plain = "".join(c if c.isalnum() or c in "._- " else "_" for c in base).lstrip(". -")
    return plain[-_NAME:].encode("utf-8", "replace").decode()[-_NAME:] or "file"


class Jobs:
    """The additions of one desk, and the thread that runs them."""

    def __init__(self, settings: Settings):
        self._settings = settings
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._queue: queue.Queue[Job] = queue.Queue(_WAITING)
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def take(self, job: Job) -> bool:
        """Let an addition wait its turn; False where too many wait already."""
        with self._lock:
            try:
                self._queue.put_nowait(job)
            except queue.Full:
                return False
            self._jobs[job.key] = job
            while len(self._jobs) > _KEPT:
                self._jobs.popitem(last=False)
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._work, name="adding", daemon=True)
                self._thread.start()
            return True

    def find(self, key: str) -> Job | None:
        """Return an addition by its key, None where it is not known, or not any more."""
        with self._lock:
            return self._jobs.get(key)

    def _work(self) -> None:
        while True:
            with self._lock:
                if self._queue.empty():
                    self._thread = None
                    return
                job = self._queue.get_nowait()
            try:
                job.run(self._settings)
            except OnrecordError as e:
                job.fail(printable(str(e)))
            except OSError as e:
                job.fail(f"The desk could not keep the files ({e.strerror}).")
            finally:
                job.finished = True
                job.inputs = ()


_jobs: WeakKeyDictionary[Store, Jobs] = WeakKeyDictionary()
_lock = threading.Lock()


def jobs_of(store: Store, settings: Settings) -> Jobs:
    """Return the additions of the desk over `store`."""
    with _lock:
        return _jobs.setdefault(store, Jobs(settings))
