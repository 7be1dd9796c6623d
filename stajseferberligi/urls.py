"""Every address of the house."""

from django.contrib import admin
from django.urls import include, path

import employers.urls
import offers.urls
from stajseferberligi import api, views
from stajseferberligi.notifications import urls as notification_urls

urlpatterns = [
    path("", views.landing, name="landing"),
    path("sss/", views.faq, name="faq"),
    path("saglik/", views.health, name="health"),
    path("dil/", views.set_language, name="set_language"),
    path("panel/", views.home, name="home"),
    path("hesap/", include("allauth.account.urls")),
    path("aday/", include(offers.urls.candidate_urls)),
    path("aday/bildirimler/", include(notification_urls.patterns("candidate"))),
    path("isveren/", include(offers.urls.employer_urls)),
    path("isveren/", include(employers.urls.employer_urls)),
    path("isveren/bildirimler/", include(notification_urls.patterns("employer"))),
    path("yonetim/", admin.site.urls),
    path("api/v1/", include(api.urls)),
    path("api/", include(api.documentation_urls)),
]

handler403 = "stajseferberligi.views.forbidden"
handler404 = "stajseferberligi.views.not_found"
handler500 = "stajseferberligi.views.server_error"
