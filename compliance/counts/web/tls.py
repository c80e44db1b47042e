"""The server's certificate: read at the start, and again when its files change."""

import logging
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NoReturn

from compliance.counts.web.certificate import ends_at
from compliance.errors import ConfigError

_READ_BY_EVERYBODY_OR_WRITTEN_BY_OTHERS = 0o026

_log = logging.getLogger(__name__)


_NAMES = ("http.certificate", "http.private_key")


@dataclass(frozen=True, slots=True)
class _Loaded:
    context: ssl.SSLContext
    ends: datetime


class Certificate:
    """What connections are encrypted with."""

    def __init__(
        self, certificate: Path, private_key: Path, names: tuple[str, str] = _NAMES
    ) -> None:
        """Read both files; raises ConfigError, by the settings' names, when they cannot be used."""
        self._files, self._names = (certificate, private_key), names
        self._on_load: Callable[[datetime], None] = lambda _: None
        self._state = _state(self._files)
        self._loaded = _load(*self._files, self._names)

    @property
    def ends(self) -> datetime:
        """When the one in force ends."""
        return self._loaded.ends

    def tell_end(self, on_load: Callable[[datetime], None]) -> None:
        """Tell when the certificate ends, now and after each change."""
        self._on_load = on_load
        on_load(self._loaded.ends)

    def context(self) -> ssl.SSLContext:
        """Return the context to listen with; each connection takes the newest certificate."""
        context = _bare_context()
        context.load_cert_chain(*self._files, password=_no_password)

        def choose(connection: ssl.SSLObject, _name: str | None, _: ssl.SSLContext) -> None:
            self.refresh()
            connection.context = self._loaded.context

        context.sni_callback = choose
        return context

    def refresh(self) -> None:
        """Read the files again if they changed; what cannot be used leaves the former in force."""
        state = _state(self._files)
        if state == self._state:
            return
        self._state = state
        try:
            self._loaded = _load(*self._files, self._names)
        except ConfigError as error:
            _log.error("%s; the certificate before it stays in force", error.message)
            return
        _log.info("a new certificate is in force until %s", self._loaded.ends)
        self._on_load(self._loaded.ends)


def _load(certificate: Path, private_key: Path, names: tuple[str, str]) -> _Loaded:
    its_name, keys_name = names
    try:
        mode = private_key.stat().st_mode
        ends = ends_at(certificate.read_text(encoding="ascii", errors="replace"))
        context = _bare_context()
        context.load_cert_chain(certificate, private_key, password=_no_password)
    except ssl.SSLError as error:
        raise ConfigError(
            f"{keys_name}: {private_key} does not belong to {certificate}, or one of them is "
            f"not PEM: {error.reason or error}",
            "Name the certificate, with those that signed it after it, and the key it was made of.",
        ) from error
    except OSError as error:
        raise ConfigError(
            f"{its_name}: {error.filename or certificate}: {error.strerror}",
            "Check path, owner and mode; the daemon's user must be able to read it.",
        ) from error
    except ValueError as error:
        raise ConfigError(
            f"{its_name}: {certificate}: {error}", "Write it in PEM form, the server's first."
        ) from error
    if mode & _READ_BY_EVERYBODY_OR_WRITTEN_BY_OTHERS:
        raise ConfigError(
            f"{keys_name}: {private_key} can be read by everybody or written by others",
            f"chmod 0600 {private_key}",
        )
    return _Loaded(context, ends)


def _bare_context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.options |= ssl.OP_NO_RENEGOTIATION
    context.set_alpn_protocols(["http/1.1"])
    return context


def _no_password() -> NoReturn:
    """Refuse a key behind a passphrase, for which OpenSSL would ask the terminal."""
    raise ValueError("the key has a passphrase, which nobody is there to type; store it without")


def _state(paths: tuple[Path, ...]) -> tuple[object, ...]:
    """Return what changes with the files."""
    states: list[object] = []
    for path in paths:
        try:
            found = path.stat()
            states.append((found.st_mtime_ns, found.st_size, found.st_ino))
        except OSError:
            states.append(None)
    return tuple(states)
