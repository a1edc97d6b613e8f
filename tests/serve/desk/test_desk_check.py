"""A draft is pasted and checked, against the record and against a text that is pasted beside it."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient
from small_desk import token

from onrecord.record.store import Store

MINUTES = "BRANDT: We never sold the harbour to anyone, and we never will sell it to anyone."
KEPT = "“We never sold the harbour to anyone,” Ilse Brandt said."


def sent(client: TestClient, draft: str, source: str = "", **more: str) -> str:
    form = {"csrf": token(client, "/check"), "draft": draft, "source": source, **more}
    answer = client.post("/check", data=form)
    assert answer.status_code == 200
    return " ".join(answer.text.split())


@pytest.mark.parametrize(
    ("draft", "verdict", "shown"),
    [
        pytest.param(KEPT, "verbatim", "All may be printed as it is", id="kept"),
        pytest.param(KEPT.replace("anyone", "anybody"), "altered", "source “anyone”", id="a word changed"),
        pytest.param(KEPT.replace("never ", ""), "altered", "turns the sense", id="never left out"),
        pytest.param(
            "“We will build a tower of glass,” Ilse Brandt said.", "not found", "Look at these", id="invented"
        ),
    ],
)
def test_a_draft_against_a_pasted_text(client: TestClient, draft: str, verdict: str, shown: str) -> None:
    page = sent(client, draft, MINUTES)
    assert f">{verdict}<" in page
    assert shown in page


def test_a_draft_against_the_record(client: TestClient) -> None:
    page = sent(client, "“It is not true,” Jon Pell said on Monday.", record="yes")
    assert ">verbatim<" in page
    assert 'href="/statements/' in page


def test_without_a_draft_it_says_so(client: TestClient) -> None:
    assert "There is no draft. Paste one." in sent(client, "  ", MINUTES)


def test_neither_text_is_kept(client: TestClient, store: Store) -> None:
    before = store.counts()
    sent(client, KEPT, MINUTES, record="yes")
    assert store.counts() == before


def test_what_is_pasted_is_words(client: TestClient) -> None:
    page = sent(client, "“<script>alert(1)</script> is what they wrote here,” Ann said.", "<script>alert(2)</script>")
    assert "<script>alert" not in page
