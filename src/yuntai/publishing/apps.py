from django.apps import AppConfig


class PublishingConfig(AppConfig):
    name = "yuntai.publishing"
    label = "publishing"
    verbose_name = "发布"
