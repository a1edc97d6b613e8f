"""Articles that the corpus has twice: repeats (one text under one address), and near-duplicates by minhash.

Each text's five-word runs are reduced to 160 minima (Broder 1997), in 32 bands of five. Texts that agree in a band are
compared by all of their minima, each with the first of its band only, so that the work grows with the number of texts.
Two texts that share 70 % of their runs agree in some band in all but three of a thousand cases.
"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa

from onrecord.corpus.components import components
from onrecord.corpus.engine import Engine, table
from onrecord.corpus.layout import Layout, write_table

if TYPE_CHECKING:
    from daft import DataFrame

HASHES: Final = 160
BANDS: Final = 32
RUN: Final = 5
"""Words of one run."""
ALIKE: Final = 0.7
"""The share of all their runs from which on two texts are near-duplicates: three words changed in every hundred."""
_AT_ONCE: Final = 1_000_000
"""Bands that are looked at together, of all texts; they take some 300 bytes each."""
FEWEST_WORDS: Final = 25
"""A shorter text is nobody's own."""
_SCHEMA: Final = pa.schema([("unit", pa.string()), ("row", pa.int64()), ("of", pa.string())])


def find(engine: Engine, layout: Layout, names: list[str]) -> dict[str, int]:
    """Write which rows of the extracted pages are repeats or near-duplicates; return how many of each there are.

    names: of the units. The first of a repeated page stays, in the order of the units; of near-duplicates the one
    published first, then in the same order.
    """
    files = [str(layout.pages / f"{name}.parquet") for name in names]
    daft = engine.daft()
    pages = table(engine, files)
    columns = ("unit", "row", "key", "id", "published", "words")
    rows = pages.select(*columns).sort(["unit", "row"]).to_arrow()
    _, first = np.unique(np.asarray(rows["key"].to_pylist(), dtype=object).astype(str), return_index=True)
    kept = np.zeros(len(rows), dtype=bool)
    kept[first] = True
    own = daft.from_arrow(
        pa.table({"unit": rows["unit"], "row": rows["row"], "n": pa.array(range(len(rows)), pa.int64()), "kept": kept})
    )
    # Texts become minima while they are read: what is joined and kept of them does not grow with their length.
    signed = pages.where(daft.col("words") >= FEWEST_WORDS).select("unit", "row", minima(daft).alias("minima"))
    pairs = near_pairs(daft, own.where(daft.col("kept")).join(signed, on=["unit", "row"]).select("n", "minima"))
    one, other = (np.asarray(pairs[c].to_numpy(), dtype=np.int64) for c in ("one", "other"))
    group = components(one, other, len(rows))
    twins = _twins(rows, group)
    repeats = [n for n in range(len(rows)) if not kept[n]]
    out = sorted([(n, None) for n in repeats] + list(twins.items()))
    units, places = rows["unit"].to_pylist(), rows["row"].to_pylist()
    found = pa.table(
        {"unit": [units[n] for n, _ in out], "row": [places[n] for n, _ in out], "of": [of for _, of in out]},
        schema=_SCHEMA,
    )
    write_table(layout.duplicates, found)
    return {"repeats": len(repeats), "duplicates": len(twins)}


def _twins(rows: pa.Table, group: Any) -> dict[int, str]:
    """Return of each near-duplicate, by its number, the article that was there first."""
    published, ids = rows["published"].to_pylist(), rows["id"].to_pylist()
    leader: dict[int, int] = {}
    members = np.flatnonzero(np.bincount(group, minlength=len(group))[group] > 1)
    for n in members.tolist():
        best = leader.get(int(group[n]), n)
        leader[int(group[n])] = min(n, best, key=lambda k: (published[k] or "9999", k))
    return {n: ids[leader[int(group[n])]] for n in members.tolist() if leader[int(group[n])] != n}


def minima(daft: Any) -> Any:
    """Return the expression that makes of each `text` its minima."""
    plain = daft.col("text").normalize(remove_punct=True, lowercase=True, nfd_unicode=True, white_space=True)
    return plain.minhash(num_hashes=HASHES, ngram_size=RUN, seed=1)


def near_pairs(daft: Any, signed: DataFrame, *, alike: float = ALIKE) -> pa.Table:
    """Return pairs of texts that are nearly the same: `one` (the smaller number), `other`, `alike`.

    signed: of each text its number `n` and its `minima`. Not every pair: enough that what is alike hangs together.
    """
    col = daft.col
    signed = signed.collect()
    at_once = min(max(_AT_ONCE // max(1, signed.count_rows()), 1), BANDS)
    met = []
    for first in range(0, BANDS, at_once):
        bands = _bands(daft, first, min(first + at_once, BANDS))
        banded = signed.select("n", bands(col("minima")).alias("band")).explode("band")
        firsts = banded.groupby("band").agg(col("n").min().alias("one"), col("n").count().alias("many"))
        some = banded.join(firsts.where(col("many") > 1), on="band").where(col("n") != col("one"))
        met.append(some.select("one", col("n").alias("other")).distinct().collect())
    pairs = reduce(lambda one, other: one.concat(other), met).distinct()
    left = signed.select(col("n").alias("one"), col("minima").alias("first"))
    right = signed.select(col("n").alias("other"), col("minima").alias("second"))
    compared = pairs.join(left, on="one").join(right, on="other")
    share = compared.select("one", "other", _agreement(daft)(col("first"), col("second")).alias("alike"))
    return share.where(col("alike") >= alike).sort(["one", "other"]).to_arrow()


def _matrix(column: Any) -> Any:
    flat = column.to_arrow()
    flat = flat.combine_chunks() if isinstance(flat, pa.ChunkedArray) else flat
    return flat.flatten().to_numpy(zero_copy_only=False).astype(np.uint64).reshape(-1, HASHES)


def _bands(daft: Any, first: int, stop: int) -> Any:
    """Return the expression that makes of each text's minima its bands' numbers, from `first` to before `stop`."""

    def bands(minima: Any) -> Any:
        parts = _matrix(minima).reshape(-1, BANDS, HASHES // BANDS)[:, first:stop]
        mixed = np.broadcast_to(np.arange(first + 1, stop + 1, dtype=np.uint64), parts.shape[:2]).copy()
        for k in range(parts.shape[2]):
            mixed = (mixed ^ parts[:, :, k]) * np.uint64(0x9E3779B97F4A7C15)
            mixed ^= mixed >> np.uint64(29)
        return pa.FixedSizeListArray.from_arrays(pa.array(mixed.ravel()), stop - first).cast(pa.list_(pa.uint64()))

    return daft.func.batch(return_dtype=daft.DataType.list(daft.DataType.uint64()))(bands)


def _agreement(daft: Any) -> Any:
    """Return the expression that says what share of their minima two texts have in common."""

    def agreement(first: Any, second: Any) -> Any:
        return pa.array((_matrix(first) == _matrix(second)).mean(axis=1))

    return daft.func.batch(return_dtype=daft.DataType.float64())(agreement)
