"""How long the estimate of the rule builder takes on many contacts: `python -m tests.benchmarks.estimates`.

A hundred thousand contacts with two visits each, three pages a visit and some goals are made on PostgreSQL. For each of
some rules it prints how many of them were asked within the time that an author waits, how long it took, and how long
for all of them.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from typing import Any

VISITS = {"condition": "visit_number", "comparison": "at_least", "value": 2}
DEVICE = {"condition": "device_type", "kinds": ["desktop"]}
VALUE = {"condition": "contact_value", "comparison": "at_least", "value": 10}
GOAL_EVER = {"condition": "goal_count", "goal": "GOAL", "times": 1, "span": "ever"}
GOAL_LATELY = {"condition": "goal_count", "goal": "GOAL", "times": 1, "span": "days", "length": 30}
PAGE_LATELY = {"condition": "page_seen", "page": "PAGE", "times": 2, "span": "visits", "length": 3}
RULES: dict[str, dict[str, Any]] = {
    "number of visits": VISITS,
    "device, value, goal ever": {"all": [DEVICE, {"any": [VALUE, GOAL_EVER]}]},
    "goal in the last 30 days": GOAL_LATELY,
    "page in the last 3 visits": PAGE_LATELY,
}
FILL = """
INSERT INTO django_jss_contact (guid, seed, visit_count, page_view_count, engagement_value, goal_counts, profile_tallies,
    first_source, attributes, first_visit_at, last_visit_at, created_at)
SELECT gen_random_uuid(), NULL, 2, 6, n %% 20, CASE WHEN n %% 4 = 0 THEN jsonb_build_object(%(goal)s::text, 1) ELSE '{}' END,
    '{}', '{}', '{}', now() - interval '20 days', now() - interval '5 days', now()
FROM generate_series(1, %(contacts)s) n;
INSERT INTO django_jss_device (guid, contact_id, is_human, created_at)
SELECT gen_random_uuid(), id, false, now() FROM django_jss_contact;
INSERT INTO django_jss_visit (guid, contact_id, device_id, site_id, number, language, started_at, last_activity_at,
    page_view_count, engagement_value, goal_counts, profile_tallies, source, is_bot, entry_path, exit_path, referrer,
    user_agent)
SELECT gen_random_uuid(), d.contact_id, d.id, %(site)s, n, 'en', now() - interval '1 day' * (d.id %% 20 + 3 * n),
    now() - interval '1 day' * (d.id %% 20 + 3 * n) + interval '5 minutes', 3, d.id %% 10, '{}', '{}', '{}', false, '/',
    '/', '', CASE WHEN d.id %% 3 = 0 THEN 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Mobile/15E148'
        ELSE 'Mozilla/5.0 (X11; Linux x86_64; rv:' || 100 + d.id %% 40 || '.0) Gecko/20100101 Firefox/130.0' END
FROM django_jss_device d, generate_series(1, 2) n;
UPDATE django_jss_device d SET latest_visit_id = v.id FROM django_jss_visit v WHERE v.device_id = d.id AND v.number = 1;
INSERT INTO django_jss_pageview (id, visit_id, sequence, at, item_guid, path, language, data)
SELECT gen_random_uuid(), v.id, n, v.started_at + interval '1 minute' * n, %(page)s, '/', 'en', '{}'
FROM django_jss_visit v, generate_series(1, 3) n;
INSERT INTO django_jss_event (id, visit_id, kind, at, definition_guid, name, points, currency, data)
SELECT gen_random_uuid(), id, 'goal', started_at, %(goal)s, 'Sign-up', 5, '', '{}'
FROM django_jss_visit WHERE contact_id %% 4 = 0 AND number = 1;
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("--contacts", type=int, default=100_000)
    contacts = parser.parse_args().contacts
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.benchmarks.settings"
    from tests.benchmarks.data import empty_database, make_pages

    empty_database()
    from django.db import connection

    from django_jss.engine.rules import read_rule
    from django_jss.models import Goal, Item, Site
    from django_jss.personalization.segments import estimate
    from django_jss.sites import directory

    make_pages()
    row = Site.objects.get()
    goal = Goal.objects.create(site=row, name="Sign-up", points=5)
    page = Item.objects.get(path="/home/static")
    with connection.cursor() as cursor:
        told = {"contacts": contacts, "site": row.pk, "goal": str(goal.guid), "page": str(page.guid)}
        for statement in FILL.split(";\n")[:-1]:
            cursor.execute(statement, told)
        cursor.execute("ANALYZE")
    site = directory.current().site_by_id(row.pk)
    assert site is not None
    for name, document in RULES.items():
        text = json.dumps(document).replace("GOAL", str(goal.guid)).replace("PAGE", str(page.guid))
        rule = read_rule({"version": 1, "rule": json.loads(text)})
        begin = time.perf_counter()
        found = estimate(rule, site)
        waited = time.perf_counter() - begin
        begin = time.perf_counter()
        whole = estimate(rule, site, seconds=3600)
        seconds = time.perf_counter() - begin
        print(
            f"{name:>26}: {found.looked_at:7} of {found.total} asked in {waited:.2f} s, about {found.about} match;"
            f" all in {seconds:.2f} s: {whole.matching}"
        )


if __name__ == "__main__":
    main()
