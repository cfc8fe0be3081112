"""Addresses."""

from django.urls import include, path

urlpatterns = [path("", include("yuntai.web.urls"))]
handler400 = "yuntai.web.errors.bad_request"
handler403 = "yuntai.web.errors.permission_denied"
handler404 = "yuntai.web.errors.not_found"
handler500 = "yuntai.web.errors.server_error"
