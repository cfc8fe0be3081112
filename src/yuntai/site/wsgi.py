"""What a web server calls."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yuntai.site.settings")
application = get_wsgi_application()

from yuntai.cases.content import read_all  # noqa: E402

read_all()
