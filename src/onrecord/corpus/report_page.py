"""The report as one page: charts, and under each the table that it is drawn from. It needs nothing beside itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any, Final

from onrecord.corpus import report_charts as charts
from onrecord.corpus.reporting import ACTS, Report
from onrecord.corpus.tables import Row

_SHOWN: Final = 40
_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'"
_HEADS: Final = {"first": "without copies", "since": "first month", "until": "last month"}
"""What columns are called where the tables' own names are too short to be understood."""
_STYLE: Final = """
:root { color-scheme: light dark; --paper: #fefefe; --ink: #1b1b1a; --soft: #595650; --rule: #dddcd8 }
* { box-sizing: border-box }
body { font: 16px/1.5 system-ui, -apple-system, "Segoe UI", "Noto Sans", sans-serif; margin: 0 auto;
  max-width: 68rem; padding: 1.5rem 1rem 4rem; color: var(--ink); background: var(--paper) }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 .75rem } h2 { font-size: 1.25rem; margin: 3rem 0 .25rem }
p { max-width: 46rem; margin: .5rem 0 } .note, figcaption, caption { color: var(--soft); font-size: .9375rem }
figure { margin: .75rem 0 1rem } figcaption { max-width: 46rem; margin-bottom: .5rem }
.wide { overflow-x: auto; margin: 0 0 1rem } .wide:focus-visible { outline: 2px solid currentColor }
svg { display: block; flex: none }
table { border-collapse: separate; border-spacing: 0; font-size: .875rem; font-variant-numeric: tabular-nums;
  min-width: min(100%, 24rem) }
caption { text-align: left; padding-bottom: .35rem }
th, td { text-align: right; padding: .3rem .6rem; border-bottom: 1px solid var(--rule); white-space: nowrap }
thead th { vertical-align: bottom; font-weight: 600; border-bottom-color: currentColor }
th:first-child { text-align: left; white-space: normal; min-width: min(13rem, 38vw); max-width: 20rem;
  position: sticky; left: 0;
  background: var(--paper); overflow-wrap: anywhere } tbody th { font-weight: 400 }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; font-size: .9375rem }
dt { color: var(--soft) } dd { margin: 0; overflow-wrap: anywhere }
@media print { body { max-width: none; padding: 0; font-size: 10pt } .wide { overflow: visible }
  svg { max-width: 100%; height: auto } table { font-size: 6.5pt }
  th, td { padding: .15rem .25rem } thead th { white-space: normal; overflow-wrap: normal }
  th:first-child { position: static; min-width: 5rem }
  h2, figure, tr { break-inside: avoid } h2 { break-after: avoid } }
"""


def as_page(report: Report, manifest: Mapping[str, Any]) -> str:
    """Return the report as HTML. `manifest` is the corpus's."""
    counts = manifest["counts"]
    outlets, acts = by_outlet(report), by_act(report)
    whole = f"{counts['articles']:,} articles, {counts['statements']:,} statements."
    parts = [
        f"<h1>Who is quoted</h1><p>{escape(whole)}</p>",
        '<p class="note">Counted is who the articles say said something, as a program has read it; nothing here says'
        " whether it is true. A speaker is a name as the articles give it: people of one name are one here, and one"
        " person with two names is two. “Without copies” leaves out statements in near-duplicates of other articles."
        "</p>",
        _section(
            "Most quoted",
            "Statements of each name, and how many of them have which act.",
            charts.speakers(report),
            _table("speakers", report.speakers),
        ),
        _section(
            "Named and unnamed sources, by month",
            "“Unnamed” are sources that an article gives no name, “unknown” those of whom that cannot be told. "
            + _aside(report),
            charts.by_month(report),
            _table("months", by_month(report)),
        ),
        _section(
            "Named and unnamed sources, by outlet",
            "The outlet is what the page calls itself, or else its host.",
            charts.by_outlet(outlets),
            _table("outlets", outlets),
        ),
        _section(
            "What is done by saying, by month",
            f"The share of the month’s statements that have an act. {_aside(report)}",
            charts.acts(report),
            _table("acts", acts),
        ),
        _section(
            "The most quoted, by month",
            f"Statements; an empty cell has none. {_aside(report)}",
            charts.speakers_by_month(report),
            _table("names", _months_of_speakers(report), file="months"),
        ),
        _made(manifest),
    ]
    head = (
        f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width"><title>Who is quoted</title>'
    )
    return (
        f'<!doctype html><html lang="en"><head>{head}<style>{_STYLE}{_dark()}</style></head>'
        f"<body>{''.join(parts)}</body></html>\n"
    )


def _dark() -> str:
    """Return the styles of a dark page: its own colours, and those that charts are drawn in."""
    drawn = "".join(
        f'svg [{what}="{light}"]{{{what}:{dark}}}'
        for light, dark in charts.IN_THE_DARK.items()
        for what in ("fill", "stroke")
    )
    own = ":root{--paper:#16171a;--ink:#e6e3dc;--soft:#bcb8ae;--rule:#3a3b3e}"
    return f"@media screen and (prefers-color-scheme:dark){{{own}{drawn}}}"


def _section(title: str, says: str, chart: charts.Drawing | None, table: str) -> str:
    drawn = ""
    if chart is not None:
        scrolled = f'<div class="wide" tabindex="0" role="group" aria-label="{escape(title)}">{chart.svg}</div>'
        drawn = f"<figure><figcaption>{escape(says)}</figcaption>{scrolled}</figure>"
    return f"<section><h2>{escape(title)}</h2>{drawn}{table or '<p>There is none.</p>'}</section>"


def _table(counted: str, rows: Sequence[Row], *, file: str | None = None) -> str:
    if not rows:
        return ""
    name = file or counted
    which = f"The first {_SHOWN} of {len(rows):,} {counted}; all are in {name}.csv." if len(rows) > _SHOWN else ""
    caption = f"<caption>{which}</caption>" if which else ""
    head = "".join(f'<th scope="col">{escape(_HEADS.get(k, str(k)))}</th>' for k in rows[0])
    body = "".join(_line(r) for r in rows[:_SHOWN])
    table = f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return f'<div class="wide" tabindex="0" role="group" aria-label="{escape(counted)} as a table">{table}</div>'


def _line(row: Row) -> str:
    first, *rest = row.values()
    return f'<tr><th scope="row">{_shown(first)}</th>{"".join(f"<td>{_shown(v)}</td>" for v in rest)}</tr>'


def _shown(value: object) -> str:
    if isinstance(value, int):
        return f"{value:,}"
    return escape(f"{value:.1%}" if isinstance(value, float) else str(value if value is not None else "–"))


def _aside(report: Report) -> str:
    """Return in words what charts by month leave out."""
    shown = set(charts.months_shown(report))
    known = sum(r["statements"] for r in report.acts if r["month"] not in shown and r["month"] != "unknown")
    none = sum(r["statements"] for r in report.acts if r["month"] == "unknown")
    parts = [f"{known:,} of other months"] if known else []
    parts += [f"{none:,} whose page states no month"] if none else []
    return f"Not drawn: {' and '.join(parts)}." if parts else ""


def by_outlet(report: Report) -> list[Row]:
    """Return the outlets over all months, those with the most statements first."""
    return sorted(_sums(report, "outlet"), key=lambda r: (-r["statements"], r["outlet"]))


def by_month(report: Report) -> list[Row]:
    """Return the months that are drawn, over all outlets, in their order, and last what no month is known of."""
    shown = {*charts.months_shown(report), "unknown"}
    return sorted((r for r in _sums(report, "month") if r["month"] in shown), key=lambda r: str(r["month"]))


def _sums(report: Report, by: str) -> list[Row]:
    sums: dict[str, Counter[str]] = {}
    for r in report.outlets:
        sums.setdefault(r[by], Counter()).update({k: v for k, v in r.items() if isinstance(v, int)})
    return [
        {by: name, **c, "unnamed share": c["unnamed"] / c["statements"] if c["statements"] else 0.0}
        for name, c in sums.items()
    ]


def by_act(report: Report) -> list[Row]:
    """Return how many statements have which act: over all months, in each that is drawn, and where none is known."""
    counts = Counter({(r["month"], r["act"]): r["statements"] for r in report.acts})
    there = [a for a in (*ACTS, "unknown") if any(act == a for _, act in counts)]
    sums = Counter({a: sum(n for (_, act), n in counts.items() if act == a) for a in there})
    months = [*charts.months_shown(report), *(["unknown"] if any(m == "unknown" for m, _ in counts) else [])]
    rows = [{"month": m, **{a: counts[m, a] for a in there}} for m in months]
    return [{"month": "all", **sums}, *rows] if there else []


def _months_of_speakers(report: Report) -> list[Row]:
    """Return how often the most quoted are quoted in each month that is drawn."""
    months = charts.months_shown(report)
    counts = {(r["speaker"], r["month"]): r["statements"] for r in report.months}
    names = [r["speaker"] for r in charts.most(report)]
    return [{"speaker": n, **{m: counts.get((n, m), 0) for m in months}} for n in names if months]


def _made(manifest: Mapping[str, Any]) -> str:
    """Return what the corpus was made from, and by what."""
    counts, wanted = manifest["counts"], manifest["wanted"]
    left = ", ".join(f"{n:,} {why}" for why, n in manifest["left_out"].items() if n and why != "other")
    facts = {
        "Archives and tables": f"{len(manifest['inputs']):,}",
        "Files of single pages": f"{manifest['pages']:,}",
        "Languages": ", ".join(wanted["languages"]) or "all",
        "Left out": left or "none",
        "Could not be read": f"{counts['failures']:,}",
        "Near-duplicates": f"{manifest['duplicates']:,}",
        "Made by": f"onrecord {manifest['made_by']['onrecord']}",
        "Models": ", ".join(f"{m['model']} ({m['sha256'][:12]})" for m in manifest["models"]) or "none",
    }
    items = "".join(f"<dt>{escape(k)}</dt><dd>{escape(v)}</dd>" for k, v in facts.items())
    return f"<section><h2>How this was made</h2><dl>{items}</dl></section>"
