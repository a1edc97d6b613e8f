"""Who is quoted how often: by outlet and month, named and unnamed, with which acts. Counted on the engine."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from onrecord.corpus.engine import Engine, EngineName, steadily
from onrecord.corpus.layout import Layout, write_bytes
from onrecord.corpus.tables import Row
from onrecord.serve.rows import BOM

if TYPE_CHECKING:
    from daft import DataFrame

ACTS: Final = (
    "assert", "deny", "confirm", "decline", "ask", "direct", "commit", "judge", "believe", "know", "want"
)  # fmt: skip
UNNAMED: Final = "(unnamed)"
UNKNOWN: Final = "(unknown)"
_COLUMNS: Final = ("article", "outlet", "host", "speaker", "named", "act", "duplicate_of")
_FORMULA: Final = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


@dataclass(frozen=True, slots=True)
class Report:
    """Tables, each a list of rows, by what they count.

    Everywhere `statements` counts all of them, `first` those that are not in a near-duplicate of another article.

    speakers: each name (as the articles give it; those of one name are one here) with articles, outlets, the first and
    the last month that is known, and acts, the most quoted first; sources that no article names together are
    "(unnamed)", those of whom it cannot be told "(unknown)". outlets: each outlet (or else host) and month: named,
    unnamed and unknown sources. acts: each month and act. months: of the most quoted speakers, each month.
    """

    speakers: tuple[Row, ...]
    outlets: tuple[Row, ...]
    acts: tuple[Row, ...]
    months: tuple[Row, ...]

    def tables(self) -> dict[str, tuple[Row, ...]]:
        """Return the tables by their names."""
        return {"speakers": self.speakers, "outlets": self.outlets, "acts": self.acts, "months": self.months}


def report(
    corpus: str | os.PathLike[str],
    *,
    out: str | os.PathLike[str] | None = None,
    limit: int = 1000,
    engine: Engine | EngineName = "local",
) -> Report:
    """Count who is quoted in a corpus.

    out: a folder to write each table as CSV into, and `report.html`, one page that needs nothing beside itself. limit:
    how many speakers are listed. Raises CorpusError for the corpus, OnrecordError where the engine fails.
    """
    layout = Layout(corpus)
    manifest = layout.finished()
    chosen = Engine(engine) if isinstance(engine, str) else engine
    found = steadily(chosen, lambda: _counted(chosen, layout, limit))
    if out is not None:
        from onrecord.corpus.report_page import as_page

        for name, rows in found.tables().items():
            write_bytes(Path(out) / f"{name}.csv", (BOM + as_csv(rows)).encode("utf-8"))
        write_bytes(Path(out) / "report.html", as_page(found, manifest).encode("utf-8"))
    return found


def _counted(engine: Engine, layout: Layout, limit: int) -> Report:
    files = layout.files("statements")
    if not files:
        return Report((), (), (), ())
    daft = engine.daft()
    col, when = daft.col, daft.functions.when
    read: DataFrame = daft.read_parquet(files, hive_partitioning=True)
    who = when(col("named") == False, UNNAMED).otherwise(col("speaker").fill_null(UNKNOWN))  # noqa: E712
    frame = read.select(*_COLUMNS, "month").select(
        "article",
        "month",
        "act",
        "speaker",
        "named",
        who.alias("who"),
        col("outlet").fill_null(col("host")).fill_null(UNKNOWN).alias("house"),
        when(col("month") == "unknown", None).otherwise(col("month")).alias("known_month"),
        col("duplicate_of").is_null().cast(daft.DataType.int64()).alias("is_first"),
    )

    def count(condition: Any) -> Any:
        return condition.fill_null(False).cast(daft.DataType.int64()).sum()

    sums = (col("who").count("all").alias("statements"), col("is_first").sum().alias("first"))
    frame = frame.with_columns({f"is_{a}": (col("act") == a) for a in ACTS})
    speakers = frame.groupby("who").agg(
        *sums,
        col("article").count_distinct().alias("articles"),
        col("house").count_distinct().alias("outlets"),
        col("known_month").min().alias("since"),
        col("known_month").max().alias("until"),
        *(count(col(f"is_{a}")).alias(a) for a in ACTS),
    )
    top = speakers.sort(["statements", "who"], desc=[True, False]).limit(limit).to_pylist()
    outlets = frame.groupby("house", "month").agg(
        col("article").count_distinct().alias("articles"),
        *sums,
        count(col("named")).alias("named"),
        count(col("named") == False).alias("unnamed"),  # noqa: E712
    )
    houses = [
        {"outlet": r.pop("house"), **r, "unknown": r["statements"] - r["named"] - r["unnamed"]}
        for r in outlets.sort(["house", "month"]).to_pylist()
    ]
    acts = frame.with_column("act", col("act").fill_null("unknown")).groupby("month", "act").agg(*sums)
    most = [r["who"] for r in top if r["who"] not in (UNNAMED, UNKNOWN)][:20]
    months = frame.where(col("who").is_in(most or [UNNAMED])).groupby("who", "month").agg(*sums)
    return Report(
        tuple({"speaker": r.pop("who"), **r} for r in top),
        tuple(houses),
        tuple(acts.sort(["month", "act"]).to_pylist()),
        tuple({"speaker": r.pop("who"), **r} for r in months.sort(["who", "month"]).to_pylist()),
    )


def as_csv(rows: Sequence[Row]) -> str:
    """Return rows as CSV, with the columns' names; a cell that a spreadsheet would run gets an apostrophe."""
    out = io.StringIO()
    if rows:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(rows[0])
        writer.writerows([_cell(v) for v in row.values()] for row in rows)
    return out.getvalue()


def _cell(value: object) -> str:
    text = " ".join(str("" if value is None else value).split())
    return f"'{text}" if text.startswith(_FORMULA) else text
