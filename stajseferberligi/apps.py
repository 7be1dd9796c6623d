from django.apps import AppConfig, apps
from django.contrib import admin
from django.contrib.admin import apps as admin_apps
from django.utils.translation import gettext_lazy as _


class HouseConfig(AppConfig):
    name = "stajseferberligi"
    verbose_name = _("National internship programme")


class AdministrationConfig(admin_apps.AdminConfig):
    """Django's admin with our site in place of the stock one."""

    default = False  # named in INSTALLED_APPS
    default_site = "stajseferberligi.admin.Administration"

    def ready(self) -> None:
        """Without allauth's table of addresses: they stand with their account, and the log would call them by their text."""
        super().ready()
        admin.site.unregister(apps.get_model("account.EmailAddress"))
