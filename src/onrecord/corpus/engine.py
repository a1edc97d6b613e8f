"""The engine that does the work: Daft, on this machine's cores or on a Ray cluster. Both are set up here."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final, Literal, TypeVar

from onrecord.corpus.layout import Layout, read_json
from onrecord.corpus.remote import quiet
from onrecord.corpus.sources import Unit, unit_of
from onrecord.errors import OnrecordError

if TYPE_CHECKING:
    from daft import DataFrame

    from onrecord.corpus.extract import Wanted

Result = TypeVar("Result")
EngineName = Literal["local", "ray"]
_PATIENCE: Final = 5
"""So often in a row the cluster may fail without any unit done, before that is told."""

_CONNECT_SECONDS: Final = 10.0


@dataclass(frozen=True, slots=True)
class Engine:
    """Where to work: `local` or `ray`, with how many workers, and the cluster's address.

    workers: None for one a core; on this machine never more than that.
    """

    name: EngineName = "local"
    workers: int | None = None
    address: str | None = None

    def daft(self) -> Any:
        """Return Daft, set to this engine. Raises OnrecordError, with the remedy, where it is not installed."""
        quiet()
        try:
            import daft
        except ModuleNotFoundError as error:
            raise OnrecordError(
                f"A corpus needs {error.name}, which is not installed. Install it with: pip install 'onrecord[corpus]'"
            ) from None
        if self.name == "ray":
            self._ray()
        else:
            _native()
        return daft

    def _ray(self) -> None:
        try:
            import ray
        except ModuleNotFoundError:
            raise OnrecordError(
                "The engine ray needs Ray, which is not installed. Install it with: pip install 'onrecord[ray]'"
            ) from None
        import daft

        if not ray.is_initialized():
            address = self.address or os.environ.get("RAY_ADDRESS")
            if address is not None:
                _answers(address)
            # Without an address Ray would look for a cluster that somebody began here, and wait for one that is gone.
            ray.init(address=address or "local", log_to_driver=False, logging_level="error")
        if daft.get_or_infer_runner_type() != "ray":
            daft.set_runner_ray(self.address, noop_if_initialized=True)

    def count(self) -> int:
        """Return how many workers there are."""
        if self.workers is not None:
            return self.workers
        if self.name == "ray":
            import ray

            return max(1, int(ray.cluster_resources().get("CPU", 1)))
        return cores()


@cache
def _native() -> None:
    """Set Daft to this machine's cores, once: it takes no engine a second time.

    To ask it first which one it has would load all of Ray, where that is installed, which takes half a second.
    """
    import daft

    try:
        daft.set_runner_native()
    except Exception:  # its errors have no type of their own
        if daft.get_or_infer_runner_type() != "native":
            raise


def _answers(address: str) -> None:
    """Raise OnrecordError where nobody answers at a cluster's address: Ray would try for minutes, and then exit."""
    if address in ("auto", "local"):
        return
    host, _, port = address.rpartition("://")[2].rpartition(":")
    try:
        socket.create_connection((host.strip("[]"), int(port)), timeout=_CONNECT_SECONDS).close()
    except (OSError, ValueError, OverflowError) as error:
        raise OnrecordError(
            f"The Ray cluster at {address} cannot be reached ({error}). Give its address as 10.0.0.1:6379, and see with"
            " `ray status` whether it runs."
        ) from None


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def do_units(
    engine: Engine, stage: str, layout: Layout, units: Sequence[Unit], wanted: Wanted
) -> Iterator[tuple[Unit, dict[str, Any]]]:
    """Do one stage of all units, and yield each with its note as soon as it is done, those done before first.

    A node that is lost takes with it what it had in hand; that is done again by the others, for a unit is done once its
    note is written. Raises OnrecordError where nothing goes on any more.
    """
    from onrecord.corpus.units import note_of

    left = {}
    for unit in units:
        note = note_of(layout, stage, unit)
        if note is None:
            left[unit.number] = unit
        else:
            yield unit, note
    failed = 0
    while left:
        before = len(left)
        problem: Exception | None = None
        try:
            for unit, note in _run(engine, stage, layout, list(left.values()), wanted):
                if left.pop(unit.number, None) is not None:
                    yield unit, note
        except OnrecordError:
            raise
        except Exception as error:  # the engine's errors have no type of their own
            problem = error
        for number, unit in list(left.items()):  # done, but the engine could not say so any more
            note = note_of(layout, stage, unit)
            if note is not None:
                del left[number]
                yield unit, note
        failed = 0 if len(left) < before else failed + 1
        if left and failed >= (_PATIENCE if engine.name == "ray" else 1):
            reason = " ".join(str(problem or "it stopped").split())[-600:]
            raise OnrecordError(f"The engine failed: {reason}. What is done stays; go on with --resume.")


def steadily(engine: Engine, work: Callable[[], Result]) -> Result:
    """Return what `work` gives, done again where the cluster lost what it needed. Raises OnrecordError at last."""
    for left in reversed(range(_PATIENCE if engine.name == "ray" else 1)):
        try:
            return work()
        except OnrecordError:
            raise
        except Exception as error:  # the engine's errors have no type of their own
            if not left:
                reason = " ".join(str(error).split())[-600:]
                raise OnrecordError(f"The engine failed: {reason}. What is done stays; do the same again.") from error
    raise AssertionError


def _run(
    engine: Engine, stage: str, layout: Layout, units: Sequence[Unit], wanted: Wanted
) -> Iterator[tuple[Unit, dict[str, Any]]]:
    daft = engine.daft()
    doer = _doer(daft, engine, workers=min(engine.count(), len(units)))(stage, str(layout.root), wanted.as_dict())
    frame = daft.from_pydict({"unit": [json.dumps(u.as_dict()) for u in units]})
    if engine.name == "ray":
        frame = frame.into_partitions(len(units))
    by_number = {u.number: u for u in units}
    # In order, whoever is done with a unit would wait for those before it.
    with daft.context.execution_config_ctx(maintain_order=False):
        for row in frame.select(doer.do(daft.col("unit")).alias("done")).iter_rows():
            done = json.loads(row["done"])
            if "problem" in done:
                raise OnrecordError(done["problem"])
            yield by_number[done["number"]], done["note"]


def _doer(daft: Any, engine: Engine, workers: int) -> Any:
    """Return the class that Daft hands units to, one by one: here in a thread a core, on a cluster in actors.

    It only waits for workers, which are processes of their own in any case.
    """
    each = workers if engine.name == "local" else 1

    class Doer:
        def __init__(self, stage: str, root: str, wanted: dict[str, Any]):
            self.stage, self.root, self.wanted = stage, root, wanted
            self.unfit = unfit(Layout(root)) if engine.name == "ray" else None

        def do(self, units: Any) -> list[str]:
            from onrecord.corpus.units import Task
            from onrecord.corpus.watch import crew

            out = []
            mine = crew(self.root, self.wanted["page_seconds"], each)
            for text in units.to_pylist():
                unit = unit_of(json.loads(text))
                try:
                    if self.unfit is not None:
                        raise OnrecordError(self.unfit)
                    note = mine.run(Task(self.stage, self.root, unit, self.wanted))
                    out.append(json.dumps({"number": unit.number, "note": note}))
                except OnrecordError as error:
                    out.append(json.dumps({"number": unit.number, "problem": str(error)}))
            return out

    setattr(Doer, "do", daft.method.batch(return_dtype=daft.DataType.string(), batch_size=1)(Doer.do))  # noqa: B010
    if engine.name == "ray":
        return daft.cls(Doer, max_concurrency=workers, use_process=True)
    return daft.cls(Doer)


def unfit(layout: Layout) -> str | None:
    """Return why this node must do nothing for a corpus, None where it may.

    It would write its tables where nobody looks for them, or tables that are unlike the others.
    """
    from onrecord.pipeline import code_version

    node = socket.gethostname()
    plan = read_json(layout.plan)
    if plan is None:
        return (
            f"The node {node} does not see {layout.root}. Every node must see the corpus's folder under the same path;"
            " then go on with --resume."
        )
    begun, mine = plan["made_by"]["onrecord"], code_version()
    if begun != mine:
        return (
            f"The node {node} has onrecord {mine}, but the build was begun by {begun}. Install the same version on"
            " every node, then go on with --resume."
        )
    return None


def spread(engine: Engine, work: Callable[..., Any], type_: Any, *, batch: int) -> Any:
    """Return what applies a function of whole columns to expressions, `batch` rows at a time, in a process a worker.

    Python takes turns within one process; numpy, which does not, needs none of this.
    """
    daft = engine.daft()

    class Work:
        def do(self, *columns: Any) -> Any:
            return work(*columns)

    setattr(Work, "do", daft.method.batch(return_dtype=type_, batch_size=batch)(Work.do))  # noqa: B010
    return daft.cls(Work, max_concurrency=engine.count(), use_process=True)().do


def table(engine: Engine, files: Sequence[str]) -> DataFrame:
    """Return a table of Parquet files, to work on with the engine."""
    daft = engine.daft()
    frame: DataFrame = daft.read_parquet(list(files))
    return frame
