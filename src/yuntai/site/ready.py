"""Whether the platform may be opened: its database is this version's, its keys are those that wrote it, its registry is whole."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import connection

from yuntai.cases import content
from yuntai.errors import YuntaiError
from yuntai.ledger import canaries
from yuntai.ledger.models import Canary
from yuntai.registry.sources import form_of
from yuntai.registry.sources.base import read_manifest
from yuntai.site.upgrade import require_present


def require_ready() -> None:
    """Raise ``YuntaiError`` where there is no database, or this program with these keys cannot read it."""
    if connection.introspection.table_names():
        require_present()
        if Canary.objects.exists():
            canaries.check()
            return
    raise YuntaiError(
        "这里还没有平台的数据库：请看 --home（YUNTAI_HOME）和 YUNTAI_DATABASE 写得对不对；新装的先运行 yuntai serve"
    )


def require_keys() -> None:
    """Raise ``YuntaiError`` where the keys are not those of the database; one that has no canaries yet may be managed."""
    if Canary._meta.db_table in connection.introspection.table_names() and Canary.objects.exists():
        canaries.check()


def registry_is_there() -> bool:
    """Whether there is a registry. Raises ``YuntaiError`` where it is of another key, or the platform had one and it is gone."""
    address = str(settings.REGISTRY)
    if form_of(address) != "folder":
        return True
    if Path(address).exists():
        content.require_same_key(read_manifest(Path(address)), address)
        return True
    if canaries.had_registry():
        raise YuntaiError(
            f"登记库 {address} 不见了：请放回原处，或者用 YUNTAI_REGISTRY 写明它在哪里，"
            f"再不然用 yuntai registry load --key {settings.HOME.key_path('person')} 重新装载"
        )
    return False


def require_registry() -> None:
    """Raise ``YuntaiError`` where the registry is half there or of another key, or the platform had one and it is gone."""
    if not registry_is_there():
        return
    from yuntai.registry.store import Registry  # an engine is loaded where there is something to read

    address = str(settings.REGISTRY)
    with Registry.open(address) as registry:
        content.require_sound(registry)
    canaries.remember_registry()
