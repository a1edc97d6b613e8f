"""The record for assistants, asked as an assistant's program asks it: by the SDK's own client."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import anyio
import pytest
from mcp import Client
from mcp.client.stdio import StdioServerParameters, stdio_client

from onrecord.record.store import Store
from onrecord.serve.mcp_server import server


def ask(db: str, *calls: tuple[str, dict[str, Any]]) -> list[Any]:
    """Return what a server over the record answers to calls of tools."""

    async def asked() -> list[Any]:
        with Store(db) as store:
            async with Client(server(store)) as client:
                return [await client.call_tool(name, arguments) for name, arguments in calls]

    return anyio.run(asked)


def found(db: str, **arguments: Any) -> list[dict[str, Any]]:
    (answer,) = ask(db, ("search", arguments))
    assert not answer.is_error, answer.content
    statements: list[dict[str, Any]] = answer.structured_content["statements"]
    return statements


def test_the_tools_only_read(db: str):
    async def listed() -> Any:
        with Store(db) as store:
            async with Client(server(store)) as client:
                return await client.list_tools()

    tools = anyio.run(listed).tools
    assert {tool.name for tool in tools} == {"search", "statement", "chain", "claim"}
    for tool in tools:
        assert tool.annotations.read_only_hint is True
        assert tool.annotations.open_world_hint is False
        assert tool.description.endswith((".", "it."))


def test_search_finds_statements_page_by_page(db: str):
    assert [s["speaker"] for s in found(db, words='"leased to a"', act="deny")] == ["Jon Pell"]
    assert found(db, words="nowhere") == []
    assert len(found(db, named=False)) == 2
    (first,) = ask(db, ("search", {"limit": 2}))
    (second,) = ask(db, ("search", {"limit": 2, "after": first.structured_content["after"]}))
    ids = [s["id"] for answer in (first, second) for s in answer.structured_content["statements"]]
    assert len(set(ids)) == 4


def test_a_statement_its_chain_and_its_claim(db: str):
    (denial,) = found(db, words="dredging", act="deny")
    statement, chain, claim = ask(db, *((name, {"key": denial["id"]}) for name in ("statement", "chain", "claim")))
    assert statement.structured_content == denial
    assert json.loads(statement.content[0].text) == denial
    assert [hop["name"] for hop in chain.structured_content["hops"]] == ["Lock Times", "Jon Pell"]
    assert chain.structured_content["claim"] == claim.structured_content["id"]
    assert denial["id"] in claim.structured_content["stands"]["denies"]


@pytest.mark.parametrize(
    ("tool", "arguments", "words"),
    [
        ("statement", {"key": "0000"}, "The record has no statement '0000'"),
        ("chain", {"key": "0000"}, "The record has no statement '0000'"),
        ("claim", {"key": "0000"}, "The record has no claim '0000'"),
        ("statement", {"key": "a\0b"}, "key"),
        ("statement", {}, "key"),
        ("search", {"limit": 1000}, "limit"),
        ("search", {"act": "shout"}, "act"),
        ("search", {"after": 10**30}, "after"),
    ],
)
def test_what_cannot_be_answered_is_an_error_that_says_why(db: str, tool: str, arguments: dict[str, Any], words: str):
    (answer,) = ask(db, (tool, arguments))
    assert answer.is_error
    assert words in answer.content[0].text


def test_the_command_speaks_the_protocol_and_nothing_else(db: str):
    async def asked() -> Any:
        command = StdioServerParameters(command=sys.executable, args=["-m", "onrecord", "mcp", "--db", db])
        async with Client(stdio_client(command)) as client:
            return await client.call_tool("search", {"words": "dredging", "limit": 1})

    with anyio.from_thread.start_blocking_portal() as portal:
        answer = portal.call(asked)
    assert len(answer.structured_content["statements"]) == 1


def test_a_record_that_is_not_there_ends_the_command(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "onrecord", "mcp", "--db", str(tmp_path / "none.db")],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (1, "")
    assert "there is no record here" in done.stderr
