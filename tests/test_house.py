"""The house is in order: what the documents say is so, and everything that is there is in them."""

from __future__ import annotations

import ast
import json
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
import typer

from onrecord.cli import app
from onrecord.domain import Article, Block, Correction, Provenance, Reading, Record, Relation, Span, Speaker, Statement
from onrecord.serve.one import Format
from onrecord.serve.plain import as_dict

DOCUMENTS = ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs", "eval/README.md")
COMMON = {"--help", "--version"}
MOST_LINES = 450


def page(root: Path, name: str) -> str:
    return (root / name).read_text(encoding="utf8")


def documents(root: Path) -> Iterator[Path]:
    for name in DOCUMENTS:
        place = root / name
        yield from sorted(place.glob("*.md")) if place.is_dir() else [place]


def options() -> set[str]:
    """Return every option of every command, as the command line itself has them."""
    commands = [typer.main.get_command(app)]
    for command in commands:  # grows on the way: groups hold commands, and groups
        commands += getattr(command, "commands", {}).values()
    return {
        name
        for c in commands
        for p in c.params
        if p.param_type_name == "option"
        for name in (*p.opts, *p.secondary_opts)
    }


def test_every_option_is_documented_and_no_other(root: Path):
    documented = set(re.findall(r"`(-{1,2}[a-z][a-z-]*)", page(root, "docs/cli.md")))
    there = options() | COMMON | {"-h"}
    assert there - documented == set()
    assert documented - there == set()


def test_every_format_is_documented(root: Path):
    for format in get_args(Format):
        assert f"`{format}`" in page(root, "docs/cli.md")
        assert f"`{format}`" in page(root, "README.md")


def test_every_module_and_folder_has_its_place_in_the_architecture(root: Path):
    architecture = page(root, "ARCHITECTURE.md")
    package = root / "src" / "onrecord"
    for entry in sorted(package.iterdir()):
        if entry.is_dir() and any(entry.glob("*.py")):
            assert f"`src/onrecord/{entry.name}/`" in architecture
        if entry.suffix == ".py" and not entry.stem.startswith("__"):
            assert f"`src/onrecord/{entry.name}`" in architecture
    for name in ("training", "eval", "tests", "examples", "docs"):
        assert f"`{name}/`" in architecture


def test_places_that_the_architecture_names_are_there(root: Path):
    rooms = page(root, "ARCHITECTURE.md").split("## Rooms")[1].split("Planned")[0]
    for place in re.findall(r"^\| `([^`]+)`", rooms, re.MULTILINE):
        assert (root / place).exists(), place


def test_the_import_contract_names_what_the_architecture_draws(root: Path):
    config = tomllib.loads(page(root, "pyproject.toml"))
    layers = config["tool"]["importlinter"]["contracts"][0]["layers"]
    assert " > ".join(layers) in page(root, "ARCHITECTURE.md")


def test_the_version_has_its_section_in_the_changelog(root: Path):
    version = tomllib.loads(page(root, "pyproject.toml"))["project"]["version"]
    headings = re.findall(r"^## \[([^]]+)\]", page(root, "CHANGELOG.md"), re.MULTILINE)
    assert headings[:2] == ["Unreleased", version]


def test_targets_of_make_that_the_documents_name_are_there(root: Path):
    makefile = page(root, "Makefile")
    texts = [d.read_text(encoding="utf8") for d in documents(root)]
    named = {target for text in texts for target in re.findall(r"(?:^ *|`)make ([a-z]+)\b", text, re.MULTILINE)}
    assert {"demo", "test", "check", "eval"} <= named
    for target in named:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_links_between_documents_lead_somewhere(root: Path):
    for document in documents(root):
        for link in re.findall(r"\]\(([^)#]+)[^)]*\)", document.read_text(encoding="utf8")):
            if not link.startswith("https://"):
                assert (document.parent / link).exists(), f"{document.name}: {link}"


def test_scripts_that_the_documents_name_are_there(root: Path):
    for document in documents(root):
        for script in re.findall(r"\bpython ((?:eval|training)/\w+\.py)", document.read_text(encoding="utf8")):
            assert (root / script).exists(), f"{document.name}: {script}"


def filled() -> Record:
    """Return a record in which every list has an entry."""
    span = Span(0, 3)
    statement = Statement("s1", None, (span,), (span,), (span,), 0.5, reasons=(("act", "says so"),))
    return Record(
        Article("a", "All that", (Block(span, "correction"),)),
        Reading(
            (statement,),
            (Speaker("All", ("All",)),),
            (Relation("denies", "s1", "s1"),),
            (Correction(span, "s1", span),),
        ),
        Provenance("0", "m", "0"),
    )


def keys(value: Any, place: str = "") -> set[str]:
    """Return the paths of all keys in a value; entries of a list count as one."""
    match value:
        case dict():
            return {f"{place}.{k}" for k in value}.union(*(keys(v, f"{place}.{k}") for k, v in value.items()))
        case list():
            return set().union(*(keys(v, f"{place}[]") for v in value))
        case _:
            return set()


@pytest.fixture
def example_record(root: Path) -> dict[str, Any]:
    """The example in docs/json.md."""
    (block,) = re.findall(r"^```json\n(.*?)^```", page(root, "docs/json.md"), re.MULTILINE | re.DOTALL)
    example: dict[str, Any] = json.loads(block)
    return example


def test_the_documented_json_has_the_keys_of_a_record(example_record: dict[str, Any]):
    assert keys(example_record) == keys(as_dict(filled()))


def test_every_key_of_a_record_is_explained(root: Path):
    explained = page(root, "docs/json.md").split("```")[-1]
    for path in keys(as_dict(filled())) - {".statements", ".provenance", ".blocks[].span"}:
        key = path.split(".")[-1]
        assert re.search(rf"`{key}`|\"{key}\"", explained), path


def test_the_words_of_the_documented_json_are_verbatim_in_the_example(example_record: dict[str, Any], root: Path):
    text = page(root, "examples/harbour.txt")
    pieces = [p for s in example_record["statements"] for role in ("source", "cue", "content") for p in s[role]]
    for start, end, words in pieces + example_record["corrections"]:
        assert text[start:end] == words


def test_the_package_holds_no_catch_all_and_no_giant(root: Path):
    for module in (root / "src").rglob("*.py"):
        assert module.stem not in {"utils", "helpers", "common", "misc"}, module
        assert len(module.read_text(encoding="utf8").splitlines()) <= MOST_LINES, module


def test_the_base_install_asks_for_no_heavy_package(root: Path):
    dependencies = tomllib.loads(page(root, "pyproject.toml"))["project"]["dependencies"]
    names = {re.split(r"[<>=!~ \[]", d)[0] for d in dependencies}
    assert not names & {"torch", "transformers", "spacy", "onnx", "pandas", "scipy"}
    assert all(">=" in d for d in dependencies), "every dependency has a lower bound"


EXTRAS_IN_USE = ("record", "check", "postgres", "parquet", "desk", "corpus", "ray", "spacy")
"""Those that src imports from, where they are installed; reading works without them (eval/bare.py)."""


IMPORTED_AS = {"argon2-cffi": "argon2", "pyjwt": "jwt", "vl-convert-python": "vl_convert"}


def test_every_package_that_is_imported_is_declared(root: Path):
    project = tomllib.loads(page(root, "pyproject.toml"))["project"]
    extras = [d for some in EXTRAS_IN_USE for d in project["optional-dependencies"][some]]
    names, optional = (
        {IMPORTED_AS.get(name, name.replace("-", "_")) for d in some for name in [re.split(r"[<>=!~ \[]", d)[0]]}
        for some in (project["dependencies"], extras)
    )
    for module in (root / "src").rglob("*.py"):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf8"))):
            match node:
                case ast.Import():
                    found = {alias.name.split(".")[0] for alias in node.names}
                case ast.ImportFrom(module=str(name)):
                    found = {name.split(".")[0]}
                case _:
                    continue
            allowed = names | (optional if module.parts[-2:-1] != ("read",) else set())
            assert found <= allowed | sys.stdlib_module_names | {"onrecord"}, f"{module}: {found}"


def test_examples_carry_what_they_demonstrate(root: Path):
    copied = page(root, "examples/harbour.txt")
    assert copied.count("Waves break over the sea wall") == 3, "a caption comes three times over"
    assert "Correction:" in copied
    assert json.loads(page(root, "examples/harbour.meta.json"))["published"] == "2024-03-14"
    assert "application/ld+json" in page(root, "examples/ferry.html")
