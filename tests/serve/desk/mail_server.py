"""A mail server for tests: it listens on this machine, speaks SMTP, and keeps what it is sent."""

from __future__ import annotations

import socketserver
import threading
from email import message_from_bytes, policy
from email.message import EmailMessage


class MailServer(socketserver.ThreadingTCPServer):
    """Takes messages until it is closed. `refuse` holds what it answers to a recipient, by the address."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.messages: list[EmailMessage] = []
        self.refuse: dict[str, bytes] = {}
        self.hang_up = 0  # how many messages it breaks off at
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.server_address[1]}"

    def close(self) -> None:
        self.shutdown()
        self.server_close()


class _Talk(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        self._say(b"220 test")
        while line := self.rfile.readline():
            verb = line[:4].upper().strip()
            if verb == b"DATA":
                if self.server.hang_up:
                    self.server.hang_up -= 1
                    return
                self._say(b"354 go on")
                self._take()
                self._say(b"250 taken")
            elif verb == b"RCPT":
                to = line.partition(b"<")[2].partition(b">")[0].decode()
                self._say(self.server.refuse.get(to, b"250 ok"))
            elif verb == b"QUIT":
                self._say(b"221 bye")
                return
            else:
                self._say(b"250 ok")

    def _take(self) -> None:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b"..") else line)
        made = message_from_bytes(b"".join(lines), policy=policy.default)
        assert isinstance(made, EmailMessage)
        self.server.messages.append(made)

    def _say(self, words: bytes) -> None:
        self.wfile.write(words + b"\r\n")
