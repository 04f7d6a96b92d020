"""Lines made ahead."""

from __future__ import annotations

from desktop.synthesis.cache import Line, LineCache, LineKey


def key(text: str, pace: float = 1.0, voice: str = "joe") -> LineKey:
    return LineKey("piper", voice, pace, text)


def line(size: int) -> Line:
    return Line(22_050, b"\0" * size)


def test_a_line_is_found_by_voice_text_and_settings() -> None:
    cache = LineCache()
    cache.put(key("Okay."), line(4))
    assert cache.get(key("Okay.")) == line(4)
    assert cache.get(key("Okay.", pace=0.9)) is None
    assert cache.get(key("Okay.", voice="ann")) is None
    assert cache.get(key("No.")) is None


def test_the_least_recently_used_line_goes_first() -> None:
    cache = LineCache(capacity=10)
    cache.put(key("a"), line(4))
    cache.put(key("b"), line(4))
    assert cache.get(key("a")) is not None
    cache.put(key("c"), line(4))
    assert cache.get(key("b")) is None
    assert cache.get(key("a")) is not None
    assert (cache.size, len(cache)) == (8, 2)


def test_a_line_put_again_replaces_the_old_one() -> None:
    cache = LineCache(capacity=10)
    cache.put(key("a"), line(4))
    cache.put(key("a"), line(6))
    assert (cache.size, len(cache)) == (6, 1)


def test_a_line_larger_than_the_cache_is_not_kept() -> None:
    cache = LineCache(capacity=10)
    cache.put(key("a"), line(4))
    cache.put(key("b"), line(11))
    assert cache.get(key("b")) is None
    assert cache.get(key("a")) is not None


def test_clear_forgets_everything() -> None:
    cache = LineCache()
    cache.put(key("a"), line(4))
    cache.clear()
    assert cache.get(key("a")) is None
    assert cache.size == 0
