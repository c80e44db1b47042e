"""Nothing is left to load once a pixel process is locked in."""

import json
import os
import subprocess
import sys

from compliance.selftest.tester import DEMO

_WORKING = """
import itertools, json, sys
from datetime import UTC, datetime
from pathlib import Path
from compliance.camera import Camera, Order, Recording, Source, SourceKind
from compliance.models import SHIPPED_MODELS
from compliance.pixels.eyes import load

source = Source(SourceKind.FILE, sys.argv[1], "the demo")
start = datetime(2026, 1, 5, tzinfo=UTC)
camera = Camera(0, "demo", "demo", source, Recording(start, speed=None, loop=True))
eyes = load(Order(camera, SHIPPED_MODELS, 0))
loaded = set(sys.modules)
for frame in itertools.islice(eyes.stream.frames(), 0, 400, 5):
    eyes.judge.analyse(frame, frame.seconds)
eyes.judge.finish()
eyes.stream.rewind()
next(eyes.stream.frames())
print(json.dumps(sorted(set(sys.modules) - loaded)))
"""


def test_no_module_is_loaded_later_than_the_models() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _WORKING, str(DEMO)],
        capture_output=True,
        text=True,
        check=True,
        timeout=240,
        env=os.environ | {"OPENBLAS_NUM_THREADS": "1"},
    )
    assert json.loads(done.stdout) == []
