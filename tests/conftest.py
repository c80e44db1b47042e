"""What every test sees."""

import os

from hypothesis import settings

# Before any import of onnxruntime: newer versions otherwise write to the home folder.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

# A busy machine is slow at times, which is no fault; pytest's own timeout ends what hangs.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
