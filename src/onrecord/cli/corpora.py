"""`onrecord corpus`: the same reading over millions of pages; their links, their counts, and the way into a record."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from onrecord.cli.ending import told
from onrecord.cli.options import Db
from onrecord.serve.outline import printable

if TYPE_CHECKING:
    from onrecord.corpus.building import Progress
    from onrecord.corpus.engine import Engine as Chosen

app = typer.Typer(
    help="Read web archives and collections of news into tables, on one machine or on a Ray cluster.",
    rich_markup_mode=None,
)


class Engine(StrEnum):
    """Where the work is done."""

    local = "local"
    ray = "ray"


class Duplicates(StrEnum):
    """What becomes of an article that is nearly the same as another."""

    mark = "mark"
    drop = "drop"


Corpus = Annotated[Path, typer.Argument(metavar="DIR", help="The corpus: the folder that `corpus build` wrote.")]
EngineOption = Annotated[Engine, typer.Option("--engine", help="This machine's cores, or a Ray cluster.")]
RayAddress = Annotated[
    str | None, typer.Option(metavar="ADDRESS", help="The cluster, as 10.0.0.1:6379; without, one is begun here.")
]
Jobs = Annotated[int | None, typer.Option("--jobs", "-j", min=1, metavar="N", help="Workers  [default: one a core]")]


@app.command()
def build(
    sources: Annotated[
        list[str], typer.Argument(metavar="SOURCE...", help="WARC, JSONL, Parquet, folders, addresses.")
    ],
    out: Annotated[Path, typer.Option("--out", "-o", metavar="DIR", help="The folder of the corpus, a new one.")],
    language: Annotated[
        list[str] | None, typer.Option(metavar="TAG", help="Read this language; may be repeated; any for all. [en]")
    ] = None,
    news: Annotated[bool, typer.Option("--news", help="Only dated articles with an address of their own.")] = False,
    duplicates: Annotated[Duplicates, typer.Option(help="Read near-duplicates and mark them, or only list them.")] = (
        Duplicates.mark
    ),
    engine: EngineOption = Engine.local,
    ray_address: RayAddress = None,
    jobs: Jobs = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with a build that did not end.")] = False,
) -> None:
    """Read archives into tables of articles, statements, speakers, relations and failures.

    What cannot be read is in the table of failures, with the reason, and does not count as an error. Exit status: 0
    the corpus is complete, 1 it is not (the same with --resume goes on), 2 wrong usage.
    """
    with told("corpus", interrupted="Stopped; the same with --resume goes on."):
        from onrecord.corpus.building import build as built

        languages = [x for x in language or ["en"] if x != "any"] if "any" not in (language or []) else []
        with _progress() as tell:
            manifest = built(
                sources,
                out,
                languages=languages,
                news=news,
                duplicates=duplicates.value,
                engine=_engine(engine, ray_address, jobs),
                resume=resume,
                on_progress=tell,
            )
        counts = ", ".join(f"{n} {table}" for table, n in manifest["counts"].items())
        left = ", ".join(f"{n} {why}" for why, n in manifest["left_out"].items() if n and why != "other")
        typer.echo(f"{out}: {counts}{f'; left out: {left}' if left else ''}")


@app.command()
def link(
    corpus: Corpus,
    engine: EngineOption = Engine.local,
    ray_address: RayAddress = None,
    jobs: Jobs = None,
) -> None:
    """Tie what runs through the articles: copies and their origins, sayings, claims. Tables go into DIR/links."""
    with told("corpus", interrupted="Stopped; the same with --resume goes on."):
        from onrecord.corpus.linking import link as linked

        done = linked(corpus, engine=_engine(engine, ray_address, jobs))
        typer.echo(f"{corpus}: {', '.join(f'{n} {what}' for what, n in done['counts'].items())}")


@app.command()
def load(
    corpus: Corpus,
    db: Db = None,
    since: Annotated[
        str | None, typer.Option(metavar="DATE", help="Published on that day, or month, or later.")
    ] = None,
    until: Annotated[str | None, typer.Option(metavar="DATE", help="Published before.")] = None,
    outlet: Annotated[str | None, typer.Option(metavar="NAME", help="Of this outlet or host only.")] = None,
    speaker: Annotated[str | None, typer.Option(metavar="NAME", help="Only articles that report this one.")] = None,
    no_duplicates: Annotated[bool, typer.Option("--no-duplicates", help="Without near-duplicates of others.")] = False,
) -> None:
    """Bring a corpus, or a selection of it, into a record."""
    with told("corpus", interrupted="Stopped; the same with --resume goes on."):
        from onrecord.cli.keeping import db_of
        from onrecord.corpus.loading import Selection
        from onrecord.corpus.loading import load as loaded

        chosen = Selection(since, until, outlet, speaker, not no_duplicates)
        done = loaded(corpus, db_of(db), chosen=chosen)
        words = {"added": "added", "version": "new version", "reread": "read anew", "known": "known already"}
        parts = [f"{done[state]} {said}" for state, said in words.items() if done.get(state)]
        typer.echo(f"{db_of(db)}: {', '.join(parts) or 'nothing added'}")


@app.command()
def report(
    corpus: Corpus,
    out: Annotated[Path | None, typer.Option("--out", "-o", metavar="DIR", help="Write CSV and a page there.")] = None,
    limit: Annotated[int, typer.Option(min=1, metavar="N", help="How many speakers are listed.")] = 1000,
    engine: EngineOption = Engine.local,
    ray_address: RayAddress = None,
    jobs: Jobs = None,
) -> None:
    """Count who is quoted how often, by outlet and month, named and unnamed, with which acts."""
    with told("corpus", interrupted="Stopped; the same with --resume goes on."):
        from onrecord.corpus.reporting import report as counted

        found = counted(corpus, out=out, limit=limit, engine=_engine(engine, ray_address, jobs))
        typer.echo(f"{'statements':>10}  {'articles':>8}  {'outlets':>7}  speaker")
        for r in found.speakers[:20]:
            typer.echo(printable(f"{r['statements']:>10}  {r['articles']:>8}  {r['outlets']:>7}  {r['speaker']}"))
        if out is not None:
            size = (out / "report.html").stat().st_size / 1000
            typer.echo(f"{out}: report.html ({size:.0f} KB), {', '.join(f'{name}.csv' for name in found.tables())}")


def _engine(engine: Engine, address: str | None, jobs: int | None) -> Chosen:
    from onrecord.corpus.engine import Engine as Chosen

    if address is not None and engine is not Engine.ray:
        raise typer.BadParameter("it goes with --engine ray", param_hint="--ray-address")
    return Chosen(engine.value, jobs, address)


@contextmanager
def _progress() -> Iterator[Callable[[Progress], Any]]:
    if not sys.stderr.isatty():
        yield _lines()
        return
    from rich.console import Console
    from rich.status import Status

    with Status("planning", console=Console(stderr=True, markup=False, highlight=False)) as status:
        yield lambda p: status.update(in_words(p))


def _lines() -> Callable[[Progress], Any]:
    """Say how far it is at most every ten seconds, for a log."""
    stage, at = "", 0.0

    def tell(p: Progress) -> None:
        nonlocal stage, at
        if p.stage != stage or p.seconds - at >= 10 or p.done == p.units:
            stage, at = p.stage, p.seconds
            typer.echo(in_words(p), err=True)

    return tell


def in_words(p: Progress) -> str:
    """Return how far a build is, with its rate and the time that is left, in one line."""
    rate = p.articles / p.seconds if p.seconds else 0.0
    left = p.seconds / p.done * (p.units - p.done) if p.done else 0.0
    parts = [f"{p.stage}: {p.done} of {p.units} units"]
    if p.stage in ("extract", "read"):
        parts += [f"{p.articles} articles ({rate:.1f} a second)", f"{p.failures} failures"]
    if p.done and p.done < p.units:
        parts.append(f"about {left:.0f} s left")
    return ", ".join(parts)
