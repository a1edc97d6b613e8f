"""Measure the desk: 50 clients at once ask for its pages and for what its interface has. Not run in CI: it takes long.

python eval/desk.py                     a record of 3,000 articles, made by altering read ones
python eval/desk.py --articles 100000   a larger one
python eval/desk.py --db FILE           a record that is there (eval/record.py link makes one of 100,000)

Each client asks, waits for the answer, and pauses as people do (--pause, one second); with --pause 0 it asks again at
once, which measures how much the desk can bear. What was asked before is answered from memory until the record changes;
with --cold every answer of the interface is made anew. Of pages, only what is costly to find out is kept, until the
record changes. Server and clients share this machine's cores. Figures are printed, for pages and interface apart, too;
where other programs use the cores, the server's own work per answer (cpu_ms) tells more than times do.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import os
import platform
import random
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from corpus import SHARED
from onrecord.record.store import Store
from record import altered, at, fresh, shortened, source_records
from speed import hold_to_cores

TARGET_MS = 150
WORDS = ("the", "said", "president", "campaign", "not", "billion", "harbour", "vote", "would", "statement")
LISTS = ("articles", "statements", "speakers", "relations", "identities", "utterances", "claims", "judgements")
ONE = ("articles", "statements", "speakers", "identities", "utterances", "claims")


def make_record(shared: Path, count: int) -> Path:
    chance = random.Random(21)
    records, words = source_records(shared, 60)
    short = [shortened(r) for r in records]
    path = fresh("desk.db")
    with Store(path) as store:
        for n in range(count):
            store.add(altered(short[n % len(short)], words, chance, n))
            if n % 1000 == 999:
                print(f"{n + 1} articles", flush=True)
    return path


@contextmanager
def served(db: str) -> Iterator[tuple[int, int]]:
    """Run the desk over a record in a process of its own, on a free port; return that and the process's number."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port: int = s.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "onrecord", "serve", "--db", db, "--port", str(port)], stdout=subprocess.DEVNULL
    )
    try:
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(20)


def worked(process: int) -> float:
    """Return for how many milliseconds a process used a processor so far; 0 where the system does not tell."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return 1000 * (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Client:
    """One connection that is kept; as little work as can be, for it takes cores from the server."""

    def __init__(self, port: int):
        self._port = port
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def get(self, address: str) -> tuple[int, bytes]:
        """Return the status and the body of an answer; the connection is opened anew where it was closed."""
        if self._writer is None or self._reader is None or self._reader.at_eof():
            self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port, limit=2**24)
        reader, writer = self._reader, self._writer
        try:
            writer.write(f"GET {address} HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\n\r\n".encode())
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        except (ConnectionError, asyncio.IncompleteReadError):
            self._writer = None
            return await self.get(address)
        status = int(head.split(" ", 2)[1])
        length = next((int(x[15:]) for x in head.split("\r\n") if x.startswith("content-length:")), 0)
        return status, await reader.readexactly(length)


async def addresses(port: int) -> dict[str, list[str]]:
    """Return what is asked for, by kind: things from all over the record, lists, and searches."""
    client, chance = Client(port), random.Random(5)
    keys: dict[str, list[str]] = {}
    names: list[tuple[str, str]] = []
    for what in LISTS:
        at_page: str | None = f"/api/v1/{what}?limit=100"
        for _ in range(3):
            if at_page is None:
                break
            status, body = await client.get(at_page)
            if status != 200:
                raise SystemExit(f"{at_page}: {status} {body[:300]!r}")
            page = json.loads(body)
            keys.setdefault(what, []).extend(str(item["id"]) for item in page["items"])
            if what == "identities":  # sources without a name have no address of their own
                keys["speakers"] = keys["speakers"][:0] + [
                    tie["id"] for i in page["items"] for tie in i["speakers"][:1]
                ]
            if what == "statements":
                names += [(s["speaker"], s["article"]["outlet"]) for s in page["items"] if s["speaker"]]
            at_page = page["next"]
    out = {f"one of {w}": [f"/api/v1/{w}/{k}" for k in keys.get(w, [])] for w in ONE}
    out |= {f"list of {w}": [f"/api/v1/{w}?limit={n}" for n in (10, 20, 50)] for w in LISTS}
    out["chain"] = [f"/api/v1/statements/{k}/chain" for k in keys.get("statements", [])[:100]]
    out["origins"] = [f"/api/v1/origins?of={k}" for k in keys.get("claims", [])[:100]]
    out["statements of an article"] = [f"/api/v1/statements?article={k}" for k in keys.get("articles", [])]
    out |= pages(keys, chance)
    searches, seen = [], []
    for _ in range(100):
        speaker, outlet = chance.choice(names)
        asked: dict[str, str] = {"q": " ".join(chance.sample(WORDS, chance.choice((1, 1, 2))))}
        asked |= chance.choice([{}, {"speaker": speaker}, {"outlet": outlet}, {"act": "deny"}, {"named": "false"}])
        searches.append(f"/api/v1/search?{urlencode(asked, quote_via=quote)}")
        named = {"named": "unnamed"} if asked.pop("named", "") else {}
        seen.append(f"/?{urlencode(asked | named, quote_via=quote)}")
    out |= {"search": searches, "page: search": seen}
    outlets = sorted({outlet for _, outlet in names if outlet})
    out["page: unnamed"] = ["/unnamed", *(f"/unnamed?outlet={quote(outlet)}" for outlet in outlets[:20])]
    out["page: speakers by name"] = [f"/speakers?q={quote(speaker)}" for speaker, _ in names[:50]]
    return {kind: some for kind, some in out.items() if some}


def pages(keys: dict[str, list[str]], chance: random.Random) -> dict[str, list[str]]:
    """Return the addresses of the desk's pages by kind, for things with some keys."""
    out = {
        f"page: one of {kind}": [f"/{place}/{k}" for k in keys.get(kind, [])]
        for kind, place in (
            ("articles", "articles"), ("identities", "speakers"), ("claims", "claims"), ("utterances", "utterances")
        )
    }  # fmt: skip
    out |= {
        "page: front": ["/"], "page: speakers": ["/speakers", "/speakers?begins=a", "/speakers?begins=all"],
        "page: claims": ["/claims", "/claims?only=contested"],
        "page: utterances": ["/utterances", "/utterances?by=outlets"],
    }  # fmt: skip
    some = keys.get("statements", [])
    both = [chance.sample(some, 2) for _ in range(50)] if len(some) > 1 else []
    out["page: compare"] = [f"/compare?one={a}&other={b}" for a, b in both]
    return out


Times = dict[str, list[float]]


async def load(
    port: int, wanted: dict[str, list[str]], args: argparse.Namespace, *, clients: int, pause: float
) -> tuple[Times, list[str]]:
    """Let clients ask for things of all kinds; return the times in milliseconds by kind, and what failed."""
    times: Times = {}
    failed: list[str] = []
    unlike = itertools.count()
    end = time.perf_counter() + args.seconds

    async def one(number: int) -> None:
        client, chance = Client(port), random.Random(number)
        await asyncio.sleep(chance.random() * min(pause, 1.0))
        while time.perf_counter() < end:
            kind = chance.choice(list(wanted))
            address = chance.choice(wanted[kind])
            if args.cold:
                address += f"{'&' if '?' in address else '?'}unlike={next(unlike)}"
            begin = time.perf_counter()
            status, _ = await client.get(address)
            times.setdefault(kind, []).append(1000 * (time.perf_counter() - begin))
            if status != 200:
                failed.append(f"{status} {address}")
            await asyncio.sleep(pause * (0.5 + chance.random()))

    await asyncio.gather(*(one(n) for n in range(clients)))
    return times, failed


def told(times: Times, failed: list[str], seconds: float) -> dict[str, Any]:
    every = [x for some in times.values() for x in some]
    shown = [x for kind, some in times.items() if kind.startswith("page:") for x in some]
    answered = [x for kind, some in times.items() if not kind.startswith("page:") for x in some]
    return {
        "asked": len(every), "failed": len(failed), "per_second": round(len(every) / seconds, 1),
        "p50_ms": at(every, 0.5), "p95_ms": at(every, 0.95), "worst_ms": at(every, 1.0),
        "p95_pages_ms": at(shown, 0.95) if shown else None,
        "p95_interface_ms": at(answered, 0.95) if answered else None,
        "p95_by_kind_ms": {kind: at(some, 0.95) for kind, some in sorted(times.items())},
    }  # fmt: skip


async def measure(port: int, process: int, args: argparse.Namespace) -> dict[str, Any]:
    wanted = await addresses(port)
    out: dict[str, Any] = {}
    before = worked(process)
    alone, failed = await load(port, wanted, args, clients=1, pause=0)
    after = worked(process)
    out["one client, no pause"] = told(alone, failed, args.seconds) | {"cpu_ms": _each(after - before, alone)}
    many, failed = await load(port, wanted, args, clients=args.clients, pause=args.pause)
    cpu = {"cpu_ms": _each(worked(process) - after, many)}
    name = f"{args.clients} clients, {f'pauses of {args.pause:g} s' if args.pause else 'no pause'}"
    out[name] = told(many, failed, args.seconds) | cpu | {"target_p95_ms": TARGET_MS, "first_failures": failed[:5]}
    return out


def _each(milliseconds: float, times: Times) -> float:
    return round(milliseconds / max(1, sum(map(len, times.values()))), 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--db", help="a record that is there")
    parser.add_argument("--articles", type=int, default=3_000, help="how many a record that is made gets")
    parser.add_argument("--shared", type=Path, default=SHARED, help="where the evaluation data lies")
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=30, help="for how long they ask")
    parser.add_argument("--pause", type=float, default=1.0, help="seconds between an answer and the next question")
    parser.add_argument("--cold", action="store_true", help="let no answer come from memory")
    args = parser.parse_args()
    hold_to_cores()
    db = args.db or str(make_record(args.shared, args.articles))
    with Store(db, create=False) as store:
        counts = store.counts()
    with served(db) as (port, process):
        figures = asyncio.run(measure(port, process, args))
    figures["record"] = {k: counts[k] for k in ("article", "statement", "claim", "utterance", "identity")}
    figures["machine"] = {"cores": 2, "python": platform.python_version(), "load": round(os.getloadavg()[0], 1)}
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
