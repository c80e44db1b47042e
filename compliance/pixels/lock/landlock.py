"""Landlock: no file and no TCP port can be reached any more, nor anything beyond the process.

Source: Linux's Documentation/userspace-api/landlock.rst.
"""

import os
import struct

from compliance.errors import SandboxError
from compliance.pixels.lock import kernel

_CREATE_RULESET, _RESTRICT_SELF = 444, 446  # the same numbers on every architecture
_ASK_VERSION = 1

_FILE_RIGHTS = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 5: (1 << 16) - 1}
"""Every right over files that Landlock knows from each version on."""
_TCP_RIGHTS_VERSION, _TCP_RIGHTS = 4, 0b11  # bind, connect
_SCOPES_VERSION, _SCOPES = 6, 0b11  # abstract sockets and signals to the outside


def version() -> int:
    """Return the kernel's Landlock ABI version; 0 when there is none."""
    try:
        return kernel.call(_CREATE_RULESET, None, 0, _ASK_VERSION)
    except OSError:
        return 0


def check() -> None:
    """Raise SandboxError where files cannot be given up."""
    if not version():
        message = "this kernel has no Landlock, or it is switched off"
        raise SandboxError(message, "use Linux 5.13 or newer with `landlock` in `lsm=`")


def give_up_files() -> None:
    """Give up every right over files, TCP ports and what lies outside that this kernel knows.

    Binds the calling thread and those it starts later. Raises SandboxError and OSError.
    """
    check()
    known = version()
    fields = [max(rights for since, rights in _FILE_RIGHTS.items() if since <= known)]
    if known >= _TCP_RIGHTS_VERSION:
        fields.append(_TCP_RIGHTS)
    if known >= _SCOPES_VERSION:
        fields.append(_SCOPES)
    attributes = struct.pack(f"={len(fields)}Q", *fields)
    rules = kernel.call(_CREATE_RULESET, attributes, len(attributes), 0)
    try:
        kernel.call(_RESTRICT_SELF, rules, 0)
    finally:
        os.close(rules)
