"""One page has one address, however it is written."""

from __future__ import annotations

import pytest

from onrecord.record.addresses import canonical

PAGE = "https://wire.example/2031/harbour"


@pytest.mark.parametrize(
    "written",
    [
        PAGE,
        "http://wire.example/2031/harbour",
        "https://www.wire.example/2031/harbour/",
        "https://WIRE.example:443/2031/harbour#comments",
        "https://m.wire.example/2031//harbour?utm_source=mail&fbclid=x",
        "https://wire.example/2031/harbour/index.html",
        "https://wire.example/2031/harbour/amp/",
        "https://amp.wire.example/2031/harbour",
        " https://wire.example/2031/h%61rbour ",
    ],
)
def test_the_same_page(written: str) -> None:
    assert canonical(written) == PAGE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://wire.example/story?id=1", "https://wire.example/story?id=2"),
        ("https://wire.example/Harbour", "https://wire.example/harbour"),
        ("https://wire.example/a", "https://news.wire.example/a"),
        ("https://wire.example:8000/a", "https://wire.example/a"),
    ],
)
def test_different_pages(one: str, other: str) -> None:
    assert canonical(one) != canonical(other)


def test_the_order_of_a_query_says_nothing() -> None:
    assert canonical("https://wire.example/s?b=2&a=1") == canonical("https://wire.example/s?a=1&b=2")


@pytest.mark.parametrize(
    "written", [None, "", "harbour.txt", "file:///a", "https://", "http://[::1", "mailto:a@b.example"]
)
def test_what_is_no_address(written: str | None) -> None:
    assert canonical(written) is None
