"""Addresses of the employers' pages."""

from django.urls import path

from yuntai.web.employer import declaring, receipts, rows, sheets, views

app_name = "employer"
urlpatterns = [
    path("", views.home, name="home"),
    path("declare/", declaring.declare, name="declare"),
    path("declare/template/", sheets.template, name="template"),
    path("declare/marked/", sheets.marked, name="marked"),
    path("declare/upload/", sheets.upload, name="upload"),
    path("declare/rows/add/", rows.add, name="add"),
    path("declare/rows/<int:line>/", rows.row, name="row"),
    path("declare/differences/", declaring.differences, name="differences"),
    path("declare/check/", declaring.check, name="check"),
    path("declare/receipts/<str:number>/", receipts.receipt, name="receipt"),
]
