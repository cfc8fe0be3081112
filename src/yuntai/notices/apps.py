from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "yuntai.notices"
    label = "notices"
    verbose_name = "通知"
