"""What many articles cost, from the figures that are saved: time and cores, money and bytes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

COUNTS = (1_000_000, 100_000_000)
CORES = (2, 64)
MARKED = re.compile(r"(<!-- costs -->\n)[\s\S]*(<!-- /costs -->)")
PRICE = 0.04
"""Of one core for an hour, in dollars or euros: about what cloud machines without a contract cost in 2026 (--price)."""


def table(figures: dict[str, Any], price: float = PRICE) -> str:
    """Return a table in Markdown, and the assumptions; `figures` are those of corpora.json.

    It takes the largest build that was measured on each kind of processor, with and without VNNI; their rates are those
    of two cores. A figure that is not there is a dash.
    """
    built = _largest(figures.get("build", []))
    linked = _largest(figures.get("link", []))
    head = ["articles", "VNNI", "core hours", *(f"on {n} cores" for n in CORES), f"at {price:g} a core hour", "Parquet"]
    lines = [_line(head), _line(["---"] * len(head))]
    rows: list[dict[str, Any] | None] = [*built] or [None]
    for count in COUNTS:
        for row in rows:
            hours = _core_hours(row, count)
            cells = [
                f"{count:,}",
                _shown(row, _kind),
                _shown(hours, _number),
                *(_shown(None if hours is None else hours / n, _duration) for n in CORES),
                _shown(None if hours is None else hours * price, _number),
                _shown(row and row["parquet_bytes_per_article"] * count, _bytes),
            ]
            lines.append(_line(cells))
    return "\n".join([*lines, "", "\n".join(_assumptions(built, linked))])


def _largest(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the largest run of each kind of processor, the faster kind first."""
    by_kind: dict[str, dict[str, Any]] = {}
    for row in sorted(rows, key=lambda row: int(row["articles"])):
        by_kind[_kind(row)] = row
    return [by_kind[kind] for kind in ("yes", "no", "unknown") if kind in by_kind]


def _kind(row: dict[str, Any]) -> str:
    return {True: "yes", False: "no"}.get(row.get("vnni"), "unknown")  # type: ignore[arg-type]


def write(page: Path, text: str) -> None:
    """Put the table into a page of the documentation, in place of the one that is there. Raises ValueError."""
    before = page.read_text(encoding="utf8")
    if not re.search(MARKED, before):
        raise ValueError(f"{page}: it has no place for the costs (<!-- costs --> and <!-- /costs -->)")
    page.write_text(re.sub(MARKED, lambda m: f"{m[1]}{text}\n{m[2]}", before), encoding="utf8")


def _core_hours(built: dict[str, Any] | None, count: int) -> float | None:
    """Return the hours of one core: those of the clock where both cores were free, times the cores."""
    return None if built is None else 2 * count / built["articles_per_second"] / 3600


def _assumptions(built: list[dict[str, Any]], linked: list[dict[str, Any]]) -> list[str]:
    if not built:
        return ["Not measured yet: `python eval/corpora.py speed --save`."]
    out = [
        "VNNI is what processors multiply eight-bit numbers with (Intel from Ice Lake on, AMD from Zen 4 on): the"
        " encoder gains most by it."
    ]
    for row in built:
        words = round(row["words_per_second"] / row["articles_per_second"])
        out.append(
            f"Measured on {row['articles']:,} articles of {words} words (VNNI: {_kind(row)}):"
            f" {row['articles_per_second']:g} a second on two cores, {row['parquet_bytes_per_article']:,} bytes of"
            f" Parquet an article, at most {row['peak_memory_mb']:,} MB of memory{_remark(row)}."
        )
    out.append("The time grows with the words: articles of 500 words take five times as long as such of 100.")
    for row in linked:
        rate = row["articles"] / row["seconds"]
        hours = ", ".join(f"{_duration(n / rate / 3600)} for {n:,}" for n in COUNTS)
        memory = f" and {row['peak_memory_mb']:,} MB of memory" if "peak_memory_mb" in row else ""
        out.append(
            f"Links come on top: of {row['articles']:,} articles (VNNI: {_kind(row)}) they took {row['seconds']:.0f}"
            f" seconds on two cores{memory}{_remark(row)}. On two cores that is {hours}, if they grow as the articles"
            " do."
        )
    return out


def _remark(row: dict[str, Any]) -> str:
    return f" ({row['remark']})" if "remark" in row else ""


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _shown(value: Any, how: Any) -> str:
    return "–" if value is None else str(how(value))


def _number(value: float) -> str:
    """Return a number with two digits that count: more would say more than was measured."""
    if value < 10:
        return f"{value:.1f}"
    digits = len(str(int(value))) - 2
    return f"{round(value, -digits):,.0f}"


def _duration(hours: float) -> str:
    if hours < 48:
        return f"{_number(hours)} hours"
    return f"{_number(hours / 24)} days" if hours < 24 * 365 else f"{_number(hours / 24 / 365)} years"


def _bytes(value: float) -> str:
    return f"{_number(value / 1e9)} GB" if value < 1e12 else f"{_number(value / 1e12)} TB"
