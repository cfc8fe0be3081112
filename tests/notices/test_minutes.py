"""What the worker does each minute."""

from __future__ import annotations

import pytest

from yuntai.notices import minutes


def test_each_job_once_a_minute_and_one_that_fails_stops_no_other(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    done: list[str] = []
    times = iter([1000.0, 1000.0, 1059.0, 1060.0, 1060.0])
    monkeypatch.setattr(minutes, "JOBS", [])
    monkeypatch.setattr(minutes, "_last", 0.0)
    monkeypatch.setattr(minutes, "monotonic", lambda: next(times))

    @minutes.each_minute
    def broken() -> None:
        raise RuntimeError("away")

    minutes.each_minute(lambda: done.append("counted"))
    minutes.run_due()
    assert done == ["counted"]
    minutes.run_due()
    assert done == ["counted"]
    minutes.run_due()
    assert done == ["counted", "counted"]
    assert caplog.text.count("The job broken of the minute failed") == 2
