"""What root's own commands put beside a service's database belongs to the service, as the rest."""

import os
from pathlib import Path


def give_to_owner_of(folder: Path, path: Path) -> None:
    """Have a file or folder belong to whom a folder belongs to; only root can, others need not."""
    if os.geteuid() == 0:
        owner = folder.stat()
        os.chown(path, owner.st_uid, owner.st_gid, follow_symlinks=False)
