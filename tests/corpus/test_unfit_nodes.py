"""A node that does not see what the others see, or has another version, does nothing and is named."""
# ruff: noqa: E402  (what is missing skips the module before it imports what needs it)

from __future__ import annotations

import json
import shutil
import socket
from pathlib import Path

import pytest

for _needed in ("daft", "fastwarc", "pyarrow", "sqlalchemy"):
    pytest.importorskip(_needed)

from built import Built

from onrecord.corpus import build, engine
from onrecord.corpus.layout import Layout, write_json
from onrecord.corpus.opening import pieces
from onrecord.corpus.pages import Raw
from onrecord.corpus.sources import Kind, Unit
from onrecord.errors import OnrecordError
from onrecord.pipeline import code_version


@pytest.fixture(autouse=True)
def named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "gethostname", lambda: "node-7")


def test_a_node_that_sees_the_folder_and_has_the_version_may_work(tmp_path: Path):
    layout = Layout(tmp_path)
    write_json(layout.plan, {"made_by": {"onrecord": code_version()}})
    assert engine.unfit(layout) is None


def test_a_node_without_the_folder_is_told(tmp_path: Path):
    said = engine.unfit(Layout(tmp_path / "elsewhere"))
    assert said is not None
    assert said.startswith(f"The node node-7 does not see {tmp_path / 'elsewhere'}.")
    assert said.endswith("--resume.")
    assert not (tmp_path / "elsewhere").exists()


def test_a_node_with_another_version_is_told(tmp_path: Path):
    layout = Layout(tmp_path)
    write_json(layout.plan, {"made_by": {"onrecord": "0.0.1"}})
    said = engine.unfit(layout)
    assert said is not None
    assert f"node-7 has onrecord {code_version()}, but the build was begun by 0.0.1" in said


@pytest.mark.parametrize("kind", ["warc", "files"])
def test_a_source_that_is_not_there_any_more_is_told(kind: Kind, tmp_path: Path):
    unit = Unit(0, str(tmp_path / "gone"), kind, 0, 1, (str(tmp_path / "gone" / "a.html"),))
    with pytest.raises(OnrecordError, match=r"gone is not there any more, or the node node-7 does not see it\."):
        list(pieces(unit))
    assert [type(p) for p in pieces(Unit(0, str(tmp_path), "files", 0, 1, (str(tmp_path / "a.html"),)))] == [Raw]


@pytest.mark.parametrize("address", ["127.0.0.1:1", "ray://127.0.0.1:1", "nowhere", "127.0.0.1:99999999", "[::1]:1"])
def test_a_cluster_that_does_not_answer_is_told_at_once(address: str, tmp_path: Path, built: Built):
    pytest.importorskip("ray", reason="Ray is not installed (pip install 'onrecord[ray]')")
    with pytest.raises(OnrecordError) as told:
        build(built.sources[0], tmp_path / "c", engine=engine.Engine("ray", 1, address))
    assert str(told.value).startswith(f"The Ray cluster at {address} cannot be reached (")


def test_a_build_stops_where_its_archive_goes_away_and_goes_on_when_it_is_back(built: Built, tmp_path: Path):
    source, away = tmp_path / "news.warc.gz", tmp_path / "away"
    shutil.copy(built.sources[0], source)

    def take(progress: object) -> None:
        if source.exists():
            source.rename(away)

    with pytest.raises(OnrecordError, match=r"is not there any more.*--resume"):
        build(source, tmp_path / "c", engine=engine.Engine(workers=1), unit_bytes=600, on_progress=take)
    away.rename(source)
    manifest = build(source, tmp_path / "c", engine=engine.Engine(workers=1), unit_bytes=600, resume=True)
    whole = build(source, tmp_path / "whole", engine=engine.Engine(workers=1), unit_bytes=600)
    assert json.dumps(manifest["counts"]) == json.dumps(whole["counts"])
    assert manifest["counts"]["articles"] > 0
    assert not [f for f in Built(tmp_path / "c", manifest, []).rows("failures") if f["kind"] == "input"]
