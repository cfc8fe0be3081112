"""Addresses of the workbench."""

from django.urls import path

from yuntai.web.workbench import coverage, rows, views

app_name = "workbench"
urlpatterns = [
    path("", views.queue, name="queue"),
    path("export/", views.export, name="export"),
    path("cases/<str:number>/", views.case, name="case"),
    path("cases/<str:number>/do/<slug:name>/", views.do, name="do"),
    path("cases/<str:number>/reveal/", views.reveal, name="reveal"),
    path("cases/<str:number>/materials/<int:pk>/", views.material, name="material"),
    path("cases/<str:number>/rows/", rows.rows, name="rows"),
    path("cases/<str:number>/rows/export/", rows.export, name="export_rows"),
    path("cases/<str:number>/rows/<int:line>/", rows.row, name="row"),
    path("declarations/", coverage.overview, name="declarations"),
    path("declarations/export/", coverage.export, name="export_declarations"),
    path("declarations/remind/", coverage.remind, name="remind"),
    path("counter/", views.counter, name="counter"),
    path("batch/", views.batch, name="batch"),
]
