from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "stajseferberligi.notifications"
    verbose_name = _("Notifications")

    def ready(self) -> None:
        autodiscover_modules("notifications")
