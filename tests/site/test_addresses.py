"""What the environment says of addresses is obeyed or refused."""

from __future__ import annotations

from ipaddress import ip_network

import pytest

from yuntai.errors import YuntaiError
from yuntai.site.addresses import networks, postgresql


def test_every_option_of_a_database_is_obeyed():
    said = postgresql("postgresql://wu:p%40ss@db:5433/yuntai?sslmode=require&connect_timeout=5&application_name=yuntai")
    assert said == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "yuntai",
        "USER": "wu",
        "PASSWORD": "p@ss",
        "HOST": "db",
        "PORT": "5433",
        "OPTIONS": {"sslmode": "require", "connect_timeout": "5", "application_name": "yuntai"},
    }


def test_a_socket_and_several_hosts():
    assert postgresql("postgresql:///yuntai?host=/run/postgresql")["HOST"] == "/run/postgresql"
    said = postgresql("postgresql://one:5432,two:5433/yuntai?target_session_attrs=primary")
    assert (said["HOST"], said["PORT"], said["OPTIONS"]) == (
        "one,two",
        "5432,5433",
        {"target_session_attrs": "primary"},
    )


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("postgresql://db/yuntai?sslmod=require", "没有“sslmod”这个选项：YUNTAI_DATABASE 要写成 postgresql://"),
        ("postgresql://db/yuntai?pool=true", "没有“pool”这个选项"),
        ("mysql://db/yuntai", "YUNTAI_DATABASE 要写成 postgresql://"),
        ("postgresql://wu:secret@db", "没有写数据库的名字"),
        ("postgresql://wu:secret@[db/yuntai", "YUNTAI_DATABASE 要写成 postgresql://"),
    ],
)
def test_what_is_not_understood_is_refused_without_the_password(address, sentence):
    with pytest.raises(YuntaiError) as refused:
        postgresql(address)
    assert str(refused.value).startswith(sentence)
    assert "secret" not in str(refused.value)


def test_who_watches():
    assert networks("10.0.0.7, 10.1.0.0/16,::1") == (
        ip_network("10.0.0.7/32"),
        ip_network("10.1.0.0/16"),
        ip_network("::1/128"),
    )
    assert networks("") == ()
    with pytest.raises(YuntaiError, match="“monitor”不是地址"):
        networks("monitor")
