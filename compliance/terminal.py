"""What operators see of a command: lines, tables and a bar on their terminal."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from compliance.errors import ComplianceError

out = Console(soft_wrap=True, highlight=False)
err = Console(soft_wrap=True, highlight=False, stderr=True)


def say(text: str) -> None:
    """Print a line as it is."""
    out.print(escape(text))


def complain(error: ComplianceError) -> None:
    """Print what is wrong, and what to do about it."""
    err.print(f"[bold red]error:[/] {escape(error.message)}")
    if error.hint:
        err.print(f"  {escape(error.hint)}")


@contextmanager
def bar(name: str) -> Iterator[Callable[[float], None]]:
    """Show a progress bar; what is yielded takes the share done, 0 to 1."""
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    with Progress(*columns, TimeElapsedColumn(), console=err, transient=True) as progress:
        task = progress.add_task(escape(name), total=1.0)
        yield lambda share: progress.update(task, completed=share)
