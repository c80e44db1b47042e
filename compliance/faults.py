"""Everything that can end a pixel process, as one closed list, with what to do about each."""

from enum import IntEnum


class Fault(IntEnum):
    """Why a pixel process stopped; also its exit code. The numbers are part of the channel."""

    NONE = 0
    END_OF_STREAM = 10
    REFUSED = 11
    UNAUTHORISED = 12
    NOT_FOUND = 13
    UNREACHABLE = 14
    TIMEOUT = 15
    STALLED = 16
    NO_VIDEO = 17
    UNREADABLE = 18
    SIZE_CHANGED = 19
    DEVICE_BUSY = 20
    FORBIDDEN = 21
    LOCK_REFUSED = 30
    MODEL = 31
    OUT_OF_MEMORY = 32
    INTERNAL = 33
    DISTRUSTED = 40
    CRASHED = 41
    BREAKOUT = 42


_EXPLANATIONS = {
    Fault.NONE: "nothing is wrong",
    Fault.END_OF_STREAM: "the stream ended (a recording's end, or the camera closed it)",
    Fault.REFUSED: "the connection was refused: check address and port, and that the camera is on",
    Fault.UNAUTHORISED: "the camera refused the user name or password: check the secret it reads",
    Fault.NOT_FOUND: "there is no such file, device or stream path: check the source's spelling",
    Fault.UNREACHABLE: "the host cannot be found or reached: check its name and the network",
    Fault.TIMEOUT: "the host does not answer in time: check that it is a camera and not overloaded",
    Fault.STALLED: "the stream stopped sending frames: check the camera and its network",
    Fault.NO_VIDEO: "the source holds no video: choose a stream or file with a picture",
    Fault.UNREADABLE: "the source is damaged or of an unknown kind: play it elsewhere to check",
    Fault.SIZE_CHANGED: "the picture changed its size; reading starts again with the new one",
    Fault.DEVICE_BUSY: "another program holds the device: stop it, or choose another device",
    Fault.FORBIDDEN: "the file or device may not be read by this user: check its owner and mode "
    "(a camera's device belongs to the group `video`)",
    Fault.LOCK_REFUSED: "the privacy lock cannot be had on this system: it needs Linux 5.13 or "
    "newer with Landlock and seccomp (`compliance self-test` says what is missing); "
    "`allow_unsandboxed = true` runs without what is missing and says so everywhere",
    Fault.MODEL: "a model cannot be loaded: restore the models folder",
    Fault.OUT_OF_MEMORY: "memory ran out: analyse fewer cameras or a smaller stream",
    Fault.INTERNAL: "an unexpected fault in the pixel process: report it with its camera's type",
    Fault.DISTRUSTED: "the pixel process sent a record that breaks the contract and was killed",
    Fault.CRASHED: "the pixel process was killed or crashed",
    Fault.BREAKOUT: "the pixel process tried what only a broken-in one does, and was ended by the "
    "privacy lock: suspect the camera and its network",
}


def explain(fault: Fault) -> str:
    """Say in plain words what a fault is and what to do about it."""
    return _EXPLANATIONS[fault]
