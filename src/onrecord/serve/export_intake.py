"""Lines come in: each is taken or named with its number and the reason, and a file that ends too early is noticed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, Final

from onrecord.errors import RecordError
from onrecord.record.imports import Importer
from onrecord.record.imports_marks import ItemError
from onrecord.record.items import Entry, Head, Kept
from onrecord.record.items_marks import Listed, Withdrawn
from onrecord.record.judgements import Judgement
from onrecord.record.store import Store
from onrecord.serve.export_lines import Item, parse
from onrecord.serve.outline import printable

LONGEST: Final = 64 << 20
"""No line is longer than this many bytes: the text of no article is."""
_TOGETHER: Final = 20
_COUNTED: Final[dict[str, tuple[type, ...]]] = {
    "versions": (Kept,), "judgements": (Judgement,), "marks": (Listed, Withdrawn), "entries": (Entry,),
}  # fmt: skip
_MARK: Final = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Problem:
    """A line that was not taken: its number (0: the file as a whole) and the reason."""

    line: int
    reason: str


def parsed(source: BinaryIO) -> Iterator[tuple[int, Item | Problem]]:
    """Yield what each line holds with the line's number; at the end a Problem where less came than was announced."""
    seen: Counter[type] = Counter()
    head: Head | None = None
    bad = number = 0
    while line := source.readline(LONGEST + 1):
        number += 1
        if len(line) > LONGEST:
            bad += 1
            yield number, Problem(number, f"the line is longer than {LONGEST >> 20} MB")
            while line and not line.endswith(b"\n"):
                line = source.readline(LONGEST)
            continue
        line = line.removeprefix(_MARK) if number == 1 else line
        if not line.strip():
            continue
        try:
            item = parse(line)
        except ValueError as e:
            bad += 1
            yield number, Problem(number, printable(str(e)))
            continue
        seen[type(item)] += 1
        if isinstance(item, Head):
            head = item
        yield number, item
    if head is not None:
        came = {name: sum(seen[kind] for kind in kinds) for name, kinds in _COUNTED.items()}
        if sum(came.values()) + bad < sum(getattr(head, name) for name in _COUNTED):
            counts = ", ".join(f"{n} of {getattr(head, name)} {name}" for name, n in came.items())
            yield 0, Problem(0, f"the file ends too early: {counts} came")


@dataclass(slots=True)
class Intake:
    """Takes lines into a record. `counts`: how many items were added, known, ... (see imports.Taken)."""

    store: Store
    counts: Counter[str] = field(default_factory=Counter)
    _importer: Importer = field(init=False)

    def __post_init__(self) -> None:
        self._importer = Importer(self.store.who)

    def take(self, source: BinaryIO) -> Iterator[Problem]:
        """Take every line that can be taken, and yield the others.

        Raises RecordError where the record itself fails; what was taken before is kept.
        """
        some: list[tuple[int, Item]] = []
        for number, item in parsed(source):
            if isinstance(item, Problem):
                yield from self._together(some)
                yield item
                some = []
                continue
            some.append((number, item))
            if len(some) == _TOGETHER:
                yield from self._together(some)
                some = []
        yield from self._together(some)

    def _together(self, some: list[tuple[int, Item]]) -> Iterator[Problem]:
        """Take some items in one transaction; where one of them fails, each in a transaction of its own."""
        try:
            self._transaction([item for _, item in some])
        except (ItemError, ValueError, RecordError):
            for number, item in some:
                try:
                    self._transaction([item])
                except (ItemError, ValueError) as e:
                    yield Problem(number, printable(str(e)))
                except RecordError as e:
                    if not e.problem.startswith("the database refused"):
                        raise
                    yield Problem(number, printable(e.problem))

    def _transaction(self, some: list[Item]) -> None:
        done: Counter[str] = Counter()
        with self.store.writing() as connection:
            for item in some:
                if not isinstance(item, Head):
                    done[self._importer.take(connection, item)] += 1
        self.counts += done
