"""A scene: cameras whose packets are dropped, each by its own share. Run in namespaces."""

import json
import re
import subprocess
import sys
import time
from pathlib import Path

from compliance.evaluation.soak.cameras import SimulatedCamera, running
from tests.fakes import until
from tests.faults.namespaces import bring_up_loopback
from tests.faults.watching import Watch, a_camera, supervised

WATCHED_SECONDS = 12.0


def drop(port: int, percent: int) -> None:
    """Drop so many of the packets that come from a port."""
    chance = ["numgen", "random", "mod", "100", "<", str(percent)]
    rule = [
        "add",
        "rule",
        "inet",
        "lossy",
        "out",
        "tcp",
        "sport",
        str(port),
        *chance,
        "counter",
        "drop",
    ]
    subprocess.run(["nft", *rule], check=True)


def dropped() -> list[int]:
    """Return how many packets each rule has dropped."""
    rules = subprocess.run(["nft", "list", "ruleset"], check=True, capture_output=True, text=True)
    return [int(number) for number in re.findall(r"counter packets (\d+)", rules.stdout)]


def play(film: Path, percents: list[int]) -> dict[str, dict[str, object]]:
    """Watch a camera for each share; return what came of each."""
    bring_up_loopback()
    subprocess.run(["nft", "add", "table", "inet", "lossy"], check=True)
    chain = "{ type filter hook output priority 0; }"
    subprocess.run(["nft", "add", "chain", "inet", "lossy", "out", chain], check=True)
    films = [SimulatedCamera(film) for _ in percents]
    cameras = [a_camera(n, each.address()) for n, each in enumerate(films)]
    watch = Watch()
    with running(*films), supervised(watch, *cameras):
        assert until(lambda: all(watch.of[c.number].is_counting() for c in cameras), 60)
        began = time.monotonic()
        for camera, percent in zip(films, percents, strict=True):
            drop(camera.port, percent)
        time.sleep(WATCHED_SECONDS)
        is_counting = [until(watch.of[c.number].is_counting, 20) for c in cameras]
        ended = time.monotonic()
        losses = dropped()
    return {
        str(percent): {
            "analysed": sum(health.analysed for _, health in watch.of[n].healths[-1:]),
            "dropped": losses[n],
            "restarts": watch.of[n].restarts,
            "observed_seconds": watch.of[n].observed_seconds,
            "is_counting": is_counting[n],
            "seconds": ended - began,
        }
        for n, percent in enumerate(percents)
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(play(Path(sys.argv[1]), [int(p) for p in sys.argv[2:]])) + "\n")
