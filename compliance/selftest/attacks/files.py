"""Ways to leave something in a file, or to read what is none of a pixel process's business."""

import struct

from compliance.selftest.attack import Attack, Bait, call

_HERE = -100  # AT_FDCWD
_READ, _WRITE, _BOTH = 0, 1, 2
_CREATE, _NAMELESS = 0o100, 0o20200000
_MODE = 0o600
_FIFO = 0o010600
_SOURCE = 4  # where a recording stands open
_KEEP_SIZE, _WHENCE_SET = 1, 0
_SIZE_BYTES = 4096


def attacks(bait: Bait) -> tuple[Attack, ...]:
    """Return the attacks of this group."""
    kept, new = f"{bait.folder}/kept", f"{bait.folder}/new"
    how = struct.pack("=QQQ", _WRITE | _CREATE, _MODE, 0)
    return (
        Attack("read a file", call("openat", _HERE, "/etc/hostname", _READ), is_main=True),
        Attack("read a file by the oldest call", call("open", "/etc/hostname", _READ)),
        Attack("create a file", call("openat", _HERE, new, _WRITE | _CREATE, _MODE), is_main=True),
        Attack("create a file by the oldest call", call("creat", new, _MODE)),
        Attack("create a file by the newest call", call("openat2", _HERE, new, how, len(how))),
        Attack(
            "create a file without a name",
            call("openat", _HERE, bait.folder, _BOTH | _NAMELESS, _MODE),
        ),
        Attack("write to an existing file", call("openat", _HERE, kept, _WRITE)),
        Attack(
            "create shared memory with a name",
            call("openat", _HERE, bait.shared_memory, _BOTH | _CREATE, _MODE),
            is_main=True,
        ),
        Attack("rename a file", call("rename", kept, new)),
        Attack("rename a file by the newest call", call("renameat2", _HERE, kept, _HERE, new, 0)),
        Attack("remove a file", call("unlink", kept)),
        Attack("remove a file by the newest call", call("unlinkat", _HERE, kept, 0)),
        Attack("give a file a second name", call("linkat", _HERE, kept, _HERE, new, 0)),
        Attack("make a symbolic link", call("symlinkat", kept, _HERE, new)),
        Attack("make a folder", call("mkdirat", _HERE, new, _MODE)),
        Attack("make a named pipe", call("mknodat", _HERE, new, _FIFO, 0)),
        Attack("shorten a file", call("truncate", kept, 1)),
        Attack("change a file's mode", call("fchmodat", _HERE, kept, _MODE)),
        Attack("change a file's owner", call("fchownat", _HERE, kept, -1, -1, 0)),
        Attack("change a file's times", call("utimensat", _HERE, kept, None, 0)),
        Attack("leave an attribute on a file", call("setxattr", kept, "user.note", b"x", 1, 0)),
        Attack("list a folder", call("openat", _HERE, "/", _READ)),
        Attack("go to another folder", call("chdir", bait.folder)),
        Attack("ask whether a file exists", call("faccessat", _HERE, kept, 0)),
        Attack("read a link", call("readlinkat", _HERE, "/proc/self/exe", bytes(64), 64)),
        Attack("watch a folder for changes", call("inotify_init1", 0)),
        Attack("write into the recording", call("pwrite64", _SOURCE, b"x", 1, 0)),
        Attack("change the recording's length", call("ftruncate", _SOURCE, 1)),
        Attack("reserve room in the recording", call("fallocate", _SOURCE, _KEEP_SIZE, 0, 1)),
        Attack("lock the recording", call("flock", _SOURCE, 1)),
        Attack(
            "read the main process's memory as a file",
            call("openat", _HERE, f"/proc/{bait.victim}/mem", _READ),
        ),
        Attack(
            "read the main process's environment",
            call("openat", _HERE, f"/proc/{bait.victim}/environ", _READ),
        ),
        Attack("write its own memory as a file", call("openat", _HERE, "/proc/self/mem", _BOTH)),
    )
