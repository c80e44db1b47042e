"""Every metric has a reason why it cannot tell of people within a bucket; a new one needs one."""

from datetime import timedelta

from compliance.counts.load import slots
from tests.counts.test_metrics import DOOR, a_busy_site, exposition, health, new_metrics

TOLD_AT_RELEASE = "advances only when an interval is released"
OF_THE_START = "found at the daemon's start, when no picture was seen"
REASONS = {
    "compliance_passages_total": TOLD_AT_RELEASE,
    "compliance_observed_seconds_total": TOLD_AT_RELEASE,
    "compliance_expected_seconds_total": TOLD_AT_RELEASE,
    "compliance_score_drift": "changes only when an interval is released",
    "compliance_design_effect": "reckoned from released rows alone, when one is added",
    "compliance_last_release_timestamp_seconds": "of a released row: a multiple of the bucket",
    "compliance_noise_epsilon": "as configured",
    "compliance_noise_variance_total": TOLD_AT_RELEASE,
    "compliance_stream_elsewhere": "which machine counts the camera",
    "compliance_stream_up": "whether frames arrive, which is the camera's and the network's doing",
    "compliance_stream_restarts_total": "the same: faults of cameras and network",
    "compliance_stream_fault": "the same",
    "compliance_stream_degraded": "from minutes of evidence, told for 20 minutes at least",
    "compliance_stream_analysed_share": "one for the site; changes after minutes of late frames",
    "compliance_stream_shed": "the same",
    "compliance_frames_decoded_total": "advances once a bucket",
    "compliance_frames_analysed_total": "advances once a bucket",
    "compliance_frames_dropped_total": "advances once a bucket",
    "compliance_frame_lag_seconds": "a mean over a bucket, in whole seconds",
    "compliance_worker_sandboxed": OF_THE_START,
    "compliance_lock_part": OF_THE_START,
    "compliance_lock_attacks": OF_THE_START,
    "compliance_store_errors_total": "a write a minute and camera, whether anybody came or not",
    "compliance_disk_free_ratio": "whole percents; each minute writes as much, whoever came",
    "compliance_certificate_expiry_timestamp_seconds": "what stands in the certificate's file",
    "compliance_config_last_reload_successful": "what somebody wrote into the file, and when",
    "compliance_config_last_reload_success_timestamp_seconds": "the same",
    "compliance_forward_backlog_releases": "rows that are released; those that wait for a link",
    "compliance_forward_last_success_timestamp_seconds": "tried once a minute, whoever came",
    "compliance_build_info": OF_THE_START,
    "compliance_model_info": OF_THE_START,
}
"""Not exported on purpose: CPU, memory and garbage of any process, bytes of the database and its
log, times of inference and commits, tallies and crops counted: each is more when people pass."""


def test_every_metric_has_a_reason_not_to_tell_of_people() -> None:
    lines = exposition(a_busy_site()).splitlines()
    assert {line.split()[2] for line in lines if line.startswith("# HELP")} == set(REASONS)


def test_what_is_told_once_a_bucket_says_so_in_its_help() -> None:
    helps = [line for line in exposition(a_busy_site()).splitlines() if "# HELP" in line]
    told = {line.split()[2] for line in helps if "bucket" in line}
    assert told == {name for name, reason in REASONS.items() if "bucket" in reason}


def test_a_machine_made_late_by_a_crowd_tells_nothing_of_when_it_came() -> None:
    def scrapes(late: set[int]) -> list[str]:
        minute = [0]
        metrics = new_metrics(slots(timedelta(hours=1), lambda: minute[0] * 60.0))
        told = []
        for number in range(60):
            minute[0] = number
            dropped = len([each for each in late if each <= number])
            lag_ms = 900 * (number in late)
            metrics.observe_health(
                DOOR, health(number, 25 * number, 300 * number - dropped, dropped, lag_ms)
            )
            told.append(exposition(metrics))
        minute[0] = 60
        metrics.observe_health(DOOR, health(60, 1500, 17_990, 10))
        return [*told, exposition(metrics)]

    assert scrapes(set(range(5, 15))) == scrapes(set(range(40, 50)))
