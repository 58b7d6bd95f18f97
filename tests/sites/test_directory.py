"""Sites, hosts, languages and keys as requests see them."""

from __future__ import annotations

import pytest
from pytest_django.asserts import assertNumQueries

from django_jss.models import Hostname
from django_jss.sites import directory
from tests.factories.sites import ApiKeyFactory, LanguageFactory, SiteFactory

pytestmark = pytest.mark.django_db


def test_directory_that_is_known_costs_no_query():
    SiteFactory()
    directory.current()

    with assertNumQueries(0):
        directory.current()


def test_directory_costs_a_constant_number_of_queries_to_read(django_assert_num_queries):
    for _ in range(5):
        site = SiteFactory(languages=[LanguageFactory(code="da")])
        Hostname.objects.create(site=site, name=f"{site.name}.example.com")
        ApiKeyFactory().sites.add(site)

    with django_assert_num_queries(6):
        directory.current()


def test_site_is_found_by_its_name_in_any_case():
    site = SiteFactory(name="My-App")

    assert directory.current().site_named("my-aPP").id == site.pk
    assert directory.current().site_named("other") is None


@pytest.mark.parametrize("host", ["www.example.com", "WWW.Example.com", "www.example.com:8000"])
def test_site_is_found_by_its_host(host):
    SiteFactory()
    site = SiteFactory()
    Hostname.objects.create(site=site, name="www.example.com")

    assert directory.current().site_at(host).id == site.pk


def test_host_with_a_port_goes_before_the_host_alone():
    Hostname.objects.create(site=SiteFactory(), name="example.com")
    site = SiteFactory()
    Hostname.objects.create(site=site, name="example.com:8080")

    assert directory.current().site_at("example.com:8080").id == site.pk


def test_unknown_host_leads_to_the_default_site():
    SiteFactory()
    site = SiteFactory(is_default=True)

    assert directory.current().site_at("nobody.example.com").id == site.pk


def test_unknown_host_leads_to_the_only_site():
    site = SiteFactory()

    assert directory.current().site_at("nobody.example.com").id == site.pk


def test_unknown_host_leads_nowhere_among_several_sites_without_a_default():
    SiteFactory()
    SiteFactory()

    assert directory.current().site_at("nobody.example.com") is None


def test_language_falls_back_along_its_chain():
    english = LanguageFactory(code="en")
    danish = LanguageFactory(code="da", fallback=english)
    site = SiteFactory(default_language=english, languages=[LanguageFactory(code="fo", fallback=danish)])

    assert directory.current().site_named(site.name).language("FO").fallback_codes == ("da", "en")


def test_circle_of_fallbacks_ends_before_it_comes_back_to_the_language_itself():
    english = LanguageFactory(code="en")
    danish = LanguageFactory(code="da", fallback=english)
    english.fallback = danish
    english.save()
    site = SiteFactory(default_language=english)

    assert directory.current().site_named(site.name).language("en").fallback_codes == ("da",)


def test_default_language_is_served_even_if_it_was_taken_off_the_list():
    site = SiteFactory()
    site.languages.clear()

    assert directory.current().site_named(site.name).language("en").code == "en"


def test_key_without_sites_covers_all():
    key = ApiKeyFactory()
    site = directory.current().site_named(SiteFactory().name)

    assert directory.current().keys[key.guid].covers(site)


def test_key_with_sites_covers_only_those():
    key, own, other = ApiKeyFactory(), SiteFactory(), SiteFactory()
    key.sites.add(own)
    known = directory.current()

    assert known.keys[key.guid].covers(known.site_named(own.name))
    assert not known.keys[key.guid].covers(known.site_named(other.name))


@pytest.mark.parametrize(
    ("services", "opens"), [(["*"], True), (["Layout", "tracker"], True), (["tracker"], False), ("layout", False)]
)
def test_key_opens_the_services_that_it_names(services, opens):
    key = ApiKeyFactory(services=services)

    assert directory.current().keys[key.guid].opens("layout") is opens


@pytest.mark.parametrize(
    ("origins", "allowed"),
    [
        ("*", True),
        ("https://other.example.com;https://App.example.com/", True),
        ("https://other.example.com\nhttps://app.example.com", True),
        ("https://other.example.com", False),
        ("", False),
    ],
)
def test_key_allows_the_origins_that_it_names(origins, allowed):
    key = ApiKeyFactory(cors_origins=origins)

    assert directory.current().keys[key.guid].allows_origin("https://app.example.com") is allowed


def test_disabled_key_is_not_there():
    key = ApiKeyFactory(is_enabled=False)

    assert key.guid not in directory.current().keys


def test_change_of_a_site_is_seen():
    site = SiteFactory()
    directory.current()

    site.uses_language_fallback = True
    site.save()

    assert directory.current().site_named(site.name).uses_language_fallback


def test_new_language_of_a_site_is_seen():
    site = SiteFactory()
    directory.current()

    site.languages.add(LanguageFactory(code="da"))

    assert directory.current().site_named(site.name).language("da")


def test_deleted_host_is_seen():
    site = SiteFactory()
    host = Hostname.objects.create(site=site, name="www.example.com")
    assert directory.current().hosts

    host.delete()

    assert not directory.current().hosts
