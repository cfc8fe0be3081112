"""Addresses of the boards."""

from django.urls import path

from yuntai.web.boards import accesses, exports, matters, measured, online, plans, ratings, risks, views

app_name = "boards"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("figures/", measured.figures, name="figures"),
    path("figures/<slug:name>/", measured.one_figure, name="figure"),
    path("figures/<slug:name>/rows/", measured.rows, name="figure_rows"),
    path("figures/<slug:name>/<slug:what>.<slug:form>", measured.picture, name="picture"),
    path("wall/", measured.wall, name="wall"),
    path("plans/", plans.plans, name="plans"),
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
