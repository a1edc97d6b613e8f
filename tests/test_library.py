from __future__ import annotations

import copy
import json
import pickle
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from serve.serve_examples import story

import onrecord
from onrecord.domain import Article, Record, Span


@pytest.fixture
def doc() -> onrecord.Document:
    return onrecord.Document(story())


@pytest.fixture
def reads_the_story(monkeypatch: pytest.MonkeyPatch) -> list[Article]:
    """Put a reader that needs no model in the place of the real one; it keeps what it was given."""
    import onrecord.pipeline

    given: list[Article] = []

    def read_article(article: Article) -> Record:
        given.append(article)
        return story()

    monkeypatch.setattr(onrecord.pipeline, "read_article", read_article)
    return given


def test_a_document_is_the_sequence_of_its_statements(doc: onrecord.Document) -> None:
    assert len(doc) == 6
    assert [s.id for s in doc] == ["s1", "s2", "s3", "s4", "s5", "s6"]
    assert doc[0] == doc["s1"] == doc.statements[0]
    assert [s.id for s in doc[-2:]] == ["s5", "s6"]
    assert doc[0] in doc
    with pytest.raises(KeyError):
        doc["s99"]


def test_a_statement_carries_its_words_and_its_labels(doc: onrecord.Document) -> None:
    said = doc["s4"]
    assert (said.who, said.source, said.cue) == ("Mayor Alder", "Alder", "said")
    assert said.content == "“It is not true,” … “The bridge is open.”"
    assert (said.act, said.channel, said.said_on, said.confidence) == ("deny", "press_conference", "2031-03-03", 0.99)
    assert doc["s5"].justification == "who was not authorised to speak"
    assert str(said) == (
        "Mayor Alder | denies (at a press conference, on 3 March 2031) | “It is not true,” … “The bridge is open.” "
        "[denies s3 (It is not true)]"
    )
    assert repr(said).startswith("<Said s4: Mayor Alder | denies")
    assert "act" in dir(said)
    with pytest.raises(AttributeError, match="no attribute 'spoken'"):
        _ = said.spoken
    assert said.to_dict() == doc.to_dict()["statements"][3]


def test_chains_by_statement_or_id(doc: onrecord.Document) -> None:
    whole = ("Harbour Wire", "Ondine Vass", "Piet Lorne", "Mayor Alder")
    assert doc["s3"].chain == doc.chain("s3") == doc.chain(doc["s3"]) == doc.chain(doc["s3"].statement) == whole
    assert doc["s3"].inside == doc["s2"]
    assert doc["s1"].inside is None


def test_words_under_spans(doc: onrecord.Document) -> None:
    assert doc.words(doc["s4"].statement.content) == doc["s4"].content
    assert doc.words(Span(0, 4)) == "Skip"


def test_it_prints_as_a_list_and_shows_itself_in_a_notebook(doc: onrecord.Document) -> None:
    assert str(doc).startswith("Mayor denies claim that the bridge was closed\nHarbour Wire")
    assert repr(doc) == "<Document 'Mayor denies claim that the bridge was closed': 6 statements>"
    assert doc._repr_html_().startswith('<div class="onrecord-doc">')
    assert doc.to_html().startswith("<!doctype html>")
    assert json.loads(doc.to_json()) == doc.to_dict()


def test_documents_can_be_copied_compared_and_sent(doc: onrecord.Document) -> None:
    for other in (pickle.loads(pickle.dumps(doc)), copy.deepcopy(doc), onrecord.Document(story())):
        assert other == doc
        assert other["s3"].chain == doc["s3"].chain
    assert pickle.loads(pickle.dumps(doc["s3"])) == doc["s3"]
    assert len({doc, onrecord.Document(story())}) == 1


def test_reading_a_file_and_a_text(reads_the_story: list[Article], tmp_path: Path) -> None:
    path = tmp_path / "bridge.txt"
    path.write_text("The bridge is open, the mayor said on Monday, and it will stay open all the year.")
    assert len(onrecord.read(path, published="2031-03-04", outlet="Harbour Wire")) == 6
    assert len(onrecord.read_text(path.read_text(), published="2031-03-05", headline="Open")) == 6
    assert [(a.published, a.outlet, a.headline) for a in reads_the_story] == [
        ("2031-03-04", "Harbour Wire", None),
        ("2031-03-05", None, "Open"),
    ]


def test_a_date_may_be_given_as_one(reads_the_story: list[Article], tmp_path: Path) -> None:
    text = "The bridge is open, the mayor said on Monday, and it will stay open all the year."
    (tmp_path / "bridge.txt").write_text(text)
    onrecord.read_text(text, published=date(2031, 3, 5))
    onrecord.read(tmp_path / "bridge.txt", published=datetime(2031, 3, 5, 6, 30, tzinfo=UTC))
    assert [a.published for a in reads_the_story] == ["2031-03-05", "2031-03-05T06:30:00+00:00"]


@pytest.mark.parametrize("text", [b"The bridge is open.", None, Path("bridge.txt")])
def test_what_is_no_text_is_refused_by_its_name(text: object) -> None:
    with pytest.raises(TypeError, match="read_text takes a str"):
        onrecord.read_text(text)  # type: ignore[arg-type]


def test_threads_may_share_the_first_use() -> None:
    # In a process of its own, for here the model may be loaded already.
    code = """
import concurrent.futures as f, onrecord
text = "The bridge is open, Mayor Alder said on Monday. It will stay open, she added, for the whole of the year."
with f.ThreadPoolExecutor(2) as pool:
    first, second = pool.map(lambda _: onrecord.read_text(text), range(2))
assert len(first) and first == second
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_function_read_outlives_the_package_of_that_name(reads_the_story: list[Article]) -> None:
    import onrecord.read.units

    assert callable(onrecord.read)
    assert onrecord.read_text("The bridge is open, the mayor said on Monday.").statements


def test_importing_the_library_is_quick() -> None:
    heavy = "{'onnxruntime', 'numpy', 'trafilatura', 'rich', 'typer'}"
    code = f"import sys, onrecord; print({heavy} & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
