"""The record of the clocks."""

from django.contrib import admin

from stajseferberligi.administration import Room
from stajseferberligi.jobs.models import JobRun


@admin.register(JobRun)
class JobRunAdmin(Room):
    list_display = ("name", "slot_at", "started_at", "finished_at", "due", "done", "failed")
    list_filter = ("name",)
    date_hierarchy = "started_at"
