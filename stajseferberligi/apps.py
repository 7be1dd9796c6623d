from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HouseConfig(AppConfig):
    name = "stajseferberligi"
    verbose_name = _("National internship programme")
