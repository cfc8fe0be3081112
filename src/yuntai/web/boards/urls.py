"""Addresses of the boards."""

from django.urls import path

from yuntai.web.boards import accesses, exports, matters, online, ratings, risks, views

app_name = "boards"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("matters/", matters.matters, name="matters"),
    path("matters/online/", online.online, name="online"),
    path("risks/", risks.risks, name="risks"),
    path("risks/<slug:procedure>/", risks.risk, name="risk"),
    path("cards/", views.cards, name="cards"),
    path("log/", views.log, name="log"),
    path("log/check/", views.check_log, name="check_log"),
    path("accesses/", accesses.accesses, name="accesses"),
    path("draws/", views.draws, name="draws"),
    path("draws/<str:seed>/", views.one_draw, name="draw"),
    path("ratings/", ratings.ratings, name="ratings"),
    path("export/<slug:name>/", exports.export, name="export"),
    path("promises/", views.promises, name="promises"),
]
