from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.utils.translation import gettext_lazy as _


class HouseConfig(AppConfig):
    name = "stajseferberligi"
    verbose_name = _("National internship programme")


class AdministrationConfig(admin_apps.AdminConfig):
    """Django's admin with our site in place of the stock one."""

    default = False  # named in INSTALLED_APPS
    default_site = "stajseferberligi.admin.Administration"
