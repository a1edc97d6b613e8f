"""The command line with a reader that needs no model: `python tests/fake_onrecord.py read ...`.

Worker processes run this file again and so have the same reader. What it does follows the article's words: BOOM is an
error that nobody foresaw, DIE ends the process, SLOW takes its time, and each "NAME: words" line is a statement.
"""

from __future__ import annotations

import os
import re
import sys
import time
import types

from onrecord.domain import Article, Provenance, Reading, Record, Span, Statement
from onrecord.errors import ModelError

threads: list[int] = []


def read_article(article: Article) -> Record:
    """Read an article as its words tell."""
    text = article.text
    if "BOOM" in text:
        raise RuntimeError("something broke \x1b[31m")
    if "NOMODEL" in text:
        raise ModelError("the model is missing. Install onrecord anew.")
    if "DIE" in text:
        os._exit(7)
    if "SLOW" in text:
        time.sleep(0.6)
    if "FOREVER" in text:
        time.sleep(600)
    said = tuple(
        Statement(f"s{n}", None, (Span(*m.span(1)),), (), (Span(*m.span(2)),), 0.9)
        for n, m in enumerate(re.finditer(r"^(\w+): (.+)$", text, re.M), 1)
    )
    if "ALIKE" in os.environ:  # every process makes the same reading
        return Record(article, Reading(said), Provenance("0", "fake", "0"))
    settings = (("pid", str(os.getpid())), ("threads", str(threads[-1] if threads else 0)))
    return Record(article, Reading(said), Provenance("0", "fake", "0", settings=settings))


pipeline = types.ModuleType("onrecord.pipeline")
pipeline.read_article = read_article  # type: ignore[attr-defined]
pipeline.provenance = lambda article: Provenance("0", "fake", "0")  # type: ignore[attr-defined]
pipeline.configure = threads.append  # type: ignore[attr-defined]
sys.modules["onrecord.pipeline"] = pipeline

if __name__ == "__main__":
    from onrecord.cli import main

    main()
