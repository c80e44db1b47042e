"""Who reaches the HTTP server, in words."""

from compliance.papers.facts import SiteFacts


def readers(site: SiteFacts) -> str:
    """Return who may read there."""
    if site.is_behind_proxy:
        return "whoever the proxy before it lets in"
    if site.is_loopback:
        return "programs and users of this machine, nobody else"
    return "every machine from which that address and port can be reached"


def terms(site: SiteFacts) -> str:
    """Return on which terms they read."""
    token = "with a token" if site.asks_for_token else "without a token"
    encrypted = "encrypted" if site.is_encrypted else "without encryption of its own"
    return f"{token}, {encrypted}"


def in_short(site: SiteFacts) -> str:
    """Return both in a few words."""
    if site.is_loopback and not site.is_behind_proxy:
        return "this machine only"
    through = "through a proxy, " if site.is_behind_proxy else ""
    return f"other machines too, {through}{terms(site)}"
