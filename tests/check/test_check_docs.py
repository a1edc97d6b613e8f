"""docs/check.md says what is so: its example is what the command prints, and every key and verdict is explained."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from onrecord import check, read_text
from onrecord.check.findings import VERDICTS

SOURCE = (
    "The harbour is not for sale\n\n"
    "Mayor Ilse Brandt said: “We will not sell the harbour to anybody, and we never promised that.”\n"
)
DRAFT = "“We will sell the harbour to anybody,” Ilse Brandt said.\n"


def page(root: Path) -> str:
    return (root / "docs" / "check.md").read_text(encoding="utf8")


def test_the_documented_json_is_what_a_check_gives(root: Path):
    (block,) = re.findall(r"^```json\n(.*?)^```", page(root), re.MULTILINE | re.DOTALL)
    checked = check(read_text(DRAFT, name="draft.txt"), read_text(SOURCE, name="minutes.txt"))
    assert json.loads(block) == checked.to_dict()


def test_every_key_and_every_verdict_is_explained(root: Path):
    text = page(root)
    explained = text.split("| key |")[1].split("\n## ")[0]

    def keys(value: Any) -> set[str]:
        match value:
            case dict():
                return set(value).union(*(keys(v) for v in value.values()))
            case list():
                return set().union(*(keys(v) for v in value))
            case _:
                return set()

    checked = check(read_text(DRAFT), read_text(SOURCE)).to_dict()
    for key in keys(checked) - {"draft", "items"}:
        assert f"`{key}`" in explained or key in VERDICTS, key
    for verdict in VERDICTS:
        assert f"| `{verdict}` |" in text
