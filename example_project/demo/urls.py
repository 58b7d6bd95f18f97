"""URLs of the storefront."""

from django.urls import path

from demo.views import forget, storefront, why

urlpatterns = [
    path("", storefront, name="storefront"),
    path("-/why", why, name="storefront-why"),
    path("-/forget", forget, name="storefront-forget"),
    path("<path:page>", storefront, name="storefront-page"),
]
