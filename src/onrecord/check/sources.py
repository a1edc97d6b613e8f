"""Sources become words once: a file, an address, a document that was read, or an article of the record.

What has been taken apart before comes out of a cache, by the digest of its bytes. A text too large to be held is given
in parts that overlap.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from onrecord.check.words import Words, words_of
from onrecord.domain import Article, Record

if TYPE_CHECKING:
    from onrecord.record.source_cache import SourceCache

PART: Final = 2_000_000
"""So many characters of a text are held at a time."""
OVERLAP: Final = 20_000
FORM: Final = 1
"""Of how a text becomes words: what an older form made is made anew."""


@dataclass(frozen=True, slots=True)
class Source:
    """A text to look in, or a part of one, as words.

    name: the file, the address or the headline. again: makes the article anew that `text` is the text of; None
    for a part. record: where it has been read already. offset, line: where the part begins. version: its key in a
    record.
    """

    name: str
    text: str
    words: Words
    again: Callable[[], Article] | None = None
    record: Record | None = None
    offset: int = 0
    line: int = 1
    version: str | None = None
    shared: dict[str, object] = field(default_factory=dict, compare=False, repr=False)
    """What was made of the text meanwhile, so that it is made once."""

    def around(self, first: int, last: int, reach: int) -> Source:
        """Return the part of this source `reach` characters around words `first` up to `last`, cut at line breaks."""
        low = max(0, int(self.words.starts[first]) - reach)
        high = min(len(self.text), int(self.words.ends[last - 1]) + reach)
        low = 0 if low == 0 else max(self.text.rfind("\n", low - reach, low) + 1, low - reach)
        a = int(self.words.starts.searchsorted(low))
        b = int(self.words.ends.searchsorted(high, side="right"))
        line = self.line + self.text.count("\n", 0, low)
        return Source(self.name, self.text[low:high], self.words.cut(a, b, low), None, None, self.offset + low, line,
                      self.version)  # fmt: skip


def from_record(record: Record, *, name: str | None = None, version: str | None = None) -> Source:
    """Return the source that an article is that has been read."""
    a = record.article
    return Source(name or a.name or a.headline or a.id, a.text, words_of(a.text), lambda: a, record, version=version)


def load(input: str, cache: SourceCache | None, *, allow_private: bool = False) -> Iterator[Source]:
    """Yield the source behind `input`, in parts where it is large. Raises InputError where it cannot be read."""
    from onrecord.ingest import large

    if large.is_large(input):
        for part in large.parts(input, size=PART, overlap=OVERLAP):
            yield Source(input, part.text, words_of(part.text), None, None, part.offset, part.line)
        return
    from onrecord.ingest.load import beside, open_page, parse, plain_text

    page = open_page(input, allow_private=allow_private)
    said = beside(input)

    def again() -> Article:
        return parse(page, said, input=input)

    key = hashlib.sha256(f"{FORM}\0{page.sha256}\0{page.media_type}".encode()).hexdigest()
    if cache is not None and (kept := cache.get(key)) is not None:
        yield Source(input, kept.text, Words(*kept.arrays), again)
        return
    text = plain_text(page)
    text = again().text if text is None else text
    words = words_of(text)
    if cache is not None:
        cache.put(key, text, (words.numbers, words.starts, words.ends))
    yield Source(input, text, words, again)


def expand(inputs: list[str]) -> Iterator[tuple[str, str | None]]:
    """Yield every input that the given ones stand for, and what is wrong with those that stand for none."""
    from onrecord.errors import InputError
    from onrecord.ingest import find

    for given in inputs:
        try:
            for one in find(given):
                yield one, None
        except InputError as e:
            yield given, str(e)
        except OSError as e:
            yield given, f"{given}: {e.strerror or e}"
