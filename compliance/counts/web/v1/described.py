"""What each endpoint may answer, as the API's description tells it."""

import json
from importlib.resources import files
from typing import Any

from pydantic import BaseModel

from compliance.counts.web.answers import KINDS
from compliance.counts.web.problems import MEDIA_TYPE
from compliance.counts.web.query import Form

Responses = dict[int | str, dict[str, Any]]

EXAMPLES = files("compliance.counts.web").joinpath("examples")

_REFUSALS = {
    404: "There is no such area, page or figure.",
    405: "Only GET and HEAD are for this address.",
    406: "The Accept header names nothing that there is.",
    414: "The address is too long.",
    422: "A parameter cannot be used; `parameters` says which and what to write.",
    431: "The headers are too long.",
    503: "Too busy, starting, or the database cannot be read; Retry-After says when to ask again.",
}
_TOKEN_REFUSALS = {
    401: "A token is needed.",
    403: "The token does not open this, or a page of another site asks.",
    429: "Too many tokens that open nothing.",
}
_TAG = {
    "ETag": {
        "description": "Send it as If-None-Match to be told 304 while nothing has changed.",
        "schema": {"type": "string"},
    }
}


def answers(shape: type[BaseModel], *examples: str, is_csv: bool = False) -> Responses:
    """Return what an endpoint may answer; `examples` are files that hold such a shape."""
    shown = {name: {"value": name} for name in examples}  # see with_examples
    content: dict[str, Any] = {KINDS[Form.JSON]: {"examples": shown}}
    if is_csv:
        content[KINDS[Form.CSV]] = {"schema": {"type": "string"}}
    told = {"description": "What was asked for.", "headers": _TAG}
    return {
        200: {"model": shape, "content": content, **told},
        304: {"description": "It is as it was when this tag was given.", "headers": _TAG},
        **refusals(_REFUSALS),
    }


def token_refusals() -> Responses:
    """Return what every endpoint may answer where tokens are needed."""
    return refusals(_TOKEN_REFUSALS)


def refusals(told: dict[int, str]) -> Responses:
    """Return answers that are problems."""
    schema = {"schema": {"$ref": "#/components/schemas/Problem"}}
    return {
        status: {"description": words, "content": {MEDIA_TYPE: schema}}
        for status, words in told.items()
    }


def with_examples(operation: dict[str, Any]) -> None:
    """Put its examples into an operation's description: the framework would drop their nulls."""
    for content in operation["responses"]["200"]["content"].values():
        for name, example in content.get("examples", {}).items():
            example["value"] = example_of(name)


def example_of(name: str) -> Any:  # noqa: ANN401 - JSON
    """Return what was once really answered."""
    return json.loads(EXAMPLES.joinpath(f"{name}.json").read_text("utf-8"))
