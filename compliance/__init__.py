"""Anonymous compliance statistics: camera streams in, time-bucketed counts out, no pixel kept."""

__version__ = "0.1.0"
