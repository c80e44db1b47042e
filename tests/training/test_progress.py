"""What an operator sees of a run."""

import io

import pytest
from rich.console import Console

pytest.importorskip("torch", reason="needs the training extra (torch)")

from compliance.training.loop import Moment
from compliance.training.progress import Display, described


def shown(*moments: Moment, is_terminal: bool = False) -> str:
    text = io.StringIO()
    console = Console(file=text, force_terminal=is_terminal, highlight=False, width=100)
    with Display(console, "detector") as display:
        display.gathered("faces of scenes", 0.1)
        display.gathered("faces of scenes", 0.6)
        for moment in moments:
            display.learned(moment)
        display.say("a line [of] the log")
    return text.getvalue()


def moment(step: int, seconds: float, best: float = 0.9) -> Moment:
    return Moment(step, share=0.25, seconds=seconds, loss=1.5, best_score=best)


def test_a_moment_is_described_with_the_time_that_is_left() -> None:
    assert described(moment(20, 30.0)) == "step 20, loss 1.500, best 0.9000, 1:30 left"


def test_before_the_first_validation_nothing_is_best() -> None:
    assert described(moment(1, 30.0, best=-1.0)) == "step 1, loss 1.500, 1:30 left"


def test_outside_a_terminal_a_line_appears_now_and_then() -> None:
    lines = shown(moment(1, 1.0), moment(20, 31.0), moment(21, 32.0)).splitlines()
    assert lines == [
        "faces of scenes: 60%",
        "detector 25% step 20, loss 1.500, best 0.9000, 1:33 left",
        "a line [of] the log",
    ]


def test_a_terminal_shows_a_bar_and_the_log_above_it() -> None:
    text = shown(moment(20, 30.0), is_terminal=True)
    assert "━" in text
    assert "step 20" in text
    assert "a line [of] the log" in text
