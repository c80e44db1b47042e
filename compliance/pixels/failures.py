"""Which fault each failure of the streaming library is."""

import errno

import av

from compliance.camera import Source, SourceKind
from compliance.errors import SourceError
from compliance.faults import Fault, explain

_FAULTS: tuple[tuple[type[Exception] | tuple[type[Exception], ...], Fault], ...] = (
    ((av.error.HTTPUnauthorizedError, av.error.HTTPForbiddenError), Fault.UNAUTHORISED),
    (av.error.HTTPNotFoundError, Fault.NOT_FOUND),
    ((av.error.HTTPServerError, av.error.HTTPTooManyRequestsError), Fault.TIMEOUT),
    ((av.error.ExitError, TimeoutError), Fault.TIMEOUT),
    ((ConnectionRefusedError, ConnectionResetError, BrokenPipeError), Fault.REFUSED),
    ((FileNotFoundError, NotADirectoryError), Fault.NOT_FOUND),
    (MemoryError, Fault.OUT_OF_MEMORY),
)
_FAULTS_BY_NUMBER = {
    errno.EBUSY: Fault.DEVICE_BUSY,
    errno.EACCES: Fault.FORBIDDEN,
    errno.EPERM: Fault.FORBIDDEN,
    errno.ENODEV: Fault.NOT_FOUND,
    errno.ENXIO: Fault.NOT_FOUND,
    errno.EHOSTUNREACH: Fault.UNREACHABLE,
    errno.ENETUNREACH: Fault.UNREACHABLE,
    errno.EHOSTDOWN: Fault.UNREACHABLE,
    errno.ENETDOWN: Fault.UNREACHABLE,
}


class CaptureFault(SourceError):  # noqa: N818 - named after the Fault it carries
    """A source cannot be opened or read any further."""

    def __init__(self, fault: Fault, detail: str) -> None:
        super().__init__(detail, explain(fault))
        self.fault = fault


def is_live(source: Source) -> bool:
    """Say whether a source goes on by itself, whether it is read or not."""
    return source.kind is not SourceKind.FILE


def fault_on_open(error: Exception, source: Source, *, is_late: bool) -> Fault:
    """Return the fault a failed opening is; `is_late`: the time allowed for it had passed."""
    for kinds, fault in _FAULTS:
        if isinstance(error, kinds):
            return fault
    is_remote = source.kind in (SourceKind.RTSP, SourceKind.HTTP)
    if is_remote and is_late:
        return Fault.TIMEOUT  # a host that never answers ends as invalid data
    number = getattr(error, "errno", None)
    if is_remote and number == errno.EIO:
        return Fault.UNREACHABLE  # a name that does not resolve
    return _FAULTS_BY_NUMBER.get(number or 0, Fault.UNREADABLE)


def fault_on_read(error: Exception, source: Source) -> Fault:
    """Return the fault a failed read of an open source is."""
    if isinstance(error, (av.error.ExitError, TimeoutError)):
        return Fault.STALLED
    if isinstance(error, MemoryError):
        return Fault.OUT_OF_MEMORY
    return Fault.END_OF_STREAM if is_live(source) else Fault.UNREADABLE
