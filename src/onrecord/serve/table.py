"""A record as a table for a terminal: who, how, what; each statement indented under the one that it stands in."""

from __future__ import annotations

import io

from rich.cells import cell_len
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from onrecord.domain import Record, Statement
from onrecord.serve.lines import not_known, tally, title
from onrecord.serve.outline import UNKNOWN, Outline, printable

_DEEPEST = 5


def as_table(record: Record, *, width: int = 80, color: bool = False) -> str:
    """Return a record as a table `width` columns wide, with the codes for colours only where `color` is given.

    Nothing is said by colour alone: low confidence and unknown are also written out.
    """
    out = io.StringIO()
    console = Console(
        file=out,
        width=max(width, 40),
        force_terminal=color,
        color_system="standard" if color else None,
        legacy_windows=False,
        markup=False,
        highlight=False,
        emoji=False,
    )
    console.print(_whole(record, max(width, 40)))
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


def _whole(record: Record, width: int) -> Group:
    outline = Outline(record)
    head = title(record)
    parts: list[RenderableType] = [Text(head[0], style="bold"), *(Text(line, style="dim") for line in head[1:])]
    parts.append(Text(""))
    if record.reading.statements:
        parts += [_table(outline, width), Text("")]
    parts += [Text(line, style="dim") for line in (tally(outline), not_known(outline)) if line]
    parts += [Text(f"warning: {printable(w)}", style="yellow") for w in record.warnings]
    return Group(*parts, Text(""))


def _table(outline: Outline, width: int) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim", width=width)
    ids = max((len(s.id) for s, _ in outline.order), default=1)
    # No more than the longest needs; about a quarter at most, and beyond 32 columns names only take room from words.
    who = max(cell_len(outline.hop(s).credit) + 2 * min(depth, _DEEPEST) for s, depth in outline.order)
    how = max(cell_len(outline.how(s)) for s, _ in outline.order)
    table.add_column("", width=min(ids, 8), no_wrap=True, style="dim")
    table.add_column("who", width=min(who, 32, max(14, width * 27 // 100)))
    table.add_column("how", width=min(how, 22, max(9, width * 15 // 100)))
    table.add_column("what", ratio=1)
    for i, (s, depth) in enumerate(outline.order):
        if i and not depth:
            table.add_row()
        style = "dim" if outline.is_low(s) else ""
        table.add_row(printable(s.id), _who(outline, s, depth), _how(outline, s), _what(outline, s), style=style)
    return table


def _who(outline: Outline, s: Statement, depth: int) -> RenderableType:
    hop = outline.hop(s)
    style = "bold" if hop.resolved else "dim italic" if hop.name == UNKNOWN else "bold" if s.source else ""
    name = Text(printable(hop.name), style=style)
    if hop.unnamed:
        name.append(" (unnamed)", style="not bold dim")
    if not depth:
        return name
    cell = Table.grid(padding=0)
    cell.add_column(width=2 * min(depth, _DEEPEST), no_wrap=True, style="dim")
    cell.add_column()
    cell.add_row("  " * (min(depth, _DEEPEST) - 1) + "└ ", name)
    return cell


def _how(outline: Outline, s: Statement) -> Text:
    how = outline.how(s)
    return Text(printable(how), style="dim italic" if how == UNKNOWN else "cyan" if s.act else "cyan italic")


def _what(outline: Outline, s: Statement) -> Text:
    what = outline.what(s)
    out = Text(printable(what), style="dim italic" if what == UNKNOWN and not s.content else "")
    remarks = outline.remarks(s)
    if remarks:
        out.append("\n" + printable(" · ".join(remarks)), style="dim")
    return out
