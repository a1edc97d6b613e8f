"""Archives at addresses, from real servers on this machine: S3 (moto's), HTTP with ranges, and none at all."""
# ruff: noqa: E402  (what is missing skips the module before it imports what needs it)

from __future__ import annotations

import io
import json
import os
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

for _needed in ("daft", "fastwarc", "pyarrow", "sqlalchemy"):
    pytest.importorskip(_needed)

from built import Built

from onrecord.corpus import build, remote
from onrecord.corpus.layout import CorpusError
from onrecord.corpus.opening import pieces
from onrecord.corpus.remote import is_address
from onrecord.corpus.sources import Unit, inputs, kind_by_name
from onrecord.errors import InputError

KEYS = {"AWS_ACCESS_KEY_ID": "invented", "AWS_SECRET_ACCESS_KEY": "invented", "AWS_DEFAULT_REGION": "us-east-1"}
ALONE = {
    "AWS_EC2_METADATA_DISABLED": "true", "AWS_SHARED_CREDENTIALS_FILE": os.devnull, "AWS_CONFIG_FILE": os.devnull,
}  # fmt: skip
"""So that whatever keys the machine has, or could ask for, stay where they are."""


@pytest.fixture(scope="module")
def places(built: Built) -> dict[str, Path]:
    return {Path(p).name: Path(p) for p in built.sources[:3]}


@pytest.fixture(scope="module")
def s3(places: dict[str, Path]) -> Iterator[str]:
    """An S3 server with the sources in the bucket `news`, beside a file that is none of them; its address."""
    moto = pytest.importorskip("moto.server", reason="moto is not installed (pip install 'onrecord[dev]')")
    boto3 = pytest.importorskip("boto3")
    server = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    url = f"http://{host}:{port}"
    client = boto3.client(
        "s3", endpoint_url=url, aws_access_key_id="x", aws_secret_access_key="y", region_name="us-east-1"
    )
    client.create_bucket(Bucket="news")
    for name, path in places.items():
        client.put_object(Bucket="news", Key=f"march/{name}", Body=path.read_bytes())
    client.put_object(Bucket="news", Key="other/readme.md", Body=b"About these files.")
    yield url
    server.stop()


@pytest.fixture
def with_keys(s3: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [n for n in os.environ if n.startswith("AWS_")]:
        monkeypatch.delenv(name)
    for name, value in {**KEYS, **ALONE, "AWS_ENDPOINT_URL": s3}.items():
        monkeypatch.setenv(name, value)


@pytest.fixture(scope="module")
def web(places: dict[str, Path]) -> Iterator[tuple[str, list[str]]]:
    """A server that gives parts of files, its address, and the ranges that it was asked for; /denied/ is refused."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self._answer(body=False)

        def do_GET(self) -> None:
            self._answer(body=True)

        def _answer(self, *, body: bool) -> None:
            path = places.get(self.path.strip("/"))
            if path is None:
                self.send_error(403 if self.path.startswith("/denied") else 404)
                return
            data = path.read_bytes()
            part = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
            begin, end = (int(part[1]), int(part[2] or len(data) - 1) + 1) if part else (0, len(data))
            end = min(end, len(data))
            if part:
                asked.append(part[0])
            self.send_response(206 if part else 200)
            if part:
                self.send_header("Content-Range", f"bytes {begin}-{end - 1}/{len(data)}")
            self.send_header("Accept-Ranges", "bytes")
            self.send_header("Content-Length", str(end - begin))
            self.end_headers()
            if body:
                self.wfile.write(data[begin:end])

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()


def rows_alike(made: Built, whole: Built, names: set[str]) -> None:
    """Compare the articles and failures that come from the inputs called `names`."""
    for table in ("articles", "failures"):
        mine, theirs = (
            sorted(
                (
                    Path(r["source"]).name,
                    r["offset"],
                    r.get("text"),
                    r.get("statements"),
                    r.get("kind"),
                    r.get("reason"),
                )
                for r in one.rows(table)
                if Path(r["source"]).name in names
            )
            for one in (made, whole)
        )
        assert mine == theirs, table
        assert mine or table == "failures"


def test_a_bucket_gives_what_its_files_give(built: Built, s3: str, with_keys: None, tmp_path: Path):
    manifest = build("s3://news/march/*", tmp_path / "c", unit_bytes=1500)
    names = {"news.warc.gz", "more.jsonl", "more.parquet"}
    assert {i["place"] for i in manifest["inputs"]} == {f"s3://news/march/{n}" for n in names}
    rows_alike(Built(tmp_path / "c", manifest, []), built, names)


def test_a_cluster_reads_a_bucket_as_one_machine_does(built: Built, s3: str, tmp_path: Path):
    pytest.importorskip("ray", reason="Ray is not installed (pip install 'onrecord[ray]')")
    environment = {k: v for k, v in os.environ.items() if not k.startswith("AWS_")}
    environment |= {**KEYS, **ALONE, "AWS_ENDPOINT_URL": s3}
    done = subprocess.run(
        [sys.executable, "-m", "onrecord", "corpus", "build", "s3://news/march/*", "-o", str(tmp_path / "c"),
         "--engine", "ray", "-j", "2"],
        env=environment, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    manifest = json.loads((tmp_path / "c" / "manifest.json").read_text())
    assert manifest["engine"] == "ray"
    rows_alike(Built(tmp_path / "c", manifest, []), built, {"news.warc.gz", "more.jsonl", "more.parquet"})


def test_an_address_on_the_web_gives_what_its_file_gives(
    built: Built, web: tuple[str, list[str]], places: dict[str, Path], tmp_path: Path
):
    url, asked = web
    manifest = build([f"{url}/{n}" for n in places], tmp_path / "c", unit_bytes=1500)
    rows_alike(Built(tmp_path / "c", manifest, []), built, set(places))
    assert asked, "it is read in parts"


def test_large_reads_and_leaps_come_out_as_from_a_file(places: dict[str, Path], web: tuple[str, list[str]]):
    data = places["news.warc.gz"].read_bytes()
    with remote.opened(f"{web[0]}/news.warc.gz") as file:
        assert file.read(10) == data[:10]
        assert file.seek(-20, os.SEEK_END) == len(data) - 20
        assert file.read() == data[-20:]
        assert file.read(1) == b""
        assert file.seek(3) == 3
        assert file.read() == data[3:]


S3_FAULTS: dict[str, tuple[str, str]] = {
    "a key that is not there": ("s3://news/march/none.warc.gz", "no such file|nothing to read"),
    "a pattern that fits nothing": ("s3://news/march/*.zip", "no such file|nothing to read"),
    "a bucket that is not there": ("s3://nowhere/none.warc.gz", "no such file|nothing to read"),
    "a file of another kind": ("s3://news/other/readme.md", "no WARC, JSON lines, Parquet"),
}


@pytest.mark.parametrize("case", S3_FAULTS)
def test_what_is_wrong_in_a_bucket_is_told(case: str, with_keys: None):
    address, problem = S3_FAULTS[case]
    with pytest.raises(InputError, match=problem) as told:
        inputs([address])
    assert told.value.input == address


def test_what_is_wrong_on_the_web_is_told(web: tuple[str, list[str]]):
    for path, problem in (("none.warc.gz", "no such file"), ("denied/x.warc.gz", "access is denied")):
        with pytest.raises(InputError, match=problem):
            inputs([f"{web[0]}/{path}"])


def closed_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


# In processes of their own: a client is kept, with its keys, as long as the process.
ELSEWHERE: dict[str, tuple[Callable[[str], dict[str, str]], str, str]] = {
    "no keys": (lambda s3: {"AWS_ENDPOINT_URL": s3}, "s3://news/march/news.warc.gz", "keys are missing"),
    "no server": (
        lambda s3: {**KEYS, "AWS_ENDPOINT_URL": f"http://127.0.0.1:{closed_port()}"},
        "s3://news/march/news.warc.gz",
        "cannot be reached",
    ),
    "another kind of address": (lambda s3: {}, "ftp://paper.example/a.warc.gz", "of this kind cannot be read"),
    "no server on the web": (lambda s3: {}, f"http://127.0.0.1:{closed_port()}/a.warc.gz", "cannot be reached"),
}


@pytest.mark.parametrize("case", ELSEWHERE)
def test_the_command_says_why_an_address_cannot_be_read(case: str, s3: str, tmp_path: Path):
    more, address, problem = ELSEWHERE[case]
    environment = {k: v for k, v in os.environ.items() if not k.startswith("AWS_")} | ALONE | more(s3)
    done = subprocess.run(
        [sys.executable, "-m", "onrecord", "corpus", "build", address, "-o", str(tmp_path / "c")],
        env=environment, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.strip().splitlines()[-1].startswith(f"{address}: ")
    assert problem in done.stderr
    assert not (tmp_path / "c").exists()


KINDS = ("news.warc.gz", "more.jsonl", "more.parquet")


@pytest.mark.parametrize("name", KINDS)
def test_what_cannot_be_reached_any_more_is_no_failure_of_the_input(
    name: str, places: dict[str, Path], monkeypatch: pytest.MonkeyPatch
):
    path = places[name]
    kind = kind_by_name(name)
    assert kind is not None
    unit = Unit(0, f"s3://news/{name}", kind, 0, 1 if kind == "parquet" else path.stat().st_size)

    class Leaving(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if self.tell() < 100:
                raise ValueError("Socket error occurred: connection reset")
            return super().read(size)

    monkeypatch.setattr(remote, "_file", lambda place: Leaving(path.read_bytes()))
    with pytest.raises(remote.UnreachableError, match=r"cannot be reached.*--resume"):
        list(pieces(unit))


@pytest.mark.parametrize("out", ["s3://news/out", Path("s3://news/out"), "gs://x/y"])
def test_a_corpus_is_not_written_to_an_address(out: str | Path, built: Built, tmp_path: Path):
    with pytest.raises(CorpusError, match="this is an address"):
        build(built.sources[1], out)
    assert not is_address(tmp_path)
    assert not is_address("C:/news")
