"""Records as CSV and JSON, written one after the other, so that any number fits into memory."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import TextIO, TypeAlias

from pydantic_core import to_json  # a quarter of the time of the standard library's

from compliance.counts.uncollected import uncollected

Value: TypeAlias = str | int | float | None
"""What a record holds; None is unknown: empty in CSV, null in JSON."""


def write_csv(columns: Sequence[str], records: Iterable[Sequence[Value]], file: TextIO) -> None:
    """Write a line per record under a line of names."""
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(columns)
    with uncollected():
        writer.writerows(records)


def csv_chunks(
    columns: Sequence[str], records: Iterable[Sequence[Value]], characters: int
) -> Iterator[str]:
    """Yield the same text as `write_csv` writes, in pieces of about so many characters."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    for record in records:
        writer.writerow(record)
        if text.tell() >= characters:
            yield text.getvalue()
            text.seek(0)
            text.truncate()
    yield text.getvalue()


def write_json(columns: Sequence[str], records: Iterable[Sequence[Value]], file: TextIO) -> None:
    """Write a list of objects with the columns' names, an object a line."""
    begin, named = "[\n", dict[str, Value].fromkeys(columns)
    with uncollected():
        for record in records:
            named.update(zip(columns, record, strict=True))  # quicker than a new one each
            file.write(begin + to_json(named).decode())
            begin = ",\n"
    file.write("[]\n" if begin == "[\n" else "\n]\n")
