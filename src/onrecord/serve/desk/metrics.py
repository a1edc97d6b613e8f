"""What the desk counts of itself, in the text form that Prometheus reads: no names, no addresses, no words."""

from __future__ import annotations

import threading
import time
from collections import Counter, defaultdict
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_BOUNDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1.0, 2.5, 10.0)
_METHODS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
_HELP: Final = {
    "onrecord_sign_ins_total": ("outcome", "Tries to sign in, by what became of them."),
    "onrecord_keys_refused_total": ("", "Keys that opened nothing."),
}


class Metrics:
    """Counters of one process. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._requests: Counter[tuple[str, str, str]] = Counter()
        self._slower: dict[str, list[int]] = defaultdict(lambda: [0] * (len(_BOUNDS) + 1))
        self._seconds: dict[str, float] = defaultdict(float)
        self._counts: dict[str, Counter[str]] = {name: Counter() for name in _HELP}

    def count(self, name: str, value: str) -> None:
        """Count one event of a kind that is in `_HELP`."""
        with self._lock:
            self._counts[name][value] += 1

    def took(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one answer."""
        with self._lock:
            self._requests[method, route, f"{status // 100}xx"] += 1
            bucket = next((n for n, bound in enumerate(_BOUNDS) if seconds <= bound), len(_BOUNDS))
            self._slower[route][bucket] += 1
            self._seconds[route] += seconds

    def lines(self) -> list[str]:
        """Return everything in Prometheus' text form."""
        with self._lock:
            out = ["# HELP onrecord_requests_total Answers.", "# TYPE onrecord_requests_total counter"]
            for (method, route, status), n in sorted(self._requests.items()):
                where = f'method="{method}",route="{_plain(route)}",status="{status}"'
                out.append(f"onrecord_requests_total{{{where}}} {n}")
            out += ["# HELP onrecord_request_seconds Time until an answer was sent.",
                    "# TYPE onrecord_request_seconds histogram"]  # fmt: skip
            for route, buckets in sorted(self._slower.items()):
                out += _histogram(_plain(route), buckets, self._seconds[route])
            for name, (label, help) in _HELP.items():
                out += [f"# HELP {name} {help}", f"# TYPE {name} counter"]
                for value, n in sorted(self._counts[name].items()):
                    out.append(f'{name}{{{label}="{value}"}} {n}' if label else f"{name} {n}")
        return out


def _histogram(route: str, buckets: list[int], seconds: float) -> list[str]:
    name, out, total = "onrecord_request_seconds", [], 0
    for bound, n in zip((*_BOUNDS, "+Inf"), buckets, strict=True):
        total += n
        out.append(f'{name}_bucket{{route="{route}",le="{bound}"}} {total}')
    return [*out, f'{name}_sum{{route="{route}"}} {seconds:.6f}', f'{name}_count{{route="{route}"}} {total}']


def _plain(route: str) -> str:
    return route.replace("\\", "").replace('"', "").replace("\n", "")


METRICS: Final = Metrics()
"""Those of this process."""


class Measure:
    """Counts every answer by the route that gave it; addresses that no route has count as one.

    What concerns tips is not counted: numbers read every few seconds would tell when somebody sent one.
    """

    def __init__(self, app: ASGIApp):
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and count its answer."""
        if scope["type"] != "http" or _of_tips(str(scope["path"])):
            await self._app(scope, receive, send)
            return
        began, status = time.perf_counter(), 500

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noting)
        finally:
            route = getattr(scope.get("route"), "path", None) or ("static" if _static(scope) else "none")
            method = scope["method"] if scope["method"] in _METHODS else "other"
            METRICS.took(method, route, status, time.perf_counter() - began)


def _of_tips(path: str) -> bool:
    return path.split("/", 2)[1:2] in (["tip"], ["tips"])


def _static(scope: Scope) -> bool:
    return str(scope["path"]).startswith("/static/")
