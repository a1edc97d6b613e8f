"""An OpenID provider for tests: it listens on this machine, has keys of its own, and may be told to misbehave."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote_plus, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

CLIENT, SECRET = "the desk: one", "hush + hush"
"""With characters that the header must quote."""


class Key:
    """A pair of keys, and how it is named and published."""

    def __init__(self, kid: str, algorithm: str = "RS256"):
        self.kid, self.algorithm = kid, algorithm
        self.private = (
            rsa.generate_private_key(65537, 2048) if algorithm[0] == "R" else ec.generate_private_key(ec.SECP256R1())
        )

    def published(self) -> dict[str, Any]:
        public = self.private.public_key()
        made = (RSAAlgorithm if self.algorithm[0] == "R" else ECAlgorithm).to_jwk(public, as_dict=True)
        return {**made, "kid": self.kid, "use": "sig", "alg": self.algorithm}

    def pem(self) -> bytes:
        return self.private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    def sign(self, claims: dict[str, Any]) -> str:
        return jwt.encode(claims, self.private, self.algorithm, {"kid": self.kid})


RSA_KEY, OTHER_RSA_KEY, EC_KEY = Key("one"), Key("two"), Key("three", "ES256")


class OpenIdProvider(ThreadingHTTPServer):
    """Lets whoever comes sign in as `claims` say, until it is closed.

    sign: what makes the ID token of its claims. discovery: what its document says otherwise. answer: what the token
    endpoint answers instead. pace: how long it takes for each byte, in seconds. extra: what the userinfo endpoint knows
    beside the subject. asked: every path that it was asked for. sent: the forms that came to the token endpoint, with
    the user and the password of their header.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.claims: dict[str, Any] = {
            "sub": "u-1",
            "name": "Nils Ode",
            "email": "nils@quay.example",
            "email_verified": True,
        }
        self.keys = [RSA_KEY.published()]
        self.sign: Callable[[dict[str, Any]], str] = RSA_KEY.sign
        self.discovery: dict[str, Any] = {}
        self.answer: tuple[int, bytes] | None = None
        self.pace = 0.0
        self.extra: dict[str, Any] = {}
        self.asked: list[str] = []
        self.sent: list[dict[str, str]] = []
        self.codes: dict[str, dict[str, str]] = {}
        self.tokens: list[str] = []
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def close(self) -> None:
        self.shutdown()
        self.server_close()

    def document(self) -> dict[str, Any]:
        made = {
            "issuer": self.url, "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token", "jwks_uri": f"{self.url}/keys",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "id_token_signing_alg_values_supported": ["RS256", "RS512", "ES256", "HS256", "none"],
        }  # fmt: skip
        return {**made, **self.discovery}

    def authorize(self, query: dict[str, str]) -> str:
        """Return where the browser is sent back to, with a code for what it asked."""
        code = secrets.token_urlsafe(16)
        self.codes[code] = query
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def redeem(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """Answer at the token endpoint: a code holds once, for who asked for it, with its verifier."""
        self.sent.append(form)
        asked = self.codes.pop(form.get("code", ""), None)
        if (form.get("user", form.get("client_id")), form.get("password", form.get("client_secret"))) != (
            CLIENT,
            SECRET,
        ):
            return 401, {"error": "invalid_client"}
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if asked is None or asked["code_challenge"] != challenge or asked["redirect_uri"] != form["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        claims = {"iss": self.url, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": asked["nonce"], **self.claims}
        token = self.sign({k: v for k, v in claims.items() if v is not None})
        access = secrets.token_urlsafe(16)
        self.tokens += [token, access]
        return 200, {"token_type": "Bearer", "access_token": access, "id_token": token, "expires_in": 300}


class _Talk(BaseHTTPRequestHandler):
    server: OpenIdProvider

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        self.server.asked.append(parts.path)
        match parts.path:
            case "/.well-known/openid-configuration":
                self._say(200, self.server.document())
            case "/keys":
                self._say(200, {"keys": self.server.keys})
            case "/authorize":
                self.send_response(302)
                query = {k: v[0] for k, v in parse_qs(parts.query).items()}
                self.send_header("Location", self.server.authorize(query))
                self.end_headers()
            case "/userinfo" if self.headers["Authorization"] == f"Bearer {self.server.tokens[-1]}":
                self._say(200, {"sub": self.server.claims["sub"], **self.server.extra})
            case _:
                self._say(404, {})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {k: v[0] for k, v in parse_qs(body).items()}
        scheme, _, said = self.headers.get("Authorization", "").partition(" ")
        if scheme == "Basic":
            user, _, password = base64.b64decode(said).decode().partition(":")
            form |= {"user": unquote_plus(user), "password": unquote_plus(password)}
        status, made = self.server.redeem(form)
        self._say(*(self.server.answer or (status, made)))

    def _say(self, status: int, body: Any) -> None:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        pieces = [data[n : n + 1] for n in range(len(data))] if self.server.pace else [data]
        with contextlib.suppress(OSError):  # the desk hung up
            for piece in pieces:
                self.wfile.write(piece)
                time.sleep(self.server.pace)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""
