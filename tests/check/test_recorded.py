"""A draft against the record: found by its full-text search, with the key of the statement."""

from __future__ import annotations

from pathlib import Path

import pytest
from council import TEXT

from onrecord import check, read_text
from onrecord.record.store import Store


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("record") / "record.db"
    with Store(path) as store:
        store.add(read_text(TEXT, name="minutes.txt", outlet="Wend Post", published="2031-03-04").record)
        store.add(
            read_text("Ida Holm said: “There is no ferry on the lake.”", name="lake.txt", outlet="Lake News").record
        )
    return path


@pytest.mark.parametrize(
    ("draft", "verdict"),
    [
        ("“My father worked on one of them,” Vass said.", "verbatim"),
        ("“My father works on one of them,” Vass said.", "altered"),
        ("“My father worked on one of them,” Jon Pell said.", "other_speaker"),
        ("Ilse Brandt said that the harbour would remain in public hands.", "paraphrase"),
    ],
)
def test_what_the_record_has_is_found_with_its_permalink(db: Path, draft: str, verdict: str):
    (found,) = check(read_text(draft), [], db=db).findings
    assert found.verdict == verdict
    assert found.match is not None
    assert found.match.source == "Council votes on the Aldmere ferry"
    with Store(db) as store:
        record = store.record(found.match.version or "")
        assert found.match.span.of(record.article.text) == found.match.text
        from onrecord.record.rows import statement_key

        keys = {statement_key(record.article.id, s) for s in record.reading.statements}
    assert found.match.permalink in keys
