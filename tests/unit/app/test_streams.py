"""Places for event streams come back however a stream ends."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from app.api.streams import Streams
from app.errors import RequestError


def lines(*, breaks: bool = False) -> Iterator[str]:
    yield "first"
    if breaks:
        message = "the database went away"
        raise OSError(message)
    yield "second"


def test_lines_pass_unchanged():
    assert list(Streams(1).lend(lines())) == ["first", "second"]


def test_one_too_many_is_refused_with_the_limit_named():
    streams = Streams(2)
    held = [streams.lend(lines()), streams.lend(lines())]
    with pytest.raises(RequestError) as refused:
        streams.lend(lines())
    assert (refused.value.code, refused.value.values) == ("too_many_streams", {"most": 2})
    assert [next(stream) for stream in held] == ["first", "first"]


def read_to_the_end(streams: Streams) -> None:
    list(streams.lend(lines()))


def forget_unread(streams: Streams) -> None:
    streams.lend(lines())


def forget_half_read(streams: Streams) -> None:
    next(streams.lend(lines()))


def break_off(streams: Streams) -> None:
    with pytest.raises(OSError, match="went away"):
        list(streams.lend(lines(breaks=True)))


@pytest.mark.parametrize("ending", [read_to_the_end, forget_unread, forget_half_read, break_off])
def test_a_place_comes_back_however_the_stream_ends(ending):
    streams = Streams(1)
    for _ in range(3):
        ending(streams)
        gc.collect()
    assert list(streams.lend(lines())) == ["first", "second"]
