"""The providers that come with the platform."""

from __future__ import annotations

import stat
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings as django_settings

from yuntai.notices.providers import ConsoleProvider, Fate, FileProvider, Message, provider_of


def message(text: str = "您的办件已办结。") -> Message:
    return Message(uuid4().hex, "sms", "13812345678", "已办结", text)


def path_of(message: Message) -> Path:
    return django_settings.HOME.outbox / f"{message.key}.txt"


def test_a_file_a_message() -> None:
    one = message()
    provider = FileProvider()
    assert provider.status(one.key).fate == Fate.NOT_SENT
    assert provider.send(one).fate == Fate.SENT
    assert provider.status(one.key).fate == Fate.SENT
    path = path_of(one)
    assert path.read_text(encoding="utf-8") == "渠道：sms\n收件：13812345678\n标题：已办结\n\n您的办件已办结。\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_second_send_is_found_and_changes_nothing() -> None:
    one = message()
    provider = FileProvider()
    provider.send(one)
    with pytest.raises(FileExistsError):
        provider.send(Message(one.key, "sms", "13812345678", "已办结", "另一个内容"))
    assert "您的办件已办结。" in path_of(one).read_text(encoding="utf-8")
    assert not list(path_of(one).parent.glob(".*"))


def test_the_console_cannot_tell_later(capsys: pytest.CaptureFixture[str]) -> None:
    one = message()
    provider = ConsoleProvider()
    assert provider.send(one).fate == Fate.SENT
    assert capsys.readouterr().out == "[sms] 13812345678 已办结\n您的办件已办结。\n"
    assert provider.status(one.key).fate == Fate.UNKNOWN


def test_one_a_channel() -> None:
    assert isinstance(provider_of("sms"), FileProvider)
    assert provider_of("sms") is provider_of("email")
