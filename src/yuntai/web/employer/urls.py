"""Addresses of the employers' pages."""

from django.urls import path

from yuntai.web.employer import views

app_name = "employer"
urlpatterns = [path("", views.home, name="home")]
