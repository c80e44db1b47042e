"""The page's files: read once, named once, never by what a request says."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files

STYLES = ("uPlot.min.css", "page.css", "print.css")
LIBRARY = "uPlot.iife.min.js"
EARLY = "early.js"
MODULES = ("dom.js", "charts.js", "view.js", "ask.js", "page.js")
"""In the order in which they need each other."""
ICON = "icon.svg"

_VENDORED = "uPlot."
_TYPES = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'"
)


@dataclass(frozen=True, slots=True)
class Asset:
    """A file of the page."""

    body: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class Assets:
    """The page and its files, which change together."""

    version: str
    """Of all files together; part of their addresses, so that a browser may keep them for good."""
    page: str
    files: Mapping[str, Asset]


@cache
def assets() -> Assets:
    """Return the page with its files."""
    names = (*STYLES, EARLY, LIBRARY, *MODULES, ICON)
    texts = {name: text_of(name) for name in names}
    version = sha256("\0".join(texts.values()).encode()).hexdigest()[:12]
    for name in MODULES:
        texts[name] = texts[name].replace('.js";', f'.js?v={version}";')
    served = {
        name: Asset(text.encode(), _TYPES[name.rpartition(".")[2]]) for name, text in texts.items()
    }
    return Assets(version, _page(version), served)


def text_of(name: str) -> str:
    """Return one of the page's files."""
    folder = files("compliance.counts.dashboard").joinpath("page")
    if name.startswith(_VENDORED):
        folder = folder.joinpath("vendor")
    return folder.joinpath(name).read_text(encoding="utf-8")


def filled(policy: str, head: str, data: str = "") -> str:
    """Return the page with what differs between the served one and the file."""
    page = text_of("page.html")
    for name, text in (("policy", policy), ("head", head), ("data", data)):
        page = page.replace("{{" + name + "}}", text)
    return page


def _page(version: str) -> str:
    def at(name: str) -> str:
        return f"assets/{name}?v={version}"

    lines = [
        f'<script src="{at(EARLY)}"></script>',
        f'<link rel="icon" href="{at(ICON)}">',
        *(f'<link rel="stylesheet" href="{at(name)}">' for name in STYLES),
        *(f'<link rel="modulepreload" href="{at(name)}">' for name in MODULES),
        f'<script src="{at(LIBRARY)}" defer></script>',
        f'<script type="module" src="{at(MODULES[-1])}"></script>',
    ]
    return filled(_POLICY, "\n".join(lines))
