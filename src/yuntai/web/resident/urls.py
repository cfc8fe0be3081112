"""Addresses of the residents' pages."""

from django.urls import path

from yuntai.web.resident import (
    applying,
    asking,
    bundles,
    cases,
    finding,
    law,
    letters,
    materials,
    matters,
    offices,
    receipts,
    records,
    searching,
)

app_name = "resident"
urlpatterns = [
    path("", matters.home, name="home"),
    path("search/", searching.results, name="search"),
    path("matters/", matters.all_procedures, name="catalogue"),
    path("matters/<slug:procedure>/", matters.procedure, name="procedure"),
    path("bundles/<slug:bundle>/", bundles.bundle, name="bundle"),
    path("ask/<slug:policy>/", asking.ask, name="ask"),
    path("find/", finding.find, name="find"),
    path("law/", law.laws, name="laws"),
    path("law/<slug:policy>/", law.law, name="law"),
    path("offices/", offices.offices, name="offices"),
    path("offices/<slug:code>/", offices.office, name="office"),
    path("begin/<slug:procedure>/", applying.begin, name="begin"),
    path("apply/<uuid:key>/", applying.apply, name="apply"),
    path("apply/<uuid:key>/question/<str:name>/", applying.question, name="question"),
    path("apply/<uuid:key>/materials/", materials.materials, name="materials"),
    path("apply/<uuid:key>/check/", applying.check, name="check"),
    path("apply/<uuid:key>/give-up/", applying.give_up, name="give_up"),
    path("cases/", cases.cases, name="cases"),
    path("cases/<str:number>/", cases.case, name="case"),
    path("cases/<str:number>/submitted/", cases.submitted, name="submitted"),
    path("cases/<str:number>/receipt/", receipts.receipt, name="receipt"),
    path("cases/<str:number>/supply/", cases.supply, name="supply"),
    path("cases/<str:number>/withdraw/", cases.withdraw, name="withdraw"),
    path("cases/<str:number>/rate/", cases.rate, name="rate"),
    path("materials/<int:pk>/", materials.material, name="material"),
    path("records/", records.records, name="records"),
    path("records/statement/", records.statement, name="statement"),
    path("letters/", letters.letters, name="letters"),
    path("letters/check/", letters.check, name="check_letter"),
    path("letters/<str:number>/", letters.letter, name="letter"),
    path("notices/", letters.notices, name="notices"),
]
