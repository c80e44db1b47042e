"""What is wrong with a configuration, one line for each fault, in an operator's words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from difflib import get_close_matches

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from compliance.exposure import against_exposure
from compliance.redact import redact_address
from compliance.sitefile import TABLES

_EXPECTED = {
    "bool_type": "true or false",
    "datetime_type": "a date and time with its offset, such as 2026-01-05T08:00:00+01:00",
    "float_type": "a number",
    "int_type": "a whole number",
    "list_type": "a list in square brackets",
    "model_type": "a table",
    "string_type": "text in quotes",
}
_LONGEST_SHOWN = 60

Location = tuple[int | str, ...]


@dataclass(frozen=True, slots=True)
class Complaint:
    """One fault: where, what was found, what to do."""

    where: str
    """A key's path, such as `cameras[2].source`."""
    what: str

    def __str__(self) -> str:
        """Return the fault's line."""
        return f"{self.where}: {self.what}"


def from_validation(error: ValidationError) -> list[Complaint]:
    """Return every fault pydantic found."""
    return [_complaint(details) for details in error.errors(include_url=False)]


def across_cameras(cameras: object) -> list[Complaint]:
    """Return the faults of the file's cameras taken together.

    `cameras` is as the file has it, so that these faults are found whatever else is wrong.
    """
    tables = _numbered_tables(cameras)
    return [*_repeated_names(tables), *_mixed_clocks(tables)]


def of_exposure(http: object) -> list[Complaint]:
    """Return what is wrong with the file's `[http]` as a whole."""
    if not isinstance(http, Mapping):
        return []
    return [
        Complaint(f"http.{key}", f"{shown(http[key])} {what}")
        for key, what in against_exposure(http)
    ]


def shown(value: object) -> str:
    """Return a found value as the file would write it, without a credential; empty for none."""
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case str():
            text = redact_address(value)
            cut = text if len(text) <= _LONGEST_SHOWN else text[:_LONGEST_SHOWN] + "..."
            return f'"{cut}"' if cut.isprintable() else ascii(cut)
        case date() | time():
            return value.isoformat()
        case int() | float():
            return str(value)
    return "a list" if isinstance(value, list) else "a table"


def _numbered_tables(cameras: object) -> list[tuple[int, Mapping[str, object]]]:
    if not isinstance(cameras, Sequence):
        return []
    return [(n, table) for n, table in enumerate(cameras) if isinstance(table, Mapping)]


def _repeated_names(tables: Iterable[tuple[int, Mapping[str, object]]]) -> Iterable[Complaint]:
    first: dict[object, int] = {}
    for number, table in tables:
        name = table.get("name")
        if isinstance(name, str) and first.setdefault(name, number) != number:
            what = f"{shown(name)} is also the name of cameras[{first[name]}]; choose another"
            yield Complaint(f"cameras[{number}].name", what)


def _mixed_clocks(tables: Iterable[tuple[int, Mapping[str, object]]]) -> Iterable[Complaint]:
    first: dict[str, tuple[int, object]] = {}
    for number, table in tables:
        area, clock = table.get("area", "site"), table.get("clock", "wall")
        if not isinstance(area, str) or clock not in ("wall", "recording"):
            continue
        earlier, its_clock = first.setdefault(area, (number, clock))
        if its_clock != clock:
            what = (
                f"{shown(clock)} differs from cameras[{earlier}], which shares the area "
                f"{shown(area)}; one area has one kind of clock, so give it another area"
            )
            yield Complaint(f"cameras[{number}].clock", what)


def _complaint(details: ErrorDetails) -> Complaint:
    where, kind = _path(details["loc"]), details["type"]
    if kind == "extra_forbidden":
        return Complaint(where, _unknown(details["loc"]))
    if kind == "missing":
        return Complaint(where, f"is missing; {_description(details['loc'])}")
    if where == "cameras" and kind in ("list_type", "too_short"):
        return Complaint(where, "is not a list of tables; write [[cameras]] above each camera")
    is_own_words = kind == "value_error" and isinstance(details["input"], list)
    found = "" if is_own_words else shown(details["input"])
    return Complaint(where, f"{found} {_problem(details)}".lstrip())


def _problem(details: ErrorDetails) -> str:
    if details["type"] == "value_error":
        return str(details["ctx"]["error"])
    if details["type"] == "literal_error":
        return f"is not {details['ctx']['expected']}"
    if details["type"] in _EXPECTED:
        return f"is not {_EXPECTED[details['type']]}"
    return f"is refused: {details['msg']}"


def _path(location: Location) -> str:
    parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in location)
    return "".join(parts).removeprefix(".")


def _table(location: Location) -> str:
    return str(location[0]) if len(location) > 1 else ""


def _unknown(location: Location) -> str:
    key, here = str(location[-1]), _table(location)
    known = list(TABLES[here].model_fields)
    if near := get_close_matches(key, known, n=1):
        return f"is not a known key; did you mean `{near[0]}`?"
    homes = [table for table, model in TABLES.items() if key in model.model_fields]
    if homes:
        home = f"in [{homes[0]}]" if homes[0] else "at the top of the file, above every table"
        return f"is not a known key here; it belongs {home}"
    return f"is not a known key; known here: {', '.join(known)}"


def _description(location: Location) -> str:
    field = TABLES[_table(location)].model_fields[str(location[-1])]
    return field.description or "add it"
