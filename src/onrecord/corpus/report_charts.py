"""The report's charts, drawn as SVG with Altair: they show the same without a network or a script.

Colours are told apart by people who see no red and green, or no blue and yellow; where there are more kinds than such
colours, the number stands in the cell. Each colour is a name that the page's styles may give another one in the dark.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, Final

import altair as alt

from onrecord.corpus.reporting import ACTS, UNKNOWN, UNNAMED, Report
from onrecord.corpus.tables import Row

BARS: Final = 20
"""Speakers, or outlets, that a chart shows."""
MONTHS: Final = 36
"""Months that a chart shows: pages state wrong dates, too, and one of 1970 must not make the others invisible."""
KINDS: Final = ("named", "unnamed", "unknown")

INK: Final = "#1b1b1a"
RULE: Final = "#dddcd8"
ON_DARK: Final = "#fefefe"
OF_KIND: Final = ("#0b5fa5", "#e69f00", "#bdbdbd")
STEPS: Final = ("#e3eef9", "#b5d4ee", "#7fb3dd", "#2f73ad", "#0b4680")
IN_THE_DARK: Final[Mapping[str, str]] = {
    INK: "#e6e3dc", RULE: "#3a3b3e", ON_DARK: "#16171a",
    **dict(zip(OF_KIND, ("#4b92d6", "#f0b429", "#77787c"), strict=True)),
    **dict(zip(STEPS, ("#1d2c3f", "#23456b", "#2d5f96", "#6aa5e0", "#b9d9f7"), strict=True)),
}  # fmt: skip
"""What each colour becomes on a dark page."""
_CELL: Final = 22
_ABOVE: Final = {"titleAngle": 0, "titleAlign": "right", "titleX": -8, "titleY": -12}
"""Where an upright axis has its title: beside it, it would lie over labels that are wider than they were measured."""
_FONT: Final = "system-ui, -apple-system, 'Segoe UI', 'Liberation Sans', sans-serif"


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart: the SVG, and what it shows in words, for whoever does not see it."""

    svg: str
    words: str


def speakers(report: Report) -> Drawing | None:
    """Return the most quoted names: how many statements of each, and with which acts."""
    rows = most(report)
    names = [r["speaker"] for r in rows]
    cells: list[Row] = [{"speaker": r["speaker"], "act": a, "n": r[a]} for r in rows for a in ACTS if r[a]]
    acts = [a for a in ACTS if any(c["act"] == a for c in cells)]
    y = alt.Y("speaker:N", sort=names, title="speaker", axis=_names())

    def draw() -> Any:
        whole = alt.Chart(_data(rows, "speaker", "statements")).encode(y=y)
        x = alt.X("statements:Q", title="statements", axis=alt.Axis(tickMinStep=1, tickCount=5, format="d"))
        count = whole.mark_text(align="left", dx=4, color=INK).encode(x=x, text=alt.Text("statements:Q", format=","))
        bars = (whole.mark_bar(color=OF_KIND[0]).encode(x=x) + count).properties(width=200, height=alt.Step(_CELL))
        hidden = alt.Y("speaker:N", sort=names, title=None, axis=None)
        return alt.hconcat(bars, _heat(cells, _x("act", acts, "act"), hidden, step=52), spacing=16)

    words = (
        f"Statements of the {len(rows)} most quoted names. {_listing((r['speaker'], r['statements']) for r in rows)}"
    )
    return _drawn(rows, draw, words)


def by_month(report: Report) -> Drawing | None:
    """Return how many statements have a named source, month by month."""
    sums: Counter[tuple[str, str]] = Counter()
    for r in report.outlets:
        for kind in KINDS:
            sums[r["month"], kind] += r[kind]
    months = months_shown(report)
    rows: list[Row] = [
        {"month": m, "sources": k, "statements": sums[m, k], "nth": n} for m in months for n, k in enumerate(KINDS)
    ]
    whole = {k: sum(r["statements"] for r in rows if r["sources"] == k) for k in KINDS}

    def draw() -> Any:
        y = alt.Y("statements:Q", title="statements", axis=alt.Axis(tickMinStep=1, format=",d", **_ABOVE))
        color = alt.Color("sources:N", title="sources", scale=alt.Scale(domain=list(KINDS), range=list(OF_KIND)))
        order = alt.Order("nth:Q")
        bars = alt.Chart(_data(rows)).mark_bar(stroke=ON_DARK, strokeWidth=1)
        return bars.encode(x=_x("month", months), y=y, color=color, order=order).properties(
            width=alt.Step(max(_CELL, min(56, 620 // max(1, len(months))))), height=260
        )

    return _drawn(rows, draw, f"Statements by the month of publication, {_span(months)}. {_listing(whole.items())}")


def by_outlet(rows: Sequence[Row]) -> Drawing | None:
    """Return which share of an outlet's statements has a named source. `rows`: outlets, over all months."""
    top = rows[:BARS]
    labels = {r["outlet"]: f"{r['outlet']} ({r['statements']:,})" for r in top}
    shares = [
        {"outlet": labels[r["outlet"]], "sources": k, "statements": r[k], "nth": n}
        for r in top
        for n, k in enumerate(KINDS)
    ]

    def draw() -> Any:
        x = alt.X(
            "statements:Q", stack="normalize", title="share of statements", axis=alt.Axis(format="%", tickCount=5)
        )
        title = "outlet (statements)"
        y = alt.Y("outlet:N", sort=list(labels.values()), title=title, axis=_names())
        color = alt.Color("sources:N", title="sources", scale=alt.Scale(domain=list(KINDS), range=list(OF_KIND)))
        bars = alt.Chart(_data(shares)).mark_bar(stroke=ON_DARK, strokeWidth=1)
        return bars.encode(x=x, y=y, color=color, order=alt.Order("nth:Q")).properties(
            width=440, height=alt.Step(_CELL + 4)
        )

    listed = "; ".join(f"{r['outlet']}: {r['unnamed share']:.0%}" for r in top[:10])
    return _drawn(shares, draw, f"Share of statements with unnamed sources, by outlet. {listed}.")


def acts(report: Report) -> Drawing | None:
    """Return which share of a month's statements has which act."""
    months = months_shown(report)
    counts = {(r["month"], r["act"]): r["statements"] for r in report.acts}
    whole = Counter({m: sum(n for (month, _), n in counts.items() if month == m) for m in months})
    rows = [
        {"month": m, "act": a, "n": n / whole[m]} for (m, a), n in counts.items() if m in whole and n
    ]  # each month adds up to 1
    there = [a for a in (*ACTS, "unknown") if any(r["act"] == a for r in rows)]

    def draw() -> Any:
        y = alt.Y("act:N", sort=there, title="act", axis=_names())
        return _heat(rows, _x("month", months), y, step=_month_step(months), shown=_percent)

    sums: Counter[str] = Counter()
    for (month, act), n in counts.items():
        sums[act] += n if month in whole else 0
    return _drawn(rows, draw, f"Acts by the month of publication, {_span(months)}. {_listing(sums.most_common())}")


def speakers_by_month(report: Report) -> Drawing | None:
    """Return how often the most quoted names are quoted, month by month."""
    months = months_shown(report)
    names = [r["speaker"] for r in most(report)]
    rows = [
        {"speaker": r["speaker"], "month": r["month"], "n": r["statements"]}
        for r in report.months
        if r["month"] in months and r["speaker"] in names
    ]

    def draw() -> Any:
        y = alt.Y("speaker:N", sort=names, title="speaker", axis=_names())
        return _heat(rows, _x("month", months), y, step=_month_step(months))

    listed = [(f"{r['speaker']} in {r['month']}", r["n"]) for r in sorted(rows, key=lambda r: -r["n"])]
    return _drawn(rows, draw, f"Statements of the most quoted names by month, {_span(months)}. {_listing(listed)}")


def most(report: Report) -> list[Row]:
    """Return the speakers that charts show: the most quoted that have a name."""
    return [r for r in report.speakers if r["speaker"] not in (UNNAMED, UNKNOWN)][:BARS]


def months_shown(report: Report) -> list[str]:
    """Return the months that charts show, with those between that have nothing: the MONTHS that hold the most."""
    held: Counter[int] = Counter()
    for r in report.acts:
        if r["month"] != "unknown":
            held[int(r["month"][:4]) * 12 + int(r["month"][5:]) - 1] += r["statements"]
    if not held:
        return []
    # Of windows that hold as many the latest; then the empty months at its ends go.
    end = max(sorted(held), key=lambda last: (sum(n for m, n in held.items() if last - MONTHS < m <= last), last))
    begin = min(m for m in held if end - MONTHS < m)
    return [f"{m // 12:04d}-{m % 12 + 1:02d}" for m in range(begin, end + 1)]


def _names() -> Any:
    return alt.Axis(labelLimit=170, **_ABOVE)


def _month_step(months: Sequence[str]) -> int:
    return max(28, min(56, 620 // max(1, len(months))))


def _x(field: str, values: Sequence[str], title: str = "month of publication") -> Any:
    flat = title == "act" or len(values) <= 10
    axis = alt.Axis(labelAngle=0) if flat else alt.Axis(labelAngle=-60, titlePadding=20)
    return alt.X(f"{field}:N", sort=list(values), scale=alt.Scale(domain=list(values)), title=title, axis=axis)


def _short(n: int) -> str:
    """Return a number that fits into a cell: 950, 9.5k, 12k, 3.1M."""
    for size, sign in ((10**6, "M"), (10**3, "k")):
        if n >= size:
            return f"{n / size:.1f}{sign}" if n < 9.95 * size else f"{n / size:,.0f}{sign}"
    return str(n)


def _percent(share: float) -> str:
    return f"{share:.0%}"


def _heat(rows: Sequence[Row], x: Any, y: Any, *, step: int, shown: Callable[[Any], str] = _short) -> Any:
    """Return cells that are the darker the more there is, each with its number."""
    most = max((r["n"] for r in rows), default=1)
    scale = alt.Scale(type="quantize", domain=[0, most], range=list(STEPS))
    base = alt.Chart(_data([r | {"shown": shown(r["n"])} for r in rows])).encode(x=x, y=y)
    color = alt.Color("n:Q", scale=scale, legend=None)
    cells = base.mark_rect(stroke=ON_DARK, strokeWidth=1).encode(color=color)
    dark = alt.datum.n >= most * 3 / len(STEPS)
    numbers = base.mark_text(fontSize=10 if step > 32 else 9).encode(
        text="shown:N", color=alt.condition(dark, alt.value(ON_DARK), alt.value(INK))
    )
    return (cells + numbers).properties(width=alt.Step(step), height=alt.Step(_CELL))


def _data(rows: Sequence[Row], *names: str) -> Any:
    return alt.Data(values=[{k: r[k] for k in names} for r in rows] if names else list(rows))


def _span(months: Sequence[str]) -> str:
    return f"{months[0]} to {months[-1]}" if months else "none known"


def _listing(some: Iterable[tuple[str, int]]) -> str:
    return "; ".join(f"{name}: {n:,}" for name, n in list(some)[:10]) + "."


def _drawn(rows: Sequence[Row], draw: Callable[[], Any], words: str) -> Drawing | None:
    """Return a chart as SVG, None where there is nothing to draw."""
    if not rows:
        return None
    # Names are wider where a browser has other fonts than those that the chart was measured with.
    room = {"left": 20, "right": 24, "top": 24, "bottom": 4}
    chart = draw().properties(padding=room).configure(font=_FONT, background="transparent")
    chart = chart.configure_axis(
        labelColor=INK, titleColor=INK, gridColor=RULE, domainColor=RULE, tickColor=RULE, labelFontSize=12,
        titleFontSize=12, titleFontWeight="normal",
    ).configure_legend(labelColor=INK, titleColor=INK, labelFontSize=12, titleFontSize=12)  # fmt: skip
    out = io.StringIO()
    chart.configure_view(stroke=None).save(out, format="svg")
    return Drawing(_told(out.getvalue(), words), words)


def _told(svg: str, words: str) -> str:
    """Return SVG that tells in one sentence what it shows, in place of a word on every mark: the table has those.

    Inside a page the names' addresses load nothing, but a page that names no host at all is plain to check.
    """
    svg = re.sub(r' (?:xmlns(?::\w+)?|aria-[\w-]+|role|aria-hidden)="[^"]*"', "", svg)
    return svg.replace("<svg", f'<svg role="img" aria-label="{escape(words)}"', 1)
