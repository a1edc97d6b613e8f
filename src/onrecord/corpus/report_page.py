"""The report as one page: tables, and charts drawn as SVG, so that it shows the same without a network or a script."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any, Final

from onrecord.corpus.reporting import UNKNOWN, UNNAMED, Report
from onrecord.corpus.tables import Row

_SHOWN: Final = 50
_BARS: Final = 20
_STYLE: Final = """
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 64rem; padding: 0 1rem; color: #1b1b1b;
  background: #fff }
h1 { font-size: 1.6rem } h2 { font-size: 1.2rem; margin-top: 2.5rem }
table { border-collapse: collapse; width: 100%; font-size: .875rem }
th, td { text-align: right; padding: .25rem .5rem; border-bottom: 1px solid #ddd; white-space: nowrap }
th:first-child, td:first-child { text-align: left; white-space: normal }
figure { margin: 1rem 0; overflow-x: auto } svg { max-width: 100%; height: auto } .wide { overflow-x: auto }
p.note { color: #555 }
"""


def as_page(report: Report, manifest: Mapping[str, Any]) -> str:
    """Return the report as HTML. `manifest` is the corpus's."""
    counts = manifest["counts"]
    whole = (
        f"{counts['articles']:,} articles, {counts['statements']:,} statements, {counts['failures']:,} failures,"
        f" {manifest['duplicates']:,} near-duplicates."
    )
    parts = [
        f"<h1>Who is quoted</h1><p>{escape(whole)}</p>",
        '<p class="note">A speaker is a name as the articles give it: people of one name are one here, and one person'
        " of two names is two. “First” leaves out statements in near-duplicates of other articles.</p>",
        _section("Most quoted", _chart_speakers(report), report.speakers[:_SHOWN]),
        _section("Named and unnamed sources, month by month", _chart_named(report), _by_outlet(report)[:_SHOWN]),
        _section("What is done by saying, month by month", _chart_acts(report), _by_act(report)),
        _section("The most quoted, month by month", _chart_months(report), ()),
    ]
    head = '<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Who is quoted</title>'
    top = f'<!doctype html><html lang="en"><head>{head}<style>{_STYLE}</style></head>'
    return f"{top}<body>{''.join(parts)}</body></html>\n"


def _section(title: str, chart: str, rows: Sequence[Row]) -> str:
    return f"<h2>{escape(title)}</h2>{chart}{_table(rows)}"


def _table(rows: Sequence[Row]) -> str:
    if not rows:
        return ""
    head = "".join(f'<th scope="col">{escape(str(k))}</th>' for k in rows[0])
    body = "".join("<tr>" + "".join(f"<td>{_shown(v)}</td>" for v in r.values()) + "</tr>" for r in rows)
    return f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def _shown(value: object) -> str:
    if isinstance(value, int):
        return f"{value:,}"
    return escape(f"{value:.1%}" if isinstance(value, float) else str(value if value is not None else ""))


def _by_outlet(report: Report) -> list[Row]:
    """Return the outlets over all months, those with the most statements first."""
    sums: dict[str, Counter[str]] = {}
    for r in report.outlets:
        sums.setdefault(r["outlet"], Counter()).update({k: v for k, v in r.items() if isinstance(v, int)})
    rows = [
        {"outlet": name, **c, "unnamed share": c["unnamed"] / c["statements"] if c["statements"] else 0.0}
        for name, c in sums.items()
    ]
    return sorted(rows, key=lambda r: (-r["statements"], r["outlet"]))


def _by_act(report: Report) -> list[Row]:
    sums: dict[str, Counter[str]] = {}
    for r in report.acts:
        sums.setdefault(r["act"], Counter()).update(statements=r["statements"], first=r["first"])
    return sorted(({"act": a, **c} for a, c in sums.items()), key=lambda r: (-r["statements"], r["act"]))


def _chart_speakers(report: Report) -> str:
    import altair as alt

    rows = [
        {"speaker": r["speaker"], "act": act, "statements": r[act], "all": r["statements"]}
        for r in [r for r in report.speakers if r["speaker"] not in (UNNAMED, UNKNOWN)][:_BARS]
        for act in _acts_of(r)
    ]
    return _drawn(
        rows,
        lambda data: (
            alt.Chart(data)
            .mark_bar()
            .encode(
                x=alt.X("statements:Q", title="statements"),
                y=alt.Y("speaker:N", sort=alt.EncodingSortField("all", order="descending"), title=None),
                color=alt.Color("act:N", title="act"),
            )
        ),
    )


def _acts_of(row: Row) -> list[str]:
    from onrecord.corpus.reporting import ACTS

    return [a for a in ACTS if row[a]]


def _chart_named(report: Report) -> str:
    import altair as alt

    sums: Counter[tuple[str, str]] = Counter()
    for r in report.outlets:
        for kind in ("named", "unnamed", "unknown"):
            sums[r["month"], kind] += r[kind]
    rows = [{"month": m, "sources": k, "statements": n} for (m, k), n in sorted(sums.items()) if m != "unknown"]
    return _drawn(
        rows,
        lambda data: (
            alt.Chart(data)
            .mark_bar()
            .encode(x=alt.X("month:O", title=None), y=alt.Y("statements:Q"), color=alt.Color("sources:N"))
        ),
    )


def _chart_acts(report: Report) -> str:
    import altair as alt

    rows = [{k: r[k] for k in ("month", "act", "statements")} for r in report.acts if r["month"] != "unknown"]
    return _drawn(
        rows,
        lambda data: (
            alt.Chart(data)
            .mark_bar()
            .encode(
                x=alt.X("month:O", title=None),
                y=alt.Y("statements:Q", stack="normalize", title="share of statements", axis=alt.Axis(format="%")),
                color=alt.Color("act:N"),
            )
        ),
    )


def _chart_months(report: Report) -> str:
    import altair as alt

    rows = [{k: r[k] for k in ("month", "speaker", "statements")} for r in report.months if r["month"] != "unknown"]
    return _drawn(
        rows,
        lambda data: (
            alt.Chart(data)
            .mark_rect()
            .encode(
                x=alt.X("month:O", title=None),
                y=alt.Y("speaker:N", title=None),
                color=alt.Color("statements:Q", scale=alt.Scale(scheme="blues")),
            )
        ),
    )


def _drawn(rows: Sequence[Row], draw: Any) -> str:
    """Return a chart of some rows as SVG, "" where there are none."""
    if not rows:
        return ""
    import altair as alt

    out = io.StringIO()
    draw(alt.Data(values=list(rows))).properties(width=640).save(out, format="svg")
    # Inside a page the names' addresses load nothing, but a page that names no host at all is plain to check.
    svg = re.sub(r' xmlns(?::\w+)?="[^"]*"', "", out.getvalue())
    return f"<figure>{svg}</figure>"
