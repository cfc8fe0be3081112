"""Over missing or foreign keys, or a registry that is not whole, nothing is opened and no key is made."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cities import Cities
from tests.people.make import person
from tests.site.test_upgrade import run
from yuntai.errors import YuntaiError
from yuntai.ledger import canaries
from yuntai.ledger.models import Canary
from yuntai.site.keys import adopt
from yuntai.site.ready import registry_is_there, require_ready, require_registry

_PREPARE = "import django; django.setup(); from yuntai.cli.platform import prepare; prepare()"
NAMES = ["identity", "index", "ledger", "person"]
OPENERS = [("serve", "--port", "8398"), ("worker", "--once"), ("cases", "verify"), ("upgrade",)]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home folder of an installation."""
    home = tmp_path_factory.mktemp("made") / "home"
    environment = os.environ | {"YUNTAI_HOME": str(home), "DJANGO_SETTINGS_MODULE": "yuntai.site.settings"}
    environment.pop("YUNTAI_DATABASE", None)
    subprocess.run([sys.executable, "-c", _PREPARE], env=environment, check=True, timeout=300)
    return home


@pytest.fixture
def home(made: Path, tmp_path: Path) -> Path:
    return shutil.copytree(made, tmp_path / "home")


def keys(home: Path) -> list[str]:
    return sorted(path.name for path in (home / "keys").iterdir())


@pytest.mark.parametrize(("name", "opener"), list(zip(NAMES, OPENERS, strict=True)))
def test_without_a_key_nothing_opens(home, name, opener):
    assert keys(home) == [*NAMES, "session"]
    (home / "keys" / name).unlink()
    done = run(home, "yuntai", *opener)
    assert (done.returncode, done.stderr.strip()) == (
        2,
        f"错误：密钥文件 {home}/keys/{name} 不见了，没有它就读不了原来写的内容：请从备份恢复这个文件，不要新建",
    )
    assert name not in keys(home)


def test_over_a_foreign_key_nothing_opens(home):
    (home / "keys" / "person").write_bytes(b"k" * 32)
    done = run(home, "yuntai", "serve", "--port", "8398")
    assert (done.returncode, done.stderr.strip()) == (
        2,
        f"错误：密钥文件 {home}/keys/person 不是这个数据库的密钥：请从备份恢复原来的文件；"
        "如果是 --home（YUNTAI_HOME）或 YUNTAI_DATABASE 写错了，请改正",
    )


def test_a_database_that_does_not_answer(tmp_path):
    command = [sys.executable, "-m", "yuntai", "serve", "--port", "8398"]
    environment = os.environ | {"YUNTAI_HOME": str(tmp_path), "YUNTAI_DATABASE": "postgresql://wu:secret@127.0.0.1:1/x"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr.startswith("错误：数据库连不上，请看 YUNTAI_DATABASE 和数据库服务：")) == (
        2,
        True,
    )
    assert "secret" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_folder_without_a_database_is_not_verified(tmp_path):
    done = run(tmp_path, "yuntai", "cases", "verify")
    assert (done.returncode, "这里还没有平台的数据库" in done.stderr) == (2, True)
    assert not (tmp_path / "keys").exists()


@pytest.fixture
def folder(settings, db):  # noqa: ARG001
    """The folder of the keys, which hold what they held afterwards."""
    folder = settings.HOME.path / "keys"
    Canary.objects.all().delete()
    canaries.begin()
    before = {name: (folder / name).read_bytes() for name in NAMES}
    yield folder
    for name, key in before.items():
        (folder / name).write_bytes(key)


@pytest.mark.parametrize("name", ["identity", "index", "person"])
def test_a_foreign_key_is_known_with_and_without_canaries(folder, name):
    person(1)
    (folder / name).write_bytes(b"k" * 32)
    with pytest.raises(YuntaiError, match=f"keys/{name} 不是这个数据库的密钥"):
        require_ready()
    Canary.objects.all().delete()
    with pytest.raises(YuntaiError, match="请先做好备份，再运行 yuntai upgrade，原来版本的平台可以一直开着"):
        require_ready()
    with pytest.raises(YuntaiError, match=f"keys/{name} 不是这个数据库的密钥"):
        adopt()
    (folder / name).unlink()
    with pytest.raises(YuntaiError, match=f"keys/{name} 不见了"):
        adopt()
    assert not (folder / name).exists()


@pytest.mark.usefixtures("folder")
def test_an_installation_without_canaries_gets_them():
    person(1)
    Canary.objects.all().delete()
    adopt()
    require_ready()
    assert sorted(Canary.objects.values_list("name", flat=True)) == NAMES


def test_a_registry_of_another_key_is_not_taken(settings, tmp_path, folder, cities: Cities):
    """Each person in it would be a stranger, and everybody would seem to have no insurance, no certificate, no payment."""
    city = cities(3000, 11).folder
    settings.REGISTRY = str(shutil.copytree(city / "registry", tmp_path / "registry"))
    shutil.copy2(city / "key", folder / "person")
    require_registry()
    (folder / "person").write_bytes(b"k" * 32)
    for ask in (require_registry, registry_is_there):
        with pytest.raises(
            YuntaiError, match=r"登记库 .*/registry 是用另一个密钥装载的.*请用 yuntai registry load --key"
        ):
            ask()
    manifest = tmp_path / "registry" / "registry.yaml"
    without = [line for line in manifest.read_text("utf-8").splitlines(keepends=True) if not line.startswith("key:")]
    manifest.write_text("".join(without), "utf-8")  # as an earlier Yuntai loaded it
    require_registry()


def test_a_registry_that_was_there_is_missed(settings, tmp_path, folder, cities: Cities):
    shutil.copy2(cities(3000, 11).folder / "key", folder / "person")
    settings.REGISTRY = str(tmp_path / "registry")
    require_registry()  # none yet: forms are filled in by hand
    shutil.copytree(cities(3000, 11).folder / "registry", tmp_path / "registry")
    require_registry()
    (tmp_path / "registry" / "persons.parquet").unlink()
    with pytest.raises(YuntaiError, match="（persons），请先装载这张表"):
        require_registry()
    (tmp_path / "registry" / "registry.yaml").unlink()
    with pytest.raises(YuntaiError, match="不是登记库"):
        require_registry()
    shutil.rmtree(tmp_path / "registry")
    with pytest.raises(YuntaiError, match=r"登记库 .*/registry 不见了：请放回原处"):
        require_registry()
