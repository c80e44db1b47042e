"""When a certificate ends, read from its bytes; pure.

The standard library tells it of other people's certificates alone. How the bytes are to be read
says ITU-T X.690; what they mean, RFC 5280 section 4.1.
"""

import ssl
from datetime import UTC, datetime

_BEGIN, _END = "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"
_SEQUENCE, _VERSION = 0x30, 0xA0
_UTC_TIME, _GENERALIZED_TIME = 0x17, 0x18
_IS_LONG = 0x80
_VALIDITY = 3  # after serial number, signature and issuer

Part = tuple[int, bytes]
"""A tag and its content."""


def ends_at(pem: str) -> datetime:
    """Return when the first certificate of a PEM file ends.

    Raises ValueError when there is none, or what is there is none.
    """
    begin = pem.find(_BEGIN)
    end = pem.find(_END, begin)
    if begin < 0 or end < 0:
        raise ValueError("no certificate is in it")
    try:
        return _not_after(ssl.PEM_cert_to_DER_cert(pem[begin : end + len(_END)]))
    except (IndexError, OverflowError) as error:
        raise ValueError("its certificate is cut short") from error


def _not_after(der: bytes) -> datetime:
    signed = _inside(_inside(_parts(der)[0])[0])
    fields = [part for part in signed if part[0] != _VERSION]
    _, end = _inside(fields[_VALIDITY])
    return _time(*end)


def _inside(part: Part) -> list[Part]:
    tag, content = part
    if tag != _SEQUENCE:
        raise ValueError("its certificate is none")
    return _parts(content)


def _parts(content: bytes) -> list[Part]:
    """Return the parts that stand one after the other."""
    parts, at = list[Part](), 0
    while at < len(content):
        tag, length = content[at], content[at + 1]
        at += 2
        if length >= _IS_LONG:
            digits = length - _IS_LONG
            length = int.from_bytes(content[at : at + digits], "big")
            at += digits
        if at + length > len(content):
            raise ValueError("its certificate is cut short")
        parts.append((tag, content[at : at + length]))
        at += length
    return parts


def _time(tag: int, content: bytes) -> datetime:
    text = content.decode("ascii")
    if tag == _UTC_TIME:  # years 1950 to 2049
        text = ("19" if text >= "5" else "20") + text
    elif tag != _GENERALIZED_TIME:
        raise ValueError("its certificate is none")
    return datetime.strptime(text, "%Y%m%d%H%M%SZ").replace(tzinfo=UTC)
