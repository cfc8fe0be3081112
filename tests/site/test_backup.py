"""Back up and restore as docs/guides/run-a-bureau.md says: into an empty folder, and everything is there again."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.site.conftest import Platform

_MAKE = """
from pathlib import Path
from django.core.files.base import ContentFile
from yuntai.cases.actions import act
from yuntai.cases.content import catalogue
from yuntai.cases.drafts import begin_draft
from yuntai.cases.models import Material
from yuntai.cases.submission import submit
from yuntai.cli.platform import prepare
from yuntai.people.acting import Acting
from yuntai.people.models import User
from yuntai.site.demo import make_accounts
prepare()
make_accounts(Path({city!r}))
worker, clerk = User.objects.get(username="worker"), User.objects.get(username="clerk")
acting, procedure = Acting(worker, worker.person, "self"), catalogue()["record_correction"]
draft = begin_draft(procedure, acting, {{"record_kind": "identity", "period": "2021年3月", "shown": "李某", "right": "李某某",
    "why": "户口本上是李某某", "contact_phone": "13800000000"}})
for one in procedure.materials:
    draft.materials.add(Material.objects.create(person=worker.person, kind=one.id, title=one.title, name="户口本.pdf",
        file=ContentFile(b"%PDF-1.4 household", "paper.pdf"), size=18, uploaded_by=worker,
        sha256="6b158546d8a152b84d78561b0686426e065d72eef0a0bb150a6acbb428bbfef9"))
act(submit(draft, acting), "accept", clerk)
"""

_READ = """
import json
from yuntai.cases.models import Case, Material
from yuntai.cases.verify import verify
from yuntai.notices.letters import check_letter
from yuntai.notices.models import Letter, Notice
case, letter = Case.objects.select_related("person").get(), Letter.objects.get()
print(json.dumps({
    "case": [case.number, case.state, case.facts["right"], case.person.name, case.person.resident_id],
    "files": [one.file.read().decode() for one in Material.objects.order_by("pk")],
    "letter": [letter.number, letter.code, check_letter(letter.number, letter.code) == letter],
    "notices": list(Notice.objects.order_by("pk").values_list("template", flat=True)),
    "problems": verify()}))
"""


def back_up(home: Path, kept: Path) -> None:
    """The database while it is open, then the uploads; the keys apart from both."""
    (kept / "data").mkdir(parents=True)
    with (
        closing(sqlite3.connect(home / "platform.sqlite3")) as source,
        closing(sqlite3.connect(kept / "data/platform.sqlite3")) as copy,
    ):
        source.backup(copy)
    shutil.copytree(home / "uploads", kept / "data/uploads")
    shutil.copytree(home / "keys", kept / "keys")


def restore(kept: Path, home: Path) -> None:
    shutil.copytree(kept / "data", home)
    shutil.copytree(kept / "keys", home / "keys")


def verified(home: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "YUNTAI_HOME": str(home), "DJANGO_SETTINGS_MODULE": "yuntai.site.settings"}
    environment.pop("YUNTAI_DATABASE", None)
    command = [sys.executable, "-m", "yuntai", "cases", "verify"]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def before(platform: Platform, tmp_path: Path) -> dict[str, Any]:
    """What the platform holds when it is backed up to ``kept``."""
    platform.run(_MAKE.format(city=str(tmp_path)))
    found: dict[str, Any] = json.loads(platform.run(_READ))
    back_up(tmp_path / "home", tmp_path / "kept")
    shutil.rmtree(tmp_path / "home")
    return found


def test_all_is_there_again_in_an_empty_folder(before: dict[str, Any], tmp_path: Path) -> None:
    assert before["case"][1:3] == ["handling", "李某某"]
    assert before["files"]
    assert set(before["files"]) == {"%PDF-1.4 household"}
    assert before["letter"][2] is True
    restore(tmp_path / "kept", tmp_path / "restored")
    assert json.loads(Platform(tmp_path / "restored").run(_READ)) == before
    done = verified(tmp_path / "restored")
    assert (done.returncode, "日志头" in done.stdout) == (0, True), done.stdout + done.stderr
    held = tmp_path / "restored/last-verified"
    held.unlink()
    keys = [path.stat().st_mode & 0o777 for path in (tmp_path / "restored/keys").iterdir()]
    assert set(keys) == {0o600}
    # what was put back is checked: a changed row and a wrong key are said
    with closing(sqlite3.connect(tmp_path / "restored/platform.sqlite3")) as database, database:
        database.execute("UPDATE cases_case SET outcome = 'granted'")
    assert verified(tmp_path / "restored").returncode == 4
    assert not held.exists()
    (tmp_path / "restored/keys/identity").write_bytes(b"another key of 32 bytes, or so..")
    with pytest.raises(AssertionError, match="个人信息解不开"):
        Platform(tmp_path / "restored").run(_READ)
