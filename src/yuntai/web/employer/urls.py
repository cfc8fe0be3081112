"""Addresses of the employers' pages."""

from django.urls import path

from yuntai.web.employer import declaring, differences, receipts, roster, rows, sheets, views

app_name = "employer"
urlpatterns = [
    path("", views.home, name="home"),
    path("roster/", roster.show, name="roster"),
    path("roster/upload/", roster.upload, name="roster_upload"),
    path("roster/add/", roster.add, name="roster_add"),
    path("roster/remove/", roster.remove, name="roster_remove"),
    path("roster/sheet/", roster.sheet, name="roster_sheet"),
    path("declare/", declaring.declare, name="declare"),
    path("declare/template/", sheets.template, name="template"),
    path("declare/marked/", sheets.marked, name="marked"),
    path("declare/upload/", sheets.upload, name="upload"),
    path("declare/remedy/", rows.remedy, name="remedy"),
    path("declare/rows/add/", rows.add, name="add"),
    path("declare/rows/<int:line>/", rows.row, name="row"),
    path("declare/differences/", differences.show, name="differences"),
    path("declare/differences/threshold/", differences.threshold, name="threshold"),
    path("declare/differences/reasons/", differences.reasons, name="reasons"),
    path("declare/check/", declaring.check, name="check"),
    path("declare/receipts/<str:number>/", receipts.receipt, name="receipt"),
]
