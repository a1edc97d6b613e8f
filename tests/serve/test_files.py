from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.serve.files import names, stem, write_whole


@pytest.mark.parametrize(
    ("input", "name"),
    [
        ("page.txt", "page"),
        ("news/page.html", "page"),
        ("news/page.html.gz", "page"),
        ("PAGE.HTML.GZ", "PAGE"),
        ("page.v2.txt", "page.v2"),
        ("page", "page"),
        (".txt", "unnamed"),
        ("-", "stdin"),
        ("https://harbour.example/news/bridge.html", "harbour-example-news-bridge"),
        ("https://me:secret@harbour.example/", "harbour-example"),
        ("https://harbour.example/../../etc/passwd", "harbour-example-etc-passwd"),
    ],
)
def test_the_name_of_an_input(input: str, name: str) -> None:
    assert stem(input) == name


def test_addresses_that_differ_in_what_a_slug_leaves_out_have_other_names() -> None:
    a, b = "https://harbour.example/?id=1", "https://harbour.example/?id=2"
    assert stem(a) != stem(b)
    assert len(stem("https://harbour.example/" + "x" * 999)) < 100


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [
        (["a/page.txt", "b/page.html", "c/page.txt"], ["page.json", "page-2.json", "page-3.json"]),
        # a file system may not tell case apart
        (["a/Page.txt", "b/page.txt"], ["Page.json", "page-2.json"]),
        # the name that another input has by itself is not taken from it
        (["a/page.txt", "b/page.txt", "page-2.txt"], ["page.json", "page-3.json", "page-2.json"]),
    ],
)
def test_no_input_overwrites_another(inputs: list[str], expected: list[str]) -> None:
    assert names(inputs, "json") == expected


@given(st.lists(st.sampled_from(["a", "A", "a-2", "a-2-2", "a-3", "b"]).map(lambda s: f"{s}.txt"), max_size=12))
def test_names_never_collide(inputs: list[str]) -> None:
    made = names(inputs, "csv")
    assert len({m.casefold() for m in made}) == len(inputs)


def test_a_file_that_cannot_be_finished_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "page.json"
    path.write_text("before")

    def refuse(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(KeyboardInterrupt):
        write_whole(path, "after")
    assert [p.name for p in tmp_path.iterdir()] == ["page.json"]
    assert path.read_text() == "before"


def test_a_file_may_hold_what_is_no_character(tmp_path: Path) -> None:
    write_whole(tmp_path / "x.txt", "half \ud800 of it\r\n")
    assert (tmp_path / "x.txt").read_bytes() == b"half ? of it\r\n"
