"""Many inputs are read and stored: workers read, one process stores, and what is stored already is not read again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache

from onrecord.domain import Article
from onrecord.errors import OnrecordError, RecordError
from onrecord.record.store import Added, Store
from onrecord.serve.batch import each
from onrecord.serve.one import Outcome, Wish, attempt
from onrecord.serve.outline import printable


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one input: `added` where the record has it now, else `problem`; `fatal`: nothing can go on."""

    input: str
    added: Added | None = None
    problem: str | None = None
    fatal: bool = False


def add_all(store: Store, inputs: Sequence[str], wish: Wish, *, jobs: int = 1) -> Iterator[Result]:
    """Read every input, store its record, and yield what became of it, in order. `wish.db` says where `store` lies.

    Each record is stored in a transaction of its own: what was yielded as added stays, whatever comes after. While one
    is stored the next is read, for the network leaves a core idle half of the time.
    """
    with closing(each(inputs, wish, jobs=jobs, work=read_new)) as outcomes, ThreadPoolExecutor(1) as storing:
        before: Future[Result] | None = None
        for outcome in outcomes:
            if before is not None:
                yield before.result()
            before = storing.submit(_stored, store, outcome)
        if before is not None:
            yield before.result()


def _stored(store: Store, outcome: Outcome) -> Result:
    if outcome.known is not None:
        return Result(outcome.input, Added("known", outcome.known, "", 0))
    if outcome.record is None:
        return Result(outcome.input, problem=outcome.problem, fatal=outcome.fatal)
    try:
        return Result(outcome.input, store.add(outcome.record))
    except RecordError as e:
        # A database that fails once will fail for the next input too; one record that is unsound will not.
        return Result(outcome.input, problem=printable(f"{outcome.input}: {e}"), fatal=e.place == store.name)
    except OnrecordError as e:
        return Result(outcome.input, problem=printable(str(e)))


def read_new(input: str, wish: Wish) -> Outcome:
    """Read one input unless the record has it already, read by this very model; whatever goes wrong is its failure."""
    return attempt(input, wish, _read_new)


def _read_new(input: str, article: Article, wish: Wish) -> Outcome:
    from onrecord.pipeline import provenance, read_article

    if wish.db is not None and _store(wish.db).has(article, provenance(article)):
        return Outcome(input, known=article.id)
    return Outcome(input, record=read_article(article))


@lru_cache(maxsize=1)
def _store(db: str) -> Store:
    return Store(db, create=False)
