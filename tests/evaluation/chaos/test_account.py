"""Where every passage is: the arithmetic, in cases that can be added up by hand; and the plan."""

from collections import Counter
from dataclasses import replace
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.counts.buckets import Counts, summed
from compliance.evaluation.chaos.account import Generation, Run, account, minus
from compliance.evaluation.chaos.chaos import Survived
from compliance.evaluation.chaos.ordeal import Happened
from compliance.evaluation.chaos.plan import Event, Trouble, plan
from compliance.evaluation.chaos.verdict import faults

TEN = Counts(mask=10)


def run(*sent: int, unsent: int = 0, generation: int = 0, seen_at: float = 100.0) -> Run:
    """A run of camera 0 that sent tallies of ten, and did not send a few more."""
    tallies = tuple((sequence, TEN) for sequence in sent)
    return Run(0, generation, seen_at, Counts(mask=10 * len(sent) + unsent), tallies)


def life(number: int, before: int, after: int) -> Generation:
    return Generation(number, {0: before}, {0: after})


def test_what_was_sent_and_taken_is_no_loss() -> None:
    found = account([run(0, 1), run(2)], [life(0, -1, 2)])
    assert (found.taken.passages, found.losses, found.holes) == (30, (), ())


def test_a_killed_process_loses_what_it_had_not_sent() -> None:
    found = account([run(0, 1, unsent=3), run(2)], [life(0, -1, 2)])
    [loss] = found.losses
    assert (loss.minute, loss.tallies) == (Counts(mask=3), ())


def test_a_tally_whose_number_is_given_anew_never_arrived() -> None:
    """The first was killed between swearing and sending; the second sent its own tally 1."""
    found = account([run(0, 1), run(1)], [life(0, -1, 1)])
    [loss] = found.losses
    assert (loss.tallies, found.taken.passages) == ((TEN,), 20)


def test_a_tally_on_its_way_to_a_killed_main_process_is_lost_with_it() -> None:
    found = account([run(0, 1, unsent=2), run(1, generation=1)], [life(0, -1, 0), life(1, 0, 1)])
    [loss] = found.losses
    assert (loss.tallies, loss.passages, found.taken.passages) == ((TEN,), 12, 20)


def test_a_tally_that_was_taken_and_never_sent_is_found_out() -> None:
    assert account([run(0)], [life(0, -1, 1)]).holes == ("camera 0, tally 1",)


@given(st.data())
def test_every_passage_is_taken_or_lost(data: st.DataObject) -> None:
    runs, lives, last = [], [], -1
    for number in range(data.draw(st.integers(1, 4))):
        first, sent = last, last
        for _ in range(data.draw(st.integers(1, 3))):
            length, unsent = data.draw(st.integers(0, 4)), data.draw(st.integers(0, 9))
            own = list(range(sent + 1, sent + 1 + length))
            runs.append(run(*own, unsent=unsent, generation=number))
            sent += length - (length > 0 and data.draw(st.booleans()))
        last = data.draw(st.integers(first, sent))
        lives.append(life(number, first, last))
    found = account(runs, lives)
    lost = summed([part for loss in found.losses for part in (*loss.tallies, loss.minute)])
    assert minus(found.seen, found.taken) == lost
    assert found.holes == ()


SURVIVED = Survived(
    3600.0,
    (Happened(Event(60, Trouble.PIXELS, 0), 100.1, 100.2, Counts(), "killed or crashed"),),
    (),
    account([run(0, unsent=3), run(1)], [life(0, -1, 1)]),
    {"totals": Counts(mask=20)},
    (0,),
    "",
)


def test_a_survival_that_is_well_has_no_fault() -> None:
    assert faults(SURVIVED) == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"stored": {"totals": Counts(mask=19)}}, "taken and not stored"),
        ({"stored": {"totals": Counts(mask=19, no_mask=1)}}, "taken and not stored"),
        ({"happened": ()}, "without a trouble"),
        ({"exit_codes": (0, 1)}, "ended with"),
        ({"log": "Traceback (most recent call last)"}, "traceback"),
        (
            {"account": account([run(0, 1, unsent=3)], [life(0, -1, 0)])},
            "2 minutes were lost, and 1 may be",
        ),
        ({"account": account([run(0, unsent=300)], [life(0, -1, 0)])}, "than 1 minutes hold"),
    ],
)
def test_whatever_is_wrong_is_told(change: dict[str, object], told: str) -> None:
    assert told in "; ".join(faults(replace(SURVIVED, **change)))  # type: ignore[arg-type]


def test_a_seed_gives_the_same_plan_again_and_another_gives_others() -> None:
    assert plan(1, 2, 36_000) == plan(1, 2, 36_000) != plan(2, 2, 36_000)


@given(st.integers(0, 1000), st.floats(0, 200_000))
def test_every_kind_comes_before_any_comes_again(seed: int, seconds: float) -> None:
    kinds = iter([event.trouble for event in plan(seed, 2, seconds)])
    while deck := list(islice(kinds, len(Trouble))):
        assert max(Counter(deck).values()) == 1
    assert sum(event.peace_seconds for event in plan(seed, 2, seconds)) <= seconds
