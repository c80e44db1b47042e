"""Tokens: what is kept of them, and which file of them is believed."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.counts.web.tokens import (
    Holder,
    Scope,
    TokensFile,
    holder_of,
    new_token,
    parse,
    read,
    whose,
)
from compliance.errors import ConfigError

TOKEN = "a-token-of-no-one"  # noqa: S105 - a test's


def written(folder: Path, *holders: Holder, mode: int = 0o600) -> Path:
    path = folder / "tokens"
    path.write_text("".join(f"{each.to_line()}\n" for each in holders), "utf-8")
    path.chmod(mode)
    return path


def a_holder(token: str = TOKEN, name: str = "grafana", scope: Scope = Scope.READ) -> Holder:
    return holder_of(token, name, scope)


def test_tokens_are_long_and_no_two_are_alike() -> None:
    made = {new_token() for _ in range(100)}
    assert len(made) == 100
    assert {len(token) for token in made} == {43}  # 256 bits


def test_a_line_holds_a_name_a_scope_and_a_digest_and_not_the_token() -> None:
    line = a_holder(scope=Scope.METRICS).to_line()
    assert line.startswith("grafana metrics sha256:")
    assert TOKEN not in line


@given(st.text(min_size=1))
def test_a_token_is_known_again_and_another_is_not(token: str) -> None:
    holders = [a_holder("another", "eve"), a_holder(token), a_holder("third", "mallory")]
    assert whose(token, holders) == a_holder(token)
    assert whose(token + "x", holders) is None
    assert whose(token, []) is None


def test_lines_for_people_are_passed_over() -> None:
    text = f"# tokens of the site\n\n  {a_holder().to_line()}   # since May\n"
    assert parse(text) == (a_holder(),)


@pytest.mark.parametrize(
    "line",
    [
        TOKEN,
        f"grafana read {TOKEN}",
        "grafana write sha256:" + "ab" * 32,
        "grafana read sha256:" + "ab" * 31,
        "grafana read sha256:" + "AB" * 32,
        "gra fana read sha256:" + "ab" * 32,
    ],
)
def test_a_line_that_is_none_is_named_by_its_number_alone(line: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse(f"# first\n{line}\n")
    assert "line 2" in caught.value.message
    assert TOKEN not in str(caught.value)


def test_a_name_that_cannot_stand_in_a_line_is_refused() -> None:
    with pytest.raises(ConfigError, match="letters"):
        holder_of(TOKEN, "a name", Scope.READ)


def test_a_file_that_others_may_write_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="let themselves in"):
        read(written(tmp_path, a_holder(), mode=0o620))


def test_a_file_that_others_may_only_read_tells_them_no_token(tmp_path: Path) -> None:
    path = written(tmp_path, a_holder(), mode=0o644)
    assert read(path) == (a_holder(),)
    assert TOKEN not in path.read_text("utf-8")


@pytest.mark.parametrize(
    ("content", "told"), [(None, "No such file"), (b"\xff", "UTF-8"), (b"# none\n", "no token")]
)
def test_a_file_that_cannot_be_used_is_named(
    content: bytes | None, told: str, tmp_path: Path
) -> None:
    path = tmp_path / "tokens"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ConfigError, match=told) as caught:
        TokensFile(path)
    assert caught.value.message.startswith(f"http.tokens: {path}")


def test_a_token_ends_when_its_line_is_taken_out(tmp_path: Path) -> None:
    path = written(tmp_path, a_holder(), a_holder("other", "eve"))
    tokens = TokensFile(path)
    assert tokens.refresh() is None
    written(tmp_path, a_holder())
    assert tokens.refresh() is None
    assert tokens.holders == (a_holder(),)


def test_a_file_that_breaks_leaves_the_former_tokens_and_is_told_once(tmp_path: Path) -> None:
    path = written(tmp_path, a_holder())
    tokens = TokensFile(path)
    path.write_text("nonsense\n", "utf-8")
    error = tokens.refresh()
    assert error is not None
    assert "line 1" in error.message
    assert tokens.refresh() is None
    assert tokens.holders == (a_holder(),)
