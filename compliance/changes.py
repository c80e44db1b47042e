"""What changed from one reading of site.toml to the next, and what of it needs a restart; pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import count

from compliance.camera import Camera
from compliance.config import Config
from compliance.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Change:
    """Cameras by name, each list in its file's order."""

    kept: tuple[str, ...]
    """They go on as if nothing had happened."""
    added: tuple[str, ...]
    changed: tuple[str, ...]
    """They begin anew."""
    removed: tuple[str, ...]

    def __str__(self) -> str:
        """Return the log's words."""
        told = [
            f"{what} {', '.join(names)}"
            for what, names in (
                ("added", self.added),
                ("changed", self.changed),
                ("removed", self.removed),
            )
            if names
        ]
        return f"cameras {'; '.join(told)}" if told else "no camera changed"


def change_of(before: Sequence[Camera], after: Sequence[Camera]) -> Change:
    """Return which cameras differ; where they stand in the file makes no difference."""
    old = {camera.name: camera for camera in before}
    new = {camera.name: camera for camera in after}
    both = [name for name in new if name in old]
    kept = {name for name in both if replace(new[name], number=old[name].number) == old[name]}
    return Change(
        kept=tuple(name for name in both if name in kept),
        added=tuple(name for name in new if name not in old),
        changed=tuple(name for name in both if name not in kept),
        removed=tuple(name for name in old if name not in new),
    )


def joined(
    running: Sequence[Camera], after: Sequence[Camera], kept: Collection[str]
) -> tuple[Camera, ...]:
    """Return the cameras to run: the kept ones as they run, the others under numbers of their own.

    A number that a running camera has is not given away, since its last words are still to come.
    """
    by_name = {camera.name: camera for camera in running}
    taken = {camera.number for camera in running}
    free = (number for number in count() if number not in taken)
    return tuple(
        by_name[camera.name] if camera.name in kept else replace(camera, number=next(free))
        for camera in after
    )


def require_reloadable(before: Config, after: Config) -> None:
    """Raise ConfigError naming every key that only a restart takes over, if one changed."""
    old, new = fixed(before), fixed(after)
    if keys := [key for key in old if old[key] != new[key]]:
        raise ConfigError(
            f"changed and not reloaded: {', '.join(keys)}",
            "Only cameras can be changed while the daemon runs. Restart it to take over the whole "
            "file (`systemctl restart compliance`), or take these changes back.",
        )


def fixed(config: Config) -> dict[str, object]:
    """Return what stays as it is until a restart, by its key."""
    homogeneous, exposure, backup = config.homogeneous_limit, config.exposure, config.backup
    return {
        "site": config.site,
        "allow_unsandboxed": config.allow_unsandboxed,
        "publish.bucket_minutes": config.bucket,
        "publish.minimum_count": config.minimum_count,
        "publish.protect_homogeneous": homogeneous is not None,
        "publish.homogeneous_hours": homogeneous,
        "publish.noise_epsilon": config.noise_epsilon,
        "publish.retention_days": config.retention,
        "publish.time_zone": config.time_zone,
        "publish.public_page": config.public_page,
        "store.url": config.database,
        "store.machine": config.machine,
        "forward.url": config.forward,
        "http.host": config.http_host,
        "http.port": config.http_port,
        "http.tokens": exposure.tokens,
        "http.certificate": exposure.certificate,
        "http.private_key": exposure.private_key,
        "http.behind_proxy": exposure.behind_proxy,
        "backup.folder": backup.folder,
        "backup.hours": backup.every,
        "backup.keep": backup.keep,
        "models.folder": config.models,
    }
