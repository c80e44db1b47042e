"""The self-test that every start of the daemon begins with: the main ways out, in a moment."""

import logging
from collections.abc import Callable

from compliance.errors import SandboxError
from compliance.pixels.lock import lock
from compliance.selftest import paper
from compliance.selftest.findings import Findings
from compliance.selftest.tester import quick

_log = logging.getLogger(__name__)


def examined(*, allow_unsandboxed: bool, test: Callable[[], Findings] = quick) -> Findings:
    """Return what came of the test, and say it in the log.

    Raises SandboxError when the lock cannot be had or does not hold, unless that is allowed.
    """
    try:
        findings = test()
    except SandboxError as error:
        if not allow_unsandboxed:
            raise
        _log.warning("allow_unsandboxed: the privacy lock was not tested: %s", error.message)
        return Findings(())
    if findings.is_tight:
        _log.info("privacy lock: %s", paper.verdict(findings))
        return findings
    if not allow_unsandboxed:
        lock.check()  # names what this system lacks, where that is the reason
        raise SandboxError(
            f"the privacy lock does not hold: {paper.verdict(findings)}",
            "`compliance self-test` tells each way out; `allow_unsandboxed = true` runs all the "
            "same, and says so everywhere",
        )
    _log.warning("allow_unsandboxed: %s", paper.verdict(findings))
    return findings
