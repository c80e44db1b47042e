"""How many files this process may have open: enough for its cameras, or it does not start."""

import resource

from compliance.errors import ComplianceError

_ALWAYS, _A_CAMERA = 128, 8


def provide(cameras: int) -> None:
    """Raise this process's limit where it is too low; ComplianceError when that is not allowed."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (enough(soft, hard, cameras), hard))


def enough(soft: int, hard: int, cameras: int) -> int:
    """Return what the soft limit is to be; ComplianceError when the hard one is too low."""
    needed = _ALWAYS + _A_CAMERA * cameras
    if soft == resource.RLIM_INFINITY or soft >= needed:
        return soft
    if hard != resource.RLIM_INFINITY and hard < needed:
        raise ComplianceError(
            f"only {hard} files may be open at once; {cameras} cameras need {needed}",
            "Raise LimitNOFILE= in the service's unit, or `ulimit -n` in the shell.",
        )
    return needed
