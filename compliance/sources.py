"""What a source's text means: a stream, a device or a file."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from compliance.camera import Source, SourceKind
from compliance.credentials import is_one_line
from compliance.redact import redact_address, redact_path

SCHEMES = {
    "rtsp": SourceKind.RTSP,
    "rtsps": SourceKind.RTSP,
    "http": SourceKind.HTTP,
    "https": SourceKind.HTTP,
}
_DEVICES = ("/dev/video", "/dev/v4l/")
_ENCODE = "write user name and password percent-encoded, or as ${NAME}, which is encoded by itself"


def parse_source(
    text: str, folder: Path, expand: Callable[[str], str] = lambda text: text
) -> Source:
    """Return the source a configuration's text names; a file is looked for from `folder`.

    `expand` puts the secrets in; the label is made of the text without them.
    Raises ValueError with what is wrong and what to write, never with a credential.
    """
    if not text.strip():
        raise ValueError("is empty; name a stream, a device or a file")
    address = expand(text)
    if not is_one_line(address) or (" " in address and "://" in address):
        raise ValueError("holds a space or control character; percent-encode it")
    if "://" in address:
        return _stream(address, redact_address(text))
    if address.startswith(_DEVICES):
        return Source(SourceKind.DEVICE, address, address)
    if redact_path(address) != address:
        raise ValueError("looks like an address without its scheme; begin with rtsp:// or http://")
    return Source(SourceKind.FILE, str(folder / address), text)


def passwords(address: str) -> frozenset[str]:
    """Return an address's password, as written and decoded; empty without one."""
    try:
        password = urlsplit(address).password
    except ValueError:
        return frozenset()
    return frozenset({password, unquote(password)}) if password else frozenset()


def _stream(address: str, label: str) -> Source:
    scheme = address.partition("://")[0].lower()
    if scheme not in SCHEMES:
        known = ", ".join(f"{name}://" for name in SCHEMES)
        raise ValueError(f"is of an unknown kind; use {known}, /dev/video0 or a file's path")
    if not _is_whole(address):
        raise ValueError(
            f"is not an address of the form {scheme}://user:password@host:port/path; {_ENCODE}"
        )
    return Source(SCHEMES[scheme], address, label)


def _is_whole(address: str) -> bool:
    try:
        parts: SplitResult = urlsplit(address)
        has_port = parts.port != 0
    except ValueError:
        return False
    return bool(parts.hostname) and has_port and parts.netloc.count("@") <= 1
