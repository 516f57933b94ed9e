"""Addresses of the market pages."""

from django.urls import path

from tallystick.shell.web.market import impact, pages

__all__ = ["urlpatterns"]

urlpatterns = [
    path("", pages.market, name="market"),
    path("again/", pages.again, name="market-again"),
    path("alerts/<slug:key>/", pages.alert, name="market-alert"),
    path("law/", impact.impact, name="law-impact"),
    path("deals/<slug:deal>/", pages.deal, name="market-deal"),
    path("deals/<slug:deal>/loans/", pages.loans, name="market-loans"),
]
