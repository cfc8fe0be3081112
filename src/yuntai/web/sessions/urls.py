"""Addresses of the sessions."""

from django.urls import path

from yuntai.web.sessions import desk, public

app_name = "sessions"
urlpatterns = [
    path("", public.sessions, name="list"),
    path("mine/", public.mine, name="mine"),
    path("<int:pk>/", public.session, name="session"),
    path("<int:pk>/calendar.ics", public.calendar, name="calendar"),
    path("<int:pk>/book/", public.take, {"step": "book"}, name="book"),
    path("<int:pk>/give-up/", public.take, {"step": "give_up"}, name="give_up"),
    path("desk/", desk.week, name="week"),
    path("desk/new/", desk.new, name="new"),
    path("desk/rooms/", desk.rooms, name="rooms"),
    path("desk/<int:pk>/", desk.session, name="planned"),
    path("desk/<int:pk>/move/", desk.move, name="move"),
    path("desk/<int:pk>/do/<slug:step>/", desk.do, name="do"),
]
