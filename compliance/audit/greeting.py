"""What the terminal says of an audit: where the page is, who can reach it, what is kept."""

import socket
from collections.abc import Iterator

from compliance.attended.address import own_address
from compliance.attended.names import is_loopback
from compliance.audit.intervals import Post

_EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - where to ask
_QUIET = 2


def address(host: str, port: int, token: str, *, is_encrypted: bool) -> str:
    """Return the page's address, for a phone to open."""
    scheme = "https" if is_encrypted else "http"
    name = own_address() if host in _EVERYWHERE else host
    return f"{scheme}://{f'[{name}]' if ':' in name else name}:{port}/{token}/"


def greeting(post: Post, host: str, url: str) -> str:
    """Return where the page is, how a phone gets there, and what becomes of what it counts."""
    minutes = round(post.bucket.total_seconds() / 60)
    lines = [
        f"Audit of {post.area} at {post.site}",
        f"  page      {url}",
        *(f"            {line}" for line in _reach(host, url)),
        f"  counts    sent by a phone once an interval of {minutes} min is over, shown to nobody,",
        "            compared once that is published: compliance audit SITE.TOML --results",
        "  pictures  none, anywhere",
        "  end       q or Ctrl-C; what a phone still holds it hands in next time, at the same port",
    ]
    if len(post.cameras) > 1:
        several = ", ".join(post.cameras)
        lines.insert(-3, f"  cameras   {several}: a person at each, all at the same time")
    return "\n".join(lines)


def code(url: str) -> list[str]:
    """Return the address as a QR code, two rows of it a line, dark where a block is drawn.

    To be shown dark on light, whatever the terminal's colours are.
    """
    import segno  # noqa: PLC0415 - wanted here only

    rows = [bytes(row) for row in segno.make_qr(url, error="l").matrix]
    width = len(rows[0]) + 2 * _QUIET
    empty = bytes(width)
    padded = [bytes(_QUIET) + row + bytes(_QUIET) for row in rows]
    framed = [*[empty] * _QUIET, *padded, *[empty] * (_QUIET + len(rows) % 2)]
    halves = zip(framed[::2], framed[1::2], strict=True)
    return ["".join(_BLOCKS[pair] for pair in zip(*half, strict=True)) for half in halves]


_BLOCKS = {(0, 0): " ", (1, 0): "▀", (0, 1): "▄", (1, 1): "█"}


def _reach(host: str, url: str) -> Iterator[str]:
    if is_loopback(host):
        port = url.rpartition(":")[2].partition("/")[0]
        yield "which this machine alone can open. From a phone in its network: start with --host"
        yield f"{own_address()}; or through a tunnel that ends on the phone:"
        yield f"ssh -L {port}:{host}:{port} {socket.gethostname()}"
        return
    yield "which everybody in this network can open who knows it: tell it to whoever audits, only"
    if url.startswith("http:"):
        yield "Not encrypted: who listens in that network can read it and count as well. With"
        yield "--certificate and --private-key nobody can, and the phone can open the page again"
        yield "where it has no connection; without, leave it open there."
