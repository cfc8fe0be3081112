"""Addresses of the pages."""

from django.urls import include, path

from yuntai.web import components, reading, terminal

urlpatterns = [
    path("", include("yuntai.web.resident.urls")),
    path("account/", include("yuntai.web.account.urls")),
    path("employer/", include("yuntai.web.employer.urls")),
    path("work/", include("yuntai.web.workbench.urls")),
    path("boards/", include("yuntai.web.boards.urls")),
    path("rolls/", include("yuntai.web.rolls.urls")),
    path("sessions/", include("yuntai.web.sessions.urls")),
    path("messages/", include("yuntai.web.exchange.urls")),
    path("postings/", include("yuntai.web.postings.urls")),
    path("announcements/", include("yuntai.web.announcements.urls")),
    path("terminal/", terminal.start, name="terminal"),
    path("terminal/leave/", terminal.leave, name="leave_terminal"),
    path("mode/", reading.mode, name="mode"),
    path("accessibility/", reading.accessibility, name="accessibility"),
    path("robots.txt", reading.robots, name="robots"),
    path("favicon.ico", reading.favicon, name="favicon"),
    path("components/", components.components, name="components"),
    path(
        "components/workbench/",
        components.components,
        {"template": "gallery_workbench.html"},
        name="components_workbench",
    ),
]
