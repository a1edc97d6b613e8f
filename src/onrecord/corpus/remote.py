"""Files at addresses (https://, s3://, gs://, ...), by Daft: which are there, reading them, what went wrong in words.

Keys, regions and servers are those of the environment, as with other programs: AWS_ACCESS_KEY_ID, AWS_PROFILE,
AWS_ENDPOINT_URL (a server other than Amazon's) and the like. Without keys only what is public can be read.
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, BinaryIO, Final, cast

from onrecord.errors import InputError, OnrecordError

_TRIES: Final = 5
_FIRST_TRIES: Final = 2
"""Of the first question, to which somebody waits for the answer."""
_PATIENCE_MS: Final = 10_000
_BUFFER: Final = 1 << 20
"""Bytes of one request: a gigabyte of an archive takes a thousand."""
_SIGNS: Final = (
    (("scheme is not registered",), "addresses of this kind cannot be read"),
    (("does not exist", "not found", "nosuchkey", "nosuchbucket", "404"), "there is no such file"),
    (("credential",), "the keys to it are missing or do not work"),
    (("forbidden", "unauthorized", "accessdenied", "access denied", "401", "403"), "access is denied"),
    (
        ("connect", "dns", "socket", "timed out", "timeout", "error sending request"),
        "the server cannot be reached",
    ),
    # Of a refusal without a body, which is how S3 answers a question for a file's size, Daft says no more than this.
    (("unhandled error",), "the server refuses it: keys are missing, wrong, or may not read it"),
)
_REMEDY: Final = "Check the address, the network, and the keys that it needs."
_S3_REMEDY: Final = (
    "Check the address, and what the environment says: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE;"
    " AWS_REGION; AWS_ENDPOINT_URL for a server other than Amazon's."
)


class UnreachableError(OnrecordError):
    """An address that was there before cannot be read on. It says nothing of the input: the same may work later."""


def is_remote(place: str) -> bool:
    """Return whether a place is an address that Daft reads (https://, s3://, gs://, ...), not a local path."""
    return "://" in place


def is_address(folder: str | os.PathLike[str]) -> bool:
    """Return whether what should be a folder is an address, also after a path was made of it (s3:/bucket)."""
    return re.match(r"[A-Za-z][A-Za-z0-9+.-]+:/", os.fspath(folder)) is not None


def listed(source: str) -> Iterator[tuple[str, int]]:
    """Yield the files that an address stands for, with * where several are meant, each with its bytes.

    Raises InputError where it cannot be reached or read, or nothing is there.
    """
    try:
        if source.lower().startswith(("http://", "https://")):
            with _file(source, _FIRST_TRIES) as file:
                found = [(source, file.seek(0, os.SEEK_END))]
        else:
            config = _config(_FIRST_TRIES)
            from daft.daft import io_glob

            # Not by a table of Daft's: it would choose an engine for good, before the one that is asked for is set up.
            rows = io_glob(source, multithreaded_io=True, io_config=config)
            found = sorted((r["path"], r["size"] or 0) for r in rows if r["type"] == "File")
    except Exception as error:  # each kind of address has its own errors in Daft
        raise InputError(source, *_told(source, error)) from error
    yield from found


@contextmanager
def opened(place: str) -> Iterator[BinaryIO]:
    """Open an address to read from it, and to go to and fro in it.

    Raises InputError where it is not there, UnreachableError, then and at any later read, where it cannot be reached.
    """
    try:
        file = _file(place).__enter__()
    except FileNotFoundError as error:
        raise InputError(place, *_told(place, error)) from error
    except Exception as error:  # as above
        raise _unreachable(place, error) from error
    with io.BufferedReader(_Remote(place, file), _BUFFER) as buffered:
        yield cast(BinaryIO, buffered)


def quiet() -> None:
    """Keep Daft and Ray from reporting their use to their makers, unless the environment says otherwise."""
    for name in ("SCARF_NO_ANALYTICS", "DO_NOT_TRACK"):
        os.environ.setdefault(name, "true")
    os.environ.setdefault("DAFT_ANALYTICS_ENABLED", "0")
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    os.environ.setdefault("DAFT_PROGRESS_BAR", "0")


@cache
def _config(tries: int = _TRIES) -> Any:
    """Return how Daft asks: otherwise it tries for minutes before it says that a server is not there."""
    quiet()
    # Not at the top: whoever reads local files needs no Daft for that.
    from daft.io import HTTPConfig, IOConfig, S3Config

    patience = {"num_tries": tries, "connect_timeout_ms": _PATIENCE_MS}
    return IOConfig(s3=S3Config(**patience), http=HTTPConfig(**patience))


def _file(place: str, tries: int = _TRIES) -> Any:
    config = _config(tries)
    import daft

    return daft.File(place, io_config=config).open()


class _Remote(io.RawIOBase):
    """A file of Daft's with all methods of one, and with errors that say what went wrong."""

    def __init__(self, place: str, file: Any):
        self._place, self._remote = place, file

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            data = self._remote.read(len(buffer))
        except Exception as error:  # as above
            raise _unreachable(self._place, error) from error
        buffer[: len(data)] = data
        return len(data)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        return int(self._remote.seek(offset, whence))

    def tell(self) -> int:
        return int(self._remote.tell())

    def close(self) -> None:
        if not self.closed:
            self._remote.__exit__(None, None, None)
        super().close()


def _unreachable(place: str, error: Exception) -> UnreachableError:
    problem, remedy = _told(place, error)
    return UnreachableError(f"{place}: {problem}. {remedy} What is done stays; go on with --resume.")


def _told(place: str, error: Exception) -> tuple[str, str]:
    """Return what is wrong with an address, and what to do."""
    said = " ".join(str(error).split())
    small = said.lower().replace(place.lower(), "")  # an address may hold any word
    known = next((says for signs, says in _SIGNS if any(s in small for s in signs)), "it cannot be read")
    if isinstance(error, FileNotFoundError):
        known = "there is no such file"
    # The last of a chain of reasons is the one that says most.
    reason = said.rsplit(": ", 1)[-1][:200] if known == "it cannot be read" else ""
    remedy = _S3_REMEDY if place.lower().startswith(("s3://", "s3a://")) else _REMEDY
    return f"{known} ({reason})" if reason else known, remedy
