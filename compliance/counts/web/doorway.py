"""How a port is opened to whom, from what the configuration says."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime

from compliance.counts.web.access import Access, own_names
from compliance.counts.web.limits import Limits
from compliance.counts.web.tls import Certificate
from compliance.counts.web.tokens import TokensFile
from compliance.exposure import Exposure, is_loopback


@dataclass(frozen=True, slots=True)
class Doorway:
    """Who is let in at a port, how much they may ask, and what encrypts; None: nothing does."""

    access: Access = field(default_factory=Access)
    certificate: Certificate | None = None
    limits: Limits = field(default_factory=Limits)

    def tell_end(self, on_load: Callable[[datetime], None]) -> None:
        """Tell when the certificate ends, if there is one: now, and after each change."""
        if self.certificate:
            self.certificate.tell_end(on_load)


def open_doorway(host: str, exposure: Exposure, open_paths: Collection[str] = ()) -> Doorway:
    """Read tokens and certificate; raises ConfigError when they cannot be used.

    `open_paths` need no token, with everything below them.
    """
    is_private = is_loopback(host) and not exposure.behind_proxy
    access = Access(
        tokens=TokensFile(exposure.tokens) if exposure.tokens else None,
        names=own_names(host) if is_private else None,
        is_behind_proxy=exposure.behind_proxy,
        open_paths=open_paths,
    )
    if not exposure.certificate or not exposure.private_key:
        return Doorway(access)
    return Doorway(access, Certificate(exposure.certificate, exposure.private_key))
