"""Errors an operator can act on: what was found, and what to do."""


class ComplianceError(Exception):
    """A fault with its remedy.

    `message` says what was found where; `hint` says what to do. Both may be shown to anyone:
    they never hold a credential.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        """Return the message, then the hint."""
        return f"{self.message}\n  {self.hint}" if self.hint else self.message


class ConfigError(ComplianceError):
    """The configuration is wrong."""


class ModelError(ComplianceError):
    """A model file or its manifest is missing, damaged or not the one expected."""


class SourceError(ComplianceError):
    """A stream or a file cannot be read."""


class StoreError(ComplianceError):
    """The database cannot be opened, written or understood."""


class ElsewhereError(ComplianceError):
    """Another machine counts the camera, so what this one counted of it is not wanted."""


class SandboxError(ComplianceError):
    """The lock on the pixel process cannot be had."""


class RecordError(ComplianceError):
    """A record on the channel breaks its contract; its sender is not to be trusted."""


class ServeError(ComplianceError):
    """The HTTP server cannot start."""


class DataError(ComplianceError):
    """Training or evaluation data cannot be used."""


class InstallError(ComplianceError):
    """The machine is not as an installation needs it, or a step of it failed."""
