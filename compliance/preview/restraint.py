"""What the preview's process gives up before it sees a picture: writing files and core dumps."""

import ctypes
import os
import resource
import stat

_PR_SET_DUMPABLE = 4  # prctl(2)


def write_no_file() -> None:
    """Let no file grow and no core be dumped by this process from now on.

    Where standard output or error is itself a file, it may go on growing, and so may others.
    """
    ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if not any(_is_file(descriptor) for descriptor in (1, 2)):
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def _is_file(descriptor: int) -> bool:
    try:
        return stat.S_ISREG(os.fstat(descriptor).st_mode)
    except OSError:
        return False
