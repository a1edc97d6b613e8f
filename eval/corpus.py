"""The evaluation data, the scorers that come with it, and one way to read an article for all measurements."""

from __future__ import annotations

import hashlib
import importlib.util
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from onrecord.ingest import load
from onrecord.pipeline import read_article
from onrecord.serve.plain import as_dict

HERE = Path(__file__).resolve().parent
RUNS = HERE / "runs"
SHARED = HERE.parent.parent / "shared"


def scorer(shared: Path, name: str) -> ModuleType:
    """Import a scorer of the evaluation data ("attributions" or "ledger") from its file."""
    path = shared / "score" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(f"score_{name}", path)
    if spec is None or spec.loader is None or not path.exists():
        raise SystemExit(f"{path}: the scorer is not here. Say where the evaluation data lies with --shared.")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def dev_articles(shared: Path) -> list[Path]:
    """Return the texts of PolNeAR's dev split, in the order of their names."""
    found = sorted((shared / "data/polnear/dev/text").glob("*.txt"))
    if not found:
        raise SystemExit(f"{shared}/data/polnear/dev: no articles here. Say where the data lies with --shared.")
    return found


def fingerprint(articles: Iterable[Path]) -> str:
    """Return one digest of the articles' names, texts and annotations: what floors hold for."""
    digest = hashlib.sha256()
    for article in articles:
        annotations = (article.parent.parent / "attributions").glob(f"{article.stem}_*.ann")
        for file in (article, *sorted(annotations)):
            digest.update(f"{file.name}\0".encode())
            digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def read(article: Path) -> dict[str, Any]:
    """Read one article as the command does: ingest, pipeline, plain values."""
    # PolNeAR's names carry the outlet and the date: breitbart_2016-09-12_stealth-over-...
    parts = article.stem.split("_")
    outlet, published = (parts[0], parts[1]) if len(parts) > 2 else (None, None)
    if article.with_suffix(".meta.json").exists():
        outlet, published = None, None  # the sidecar says it
    return as_dict(read_article(load(str(article), outlet=outlet, published=published)))


def save(articles: Iterable[Path], folder: Path) -> Iterator[dict[str, Any]]:
    """Read `articles` and write each record into `folder`, which holds nothing else afterwards."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.json"):
        old.unlink()
    for article in articles:
        record = read(article)
        text = json.dumps(record, ensure_ascii=False, indent=1)
        (folder / f"{article.stem}.json").write_text(text + "\n", encoding="utf8")
        yield record
