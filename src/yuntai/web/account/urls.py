"""Addresses of one's own account, of acting for others, and of who may do what."""

from django.urls import path

from yuntai.web.account import (
    behalf,
    counter,
    doubtful,
    employers,
    identity_service,
    officers,
    own,
    templates,
    terminals,
    views,
)

app_name = "account"
urlpatterns = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("register/", views.register, name="register"),
    path("second-factor/", views.second_factor, name="second_factor"),
    path("password/", views.password, name="password"),
    path("new-password/<uidb64>/<token>/", views.NewPasswordView.as_view(), name="new_password"),
    path("identity/", identity_service.begin, name="identity"),
    path("identity/back/", identity_service.back, name="identity_back"),
    path("profile/", own.profile, name="profile"),
    path("looked/", own.looked, name="looked"),
    path("acting/", behalf.acting, name="acting"),
    path("acting/ended/", counter.ended, name="acting_ended"),
    path("acting/changed/", behalf.changed, name="acting_changed"),
    path("counter/", counter.counter, name="counter"),
    path("phone/", counter.phone, name="phone"),
    path("counter/employer/", counter.counter, {"of": "employer"}, name="counter_employer"),
    path("phone/employer/", counter.phone, {"of": "employer"}, name="phone_employer"),
    path("counter/password/", counter.counter_password, name="counter_password"),
    path("terminals/", terminals.terminals, name="terminals"),
    path("terminals/<int:number>/revoke/", terminals.revoke, name="revoke_terminal"),
    path("mandates/", behalf.mandates, name="mandates"),
    path("mandates/<int:number>/revoke/", behalf.revoke_mandate, name="revoke_mandate"),
    path("employers/", employers.register, name="register_employer"),
    path("employers/operators/", employers.operators, name="operators"),
    path("employers/operators/<int:number>/revoke/", employers.revoke, name="revoke_operator"),
    path("employers/waiting/", employers.waiting, name="registrations"),
    path("employers/waiting/<int:number>/", employers.check, name="registration"),
    path("employers/waiting/<int:number>/authorisation/", employers.authorisation, name="authorisation"),
    path("notices/templates/", templates.previews, name="notice_templates"),
    path("notices/", doubtful.notices, name="doubtful_notices"),
    path("officers/", officers.officers, name="officers"),
    path("officers/appointments/<int:number>/end/", officers.end, name="end_appointment"),
    path("officers/<int:number>/second-factor/", officers.reset_second_factor, name="reset_second_factor"),
    path("officers/<int:number>/password/", officers.new_password, name="officer_password"),
]
