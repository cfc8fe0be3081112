"""Addresses of one's own account."""

from django.urls import path

from yuntai.web.account import views

app_name = "account"
urlpatterns = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("register/", views.register, name="register"),
    path("second-factor/", views.second_factor, name="second_factor"),
    path("profile/", views.profile, name="profile"),
    path("password/", views.password, name="password"),
    path("acting/", views.acting, name="acting"),
    path("counter/", views.counter, name="counter"),
]
