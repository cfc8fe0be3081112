"""Addresses of the rolls."""

from django.urls import path

from yuntai.web.rolls import about, files, forms, views

app_name = "rolls"
urlpatterns = [
    path("", views.rolls, name="rolls"),
    path("mine/", about.mine, name="mine"),
    path("of-person/", about.file, {"of": "person"}, name="person"),
    path("of-employer/", about.file, {"of": "employer"}, name="employer"),
    path("<slug:name>/", views.rows, name="rows"),
    path("<slug:name>/new/", forms.new, name="new"),
    path("<slug:name>/import/", files.take, name="import"),
    path("<slug:name>/import/template/", files.template, name="template"),
    path("<slug:name>/export/", files.export, name="export"),
    path("<slug:name>/<int:pk>/", views.row, name="row"),
    path("<slug:name>/<int:pk>/change/", forms.change, name="change"),
    path("<slug:name>/<int:pk>/correct/", forms.correct, name="correct"),
    path("<slug:name>/<int:pk>/end/", forms.end, name="end"),
]
