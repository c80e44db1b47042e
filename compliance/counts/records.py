"""Records as CSV and JSON, written one after the other, so that any number fits into memory."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TextIO, TypeAlias

import orjson  # writes a record with its times in a tenth of what `json` takes

from compliance.counts.uncollected import uncollected

Value: TypeAlias = str | int | float | datetime | None
"""None is unknown: empty in CSV, null in JSON. A time is told in ISO 8601, to the second."""
Record: TypeAlias = Mapping[str, Value]
"""Values by their columns' names, in the columns' order."""


def write_csv(columns: Sequence[str], records: Iterable[Record], file: TextIO) -> None:
    """Write a line per record under a line of names."""
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(columns)
    with uncollected():
        writer.writerows(map(_cells, records))


def csv_chunks(columns: Sequence[str], records: Iterable[Record], characters: int) -> Iterator[str]:
    """Yield the same text as `write_csv` writes, in pieces of about so many characters."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    for record in records:
        writer.writerow(_cells(record))
        if text.tell() >= characters:
            yield text.getvalue()
            text.seek(0)
            text.truncate()
    yield text.getvalue()


def write_json(records: Iterable[Record], file: TextIO) -> None:
    """Write a list of objects, an object a line."""
    begin = "[\n"
    with uncollected():
        for record in records:
            file.write(begin + orjson.dumps(record).decode())
            begin = ",\n"
    file.write("[]\n" if begin == "[\n" else "\n]\n")


def _cells(record: Record) -> list[Value]:
    """Return a record's values as they stand in a line of CSV."""
    return [
        each.isoformat() if isinstance(each, datetime) else each  # str() has no T between
        for each in record.values()
    ]
