"""Addresses of the residents' pages."""

from django.urls import path

from yuntai.web.resident import applying, asking, finding, matters, own

app_name = "resident"
urlpatterns = [
    path("", matters.home, name="home"),
    path("search/", matters.search, name="search"),
    path("matters/", matters.catalogue_page, name="catalogue"),
    path("matters/<slug:procedure>/", matters.procedure, name="procedure"),
    path("ask/<slug:policy>/", asking.ask, name="ask"),
    path("find/", finding.find, name="find"),
    path("begin/<slug:procedure>/", applying.begin, name="begin"),
    path("apply/<uuid:key>/", applying.apply, name="apply"),
    path("apply/<uuid:key>/question/<str:name>/", applying.question, name="question"),
    path("apply/<uuid:key>/materials/", applying.materials, name="materials"),
    path("apply/<uuid:key>/check/", applying.check, name="check"),
    path("cases/", own.cases, name="cases"),
    path("cases/<str:number>/", own.case, name="case"),
    path("cases/<str:number>/supply/", own.supply, name="supply"),
    path("cases/<str:number>/withdraw/", own.withdraw, name="withdraw"),
    path("cases/<str:number>/rate/", own.rate, name="rate"),
    path("records/", own.records, name="records"),
    path("letters/", own.letters, name="letters"),
]
