"""`onrecord who`, `judge`, `undo` and `aliases`: who is one person across articles, and what people decide."""

from __future__ import annotations

import json
import re
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.cli.ending import told
from onrecord.cli.keeping import open_record
from onrecord.cli.options import As, Db
from onrecord.cli.sinks import terminal_width
from onrecord.errors import OnrecordError
from onrecord.serve.outline import printable

if TYPE_CHECKING:
    from onrecord.record.judgements import Judgement


class Kind(StrEnum):
    """What can be judged to be the same or not."""

    identity = "identity"
    utterance = "utterance"
    claim = "claim"
    version = "version"


class Verdict(StrEnum):
    """What can be judged of two of a kind."""

    same = "same"
    different = "different"
    unsure = "unsure"


_KEY = re.compile("[0-9a-f]{16}")

By = Annotated[str, typer.Option("--who", metavar="NAME", help="In whose name.", envvar="ONRECORD_WHO")]


def who(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A name, a surname or an alias; or a key.")],
    db: Db = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, metavar="N", help="How many links and statements each.")] = 5,
    format: Annotated[As, typer.Option("--format", "-f", case_sensitive=False, help="What to print.")] = As.table,
) -> None:
    """Show who goes by a name: roles with dates, in which articles, by what each is tied, and what was judged.

    Exit status: 0 shown, 1 nobody goes by that name, or the record could not be opened, 2 wrong usage.
    """
    with told(), open_record(db) as store:
        from onrecord.record.identities import find, identity
        from onrecord.record.identity_reading import said as latest
        from onrecord.serve.who import as_lines, as_values

        with store.looking() as connection:
            by_key = identity(connection, name.strip()) if _KEY.fullmatch(name.strip()) else None
            found = [by_key] if by_key is not None else find(connection, name)
            said = {i.key: latest(connection, i.key, limit=limit) for i in found}
    if format is As.json:
        typer.echo(json.dumps(as_values(found, said), ensure_ascii=True, indent=2))
    else:
        typer.echo(as_lines(found, said, limit=limit, width=terminal_width()), nl=False, err=not found)
    raise typer.Exit(0 if found else 1)


def judge(
    kind: Annotated[Kind, typer.Argument(metavar="KIND", help="identity, utterance, claim or version.")],
    one: Annotated[str, typer.Argument(metavar="KEY", help="The key of the one.")],
    other: Annotated[str, typer.Argument(metavar="KEY", help="The key of the other.")],
    verdict: Annotated[Verdict, typer.Argument(metavar="VERDICT", help="same, different or unsure.")],
    who: By,
    note: Annotated[str | None, typer.Option(metavar="TEXT", help="Why.")] = None,
    db: Db = None,
) -> None:
    """Judge whether two are one. It holds over all that is added later, and can be undone.

    Exit status: 0 kept, 1 a key is unknown, or the record could not be opened, 2 wrong usage.
    """
    with told(), open_record(db) as store:
        from onrecord.record.judgements import Decision
        from onrecord.record.judging import decide

        with store.writing() as connection:
            decision = Decision(kind.value, (one, other), verdict.value, note=note)
            made = decide(connection, decision, who=_name(who))
    typer.echo(printable(f"{_told(made)}. Take it back with `onrecord undo {made.id}`."))


def undo(
    number: Annotated[int, typer.Argument(metavar="NUMBER", min=1, help="The judgement's number.")],
    who: By,
    db: Db = None,
) -> None:
    """Take a judgement back, with all that followed from it. It stays in the record, marked.

    Exit status: 0 taken back, 1 there is none, or the record could not be opened, 2 wrong usage.
    """
    with told(), open_record(db) as store:
        from onrecord.record.judging import take_back

        with store.writing() as connection:
            undone = take_back(connection, number, who=_name(who))
    typer.echo(printable(f"{_told(undone)}: taken back."))


def aliases(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV: name, alias, identifier, type.")],
    who: By,
    remove: Annotated[bool, typer.Option("--remove", help="Take back what the file says.")] = False,
    db: Db = None,
) -> None:
    """Import other forms of names, and identifiers, from an alias or authority file.

    Exit status: 0 all lines were taken, 1 some could not be (each is named), or the record or the file could not be
    opened, 2 wrong usage.
    """
    with told():
        try:
            data = file.read_bytes()
        except OSError as e:
            remedy = "Check the name and the permissions."
            raise OnrecordError(f"{file}: it cannot be read ({e.strerror}). {remedy}") from None
        with open_record(db) as store:
            from onrecord.record.identity_files import import_aliases, read_aliases, remove_aliases

            found, bad = read_aliases(data)
            step = remove_aliases if remove else import_aliases
            with store.writing() as connection:
                n = step(connection, found, source=file.name, who=_name(who))
    for line in bad:
        typer.echo(printable(f"{file}:{line.number}: {line.problem}. The line is passed over."), err=True)
    known = len(found) - n
    parts = [f"{n} line{'' if n == 1 else 's'} {'taken back' if remove else 'added'}"]
    parts += [f"{known} {'not there' if remove else 'known already'}"] if known else []
    parts += [f"{len(bad)} passed over"] if bad else []
    typer.echo(", ".join(parts))
    raise typer.Exit(1 if bad else 0)


def _told(j: Judgement) -> str:
    return f"judgement {j.id}: {j.kind} {j.subject} {j.verdict} {j.object}, by {j.who}"


def _name(who: str) -> str:
    if not who.strip():
        raise typer.BadParameter("say in whose name you judge.", param_hint="--who")
    return who.strip()
