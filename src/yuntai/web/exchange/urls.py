"""Addresses of the messages from and to other offices."""

from django.urls import path

from yuntai.web.exchange import views

app_name = "exchange"
urlpatterns = [
    path("", views.messages_of_units, name="list"),
    path("upload/<slug:party>/", views.upload, name="upload"),
    path("answers/<slug:party>/", views.answers, name="answers"),
    path("<int:pk>/", views.message, name="message"),
    path("<int:pk>/do/<slug:step>/", views.do, name="do"),
]
