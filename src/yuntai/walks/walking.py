"""What each word of a step does in the installation that this process stands over."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django_otp import DEVICE_ID_SESSION_KEY

from yuntai.cases.content import rule_of
from yuntai.clock import now, set_to, today
from yuntai.errors import YuntaiError
from yuntai.notices.worker import Worker
from yuntai.people.models import User
from yuntai.people.second_factor import device_of, present_code
from yuntai.rules.one.answer import answer
from yuntai.site.demo import accounts
from yuntai.walks.browser import Browser, Missed, squeezed
from yuntai.walks.walk import WORDS, Step, texts

_BACKEND = "django.contrib.auth.backends.ModelBackend"
_PAGES = {"opens", "follows", "answers", "presses", "sees", "lacks"}
"""The words that are about the page that is open."""
_QUESTIONS = 100
_LONGEST = 120
"""Seconds that a command may take."""


@dataclass
class Walking:
    """The people of one walk, each with her browser, and what was written down on the way."""

    browsers: dict[str, Browser] = field(default_factory=dict)
    kept: dict[str, str] = field(default_factory=dict)
    who: str = "visitor"

    def take(self, step: Step) -> None:
        """Do what a step says, word by word. Raises :class:`Missed`."""
        if "who" in step.words:
            self.who = step.words["who"]
        for word in WORDS:
            if word in step.words and (do := getattr(self, f"_{word}", None)):
                do(self._filled_in(step.words[word]), step)
        if step.words.keys() & _PAGES and self._here.status >= _told(step):
            raise Missed("打得开这一页", f"{self._here.address} 说（{self._here.status}）：{self._here.nearest('')}")
        if "presses" in step.words and not step.words.keys() & {"sees", "refused"} and (wrong := self._here.faults()):
            raise Missed(f"按“{step.words['presses']}”办得成", "；".join(wrong))

    @property
    def _here(self) -> Browser:
        return self._browser(self.who)

    def _browser(self, username: str) -> Browser:
        if username not in self.browsers:
            self.browsers[username] = Browser(_signed_in(username))
        return self.browsers[username]

    def _filled_in(self, value: Any) -> Any:
        """``value`` with what was kept, and what is known of people, in place of ``{name}``."""
        if isinstance(value, Mapping):
            return {self._filled_in(key): self._filled_in(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [self._filled_in(one) for one in value]
        if not isinstance(value, str) or "{" not in value:
            return value
        known = re.sub(r"\{(\w+)\.(\w+)\}", lambda found: _known_of(found[1], found[2]) or found[0], value)
        return re.sub(r"\{(\w+)\}", lambda found: self.kept.get(found[1], found[0]), known)

    def _days(self, days: int, _: Step) -> None:
        for _day in range(days):
            set_to(now() + timedelta(1))
            Worker().run_once()
        cache.clear()  # what is kept for minutes
        self.browsers.clear()  # who comes back on another day signs in anew

    def _opens(self, address: Any, _: Step) -> None:
        self._here.open(str(address))

    def _follows(self, links: Any, step: Step) -> None:
        for words in texts(links):
            self._here.follow(words, self._next_to(step))

    def _answers(self, answers: Mapping[Any, Any], _: Step) -> None:
        for _question in range(_QUESTIONS):
            asked = self._here.asked()
            label = squeezed(asked.get_text()) if asked else ""
            said = next(((key, value) for key, value in answers.items() if squeezed(str(key)) in label), None)
            if asked is None or said is None:
                return
            main = self._here.page.select_one("main form:has(.field-label) button.button-main")
            assert main is not None
            fills = said[1] if isinstance(said[1], Mapping) else {asked.get_text(" ", strip=True): said[1]}
            self._here.press(main.get_text(), fills)
            if wrong := self._here.faults():
                raise Missed(f"“{said[0]}”可以答“{said[1]}”", "；".join(wrong))

    def _presses(self, words: Any, step: Step) -> None:
        self._here.press(str(words), self._filled_in(step.words.get("fills", {})), self._next_to(step))

    def _next_to(self, step: Step) -> str:
        return str(self._filled_in(step.words.get("beside", "")))

    def _sees(self, wanted: Any, _: Step) -> None:
        for words in texts(wanted):
            self._here.require(words)

    def _lacks(self, unwanted: Any, _: Step) -> None:
        for words in texts(unwanted):
            if squeezed(words) in squeezed(self._here.spoken):
                raise Missed(f"看不到“{words}”", self._here.nearest(words))

    def _refused(self, words: Any, _: Step) -> None:
        if self._here.status < HTTPStatus.BAD_REQUEST:
            raise Missed("不让看、不让做", f"{self._here.address} 打开了：{self._here.nearest(str(words))}")
        self._here.require(str(words))

    def _keeps(self, names: Mapping[str, Any], _: Step) -> None:
        for name, words in names.items():
            self.kept[name] = self._here.number_after(str(words))

    def _gets(self, notices: Mapping[str, Any], _: Step) -> None:
        Worker().run_once()
        for username, wanted in notices.items():
            inbox = Browser(_signed_in(username))
            inbox.open("/notices/")
            for words in texts(wanted):
                if squeezed(words) not in squeezed(inbox.spoken):
                    raise Missed(f"{username} 收到“{words}”", inbox.nearest(words))

    def _answer(self, asked: Mapping[str, Any], _: Step) -> None:
        day = asked.get("on", today())
        facts = {
            name: value if isinstance(value, list) else str(value) for name, value in asked.get("facts", {}).items()
        }
        try:
            said = answer(rule_of(asked["policy"]), facts, day if isinstance(day, date) else date.fromisoformat(day))
        except (YuntaiError, ValueError) as error:
            raise Missed(f"{asked['policy']} 答得出来", str(error)) from None
        results = (f"{said.labels[name]}：{value}" for name, value in said.shown.items() if name in said.labels)
        grounds = (f"{step.label}：{step.shown}（{step.source}）" for step in said.trace)
        whole = " / ".join([said.sentence, said.conclusion, *results, *grounds, *(one.ask for one in said.questions)])
        for words in texts(asked["says"]):
            if squeezed(words) not in squeezed(whole):
                raise Missed(f"{said.title}回答“{words}”", whole[:300])

    def _command(self, asked: Mapping[str, Any], _: Step) -> None:
        for name, rows in asked.get("files", {}).items():
            text = "\n".join(",".join(map(str, row)) for row in rows)
            (settings.HOME.path / name).write_text(text, encoding="utf-8")
        later = [sys.executable, "-m", "yuntai.walks.later", now().isoformat(), *shlex.split(str(asked["run"]))[1:]]
        try:
            done = subprocess.run(
                later, cwd=settings.HOME.path, capture_output=True, encoding="utf-8", timeout=_LONGEST, check=False
            )
        except subprocess.TimeoutExpired:
            raise Missed(f"“{asked['run']}”做得完", f"{_LONGEST} 秒还没有做完") from None
        said = done.stdout + done.stderr
        if done.returncode != asked.get("ends", 0):
            raise Missed(f"以 {asked.get('ends', 0)} 退出", f"以 {done.returncode} 退出：{said[-300:].strip()}")
        for words in texts(asked["says"]):
            if squeezed(words) not in squeezed(said):
                raise Missed(f"输出“{words}”", said.strip()[:300])


def _told(step: Step) -> int:
    """From which status on a page is not what the step wanted: what is refused, or said of what was filled in wrongly, may be seen."""
    if "refused" in step.words:
        return HTTPStatus.INTERNAL_SERVER_ERROR
    return HTTPStatus.BAD_REQUEST + ("sees" in step.words)


def _known_of(username: str, what: str) -> str:
    """What a walk may write of an account as ``{username.what}``; empty where there is no such thing."""
    user = User.objects.get(username=username)
    operated = user.operations.first()
    told: dict[str, Callable[[], str]] = {
        "姓名": lambda: user.person.name if user.person else user.display_name,
        "身份号码": lambda: user.person.resident_id,
        "密码": lambda: accounts()[0].password,
        "动态码": lambda: present_code(user),
        "单位": lambda: operated.employer.name,
        "信用代码": lambda: operated.employer.uscc,
    }
    return told[what]() if what in told else ""


def _signed_in(username: str) -> Client:
    """The browser of somebody: an account of the demonstration, with the second factor given where she needs one, or nobody's."""
    client = Client(headers={"accept-language": settings.LANGUAGE_CODE})
    if username in ("visitor", "terminal"):
        return client
    user = User.objects.get(username=username)
    client.force_login(user, backend=_BACKEND)
    if user.is_officer:
        device = device_of(user)
        assert device is not None
        session = client.session
        session[DEVICE_ID_SESSION_KEY] = device.persistent_id
        session.save()
    return client
