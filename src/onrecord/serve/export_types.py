"""Values that come from outside are held against the types that they are to have, field by field."""

from __future__ import annotations

import math
from dataclasses import fields, is_dataclass
from functools import lru_cache
from types import NoneType, UnionType
from typing import Any, Literal, Union, cast, get_args, get_origin, get_type_hints

_NAMES = {str: "text", int: "a whole number", float: "a number", bool: "true or false", NoneType: "null"}


def check(value: Any, wanted: Any, place: str) -> None:
    """Raise ValueError, which names the place in the value, where it is not of the type that is wanted.

    wanted: a dataclass, a plain type, Literal, tuple[...], or a union of these; anything else is taken as it is.
    """
    if is_dataclass(wanted):
        hints = _hints(cast(type, wanted))
        for f in fields(wanted):
            check(getattr(value, f.name), hints[f.name], f"{place}.{f.name}".lstrip("."))
        return
    origin, inside = get_origin(wanted), get_args(wanted)
    if origin is Literal:
        if value not in inside:
            raise ValueError(f"{place} is {_shown(value)}, not one of {', '.join(map(str, inside))}")
    elif origin in (Union, UnionType):
        _check_union(value, inside, place)
    elif origin is tuple:
        _check_tuple(value, inside, place)
    elif wanted is float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise ValueError(f"{place} is {_shown(value)}, not a number")
    elif wanted in _NAMES and type(value) is not wanted:
        raise ValueError(f"{place} is {_shown(value)}, not {_NAMES[wanted]}")


def _check_union(value: Any, inside: tuple[Any, ...], place: str) -> None:
    if value is None and NoneType in inside:
        return
    some = [x for x in inside if x is not NoneType]
    for n, one in enumerate(some, start=1):
        try:
            check(value, one, place)
            return
        except ValueError:
            if n == len(some):
                raise


def _check_tuple(value: Any, inside: tuple[Any, ...], place: str) -> None:
    if not isinstance(value, tuple):
        raise ValueError(f"{place} is {_shown(value)}, not a list")
    if len(inside) == 2 and inside[1] is Ellipsis:
        for n, item in enumerate(value):
            check(item, inside[0], f"{place}[{n}]")
        return
    if len(value) != len(inside):
        raise ValueError(f"{place} has {len(value)} parts, not {len(inside)}")
    for n, (item, one) in enumerate(zip(value, inside, strict=True)):
        check(item, one, f"{place}[{n}]")


@lru_cache(maxsize=64)
def _hints(wanted: type) -> dict[str, Any]:
    return get_type_hints(wanted)


def _shown(value: Any) -> str:
    words = repr(value)
    return words if len(words) <= 60 else f"{words[:57]}..."
