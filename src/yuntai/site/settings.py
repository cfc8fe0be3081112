"""Settings, all from the environment: ``YUNTAI_HOME``, ``YUNTAI_DATABASE``, ``YUNTAI_REGISTRY``, ``YUNTAI_PACK``, ``YUNTAI_HEADS``,
``YUNTAI_HOSTS``, ``YUNTAI_WATCHERS``, ``YUNTAI_HTTPS``, ``YUNTAI_DEBUG``, ``YUNTAI_EXPORT_ROWS``, ``YUNTAI_SMS``,
``YUNTAI_12345``, ``YUNTAI_OIDC_*`` (docs/guides/run-a-bureau.md).
"""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

from csp.constants import NONCE, NONE, SELF
from django.utils.functional import SimpleLazyObject

from yuntai.site.addresses import networks, number, postgresql
from yuntai.site.home import Home

HOME = Home.from_environment()
PACK = os.environ.get("YUNTAI_PACK", "nanjing")
REGISTRY = os.environ.get("YUNTAI_REGISTRY", str(HOME.registry))

HEADS = [HOME.path / "heads", *map(Path, filter(None, [os.environ.get("YUNTAI_HEADS")]))]
"""The folders that the head of the log is written to: one here, and one elsewhere."""

DEBUG = os.environ.get("YUNTAI_DEBUG") == "1"
SECRET_KEY = SimpleLazyObject(
    lambda: HOME.make_key("session").hex()
)  # made when something is signed, not by who is refused
ALLOWED_HOSTS = os.environ.get("YUNTAI_HOSTS", "127.0.0.1,localhost").split(",")
ROOT_URLCONF = "yuntai.site.urls"
WSGI_APPLICATION = "yuntai.site.wsgi.application"

INSTALLED_APPS = [
    "yuntai.ledger",
    "yuntai.people",
    "yuntai.proposals",
    "yuntai.bookings",
    "yuntai.exchange",
    "yuntai.rolls",
    "yuntai.cases",
    "yuntai.notices",
    "yuntai.publishing",
    "yuntai.web",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "django_htmx",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "yuntai.site.health.health",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "yuntai.web.middleware.Possible",
    "yuntai.people.middleware.Sessions",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "yuntai.people.middleware.SignedIn",
    "yuntai.people.middleware.terminal",
    "yuntai.people.middleware.second_factor",
    "yuntai.people.middleware.acting",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "yuntai.web.middleware.lead_up",
    "yuntai.web.middleware.send_again",
    "yuntai.web.middleware.ExplainErrors",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [Path(__file__).parent.parent / "web" / "templates"],
        "OPTIONS": {
            "environment": "yuntai.web.templating.environment",
            "context_processors": ["yuntai.web.context.page"],
        },
    }
]


def _database(address: str) -> dict[str, object]:
    """PostgreSQL from an address; without one SQLite in the home folder, one writer at a time, none of them refused."""
    if not address:
        return {
            "ENGINE": "yuntai.site.sqlite",
            "NAME": HOME.database,
            "OPTIONS": {
                "timeout": 30,
                "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;",
            },
            "CONN_MAX_AGE": 3600,
        }
    return postgresql(address) | {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}


DATABASES = {"default": _database(os.environ.get("YUNTAI_DATABASE", ""))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "limits": {"BACKEND": "yuntai.people.limits.Counts"},
}
"""What is kept for minutes to spare work is each process's own, be it a person's records, which lie nowhere else in the clear;
what is counted is the site's."""
RATELIMIT_USE_CACHE = "limits"
SILENCED_SYSTEM_CHECKS = ["django_ratelimit.W001"]  # it knows Redis and Memcached alone to count rightly

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "yuntai.people.passwords.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 3600
LOGIN_URL = "account:sign_in"
LOGIN_REDIRECT_URL = "resident:home"
LOGOUT_REDIRECT_URL = "resident:home"

PROXIED = os.environ.get("YUNTAI_HTTPS") == "1"
"""Whether a proxy that speaks HTTPS stands before the platform, and says from where and how a request came."""
WATCHERS = networks(os.environ.get("YUNTAI_WATCHERS", "127.0.0.0/8,::1"))
"""From where ``/health/…`` and ``/metrics`` are answered."""
RATELIMIT_IP_META_KEY = AXES_CLIENT_IP_CALLABLE = "yuntai.people.accounts.address_of"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "yuntai.people.accounts.counted_name"
AXES_WHITELIST_CALLABLE = "yuntai.people.browsers.is_known"
AXES_HANDLER = "yuntai.people.attempts.Attempts"
AXES_LOCKOUT_CALLABLE = "yuntai.web.account.views.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
OTP_TOTP_ISSUER = "云台"

SESSION_ENGINE = "yuntai.people.sessions"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "yuntai.web.errors.csrf_failure"
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
if PROXIED:
    SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [Path(__file__).parent.parent / "web" / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
FORMAT_MODULE_PATH = []

STATIC_URL = "static/"
STATIC_ROOT = HOME.path / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": HOME.uploads}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
FILE_UPLOAD_PERMISSIONS = 0o600

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
EXPORT_ROWS = number("YUNTAI_EXPORT_ROWS", 500)
"""How many rows of lists an officer takes out of the platform in a day before a second one has to confirm it."""
NOTICE_PROVIDERS = {
    "sms": os.environ.get("YUNTAI_SMS", "yuntai.notices.providers.FileProvider"),
    "email": os.environ.get("YUNTAI_EMAIL", "yuntai.notices.providers.FileProvider"),
}
EXCHANGE = {"12345": ("yuntai.exchange.hotline.Hotline", os.environ.get("YUNTAI_12345", ""))}
"""The adapter and the address of each system of other offices; messages come and go as files where there is no address."""
OIDC = {
    name: os.environ.get(f"YUNTAI_OIDC_{name.upper()}", "")
    for name in ("issuer", "client_id", "client_secret", "title")
}
OIDC["claim"] = os.environ.get("YUNTAI_OIDC_CLAIM", "resident_id")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"one_line": {"()": "yuntai.site.logs.OneLine"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["one_line"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
