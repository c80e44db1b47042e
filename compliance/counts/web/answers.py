"""How an answer is labelled: JSON or CSV, with a tag by which its reader knows it again."""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from http import HTTPStatus

import orjson
from fastapi import Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from compliance.counts import records
from compliance.counts.records import Record
from compliance.counts.web.problems import Problem, ProblemError
from compliance.counts.web.query import Form

KINDS = {Form.JSON: "application/json", Form.CSV: "text/csv"}
_CHUNK_CHARACTERS = 65_536


def form_of(request: Request, asked: Form | None, *offered: Form) -> Form:
    """Return how to answer: as `format` says, else what the Accept header likes best.

    Raises ProblemError when it likes nothing that is offered.
    """
    if asked:
        return asked
    accept = request.headers.get("accept") or "*/*"
    best = max(offered, key=lambda form: liking(accept, KINDS[form]))  # of equals, the first
    if liking(accept, KINDS[best]) > 0:
        return best
    kinds = " or ".join(KINDS[form] for form in offered)
    told = f"Accept names nothing that there is; {kinds} would be."
    raise ProblemError(Problem(HTTPStatus.NOT_ACCEPTABLE, told))


def liking(accept: str, kind: str) -> float:
    """Return how much an Accept header likes a kind of content, 0 to 1 (RFC 9110, 12.5.1)."""
    group = kind.partition("/")[0]
    exactness = {"*/*": 1, f"{group}/*": 2, kind: 3}
    best = (0, 0.0)
    for part in accept.lower().split(","):
        name, *parameters = (each.strip() for each in part.split(";"))
        if name in exactness:
            best = max(best, (exactness[name], _quality(parameters)))
    return best[1]


def of_json(request: Request, value: BaseModel | object) -> Response:
    """Return a value as JSON, tagged by its bytes; 304 where its reader has it already."""
    form_of(request, None, Form.JSON)
    body = value.model_dump_json().encode() if isinstance(value, BaseModel) else to_json(value)
    return of_bytes(request, body, tag_of(body))


def to_json(value: object) -> bytes:
    """Return a value as JSON writes it."""
    return orjson.dumps(value)


def of_bytes(request: Request, body: bytes, tag: str) -> Response:
    """Return JSON that is written already."""
    return known(request, tag) or Response(body, media_type=KINDS[Form.JSON], headers=_labels(tag))


def of_csv(
    columns: Sequence[str], rows: Iterable[Record], name: str, tag: str | None = None
) -> Response:
    """Return rows as a CSV file of this name, sent while they are made."""
    headers = _labels(tag) | {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    chunks = records.csv_chunks(columns, rows, _CHUNK_CHARACTERS)
    return StreamingResponse(chunks, media_type=KINDS[Form.CSV], headers=headers)


def tag_of(*parts: object) -> str:
    """Return a strong entity tag: as long as the parts are the same, so is every byte."""
    told = parts[0] if len(parts) == 1 and isinstance(parts[0], bytes) else repr(parts).encode()
    return f'"{sha256(told).hexdigest()[:32]}"'


def known(request: Request, tag: str) -> Response | None:
    """Return 304 where the reader says that they have the answer with this tag; else None."""
    asked = request.headers.get("if-none-match", "")
    theirs = {each.strip().removeprefix("W/") for each in asked.split(",")}
    if tag in theirs or "*" in theirs:
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=_labels(tag))
    return None


def _labels(tag: str | None) -> dict[str, str]:
    """Return what caches are told: to ask again each time, which the tag makes cheap."""
    always = {"Cache-Control": "no-cache", "Vary": "Accept, Authorization"}
    return always | ({"ETag": tag} if tag else {})


def _quality(parameters: Iterable[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return min(max(float(value), 0.0), 1.0)
            except ValueError:
                return 0.0
    return 1.0
