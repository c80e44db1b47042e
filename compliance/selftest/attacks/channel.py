"""Ways to send more than records over the channel, or to write anywhere else."""

import struct

from compliance.pixels.lock import kernel
from compliance.selftest.attack import Attack, Bait, Kind, call
from compliance.tally import RECORD_SIZE_BYTES

_OUT, _SOURCE = 3, 4
_ODD = (0, 1, RECORD_SIZE_BYTES - 1, RECORD_SIZE_BYTES + 1, 2 * RECORD_SIZE_BYTES, 65_536)
_ELSEWHERE = {"standard input": 0, "standard output": 1, "standard error": 2, "the stream": _SOURCE}
_F_DUPFD, _F_SETFL, _F_SETOWN, _F_SETPIPE_SIZE, _F_NOTIFY = 0, 4, 8, 1031, 1026
_NONBLOCKING, _APPEND = 0o4000, 0o2000
_FIONBIO, _TIOCSTI = 0x5421, 0x5412

_RECORD = bytes(RECORD_SIZE_BYTES)


def attacks(_: Bait) -> tuple[Attack, ...]:
    """Return the attacks of this group; without the lock they would garble the test's answers."""
    piece = struct.pack("=QQ", kernel.address(_RECORD), RECORD_SIZE_BYTES)
    pieces = (_OUT, piece, 1)
    shapes = [
        *((f"write {n} bytes at once", call("write", _OUT, bytes(n), n)) for n in _ODD),
        *(
            (f"write a record to {name}", call("write", fd, _RECORD, RECORD_SIZE_BYTES))
            for name, fd in _ELSEWHERE.items()
        ),
        ("write a record in pieces", call("writev", *pieces)),
        ("write a record at a place", call("pwrite64", _OUT, _RECORD, RECORD_SIZE_BYTES, 0)),
        ("write pieces at a place", call("pwritev", *pieces, 0, 0)),
        ("write pieces with flags", call("pwritev2", *pieces, -1, -1, 0)),
        ("send the recording itself", call("sendfile", _OUT, _SOURCE, None, 4096)),
        ("join the stream to the channel", call("splice", _SOURCE, None, _OUT, None, 4096, 0)),
        ("double the channel", call("tee", _OUT, _OUT, 4096, 0)),
        ("hand memory to the channel", call("vmsplice", *pieces, 0)),
        ("copy from file to file", call("copy_file_range", _SOURCE, None, _OUT, None, 4096, 0)),
        ("copy the channel's descriptor", call("dup", _OUT)),
        ("put the channel in another's place", call("dup3", _OUT, _SOURCE, 0)),
        ("copy a descriptor by its flags", call("fcntl", _OUT, _F_DUPFD, 0)),
        ("change the channel's flags", call("fcntl", _OUT, _F_SETFL, _NONBLOCKING | _APPEND)),
        ("have signals sent by the channel", call("fcntl", _OUT, _F_SETOWN, 1)),
        ("make the channel larger", call("fcntl", _OUT, _F_SETPIPE_SIZE, 1 << 20)),
        ("watch a folder by its descriptor", call("fcntl", _SOURCE, _F_NOTIFY, 1)),
        ("steer the channel as a device", call("ioctl", _OUT, _FIONBIO, b"\1\0\0\0")),
        ("type into a terminal", call("ioctl", 0, _TIOCSTI, b"x")),
        ("open a pipe of its own", call("pipe2", bytes(8), 0)),
        ("close a range of descriptors", call("close_range", 1000, 2000, 0)),
    ]
    main = {"write 49 bytes at once", "write a record to standard error"}
    return tuple(
        Attack(words, act, Kind.REFUSED_ONLY_LOCKED, is_main=words in main) for words, act in shapes
    )
