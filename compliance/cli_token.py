"""The command that makes a token for the HTTP port."""

from typing import Annotated

import typer

from compliance.counts.web.tokens import Scope
from compliance.terminal import say


def token(
    name: Annotated[str, typer.Argument(help="Whom it is for, such as grafana.")],
    scope: Annotated[
        Scope, typer.Option(help="read opens everything, metrics opens /metrics alone.")
    ] = Scope.READ,
) -> None:
    """Make a token for the HTTP port; it is shown this once and stored nowhere."""
    from compliance.counts.web.tokens import holder_of, new_token

    made = new_token()
    line = holder_of(made, name, scope).to_line()
    say(f"Token for {name}, shown this once. Whoever has it is let in:\n\n  {made}\n")
    say(f"Append this line to the file that tokens names under [http] in site.toml:\n\n  {line}\n")
    say("Taking the line out ends the token at once. The daemon reads the file when it changes.")
