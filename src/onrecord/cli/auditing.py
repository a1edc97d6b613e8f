"""`onrecord verify`, `backup`, `restore`, `export` and `import`: that a record can be relied on for years."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, BinaryIO

import typer

from onrecord.cli.ending import told
from onrecord.cli.keeping import db_of, open_record
from onrecord.cli.options import Db
from onrecord.errors import OnrecordError
from onrecord.serve.outline import printable


class What(StrEnum):
    """What of the record can be had."""

    everything = "everything"
    articles = "articles"
    statements = "statements"
    relations = "relations"
    speakers = "speakers"
    identities = "identities"
    utterances = "utterances"
    claims = "claims"
    origins = "origins"
    judgements = "judgements"
    training = "training"
    log = "log"


class ExportFormat(StrEnum):
    """What the record can be exported as."""

    jsonl = "jsonl"
    csv = "csv"
    parquet = "parquet"
    jsonld = "jsonld"
    annotation = "annotation"
    prov = "prov"


Force = Annotated[bool, typer.Option("--force", help="Replace what is there.")]


def verify(
    db: Db = None,
    head: Annotated[
        str | None, typer.Option(metavar="DIGEST", help="The log's end as you once kept it; it must still be there.")
    ] = None,
) -> None:
    """Derive all keys, words and links anew and name what does not hold.

    Exit status: 0 all holds, 1 something does not (each is named), or the record could not be opened, 2 wrong usage.
    """
    with told(), open_record(db) as store:
        from onrecord.record.verify import Check

        check, bad = Check(kept=head.strip().lower() if head else None), 0
        for fault in check.store(store):
            bad += 1
            typer.echo(printable(f"{fault.table} {fault.key}: {fault.problem}."))
        typer.echo(f"{store.name}: {_held(check.counts)}; {_found(bad)}.")
        typer.echo(f"The log ends with {check.head}")
        if bad:
            raise typer.Exit(1)


def _found(bad: int) -> str:
    return "all holds" if not bad else "one thing does not hold" if bad == 1 else f"{bad:,} things do not hold"


_WORDS = {
    "version": ("version", "versions"), "statement": ("statement", "statements"),
    "judgement": ("judgement", "judgements"), "log": ("entry of the log", "entries of the log"),
}  # fmt: skip


def _held(counts: dict[str, int], *names: str) -> str:
    parts = [(counts.get(name, 0), *_WORDS[name]) for name in names or _WORDS]
    return ", ".join(f"{n:,} {one if n == 1 else many}" for n, one, many in parts)


def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file to write.", show_default=False)],
    db: Db = None,
    force: Force = False,
) -> None:
    """Copy the record to one file, while others may write to it.

    Exit status: 0 written, 1 not written, 2 wrong usage.
    """
    with told(), open_record(db) as store:
        from onrecord.serve.export import save

        entries, digest = save(store, file, force=force)
        typer.echo(f"{file}: {_held({'log': entries}, 'log')}; the log ends with {digest}")


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What `onrecord backup` wrote.", show_default=False)],
    db: Db = None,
    force: Force = False,
) -> None:
    """Put a backup in the record's place, once it is verified.

    Exit status: 0 restored, 1 not restored and nothing changed, 2 wrong usage.
    """
    with told():
        with _needed():
            from onrecord.serve.export import restore as put

        check = put(file, db_of(db), force=force)
        typer.echo(f"{db_of(db).rpartition('@')[2]}: restored {_held(check.counts)}; the log ends with {check.head}")


def export(
    what: Annotated[What, typer.Argument(metavar="[WHAT]", case_sensitive=False)] = What.everything,
    db: Db = None,
    format: Annotated[
        ExportFormat | None,
        typer.Option("--format", "-f", case_sensitive=False, help="What to write.  [default: jsonl, or by FILE's end]"),
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", "-o", metavar="FILE", help="Write it into this file.")] = None,
) -> None:
    """Export the record, or one kind of its items.

    WHAT: everything (the default), articles, statements, relations, speakers, identities, utterances, claims, origins,
    judgements, training (the articles that people judged, to train on) or log. Exit status: 0 written, 1 not written,
    2 wrong usage.
    """
    with told(), open_record(db) as store:
        from onrecord.serve.export import ENDINGS, POSSIBLE, whole, write

        kind = format.value if format else ENDINGS.get(out.suffix.lower() if out else "", "jsonl")
        if what not in POSSIBLE[kind]:
            problem = f"{what} cannot be had as {kind}. What can: {', '.join(POSSIBLE[kind])}."
            raise typer.BadParameter(problem, param_hint="WHAT")
        if out is not None:
            with whole(out) as sink:
                write(store, what, kind, sink, in_file=True)
            return
        if kind == "parquet" and sys.stdout.isatty():
            raise typer.BadParameter("parquet is not for a terminal. Name a file.", param_hint="--out")
        write(store, what, kind, sys.stdout.buffer, in_file=False)
        sys.stdout.buffer.flush()


def import_(
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="JSON lines of `onrecord export`, or -.")],
    db: Db = None,
) -> None:
    """Take exported articles, judgements and the log into the record; what is there already stays as it is.

    Exit status: 0 all lines were taken, 1 some were not (each is named), 2 wrong usage.
    """
    with told(), open_record(db, create=True) as store:
        from onrecord.serve.export_intake import Intake

        intake, bad = Intake(store), 0
        for name in files:
            with _opened(name) as source:
                for problem in intake.take(source):
                    bad += 1
                    place = f"{name}, line {problem.line}" if problem.line else name
                    typer.echo(printable(f"{place}: {problem.reason}."), err=True)
        typer.echo(f"{store.name}: {_taken(intake.counts)}{f'; {bad} not taken' if bad else ''}")
        if bad:
            raise typer.Exit(1)


_TAKEN = {
    "added": "{} added", "version": "{} new versions", "reread": "{} read anew", "judgement": "{} judgements",
    "mark": "{} marks", "entry": "{} entries of the log", "known": "{} known already",
    "foreign": "{} entries of the other record's log left out: this record has its own",
}  # fmt: skip


def _taken(counts: Any) -> str:
    return ", ".join(words.format(counts[k]) for k, words in _TAKEN.items() if counts[k]) or "nothing to take"


@contextmanager
def _opened(name: str) -> Iterator[BinaryIO]:
    if name == "-":
        yield sys.stdin.buffer
        return
    try:
        with open(name, "rb") as f:
            yield f
    except OSError as e:
        raise OnrecordError(f"{name} cannot be read: {e.strerror or e}.") from None


@contextmanager
def _needed() -> Iterator[None]:
    try:
        yield
    except ModuleNotFoundError as e:
        raise OnrecordError(
            f"The record needs {e.name}, which is not installed. Install it with: pip install 'onrecord[record]'"
        ) from None


COMMANDS: dict[str, Callable[..., None]] = {
    "verify": verify, "backup": backup, "restore": restore, "export": export, "import": import_,
}  # fmt: skip
"""The commands of this module by name."""
