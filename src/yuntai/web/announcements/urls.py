"""Addresses of the announcements."""

from django.urls import path

from yuntai.web.announcements import desk, public

app_name = "announcements"
urlpatterns = [
    path("", public.announcements, name="list"),
    path("feed/", public.feed, name="feed"),
    path("<int:number>/", public.announcement, name="announcement"),
    path("<int:number>/text/", public.text, name="text"),
    path("<int:number>/<int:version>/", public.edition, name="edition"),
    path("<int:number>/<int:version>/files/<int:pk>/", public.file, name="file"),
    path("desk/", desk.desk, name="desk"),
    path("desk/new/", desk.new, name="new"),
    path("desk/<int:pk>/", desk.edition, name="draft"),
    path("desk/<int:pk>/files/<int:file>/", desk.file, name="draft_file"),
    path("desk/<int:pk>/do/<slug:step>/", desk.do, name="do"),
]
