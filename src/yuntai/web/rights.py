"""Which role a page needs."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied

from yuntai.people.models import Role


def roles_required(*roles: Role) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """A view for those who hold one of ``roles`` somewhere today."""

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def guarded(request: Any, *args: Any, **kwargs: Any) -> Any:
            if not request.user.has_role(*roles):
                raise PermissionDenied("这一页要有" + "、".join(role.label for role in roles) + "岗位才能看")
            return view(request, *args, **kwargs)

        return guarded

    return decorate
