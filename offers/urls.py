"""Addresses around offers, in lists named by audience."""

from django.urls import URLPattern, path

from offers.views import batches, candidate, employer, pool

candidate_urls: list[URLPattern] = [
    path("", candidate.home, name="candidate_home"),
    path("teklifler/", candidate.offer_list, name="candidate_offers"),
    path("teklifler/<str:code>/", candidate.offer_detail, name="candidate_offer"),
    path("teklifler/<str:code>/kabul/", candidate.accept, name="candidate_accept"),
    path("teklifler/<str:code>/ret/", candidate.decline, name="candidate_decline"),
    path("karsilastir/", candidate.compare, name="candidate_compare"),
    path("stajlarim/", candidate.placements, name="candidate_placements"),
    path("gizlilik/", candidate.privacy, name="candidate_privacy"),
]
employer_urls: list[URLPattern] = [
    path("", employer.home, name="employer_home"),
    path("havuz/", pool.pool, name="employer_pool"),
    path("havuz/<str:code>/", pool.candidate, name="employer_candidate"),
    path("teklif-gonder/", pool.send, name="employer_send"),
    path("teklif-gonder/is-gunu/", pool.count_working_days, name="employer_working_days"),
    path("teklifler/", employer.offers, name="employer_offers"),
    path("teklifler/indir/", employer.offers_csv, name="employer_offers_csv"),
    path("teklifler/<str:code>/", employer.offer, name="employer_offer"),
    path("teklifler/<str:code>/teyit/", employer.confirm, name="employer_confirm"),
    path("teklifler/<str:code>/iptal/", employer.cancel, name="employer_cancel"),
    path("teklifler/<str:code>/geri-cek/", employer.withdraw, name="employer_withdraw"),
    path("teyit/", batches.confirm_many, name="employer_confirm_many"),
    path("toplu-islemler/", batches.batches, name="employer_batches"),
    path("toplu-islemler/<uuid:key>/", batches.batch, name="employer_batch"),
    path("toplu-islemler/<uuid:key>/ilerleme/", batches.batch_progress, name="employer_batch_progress"),
    path("toplu-islemler/<uuid:key>/indir/", batches.batch_csv, name="employer_batch_csv"),
    path("toplu-islemler/<uuid:key>/durdur/", batches.stop, name="employer_batch_stop"),
    path("stajyerler/", employer.placements, name="employer_placements"),
    path("kontenjan/", employer.quotas, name="employer_quotas"),
]
