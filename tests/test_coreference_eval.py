"""The coreference measurement: which mentions it asks about, and what it counts as right."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

import coreference

OSK = "Osk_Lind"
STORY = [
    # token, chain, title of an article about it
    [("Osk", "(1", OSK + "[1]"), ("Lind", "1)", OSK + "[1]"), ("met", "_", "_"), ("Ida", "(2", "_"),
     ("Holm", "2)", "_"), (".", "_", "_")],
    [('"', "_", "_"), ("Rain", "_", "_"), (",", "_", "_"), ('"', "_", "_"), ("he", "(3)", OSK + "[2]"),
     ("said", "_", "_"), (".", "_", "_")],
    [("Holm", "(2)", "_"), ("also", "_", "_"), ("hoped", "_", "_"), ("so", "_", "_"), (".", "_", "_")],
    [("Her", "(2)", "_"), ("call", "_", "_"), ("came", "_", "_"), (".", "_", "_")],
]  # fmt: skip


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for folder in ("conll", "tsv"):
        (tmp_path / folder).mkdir()
    rows = [row for sentence in STORY for row in sentence]
    lines = [f"{k}\t{word}\t{chain}" for k, (word, chain, _) in enumerate(rows)]
    (tmp_path / "conll/story.conll").write_text("# begin document\n" + "\n".join(lines), encoding="utf8")
    lines = []
    for n, sentence in enumerate(STORY, 1):
        lines += [
            "#Text=",
            *(f"{n}-{k}\t0-1\t{w}\tperson\tnew\t_\t{title}\t" for k, (w, _, title) in enumerate(sentence, 1)),
        ]
    (tmp_path / "tsv/story.tsv").write_text("\n".join(lines), encoding="utf8")
    return tmp_path


def test_tokens_are_put_together_as_they_are_printed(root: Path) -> None:
    (document,) = coreference.documents(root)
    assert document.text == 'Osk Lind met Ida Holm. "Rain," he said. Holm also hoped so. Her call came.'
    assert [s.of(document.text) for s in document.tokens] == [row[0] for sentence in STORY for row in sentence]


def test_chains_of_one_title_are_one_chain(root: Path) -> None:
    (document,) = coreference.documents(root)
    assert document.chains == {
        "Osk Lind": [range(0, 2), range(10, 11)],
        "2": [range(3, 5), range(13, 14), range(18, 19)],
    }


def test_asked_about_are_the_subjects_of_reporting_words(root: Path) -> None:
    (document,) = coreference.documents(root)
    found = [(document.tokens[m[0]].of(document.text), chain) for chain, m, _ in coreference.sources(document)]
    assert found == [("he", "Osk Lind"), ("Holm", "2")]


def test_a_text_whose_files_differ_is_passed_over(root: Path) -> None:
    (root / "tsv/story.tsv").write_text("1-1\t0-3\tOsk\tperson\tnew\t_\t_\t", encoding="utf8")
    assert list(coreference.documents(root)) == []


CALLED = {"a": {("osk", "lind"), ("harbour", "master")}, "b": {("lind",), ("ida", "lind")}, "c": set[tuple[str, ...]]()}


@pytest.mark.parametrize(
    ("answer", "chain", "expected"),
    [
        ("Osk Lind", "a", True),
        ("Mr Osk Lind", "a", True),
        ("the harbour master", "a", True),
        ("Osk", "a", True),
        ("Lind", "a", False),  # the other one is called just so
        ("Ida Lind", "a", False),
        ("Ida Lind", "b", True),
        ("Olle Berg", "b", False),
        ("Olle Berg", "c", False),
    ],
)
def test_right_is_what_the_chain_is_called_more_than_any_other(answer: str, chain: str, *, expected: bool) -> None:
    assert coreference.right(answer, chain, CALLED) is expected


def test_verdicts_are_counted_by_kind_of_mention(root: Path) -> None:
    wrong: list[str] = []
    counts = coreference.measure(root, wrong)
    assert counts["name"] == Counter(right=1)
    assert sum(counts["he, she"].values()) == 1
    assert not counts["description"]
    assert len(wrong) == sum(c["wrong"] for c in counts.values())
