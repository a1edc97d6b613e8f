"""An invented source, read once, and a way to check one paragraph against it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from council import TEXT

from onrecord import read_text
from onrecord.check.findings import Checked, Finding
from onrecord.check.run import check_drafts
from onrecord.check.sources import Source
from onrecord.check.words import words_of
from onrecord.ingest import from_text


@pytest.fixture(scope="session")
def source() -> Source:
    """The source, which nobody has read yet; it is read once, when first something of it is matched."""
    return Source("minutes.txt", TEXT, words_of(TEXT), lambda: from_text(TEXT, name="minutes.txt", outlet="Wend Post"))


@pytest.fixture(scope="session")
def check(source: Source) -> Callable[..., Checked]:
    """Check a draft's text against the source, and others."""

    def run(draft: str, *others: Source, **options: bool) -> Checked:
        (checked,) = check_drafts([read_text(draft, name="draft").record], [source, *others], **options)
        return checked

    return run


@pytest.fixture(scope="session")
def quotation(check: Callable[..., Checked]) -> Callable[[str], Finding]:
    """Check a draft and return what was found for its first quotation."""

    def run(draft: str) -> Finding:
        return next(f for f in check(draft, statements=False).findings)

    return run
