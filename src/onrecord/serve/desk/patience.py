"""How the desk is served: with limits on how many may hold a connection, and for how long without asking anything."""

from __future__ import annotations

import asyncio
from typing import Any, Final

from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

_HEAD_WAIT: Final = 10.0
"""For so many seconds a connection may be open before its first request is there."""


class Patient(H11Protocol):
    """Closes connections on which no whole request head comes in time; uvicorn itself would wait for ever."""

    _bell: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait."""
        super().connection_made(transport)
        self._bell = self.loop.call_later(_HEAD_WAIT, self._close_if_silent)

    def data_received(self, data: bytes) -> None:
        """Take what came; a head that comes byte by byte does not get more time."""
        super().data_received(data)
        done = self._idle()
        if done and self._bell is None and not self.transport.is_closing():
            self._bell = self.loop.call_later(_HEAD_WAIT, self._close_if_silent)
        elif not done:
            self._stop()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._stop()
        super().connection_lost(exc)

    def _idle(self) -> bool:
        cycle: RequestResponseCycle | None = self.cycle
        return cycle is None or cycle.response_complete

    def _stop(self) -> None:
        if self._bell is not None:
            self._bell.cancel()
            self._bell = None

    def _close_if_silent(self) -> None:
        self._bell = None
        if self._idle() and not self.transport.is_closing():
            self.transport.close()


OPTIONS: Final[dict[str, Any]] = {
    "http": Patient,
    "ws": "none",
    "log_level": "warning",
    "access_log": False,  # addresses of pages hold what people search for, and those of invitations open doors
    "server_header": False,
    "timeout_keep_alive": 5,
    "timeout_graceful_shutdown": 10,
    "limit_concurrency": 400,
    "backlog": 512,
    "h11_max_incomplete_event_size": 32_768,
}
"""What uvicorn is run with."""
