"""Texts that are sent: read or checked, kept nowhere, and bounded in size and number."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable

import anyio
import pytest
from fastapi import HTTPException
from fastapi.testclient import TestClient

from onrecord.record.store import Store
from onrecord.serve.api import models, reading

V1 = "/api/v1"
TEXT = "Mayor Ilse Brandt said on Monday that the harbour was sold to a dredging firm."


def test_a_text_is_read_and_not_kept(client: TestClient, db: str):
    with Store(db) as store:
        before = store.counts()
    answer = client.post(f"{V1}/read", json={"text": TEXT, "outlet": "Harbour Wire", "published": "2031-03-04"})
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    read = answer.json()
    models.Text.model_validate_json(json.dumps(read), strict=True)
    assert read["text"] == TEXT
    assert [s["speaker"] for s in read["statements"]] == ["Ilse Brandt"]
    assert read["statements"][0]["chain"] == ["Harbour Wire", "Ilse Brandt"]
    with Store(db) as store:
        assert store.counts() == before


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        ({}, 422, "text"),
        ({"text": ""}, 422, "text"),
        ({"text": " \n "}, 422, ""),
        ({"text": 5}, 422, "text"),
        ({"text": TEXT, "published": "yesterday"}, 422, "published"),
        ({"text": TEXT, "published": "2031-13-45"}, 422, ""),
        ({"text": TEXT, "url": "file:///etc/passwd"}, 422, "url"),
        ({"text": TEXT, "store": True}, 422, "store"),
        ({"text": "a" * (reading.MOST + 1)}, 413, "200,001"),
    ],
)
def test_what_cannot_be_read_is_a_problem_that_says_why(client: TestClient, body: object, status: int, words: str):
    answer = client.post(f"{V1}/read", json=body)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert words in answer.json()["detail"]


@pytest.mark.parametrize(
    ("content", "type"),
    [
        (b"{", "application/json"),
        (b'{"text": "\\ud800 said"}', "application/json"),
        (b"\xff\xfe", "application/json"),
        (b'{"text": "said"}', "text/plain"),
        (b"text=said", "application/x-www-form-urlencoded"),
        (b"", "application/json"),
    ],
)
def test_a_body_that_is_no_json_is_a_problem(client: TestClient, content: bytes, type: str):
    answer = client.post(f"{V1}/read", content=content, headers={"content-type": type})
    assert answer.status_code in (400, 422)
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_draft_is_checked_against_what_is_sent(client: TestClient):
    pytest.importorskip("rapidfuzz", reason="the extra `check` is not installed")
    draft = {"text": "Mayor Ilse Brandt said the harbour was “sold for a whole song in the month of May”."}
    source = {"name": "minutes.txt", "text": "MAYOR ILSE BRANDT: The harbour was sold for a song in the month of May."}
    answer = client.post(f"{V1}/check", json={"draft": draft, "sources": [source], "record": False})
    assert answer.status_code == 200, answer.text
    found = answer.json()
    reading.Checked.model_validate_json(json.dumps(found), strict=True)
    (finding,) = [f for f in found["findings"] if f["kind"] == "quotation"]
    assert (finding["verdict"], finding["match"]["source"], found["fine"]) == ("altered", "minutes.txt", False)
    begin, end = finding["span"]
    assert "whole song" in draft["text"][begin:end]


def test_sources_are_texts_and_never_places_to_open(client: TestClient):
    pytest.importorskip("rapidfuzz", reason="the extra `check` is not installed")
    body = {"draft": {"text": TEXT}, "sources": [{"name": "/etc/passwd", "text": "Nothing."}]}
    assert "root:" not in client.post(f"{V1}/check", json=body).text
    assert client.post(f"{V1}/check", json={**body, "sources": ["/etc/passwd"]}).status_code == 422


def test_too_much_to_check_is_refused(client: TestClient):
    many = {"draft": {"text": TEXT}, "sources": [{"name": "a", "text": "b"}] * (reading.SOURCES + 1)}
    assert client.post(f"{V1}/check", json=many).status_code == 422
    large = {"draft": {"text": TEXT}, "sources": [{"name": "a", "text": "b" * 2_000_001}]}
    assert client.post(f"{V1}/check", json=large).status_code == 413


def test_only_so_many_read_and_wait_at_a_time():
    waiting, go = reading.Waiting(1, 1), threading.Event()
    outcomes: list[str] = []

    async def one(work: Callable[[], str]) -> None:
        try:
            outcomes.append(await waiting.run(work))
        except HTTPException as e:
            outcomes.append(f"{e.status_code}, wait {(e.headers or {}).get('Retry-After')} s")

    def slow() -> str:
        go.wait(10)
        return "read"

    async def all_at_once() -> None:
        async with anyio.create_task_group() as group:
            for _ in range(2):
                group.start_soon(one, slow)
            await anyio.sleep(0.05)
            await one(slow)
            go.set()

    anyio.run(all_at_once)
    assert outcomes == ["429, wait 5 s", "read", "read"]
    anyio.run(one, slow)
    assert outcomes[-1] == "read"


def test_a_reading_that_fails_gives_its_place_back():
    waiting = reading.Waiting(1, 0)

    def broken() -> None:
        raise ZeroDivisionError

    async def tried() -> None:
        for _ in range(3):
            with pytest.raises(ZeroDivisionError):
                await waiting.run(broken)

    anyio.run(tried)
