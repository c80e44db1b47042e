"""The certificate with which the page is served encrypted, and its key."""

import ssl
from pathlib import Path

from compliance.errors import ConfigError


def encrypted_with(certificate: Path | None, private_key: Path | None) -> ssl.SSLContext | None:
    """Return what to serve with; None without both files.

    Raises ConfigError when one is missing, cannot be read, or is not the other's.
    """
    if certificate is None and private_key is None:
        return None
    if certificate is None or private_key is None:
        raise ConfigError(
            "a certificate needs its key, and a key its certificate",
            "Give both --certificate and --private-key.",
        )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_cert_chain(certificate, private_key, password=lambda: "")
    except (OSError, ValueError) as error:  # an SSLError is an OSError
        reason = getattr(error, "reason", None) or getattr(error, "strerror", None) or error
        raise ConfigError(
            f"--certificate {certificate}, --private-key {private_key}: {reason}",
            "Name a certificate in PEM form, with those that signed it, and the key it was made "
            "of, which has no passphrase.",
        ) from None
    return context
