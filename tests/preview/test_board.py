"""One look is on the board: the newest."""

from threading import Thread

from compliance.preview.board import Board, Look


def test_the_newest_look_is_told_once() -> None:
    board = Board()
    board.put(b"{}", b"first")
    board.put(b"{}", b"second")
    assert board.after(0, 0.0) == Look(2, b"{}", b"second")
    assert board.after(2, 0.0) is None


def test_whoever_waits_is_told_when_a_look_comes() -> None:
    board, found = Board(), []
    waiting = Thread(target=lambda: found.append(board.after(0, 30.0)))
    waiting.start()
    board.put(b"{}", b"picture")
    waiting.join(30)
    assert found == [Look(1, b"{}", b"picture")]


def test_nobody_waits_for_a_board_that_is_closed() -> None:
    board = Board()
    board.put(b"{}", b"picture")
    board.close()
    assert board.after(0, 30.0) is None


def test_a_look_is_sent_with_the_length_of_its_facts_before_it() -> None:
    assert Look(1, b"{}", b"jpeg").to_bytes() == b"\0\0\0\2{}jpeg"


def test_a_look_never_shows_its_picture_in_a_log() -> None:
    assert "secret" not in repr(Look(1, b"secret", b"secret"))
