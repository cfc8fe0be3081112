"""Addresses of the pages."""

from django.urls import path

from yuntai.web import components, reading

urlpatterns = [
    path("mode/", reading.mode, name="mode"),
    path("accessibility/", reading.accessibility, name="accessibility"),
    path("components/", components.components, name="components"),
    path(
        "components/workbench/",
        components.components,
        {"template": "components_workbench.html"},
        name="components_workbench",
    ),
]
