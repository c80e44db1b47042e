"""What an operator sees of a run: a bar in a terminal, a line now and then elsewhere."""

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

from compliance.training.loop import Moment

_LINE_SECONDS = 30.0
_LINE_SHARE = 0.25


class Display:
    """Shows gathering, learning and the log on a console; enter it to begin."""

    def __init__(self, console: Console, name: str) -> None:
        self._console = console
        columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
        self._bar = Progress(
            *columns,
            TextColumn("{task.fields[words]}"),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._task = self._bar.add_task(escape(name), total=1.0, words="")
        self._name = name
        self._last_seconds = 0.0
        self._last: tuple[str, int] = ("", 0)

    def __enter__(self) -> Self:
        """Show the bar."""
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        """Take the bar away."""
        self._bar.stop()

    def say(self, line: str) -> None:
        """Print a line of the log."""
        self._console.print(escape(line))

    def gathered(self, what: str, share: float) -> None:
        """Show how far the gathering is, 0 to 1, and of what."""
        self._bar.update(self._task, completed=share, words=what)
        quarter = (what, int(share / _LINE_SHARE))
        if not self._console.is_terminal and quarter != self._last and quarter[1]:
            self.say(f"{what}: {share:.0%}")
        self._last = quarter

    def learned(self, moment: Moment) -> None:
        """Show how far the learning is."""
        words = described(moment)
        self._bar.update(self._task, completed=min(1.0, moment.share), words=words)
        if not self._console.is_terminal and moment.seconds - self._last_seconds >= _LINE_SECONDS:
            self._last_seconds = moment.seconds
            self.say(f"{self._name} {min(1.0, moment.share):.0%} {words}")


def described(moment: Moment) -> str:
    """Return step, loss, best score and the time that is left, in words."""
    best = f", best {moment.best_score:.4f}" if moment.best_score >= 0 else ""
    left = moment.seconds * (1 / moment.share - 1) if moment.share > 0 else 0.0
    minutes, seconds = divmod(round(max(0.0, left)), 60)
    return f"step {moment.step}, loss {moment.loss:.3f}{best}, {minutes}:{seconds:02} left"
