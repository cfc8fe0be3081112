from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "yuntai.web"
    label = "web"
    verbose_name = "页面"
