"""Addresses of what is posted."""

from django.urls import path

from yuntai.web.postings import desk, public

app_name = "postings"
urlpatterns = [
    path("", public.postings, name="list"),
    path("<int:pk>/", public.posting, name="posting"),
    path("<int:pk>/object/", public.object_to, name="object"),
    path("desk/", desk.desk, name="desk"),
    path("desk/new/<slug:roll>/", desk.new, name="new"),
    path("desk/<int:pk>/", desk.posting, name="kept"),
    path("desk/<int:pk>/do/<slug:step>/", desk.do, name="do"),
]
