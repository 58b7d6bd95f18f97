"""The storefront: a page that is nothing but a client of the services, and two helpers for its panel."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from demo.site import API_KEY, SITE
from django_jss.analytics.models import Goal
from django_jss.api.errors import ServiceError
from django_jss.api.keys import require_key
from django_jss.api.queries import layout_query
from django_jss.conf import settings
from django_jss.layout.explaining import explain
from django_jss.requests import read_parameters
from django_jss.sites.models.api_keys import Service


@require_GET
def storefront(request: HttpRequest, page: str = "") -> HttpResponse:
    """One page for all routes; its script fetches layout and dictionary, as any front end would."""
    return render(request, "demo/storefront.html", {"site": SITE, "key": API_KEY})


@require_GET
def why(request: HttpRequest) -> HttpResponse:
    """Why the present visitor sees what the layout request with the same parameters shows; nothing is stored."""
    parameters = read_parameters(request)
    try:
        query = layout_query(request, parameters, require_key(request, parameters, Service.LAYOUT), "jss")
    except ServiceError as error:
        return JsonResponse({"error": str(error)}, status=400)
    visitor = request.visitor  # type: ignore[attr-defined]
    explanation = explain(query, visitor=visitor)
    counts = visitor.contact_goal_counts
    names = dict(Goal.objects.filter(guid__in=list(counts)).values_list("guid", "name"))
    return JsonResponse(
        {
            "visit": visitor.visit_number,
            "goals": [{"name": name, "count": counts[str(guid)]} for guid, name in names.items()],
            "renderings": explanation.as_json()["renderings"] if explanation else [],
        }
    )


@require_POST
def forget(request: HttpRequest) -> HttpResponse:
    """Take the visitor's cookies away, so that the next request comes from somebody new. What they did stays stored."""
    request.session.flush()
    response = HttpResponse(status=204)
    response.delete_cookie(settings.GLOBAL_COOKIE_NAME, domain=settings.COOKIE_DOMAIN)
    return response
