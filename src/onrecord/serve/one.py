"""One input becomes one piece of output, or one failure: what a worker does, whoever calls it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from onrecord.domain import Article, Record
from onrecord.errors import ModelError, OnrecordError, RecordError
from onrecord.read.least import at_least, with_bound
from onrecord.serve.outline import printable

Format = Literal["table", "json", "jsonl", "csv", "html"]


@dataclass(frozen=True, slots=True)
class Wish:
    """How every input of a run is to be read and shown.

    `min_confidence`: what is less sure is left out, or, with `grey`, shown set back. `db`: the record that it is read
    for, which may have it already. `width` and `color` are for the table.
    """

    format: Format = "table"
    published: str | None = None
    outlet: str | None = None
    allow_private: bool = False
    min_confidence: float | None = None
    grey: bool = False
    db: str | None = None
    width: int = 80
    color: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one input: `text` (or `record`) where it was read, else `problem`.

    `fatal`: no other can be read either. `known`: the key of the version that the record at hand has already.
    """

    input: str
    text: str | None = None
    problem: str | None = None
    fatal: bool = False
    record: Record | None = None
    known: str | None = None


def do(input: str, wish: Wish) -> Outcome:
    """Read one input and show it as wished; whatever goes wrong with it becomes its failure."""
    return attempt(input, wish, _show)


def attempt(input: str, wish: Wish, step: Callable[[str, Article, Wish], Outcome]) -> Outcome:
    """Make an article of one input and take `step` with it; whatever goes wrong becomes the input's failure."""
    try:
        # Imported here because the parsers of pages take longer to load than the rest of the program.
        from onrecord.ingest import load

        article = load(input, published=wish.published, outlet=wish.outlet, allow_private=wish.allow_private)
        return step(input, article, wish)
    except (ModelError, RecordError) as e:
        return Outcome(input, problem=printable(str(e)), fatal=True)
    except OnrecordError as e:
        return Outcome(input, problem=printable(str(e)))
    except Exception as e:  # one input that nobody foresaw must not cost the others theirs
        return Outcome(input, problem=printable(f"{input}: {type(e).__name__}: {e}"))


def _show(input: str, article: Article, wish: Wish) -> Outcome:
    from onrecord.pipeline import read_article

    return Outcome(input, render(_wanted(read_article(article), wish), wish))


def _wanted(record: Record, wish: Wish) -> Record:
    if wish.min_confidence is None:
        return record
    return (with_bound if wish.grey else at_least)(record, wish.min_confidence)


def render(record: Record, wish: Wish) -> str:
    """Return a record in the wished format. CSV comes without its header, JSON without a line break at its end."""
    match wish.format:
        case "table":
            from onrecord.serve.table import as_table

            return as_table(record, width=wish.width, color=wish.color)
        case "csv":
            from onrecord.serve.rows import as_csv

            return as_csv(record, with_header=False)
        case "html":
            from onrecord.serve.page import as_page

            return as_page(record)
        case "json":
            from onrecord.serve.plain import as_json

            return as_json(record)
        case "jsonl":
            from onrecord.serve.plain import as_jsonl

            return as_jsonl(record)
