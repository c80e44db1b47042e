"""What is tried, what counts as shut, and how it is told; without a process."""

import errno
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.errors import SandboxError
from compliance.faults import Fault
from compliance.pixels.lock import lock, policy
from compliance.pixels.lock.lock import Part
from compliance.selftest import paper
from compliance.selftest.answers import (
    Answer,
    Missing,
    decode,
    encode_answer,
    encode_missing,
)
from compliance.selftest.attack import NO_SUCH_CALL, Attack, Bait, Kind, Result, result_of, tried
from compliance.selftest.attacks import all_attacks
from compliance.selftest.capacity import THUMBNAIL_BITS, capacity
from compliance.selftest.findings import Findings, Tried
from compliance.selftest.start import examined
from compliance.tally import RECORD_SIZE_BYTES, Health, State
from compliance.tally import encode as encode_record

ROOT = Path(__file__).parents[2]
BAIT = Bait("/nowhere", 1, 1)
SHUT = Tried("files", "create a file", Result.REFUSED, errno.EPERM, 0)
OPEN = Tried("memory", "make its data executable", Result.OPEN, 0, 0)


def made(findings: Findings) -> paper.Paper:
    return paper.Paper(datetime(2026, 11, 24, 8, 30, tzinfo=UTC), findings, capacity())


def test_every_attack_has_words_of_its_own() -> None:
    words = [attack.words for attack in all_attacks(BAIT)]
    assert len(words) == len(set(words)) > 200


def test_the_attacks_of_a_start_are_a_dozen_or_so() -> None:
    assert 12 <= sum(attack.is_main for attack in all_attacks(BAIT)) <= 16


@pytest.mark.parametrize("number", [errno.EPERM, errno.EACCES, errno.ENOSYS])
def test_a_call_refused_for_want_of_permission_is_shut(number: int) -> None:
    assert result_of(number) is Result.REFUSED


@pytest.mark.parametrize("number", [errno.EBADF, errno.EINVAL, errno.EFAULT, errno.ENOENT])
def test_a_call_that_the_kernel_itself_refuses_was_let_through(number: int) -> None:
    assert not result_of(number).is_shut


def test_a_call_that_works_is_an_open_way() -> None:
    assert not result_of(0).is_shut


def test_what_this_processor_does_not_have_is_shut() -> None:
    assert result_of(NO_SUCH_CALL).is_shut


def test_an_attack_that_fails_in_itself_does_not_pass_for_a_refusal() -> None:
    def stumble() -> int:
        raise LookupError

    assert not result_of(tried(Attack("stumble", stumble))).is_shut


def test_every_deadly_attack_is_a_call_that_the_policy_kills() -> None:
    deadly = [attack for attack in all_attacks(BAIT) if attack.kind is Kind.DEADLY]
    assert len(deadly) > len(policy.DEADLY) - 5


@given(attack=st.integers(0, 2**16 - 1), number=st.integers(-1, 4095))
def test_an_answer_survives_the_channel(attack: int, number: int) -> None:
    record = encode_answer(attack, number)
    assert len(record) == RECORD_SIZE_BYTES
    assert decode(record) == Answer(attack, number)


@given(parts=st.frozensets(st.sampled_from(Part)))
def test_what_is_missing_survives_the_channel(parts: frozenset[Part]) -> None:
    assert decode(encode_missing(parts)) == Missing(parts)


def test_a_record_of_the_product_is_no_answer() -> None:
    health = Health(0, 0, 1, 1, 0, 0, 0, State.RUNNING, Fault.NONE, is_sandboxed=True)
    assert decode(encode_record(health)) is None


def test_nothing_tried_proves_nothing() -> None:
    assert not Findings(()).is_tight


@pytest.mark.parametrize(
    "findings",
    [
        Findings((SHUT, OPEN)),
        Findings((SHUT,), strange_bytes=1),
        Findings((SHUT,), has_bait_changed=True),
        Findings((), missing=frozenset({Part.FILES})),
    ],
)
def test_whatever_came_out_is_told(findings: Findings) -> None:
    assert not findings.is_tight
    assert paper.verdict(findings).startswith("NOT ")


@pytest.mark.skipif(not lock.is_available(), reason="needs a system that has the lock")
def test_a_daemon_does_not_start_over_a_lock_that_does_not_hold(
    caplog: pytest.LogCaptureFixture,
) -> None:
    leaky = Findings((SHUT, OPEN))
    with pytest.raises(SandboxError, match="1 of 2 ways out are not shut"):
        examined(allow_unsandboxed=False, test=lambda: leaky)
    assert examined(allow_unsandboxed=True, test=lambda: leaky) is leaky
    assert "NOT TIGHT" in caplog.text


def test_a_test_that_cannot_be_made_stops_the_daemon_unless_that_is_allowed() -> None:
    def fail() -> Findings:
        raise SandboxError("it did not run")

    with pytest.raises(SandboxError, match="did not run"):
        examined(allow_unsandboxed=False, test=fail)
    assert not examined(allow_unsandboxed=True, test=fail).is_tight


def test_the_paper_says_each_attack_in_words() -> None:
    text = paper.to_text(made(Findings((SHUT, OPEN), analysed=7)))
    assert "1 of 2 ways out are not shut" in text
    assert "create a file" in text
    assert "refused (EPERM)" in text
    assert "OPEN: it worked" in text
    assert "7 frames" in text


def test_the_paper_for_programs_holds_the_same() -> None:
    told = json.loads(paper.to_json(made(Findings((SHUT, OPEN)))))
    assert told["is_tight"] is False
    assert [attack["is_shut"] for attack in told["attacks"]] == [True, False]
    assert told["attacks"][0]["without_lock"] == "works"
    assert told["capacity"]["channel_bits_per_hour"] > 0


def test_what_could_leave_is_told_in_numbers_and_in_words() -> None:
    found, text = capacity(), paper.to_text(made(Findings((SHUT,))))
    assert f"at most {found.channel_bits_per_hour / 1000:.0f} kbit an hour, to the main" in text
    assert f"show at most {found.told_bits_per_hour / 1000:.0f} kbit an hour" in text
    assert found.told_bits_per_hour < found.channel_bits_per_hour / 10


def test_the_threat_model_tells_the_same_numbers() -> None:
    text = " ".join((ROOT / "SECURITY.md").read_text(encoding="utf-8").split())
    found = capacity()
    assert f"{found.channel_bits_per_hour / 1000:.0f} kbit an hour to the main process" in text
    assert f"{found.told_bits_per_hour / 1000:.0f} kbit an hour to who reads metrics" in text
    assert f"{found.released_bits_per_bucket:.0f} bits" in text


def test_a_released_row_has_no_room_for_a_picture() -> None:
    assert capacity(24 * 60).released_bits_per_bucket < THUMBNAIL_BITS / 50
