from __future__ import annotations

import io

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.engines import wire
from desktop.events import EngineInfo

INFO = EngineInfo("toy", "1", "model", "0", 0.5, 2)
frames = st.lists(
    st.tuples(
        st.one_of(
            st.just(wire.Ready(INFO)),
            st.builds(wire.CallFailed, st.integers(0, 2**31), st.text(), st.text()),
            st.builds(wire.Item, st.integers(0, 2**31), st.text().map(msgspec.msgpack.encode).map(msgspec.Raw)),
        ),
        st.binary(max_size=2000),
    ),
    max_size=5,
)


def written(sent: list[tuple[wire.FromChild, bytes]]) -> bytes:
    stream = io.BytesIO()
    for header, payload in sent:
        wire.write_frame(stream, header, payload)
    return stream.getvalue()


@given(frames)
def test_what_is_written_is_read(sent: list[tuple[wire.FromChild, bytes]]) -> None:
    read = list(wire.read_from_child(io.BytesIO(written(sent))))
    assert [(msgspec.to_builtins(h, builtin_types=[msgspec.Raw]), p) for h, p in read] == [
        (msgspec.to_builtins(h, builtin_types=[msgspec.Raw]), p) for h, p in sent
    ]


@given(st.binary(min_size=1, max_size=200))
def test_noise_is_a_corrupt_frame(noise: bytes) -> None:
    with pytest.raises(wire.CorruptFrame):
        list(wire.read_from_child(io.BytesIO(noise)))


@given(frames.filter(bool), st.data())
def test_a_cut_stream_is_a_corrupt_frame_or_ends_between_frames(
    sent: list[tuple[wire.FromChild, bytes]], data: st.DataObject
) -> None:
    whole = written(sent)
    cut = data.draw(st.integers(1, len(whole) - 1))
    received = []
    try:
        for frame in wire.read_from_child(io.BytesIO(whole[:cut])):
            received.append(frame)
    except wire.CorruptFrame:
        assert len(received) < len(sent)
    else:
        assert written(received) == whole[:cut]


def test_a_frame_that_claims_too_much_is_refused_before_it_is_read() -> None:
    claim = b"SHF1" + (wire.MAX_HEADER + 1).to_bytes(4, "little") + bytes(4)
    with pytest.raises(wire.CorruptFrame, match="not a frame"):
        list(wire.read_from_child(io.BytesIO(claim)))


def test_a_frame_of_the_other_direction_is_corrupt() -> None:
    stream = io.BytesIO()
    wire.write_frame(stream, wire.Shutdown())
    with pytest.raises(wire.CorruptFrame, match="unknown header"):
        list(wire.read_from_child(io.BytesIO(stream.getvalue())))


def test_a_frame_too_large_is_not_begun() -> None:
    stream = io.BytesIO()
    with pytest.raises(wire.FrameTooLarge):
        wire.write_frame(stream, wire.CallFailed(1, "x" * (wire.MAX_HEADER + 1), ""))
    assert stream.getvalue() == b""
