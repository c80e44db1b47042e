"""What of a dashboard does not fit Grafana's published types.

The SDK's `from_json` takes wrong types and drops keys it does not know. So what it made is compared
with what it was given, and every value with the type that its field declares.
"""

import enum
import json
import types
import typing
from collections.abc import Iterator
from typing import Any

from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.cog.plugins import register_default_plugins
from grafana_foundation_sdk.models.dashboard import Dashboard, Panel

_SDK = "grafana_foundation_sdk"
_UNIONS = (typing.Union, types.UnionType)

register_default_plugins()


def faults(given: dict[str, Any]) -> list[str]:
    """Return what is unknown to Grafana, and what is of another type there."""
    return sorted(set(_read(given, Dashboard, "")))


def _read(given: dict[str, Any], kind: Any, path: str) -> Iterator[str]:  # noqa: ANN401 - SDK's
    made = kind.from_json(given)
    yield from _lost(given, json.loads(json.dumps(made, cls=JSONEncoder)), path)
    yield from _misfits(made, path)


def _lost(given: object, returned: object, path: str) -> Iterator[str]:
    """Yield what did not come back as it was given; the SDK may add its defaults."""
    if isinstance(given, dict) and isinstance(returned, dict):
        for key, value in given.items():
            if key in returned:
                yield from _lost(value, returned[key], f"{path}.{key}")
            else:
                yield f"{path}.{key} is unknown"
    elif isinstance(given, list) and isinstance(returned, list) and len(given) == len(returned):
        for number, (one, other) in enumerate(zip(given, returned, strict=True)):
            yield from _lost(one, other, f"{path}[{number}]")
    elif given != returned:
        yield f"{path}: {given!r} came back as {returned!r}"


def _misfits(made: object, path: str) -> Iterator[str]:
    """Yield the fields whose values are not of the declared type, at any depth."""
    for name, hint in typing.get_type_hints(type(made)).items():
        yield from _against(getattr(made, name), hint, f"{path}.{name}")
    if isinstance(made, Panel):
        assert made.field_config is not None
        # What depends on the kind of panel is declared as any object; the SDK knows the kinds.
        for name, part in (
            ("options", made.options),
            ("custom", made.field_config.defaults.custom),
        ):
            if _is_sdks(part):
                yield from _misfits(part, f"{path}.{name}")
            elif part is not None:
                yield f"{path}.{name}: no kind of panel is called {made.type_val}"


def _against(value: object, hint: Any, path: str) -> Iterator[str]:  # noqa: ANN401 - a type
    origin, parts = typing.get_origin(hint), typing.get_args(hint)
    if origin in _UNIONS:
        likely = [part for part in parts if _is_alike(value, part)] or parts
        yield from min((list(_against(value, part, path)) for part in likely), key=len)
    elif origin is list and isinstance(value, list):
        for number, each in enumerate(value):
            yield from _against(each, parts[0], f"{path}[{number}]")
    elif origin is dict and isinstance(value, dict):
        for key, each in value.items():
            yield from _against(each, parts[1], f"{path}.{key}")
    elif isinstance(value, dict) and hasattr(hint, "from_json"):  # the SDK left it as it was
        yield from _read(value, hint, path)
    elif not _is_of(value, hint, origin, parts):
        yield f"{path}: {value!r} is not {hint}"
    elif _is_sdks(value):
        yield from _misfits(value, path)


def _is_alike(value: object, hint: Any) -> bool:  # noqa: ANN401 - a type
    """Say whether a value is of a type, whatever is in it."""
    origin, parts = typing.get_origin(hint), typing.get_args(hint)
    return type(value) is origin or _is_of(value, hint, origin, parts)


def _is_of(value: object, hint: Any, origin: Any, parts: tuple[Any, ...]) -> bool:  # noqa: ANN401
    if hint in (object, Any) or origin is typing.Literal:
        return origin is None or value in parts
    if origin is not None:
        return False
    if issubclass(hint, enum.Enum):
        return value in [each.value for each in hint]
    kinds = (int, float) if hint is float else hint
    return isinstance(value, kinds) and (hint is bool or not isinstance(value, bool))


def _is_sdks(value: object) -> bool:
    return type(value).__module__.startswith(_SDK) and not isinstance(value, enum.Enum)
