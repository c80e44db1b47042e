"""What every test sees."""

import os

# Before any import of onnxruntime: newer versions otherwise write to the home folder.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
