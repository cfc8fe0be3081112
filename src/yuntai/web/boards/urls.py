"""Addresses of the boards."""

from django.urls import path

from yuntai.web.boards import views

app_name = "boards"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("cards/", views.cards, name="cards"),
    path("log/", views.log, name="log"),
    path("draws/", views.draws, name="draws"),
    path("promises/", views.promises, name="promises"),
]
