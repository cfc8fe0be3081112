from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "yuntai.people"
    label = "people"
    verbose_name = "人员与权限"
