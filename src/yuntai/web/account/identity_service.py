"""Signing in through the city's identity service: OpenID Connect, authorisation code with state, nonce and PKCE.

A bureau that has none does not load what it takes.
"""

from __future__ import annotations

import logging
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET
from django_ratelimit.decorators import ratelimit

from yuntai.errors import YuntaiError
from yuntai.people.identity import account_of
from yuntai.web.account.views import next_page, signed_in, start_page

_NEXT = "identity_next"
_SECONDS = 10

_log = logging.getLogger(__name__)


@cache
def _client(issuer: str, client_id: str, client_secret: str) -> Any:
    """The service; its metadata and keys are fetched when they are first needed, keys again when there are new ones."""
    from authlib.integrations.django_client import OAuth

    return OAuth().register(
        "city",
        client_id=client_id,
        client_secret=client_secret,
        server_metadata_url=f"{issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={
            "scope": "openid profile phone",
            "code_challenge_method": "S256",
            "default_timeout": _SECONDS,
        },
    )


def _service() -> Any:
    if not settings.OIDC["issuer"]:
        raise Http404
    return _client(*(settings.OIDC[name] for name in ("issuer", "client_id", "client_secret")))


@login_not_required
@ratelimit(key="ip", rate="30/m", method="GET")
@require_GET
def begin(request: HttpRequest) -> HttpResponse:
    """Go to the service. A link, not a form: the content security policy keeps forms on our own pages."""
    service = _service()
    from authlib.integrations.django_client import OAuthError
    from requests import RequestException

    request.session[_NEXT] = next_page(request, "")
    try:
        return service.authorize_redirect(request, request.build_absolute_uri(reverse("account:identity_back")))
    except (RequestException, OAuthError, ValueError):
        return _failed(request, "身份服务现在连不上，请过一会儿再试，或者打 12333")


@login_not_required
@ratelimit(key="ip", rate="30/m", method="GET")
@require_GET
def back(request: HttpRequest) -> HttpResponse:
    """Back from the service: check what it says and sign in. The one address of which a GET writes, as the standard has it."""
    service, issuer = _service(), settings.OIDC["issuer"]
    from authlib.integrations.django_client import OAuthError
    from joserfc.errors import JoseError
    from requests import RequestException

    try:
        token = service.authorize_access_token(
            request,
            claims_options={
                "iss": {"essential": True, "value": issuer},
                "aud": {"essential": True, "value": settings.OIDC["client_id"]},
            },
        )
    except RequestException:
        return _failed(request, "身份服务现在连不上，请过一会儿再试，或者打 12333")
    except (OAuthError, JoseError, ValueError) as error:
        _log.warning("sign-in through the identity service failed: %s", type(error).__name__)
        return _failed(request, "没有登录成功：身份服务的答复不对、过期了，或者您取消了登录。请再试一次")
    claims = token.get("userinfo")
    if not claims:
        return _failed(request, "身份服务没有说明您是谁，不能登录；请打 12333")
    wanted = request.session.pop(_NEXT, "")
    try:
        user = account_of(
            issuer,
            str(claims["sub"]),
            str(claims.get(settings.OIDC["claim"], "")),
            str(claims.get("name", "")),
            str(claims.get("phone_number", "")),
        )
    except YuntaiError as error:
        return _failed(request, str(error))
    return signed_in(request, user, wanted or start_page(user))


def _failed(request: HttpRequest, sentence: str) -> HttpResponse:
    messages.error(request, sentence)
    return redirect("account:sign_in")
