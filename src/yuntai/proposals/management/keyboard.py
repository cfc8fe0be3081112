"""What the commands about administrators ask at the keyboard."""

from __future__ import annotations

from getpass import getpass

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from yuntai.errors import YuntaiError
from yuntai.people import second_factor
from yuntai.people.models import User


def account(username: str, name: str) -> User:
    """Who has ``username``; who has no account yet gets one, with a password that is typed. Raises ``YuntaiError``."""
    if user := User.objects.filter(username__iexact=username).first():
        return user
    password = getpass(f"{username} 的密码（至少 10 位）：")
    try:
        validate_password(password)
    except ValidationError as error:
        raise YuntaiError("；".join(error.messages)) from None
    if getpass("再输一遍：") != password:  # nobody else could reset that of the first
        raise YuntaiError("两遍输入的密码不一样，请重新运行这条命令")
    return User.objects.create_user(username.lower(), password, display_name=name)


def witness(username: str) -> User:
    """An officer who shows with her password and code that it is she. Raises ``YuntaiError``."""
    user = User.objects.filter(username__iexact=username, is_active=True).first()
    device = user and second_factor.device_of(user)
    password, code = getpass(f"{username} 的密码："), getpass(f"{username} 的动态码：")
    if not (user and device and user.check_password(password) and second_factor.verify(device, code)):
        raise YuntaiError(f"{username} 的密码或者动态码不对，或者没有这位工作人员")
    return user
