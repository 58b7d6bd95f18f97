import uuid
from decimal import Decimal

import django.core.validators
import django.db.models.deletion
import django.db.models.manager
from django.conf import settings
from django.db import migrations, models

import django_jss.engine.guids
import django_jss.personalization.models.saved_rules
import django_jss.sites.models.api_keys
import django_jss.sites.models.sites


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Calendar",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("guid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                ("description", models.TextField(blank=True, verbose_name="description")),
            ],
            options={
                "verbose_name": "calendar",
                "verbose_name_plural": "calendars",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Component",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("guid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "name",
                    models.CharField(
                        help_text="The name of the component in the front end.", max_length=200, verbose_name="name"
                    ),
                ),
                ("display_name", models.CharField(blank=True, max_length=200, verbose_name="display name")),
                ("icon", models.CharField(blank=True, max_length=200, verbose_name="icon")),
                ("description", models.CharField(blank=True, max_length=500, verbose_name="description")),
                (
                    "exposed_placeholders",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text="Keys of the placeholders inside it, in order.",
                        verbose_name="exposed placeholders",
                    ),
                ),
                (
                    "contents_resolver",
                    models.CharField(
                        blank=True,
                        help_text="Empty means the fields of the datasource.",
                        max_length=100,
                        verbose_name="contents resolver",
                    ),
                ),
                ("graphql_query", models.TextField(blank=True, verbose_name="GraphQL query")),
            ],
            options={
                "verbose_name": "component",
                "verbose_name_plural": "components",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Goal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("guid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                (
                    "alias",
                    models.CharField(
                        help_text="The name by which front ends report it; case does not matter.",
                        max_length=100,
                        verbose_name="alias",
                    ),
                ),
                ("alias_key", models.CharField(editable=False, max_length=100)),
                ("description", models.TextField(blank=True, verbose_name="description")),
                (
                    "is_deployed",
                    models.BooleanField(
                        default=True, help_text="Only deployed ones are recorded.", verbose_name="deployed"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("points", models.PositiveIntegerField(default=0, verbose_name="points")),
                (
                    "counting",
                    models.CharField(
                        choices=[
                            ("always", "each time"),
                            ("visit", "once in a visit"),
                            ("page", "once on each page of a visit"),
                        ],
                        default="always",
                        max_length=10,
                        verbose_name="counts",
                    ),
                ),
                ("rule", models.JSONField(blank=True, null=True, verbose_name="only if")),
            ],
            options={
                "verbose_name": "goal",
                "verbose_name_plural": "goals",
                "ordering": ["name"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="MediaItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("guid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "path",
                    models.CharField(
                        help_text="Path in the site's library with extension, such as img/logo.png.",
                        max_length=500,
                        verbose_name="path",
                    ),
                ),
                ("path_key", models.CharField(editable=False, max_length=64)),
                ("file", models.FileField(max_length=500, upload_to="jss/media", verbose_name="file")),
                ("name", models.CharField(blank=True, max_length=200, verbose_name="name")),
                ("alt", models.CharField(blank=True, max_length=500, verbose_name="alternative text")),
                ("title", models.CharField(blank=True, max_length=500, verbose_name="title")),
                ("description", models.TextField(blank=True, verbose_name="description")),
                ("keywords", models.CharField(blank=True, max_length=500, verbose_name="keywords")),
                ("mime_type", models.CharField(editable=False, max_length=100, verbose_name="type")),
                ("size", models.PositiveBigIntegerField(default=0, editable=False, verbose_name="size in bytes")),
                ("width", models.PositiveIntegerField(blank=True, editable=False, null=True, verbose_name="width")),
                ("height", models.PositiveIntegerField(blank=True, editable=False, null=True, verbose_name="height")),
                ("checksum", models.CharField(editable=False, max_length=64)),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
            ],
            options={
                "verbose_name": "media item",
                "verbose_name_plural": "media",
                "ordering": ["path"],
            },
        ),
        migrations.CreateModel(
            name="Profile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("guid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                ("description", models.TextField(blank=True, verbose_name="description")),
                (
                    "combining",
                    models.CharField(
                        choices=[
                            ("sum", "sum of the points"),
                            ("average", "average of the points"),
                            ("percentage", "share of all points, in percent"),
                        ],
                        default="sum",
                        max_length=20,
                        verbose_name="score of a key",
                    ),
                ),
                (
                    "authoring",
                    models.CharField(
                        choices=[
                            ("single", "one card"),
                            ("several", "several cards, which count alike"),
                            ("percentages", "several cards, each with its percentage"),
                        ],
                        default="single",
                        max_length=20,
                        verbose_name="cards on a page",
                    ),
                ),
                (
                    "minimum",
                    models.PositiveIntegerField(
                        default=3,
                        help_text="Only views of pages that have a card of this profile are scored; others do not count.",
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="scored page views before a pattern matches",
                    ),
                ),
                (
                    "decay",
                    models.DecimalField(
                        decimal_places=2,
                        default=0,
                        help_text="How many percent of a contact's score are lost each day, so that new interests outweigh old ones; 0 keeps all. The score of a visit does not decay.",
                        max_digits=5,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="decay",
                    ),
                ),
            ],
            options={
                "verbose_name": "profile",
                "verbose_name_plural": "profiles",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Revision",
            fields=[
                ("scope", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("number", models.PositiveBigIntegerField(default=0)),
            ],
            options={
                "verbose_name": "revision",
                "verbose_name_plural": "revisions",
            },
        ),
        migrations.CreateModel(
            name="CalendarDate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("first_on", models.DateField(verbose_name="first day")),
                (
                    "last_on",
                    models.DateField(
                        blank=True, help_text="Empty for a single day.", null=True, verbose_name="last day"
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=100, verbose_name="name")),
                (
                    "calendar",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="dates",
                        to="django_jss.calendar",
                        verbose_name="calendar",
                    ),
                ),
            ],
            options={
                "verbose_name": "date",
                "verbose_name_plural": "dates",
                "ordering": ["first_on"],
            },
        ),
        migrations.CreateModel(
            name="Channel",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("guid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("alias", models.SlugField(max_length=100, unique=True, verbose_name="alias")),
                ("description", models.TextField(blank=True, verbose_name="description")),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="children",
                        to="django_jss.channel",
                        verbose_name="belongs to",
                    ),
                ),
            ],
            options={
                "verbose_name": "channel",
                "verbose_name_plural": "channels",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Contact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("guid", models.UUIDField(default=django_jss.engine.guids.uuid7, editable=False, unique=True)),
                ("seed", models.UUIDField(editable=False, null=True)),
                ("visit_count", models.PositiveIntegerField(default=0, verbose_name="visits")),
                ("page_view_count", models.PositiveIntegerField(default=0, verbose_name="page views")),
                ("engagement_value", models.IntegerField(default=0, verbose_name="engagement value")),
                ("goal_counts", models.JSONField(blank=True, default=dict, verbose_name="goals triggered")),
                (
                    "profile_tallies",
                    models.JSONField(blank=True, default=dict, editable=False, verbose_name="profile scores"),
                ),
                (
                    "first_source",
                    models.JSONField(
                        blank=True, default=dict, editable=False, verbose_name="source of the first visit"
                    ),
                ),
                ("attributes", models.JSONField(blank=True, default=dict, verbose_name="attributes")),
                (
                    "identified_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="identified"),
                ),
                ("first_visit_at", models.DateTimeField(blank=True, null=True, verbose_name="first visit")),
                (
                    "last_visit_at",
                    models.DateTimeField(blank=True, db_index=True, null=True, verbose_name="last visit"),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="merged_contacts",
                        to="django_jss.contact",
                        verbose_name="merged into",
                    ),
                ),
            ],
            options={
                "verbose_name": "contact",
                "verbose_name_plural": "contacts",
            },
        ),
        migrations.CreateModel(
            name="Device",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("guid", models.UUIDField(editable=False, unique=True)),
                ("is_human", models.BooleanField(default=False, verbose_name="shown to be human")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                (
                    "contact",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="devices",
                        to="django_jss.contact",
                        verbose_name="contact",
                    ),
                ),
            ],
            options={
                "verbose_name": "device",
                "verbose_name_plural": "devices",
                "ordering": ["-created_at"],
            },
        ),
        migrations.CreateModel(
            name="Identifier",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source", models.CharField(max_length=100, verbose_name="source")),
                ("value", models.CharField(max_length=255, verbose_name="identifier")),
                ("key", models.CharField(editable=False, max_length=64, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                (
                    "contact",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="identifiers",
                        to="django_jss.contact",
                        verbose_name="contact",
                    ),
                ),
            ],
            options={
                "verbose_name": "identifier",
                "verbose_name_plural": "identifiers",
                "ordering": ["source", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Item",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("guid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("position", models.PositiveIntegerField(default=0, verbose_name="position")),
                ("path", models.CharField(editable=False, max_length=1000, verbose_name="path")),
                ("path_key", models.CharField(editable=False, max_length=64)),
                (
                    "has_layout",
                    models.BooleanField(
                        default=False, help_text="It is a page of its own.", verbose_name="has a layout"
                    ),
                ),
                (
                    "is_counted",
                    models.BooleanField(
                        default=True,
                        help_text="Views of this page are recorded for analytics and rules.",
                        verbose_name="counted",
                    ),
                ),
                ("shared_fields", models.JSONField(blank=True, default=dict, verbose_name="shared fields")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="children",
                        to="django_jss.item",
                        verbose_name="parent",
                    ),
                ),
            ],
            options={
                "verbose_name": "item",
                "verbose_name_plural": "items",
                "ordering": ["position", "pk"],
                "permissions": [("publish_item", "Can publish and unpublish items")],
            },
        ),
        migrations.CreateModel(
            name="Route",
            fields=[],
            options={
                "verbose_name": "page",
                "verbose_name_plural": "pages",
                "proxy": True,
                "default_manager_name": "routes",
                "indexes": [],
                "constraints": [],
            },
            bases=("django_jss.item",),
            managers=[
                ("routes", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Language",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "code",
                    models.CharField(
                        max_length=20,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$", "A language code such as en or da-DK."
                            )
                        ],
                        verbose_name="code",
                    ),
                ),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                (
                    "fallback",
                    models.ForeignKey(
                        blank=True,
                        help_text="Shown where something has no version in this language, on sites that use language fallback.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="django_jss.language",
                        verbose_name="fallback language",
                    ),
                ),
            ],
            options={
                "verbose_name": "language",
                "verbose_name_plural": "languages",
                "ordering": ["code"],
            },
        ),
        migrations.CreateModel(
            name="Layout",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("language_key", models.PositiveBigIntegerField(default=0, editable=False)),
                (
                    "stage",
                    models.CharField(
                        choices=[("draft", "draft"), ("published", "published")],
                        default="draft",
                        max_length=20,
                        verbose_name="stage",
                    ),
                ),
                ("lock", models.PositiveIntegerField(default=0, editable=False)),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="layouts", to="django_jss.item"
                    ),
                ),
                (
                    "language",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="django_jss.language",
                    ),
                ),
            ],
            options={
                "verbose_name": "layout",
                "verbose_name_plural": "layouts",
            },
        ),
        migrations.CreateModel(
            name="PatternCard",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("guid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                ("description", models.TextField(blank=True, verbose_name="description")),
                ("points", models.JSONField(blank=True, default=dict, verbose_name="points")),
                (
                    "profile",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="patterns",
                        to="django_jss.profile",
                        verbose_name="profile",
                    ),
                ),
            ],
            options={
                "verbose_name": "pattern card",
                "verbose_name_plural": "pattern cards",
                "ordering": ["name"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ProfileCard",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("guid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                ("description", models.TextField(blank=True, verbose_name="description")),
                ("points", models.JSONField(blank=True, default=dict, verbose_name="points")),
                (
                    "profile",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="cards",
                        to="django_jss.profile",
                        verbose_name="profile",
                    ),
                ),
            ],
            options={
                "verbose_name": "profile card",
                "verbose_name_plural": "profile cards",
                "ordering": ["name"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ItemCard",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "percentage",
                    models.PositiveSmallIntegerField(
                        default=100,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="percentage",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="profile_cards",
                        to="django_jss.item",
                        verbose_name="item",
                    ),
                ),
                (
                    "card",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="uses",
                        to="django_jss.profilecard",
                        verbose_name="profile card",
                    ),
                ),
            ],
            options={
                "verbose_name": "profile card of an item",
                "verbose_name_plural": "profile cards of items",
            },
        ),
        migrations.CreateModel(
            name="ProfileKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("guid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("position", models.PositiveIntegerField(default=0, verbose_name="position")),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                ("low", models.FloatField(default=0, verbose_name="least")),
                ("high", models.FloatField(default=10, verbose_name="most")),
                (
                    "default",
                    models.FloatField(
                        default=0,
                        help_text="The score of those who have seen nothing that is scored.",
                        verbose_name="default",
                    ),
                ),
                (
                    "profile",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="keys",
                        to="django_jss.profile",
                        verbose_name="profile",
                    ),
                ),
            ],
            options={
                "verbose_name": "profile key",
                "verbose_name_plural": "profile keys",
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Reference",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("field", models.CharField(max_length=200, verbose_name="field")),
                (
                    "language",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="django_jss.language",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="references", to="django_jss.item"
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT, related_name="referrers", to="django_jss.item"
                    ),
                ),
            ],
            options={
                "verbose_name": "reference",
                "verbose_name_plural": "references",
            },
        ),
        migrations.CreateModel(
            name="Rendering",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid.uuid4)),
                ("placeholder", models.CharField(max_length=150, verbose_name="placeholder")),
                ("position", models.PositiveIntegerField(default=0, verbose_name="position")),
                ("params", models.JSONField(blank=True, default=dict, verbose_name="parameters")),
                (
                    "component",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="renderings",
                        to="django_jss.component",
                        verbose_name="component",
                    ),
                ),
                (
                    "datasource",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="shown_by",
                        to="django_jss.item",
                        verbose_name="datasource",
                    ),
                ),
                (
                    "layout",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="renderings", to="django_jss.layout"
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="children",
                        to="django_jss.rendering",
                    ),
                ),
            ],
            options={
                "verbose_name": "rendering",
                "verbose_name_plural": "renderings",
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="RuleSet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("guid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("rendering_uid", models.UUIDField(verbose_name="rendering")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "route",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rule_sets",
                        to="django_jss.item",
                        verbose_name="page",
                    ),
                ),
            ],
            options={
                "verbose_name": "rule set",
                "verbose_name_plural": "rule sets",
            },
        ),
        migrations.CreateModel(
            name="PersonalizationVariant",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("guid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("position", models.PositiveIntegerField(default=0, verbose_name="position")),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("rule", models.JSONField(verbose_name="rule")),
                (
                    "action",
                    models.CharField(
                        choices=[
                            ("datasource", "show other content"),
                            ("component", "show another component"),
                            ("hide", "hide the component"),
                            ("parameters", "change its parameters"),
                            ("move", "move it to another place"),
                            ("custom", "do something else"),
                        ],
                        default="datasource",
                        max_length=20,
                        verbose_name="action",
                    ),
                ),
                ("params", models.JSONField(blank=True, default=dict, verbose_name="parameters")),
                ("target", models.CharField(blank=True, max_length=200, verbose_name="placeholder")),
                ("target_before", models.UUIDField(blank=True, null=True)),
                ("custom_action", models.CharField(blank=True, max_length=100, verbose_name="own action")),
                ("is_enabled", models.BooleanField(default=True, verbose_name="enabled")),
                ("show_from", models.DateTimeField(blank=True, null=True, verbose_name="from")),
                ("show_until", models.DateTimeField(blank=True, null=True, verbose_name="until")),
                (
                    "component",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to="django_jss.component",
                        verbose_name="component",
                    ),
                ),
                (
                    "datasource",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to="django_jss.item",
                        verbose_name="datasource",
                    ),
                ),
                (
                    "rule_set",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="variants", to="django_jss.ruleset"
                    ),
                ),
            ],
            options={
                "verbose_name": "personalization variant",
                "verbose_name_plural": "personalization variants",
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Site",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("guid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "name",
                    models.CharField(
                        help_text="The name of the JSS app; front ends send it as sc_site.",
                        max_length=100,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Za-z0-9][A-Za-z0-9_.-]*$", "Letters, digits, '-', '_' and '.' only."
                            )
                        ],
                        verbose_name="name",
                    ),
                ),
                ("display_name", models.CharField(blank=True, max_length=200, verbose_name="display name")),
                (
                    "uses_language_fallback",
                    models.BooleanField(
                        default=False,
                        help_text="Serve the fallback language where something has no version in the language asked for.",
                        verbose_name="language fallback",
                    ),
                ),
                (
                    "embeds_language_in_links",
                    models.BooleanField(
                        default=False,
                        help_text="Internal links start with the language, such as /en/about.",
                        verbose_name="language in links",
                    ),
                ),
                (
                    "is_default",
                    models.BooleanField(
                        default=False,
                        help_text="Answers requests that name no site and come by an unknown host name.",
                        verbose_name="default site",
                    ),
                ),
                (
                    "root_placeholders",
                    models.JSONField(
                        default=django_jss.sites.models.sites.default_root_placeholders,
                        help_text="Placeholders that every page has, such as jss-main.",
                        verbose_name="root placeholders",
                    ),
                ),
                (
                    "time_zone",
                    models.CharField(
                        default="UTC", help_text="Such as Europe/Copenhagen.", max_length=64, verbose_name="time zone"
                    ),
                ),
                (
                    "tells_personalization",
                    models.BooleanField(
                        default=False,
                        help_text="Layout answers then name them in context.personalization, for analytics in the browser.",
                        verbose_name="tell which variants were chosen",
                    ),
                ),
                (
                    "requires_consent",
                    models.BooleanField(
                        default=False,
                        help_text="Nothing is stored of visitors, and no cookie set, until they consent (opt-in).",
                        verbose_name="consent required",
                    ),
                ),
                (
                    "ends_visits_at_midnight",
                    models.BooleanField(
                        default=False, help_text="In the time zone of the site.", verbose_name="visits end at midnight"
                    ),
                ),
                (
                    "default_language",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="django_jss.language",
                        verbose_name="default language",
                    ),
                ),
                (
                    "languages",
                    models.ManyToManyField(related_name="sites", to="django_jss.language", verbose_name="languages"),
                ),
            ],
            options={
                "verbose_name": "site",
                "verbose_name_plural": "sites",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Segment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("guid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("description", models.TextField(blank=True, verbose_name="description")),
                (
                    "rule",
                    models.JSONField(default=django_jss.personalization.models.saved_rules.always, verbose_name="rule"),
                ),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="django_jss.site",
                        verbose_name="site",
                    ),
                ),
            ],
            options={
                "verbose_name": "segment",
                "verbose_name_plural": "segments",
                "ordering": ["name"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SavedRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("guid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("description", models.TextField(blank=True, verbose_name="description")),
                (
                    "rule",
                    models.JSONField(default=django_jss.personalization.models.saved_rules.always, verbose_name="rule"),
                ),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="django_jss.site",
                        verbose_name="site",
                    ),
                ),
            ],
            options={
                "verbose_name": "saved rule",
                "verbose_name_plural": "saved rules",
                "ordering": ["name"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="RuleChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "thing",
                    models.CharField(
                        choices=[
                            ("rule_set", "personalization of a component"),
                            ("saved_rule", "saved rule"),
                            ("segment", "segment"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("key", models.UUIDField(editable=False, verbose_name="id")),
                ("name", models.CharField(max_length=300, verbose_name="what")),
                ("state", models.JSONField(verbose_name="state")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="saved")),
                (
                    "author",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="django_jss.site",
                        verbose_name="site",
                    ),
                ),
            ],
            options={
                "verbose_name": "change of rules",
                "verbose_name_plural": "changes of rules",
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Redirect",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("path", models.CharField(max_length=1000, verbose_name="old path")),
                ("path_key", models.CharField(editable=False, max_length=64)),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                (
                    "target",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="redirects",
                        to="django_jss.item",
                        verbose_name="page",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="redirects", to="django_jss.site"
                    ),
                ),
            ],
            options={
                "verbose_name": "redirect",
                "verbose_name_plural": "redirects",
                "ordering": ["path"],
            },
        ),
        migrations.AddField(
            model_name="profile",
            name="site",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="django_jss.site", verbose_name="site"
            ),
        ),
        migrations.CreateModel(
            name="Placeholder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("guid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("key", models.CharField(max_length=150, verbose_name="key")),
                ("display_name", models.CharField(blank=True, max_length=200, verbose_name="display name")),
                (
                    "allowed_components",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Empty means all.",
                        related_name="allowed_placeholders",
                        to="django_jss.component",
                        verbose_name="allowed components",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="placeholders",
                        to="django_jss.site",
                        verbose_name="site",
                    ),
                ),
            ],
            options={
                "verbose_name": "placeholder",
                "verbose_name_plural": "placeholders",
                "ordering": ["key"],
            },
        ),
        migrations.CreateModel(
            name="Persona",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("guid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                ("description", models.TextField(blank=True, verbose_name="description")),
                ("facts", models.JSONField(blank=True, default=dict, verbose_name="what is known")),
                (
                    "picture",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="django_jss.mediaitem",
                        verbose_name="picture",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="django_jss.site",
                        verbose_name="site",
                    ),
                ),
            ],
            options={
                "verbose_name": "persona",
                "verbose_name_plural": "personas",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="PageEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("guid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                (
                    "alias",
                    models.CharField(
                        help_text="The name by which front ends report it; case does not matter.",
                        max_length=100,
                        verbose_name="alias",
                    ),
                ),
                ("alias_key", models.CharField(editable=False, max_length=100)),
                ("description", models.TextField(blank=True, verbose_name="description")),
                (
                    "is_deployed",
                    models.BooleanField(
                        default=True, help_text="Only deployed ones are recorded.", verbose_name="deployed"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("points", models.IntegerField(default=0, verbose_name="points")),
                (
                    "is_failure",
                    models.BooleanField(
                        default=False,
                        help_text="Something that should not happen, such as a form that was refused.",
                        verbose_name="failure",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="django_jss.site",
                        verbose_name="site",
                    ),
                ),
            ],
            options={
                "verbose_name": "page event",
                "verbose_name_plural": "page events",
                "ordering": ["name"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Outcome",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("guid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                (
                    "alias",
                    models.CharField(
                        help_text="The name by which front ends report it; case does not matter.",
                        max_length=100,
                        verbose_name="alias",
                    ),
                ),
                ("alias_key", models.CharField(editable=False, max_length=100)),
                ("description", models.TextField(blank=True, verbose_name="description")),
                (
                    "is_deployed",
                    models.BooleanField(
                        default=True, help_text="Only deployed ones are recorded.", verbose_name="deployed"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                (
                    "group",
                    models.CharField(
                        blank=True, help_text="Such as purchases or leads.", max_length=100, verbose_name="group"
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="django_jss.site",
                        verbose_name="site",
                    ),
                ),
            ],
            options={
                "verbose_name": "outcome",
                "verbose_name_plural": "outcomes",
                "ordering": ["name"],
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="mediaitem",
            name="site",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="media",
                to="django_jss.site",
                verbose_name="site",
            ),
        ),
        migrations.CreateModel(
            name="MappingRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("guid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("rule", models.JSONField(verbose_name="pages")),
                ("is_enabled", models.BooleanField(default=True, verbose_name="enabled")),
                (
                    "goal",
                    models.ForeignKey(
                        blank=True,
                        help_text="Triggered by each view of these pages.",
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="mapping_rules",
                        to="django_jss.goal",
                        verbose_name="goal",
                    ),
                ),
                (
                    "card",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="mapping_rules",
                        to="django_jss.profilecard",
                        verbose_name="profile card",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="django_jss.site",
                        verbose_name="site",
                    ),
                ),
            ],
            options={
                "verbose_name": "mapping rule",
                "verbose_name_plural": "mapping rules",
                "ordering": ["name"],
            },
        ),
        migrations.AddField(
            model_name="item",
            name="site",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="items",
                to="django_jss.site",
                verbose_name="site",
            ),
        ),
        migrations.CreateModel(
            name="Hostname",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "name",
                    models.CharField(
                        max_length=253,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9.-]+(:\\d+)?$", "Lower case, without scheme, such as www.example.com."
                            )
                        ],
                        verbose_name="host name",
                    ),
                ),
                ("position", models.PositiveIntegerField(default=0, verbose_name="position")),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="hostnames", to="django_jss.site"
                    ),
                ),
            ],
            options={
                "verbose_name": "host name",
                "verbose_name_plural": "host names",
                "ordering": ["position", "name"],
            },
        ),
        migrations.AddField(
            model_name="goal",
            name="site",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="django_jss.site", verbose_name="site"
            ),
        ),
        migrations.CreateModel(
            name="DictionaryPhrase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("guid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("key", models.CharField(max_length=500, verbose_name="key")),
                ("key_hash", models.CharField(editable=False, max_length=64)),
                ("text", models.TextField(blank=True, verbose_name="text")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "language",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="django_jss.language",
                        verbose_name="language",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="phrases",
                        to="django_jss.site",
                        verbose_name="site",
                    ),
                ),
            ],
            options={
                "verbose_name": "dictionary phrase",
                "verbose_name_plural": "dictionary phrases",
                "ordering": ["key", "language"],
            },
        ),
        migrations.CreateModel(
            name="ConsentChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_given", models.BooleanField(verbose_name="given")),
                ("at", models.DateTimeField(verbose_name="time")),
                (
                    "contact",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="consent_changes",
                        to="django_jss.contact",
                        verbose_name="contact",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="django_jss.site",
                        verbose_name="site",
                    ),
                ),
            ],
            options={
                "verbose_name": "consent",
                "verbose_name_plural": "consents",
                "ordering": ["at", "pk"],
            },
        ),
        migrations.AddField(
            model_name="component",
            name="site",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="components",
                to="django_jss.site",
                verbose_name="site",
            ),
        ),
        migrations.CreateModel(
            name="ChannelRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("guid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                (
                    "position",
                    models.PositiveIntegerField(
                        default=0, help_text="Rules are tried in this order, the lowest first.", verbose_name="position"
                    ),
                ),
                ("rule", models.JSONField(verbose_name="visits")),
                ("is_enabled", models.BooleanField(default=True, verbose_name="enabled")),
                (
                    "channel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="channel_rules",
                        to="django_jss.channel",
                        verbose_name="channel",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="django_jss.site",
                        verbose_name="site",
                    ),
                ),
            ],
            options={
                "verbose_name": "channel rule",
                "verbose_name_plural": "channel rules",
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Campaign",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("guid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                (
                    "alias",
                    models.CharField(
                        help_text="The name by which front ends report it; case does not matter.",
                        max_length=100,
                        verbose_name="alias",
                    ),
                ),
                ("alias_key", models.CharField(editable=False, max_length=100)),
                ("description", models.TextField(blank=True, verbose_name="description")),
                (
                    "is_deployed",
                    models.BooleanField(
                        default=True, help_text="Only deployed ones are recorded.", verbose_name="deployed"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("group", models.CharField(blank=True, max_length=100, verbose_name="group")),
                ("facets", models.JSONField(blank=True, default=dict, verbose_name="facets")),
                ("starts_at", models.DateTimeField(blank=True, null=True, verbose_name="from")),
                ("ends_at", models.DateTimeField(blank=True, null=True, verbose_name="until")),
                (
                    "cost",
                    models.DecimalField(decimal_places=2, default=Decimal("0"), max_digits=14, verbose_name="cost"),
                ),
                (
                    "channel",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="campaigns",
                        to="django_jss.channel",
                        verbose_name="channel",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="django_jss.site",
                        verbose_name="site",
                    ),
                ),
            ],
            options={
                "verbose_name": "campaign",
                "verbose_name_plural": "campaigns",
                "ordering": ["name"],
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="calendar",
            name="site",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="django_jss.site", verbose_name="site"
            ),
        ),
        migrations.CreateModel(
            name="ApiKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("guid", models.UUIDField(default=uuid.uuid4, unique=True, verbose_name="key")),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                (
                    "services",
                    models.JSONField(
                        default=django_jss.sites.models.api_keys.all_services,
                        help_text='A list of layout, placeholder, dictionary, tracker, consent, identify, explain; ["*"] means all but explain.',
                        verbose_name="services",
                    ),
                ),
                (
                    "cors_origins",
                    models.TextField(
                        blank=True,
                        help_text="Origins of browsers that may call, one a line or separated by ';'; * allows all.",
                        verbose_name="CORS origins",
                    ),
                ),
                (
                    "signing_secret",
                    models.CharField(
                        default=django_jss.sites.models.api_keys.new_secret,
                        help_text="With it the site's server signs what it says of visitors. It never goes to a browser.",
                        max_length=100,
                        verbose_name="signing secret",
                    ),
                ),
                ("is_enabled", models.BooleanField(default=True, verbose_name="enabled")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                (
                    "sites",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Empty means all sites.",
                        related_name="api_keys",
                        to="django_jss.site",
                        verbose_name="sites",
                    ),
                ),
            ],
            options={
                "verbose_name": "API key",
                "verbose_name_plural": "API keys",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Template",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("guid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("display_name", models.CharField(blank=True, max_length=200, verbose_name="display name")),
                ("icon", models.CharField(blank=True, max_length=200, verbose_name="icon")),
                (
                    "is_route_type",
                    models.BooleanField(default=False, help_text="Pages are made from it.", verbose_name="route type"),
                ),
                ("is_default_route_type", models.BooleanField(default=False, verbose_name="default route type")),
                (
                    "insert_options",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Templates that authors may choose for children of such an item.",
                        related_name="+",
                        to="django_jss.template",
                        verbose_name="insert options",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="templates",
                        to="django_jss.site",
                        verbose_name="site",
                    ),
                ),
            ],
            options={
                "verbose_name": "template",
                "verbose_name_plural": "templates",
                "ordering": ["name"],
            },
        ),
        migrations.AddField(
            model_name="item",
            name="template",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="items",
                to="django_jss.template",
                verbose_name="template",
            ),
        ),
        migrations.AddField(
            model_name="component",
            name="datasource_template",
            field=models.ForeignKey(
                blank=True,
                help_text="The template of the item that it shows; none if it shows no item.",
                null=True,
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="components",
                to="django_jss.template",
                verbose_name="datasource template",
            ),
        ),
        migrations.CreateModel(
            name="TemplateBase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField(default=0, verbose_name="position")),
                (
                    "base",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="derived_links",
                        to="django_jss.template",
                    ),
                ),
                (
                    "template",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="base_links", to="django_jss.template"
                    ),
                ),
            ],
            options={
                "verbose_name": "base template",
                "verbose_name_plural": "base templates",
                "ordering": ["position", "pk"],
            },
        ),
        migrations.AddField(
            model_name="template",
            name="bases",
            field=models.ManyToManyField(
                related_name="derived",
                through="django_jss.TemplateBase",
                through_fields=("template", "base"),
                to="django_jss.template",
                verbose_name="base templates",
            ),
        ),
        migrations.CreateModel(
            name="TemplateField",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("guid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("type", models.CharField(default="Single-Line Text", max_length=100, verbose_name="type")),
                ("display_name", models.CharField(blank=True, max_length=200, verbose_name="display name")),
                ("help_text", models.CharField(blank=True, max_length=500, verbose_name="help text")),
                ("section", models.CharField(blank=True, max_length=100, verbose_name="section")),
                ("position", models.PositiveIntegerField(default=0, verbose_name="position")),
                (
                    "standard_value",
                    models.JSONField(
                        blank=True,
                        help_text="Served where an item has no value of its own.",
                        null=True,
                        verbose_name="standard value",
                    ),
                ),
                ("is_required", models.BooleanField(default=False, verbose_name="required")),
                ("validation_pattern", models.CharField(blank=True, max_length=500, verbose_name="validation pattern")),
                ("validation_message", models.CharField(blank=True, max_length=500, verbose_name="validation message")),
                (
                    "source",
                    models.CharField(
                        blank=True,
                        help_text="Path below which items to refer to are offered.",
                        max_length=500,
                        verbose_name="source",
                    ),
                ),
                (
                    "storage",
                    models.CharField(
                        choices=[
                            ("versioned", "each version"),
                            ("unversioned", "each language"),
                            ("shared", "all languages"),
                        ],
                        default="versioned",
                        max_length=20,
                        verbose_name="one value for",
                    ),
                ),
                (
                    "template",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="fields", to="django_jss.template"
                    ),
                ),
            ],
            options={
                "verbose_name": "template field",
                "verbose_name_plural": "template fields",
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Trigger",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "campaign",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="django_jss.campaign",
                        verbose_name="arrival by the campaign",
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="triggers",
                        to="django_jss.pageevent",
                        verbose_name="page event",
                    ),
                ),
                (
                    "goal",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="triggers",
                        to="django_jss.goal",
                        verbose_name="goal",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="django_jss.item",
                        verbose_name="view of the page",
                    ),
                ),
                (
                    "media",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="django_jss.mediaitem",
                        verbose_name="download of",
                    ),
                ),
            ],
            options={
                "verbose_name": "trigger",
                "verbose_name_plural": "triggers",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="TurnedAway",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField(verbose_name="day")),
                ("reason", models.CharField(max_length=20, verbose_name="reason")),
                ("agent", models.CharField(blank=True, max_length=120, verbose_name="user agent")),
                ("count", models.PositiveIntegerField(default=0, verbose_name="requests")),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="django_jss.site",
                        verbose_name="site",
                    ),
                ),
            ],
            options={
                "verbose_name": "bots of a day",
                "verbose_name_plural": "bots by day",
                "ordering": ["-on", "-count"],
            },
        ),
        migrations.CreateModel(
            name="Visit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("guid", models.UUIDField(default=django_jss.engine.guids.uuid7, editable=False, unique=True)),
                ("number", models.PositiveIntegerField(default=1, verbose_name="number")),
                ("language", models.CharField(blank=True, max_length=20, verbose_name="language")),
                ("started_at", models.DateTimeField(db_index=True, verbose_name="started")),
                (
                    "previous_visit_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="visit before"),
                ),
                ("last_activity_at", models.DateTimeField(verbose_name="last activity")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended")),
                ("page_view_count", models.PositiveIntegerField(default=0, verbose_name="page views")),
                ("engagement_value", models.IntegerField(default=0, verbose_name="engagement value")),
                ("goal_counts", models.JSONField(blank=True, default=dict, verbose_name="goals triggered")),
                (
                    "profile_tallies",
                    models.JSONField(blank=True, default=dict, editable=False, verbose_name="profile scores"),
                ),
                ("source", models.JSONField(blank=True, default=dict, editable=False, verbose_name="source")),
                ("is_bot", models.BooleanField(default=False, verbose_name="bot")),
                (
                    "clock_skew_ms",
                    models.IntegerField(
                        blank=True, editable=False, null=True, verbose_name="clock skew in milliseconds"
                    ),
                ),
                ("entry_path", models.CharField(blank=True, max_length=500, verbose_name="entry page")),
                ("exit_path", models.CharField(blank=True, max_length=500, verbose_name="latest page")),
                ("referrer", models.CharField(blank=True, max_length=1000, verbose_name="referrer")),
                ("user_agent", models.CharField(blank=True, max_length=500, verbose_name="user agent")),
                (
                    "ip_address",
                    models.GenericIPAddressField(blank=True, null=True, verbose_name="IP address, truncated"),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="visits",
                        to="django_jss.campaign",
                        verbose_name="campaign",
                    ),
                ),
                (
                    "channel",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="visits",
                        to="django_jss.channel",
                        verbose_name="channel",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="visits",
                        to="django_jss.contact",
                        verbose_name="contact",
                    ),
                ),
                (
                    "device",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="visits",
                        to="django_jss.device",
                        verbose_name="device",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="django_jss.site",
                        verbose_name="site",
                    ),
                ),
            ],
            options={
                "verbose_name": "visit",
                "verbose_name_plural": "visits",
                "ordering": ["-started_at"],
            },
        ),
        migrations.CreateModel(
            name="PageView",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=django_jss.engine.guids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("sequence", models.PositiveIntegerField(default=1, verbose_name="number")),
                ("at", models.DateTimeField(db_index=True, verbose_name="time")),
                ("item_guid", models.UUIDField(verbose_name="page")),
                ("path", models.CharField(max_length=500, verbose_name="path")),
                ("language", models.CharField(blank=True, max_length=20, verbose_name="language")),
                ("data", models.JSONField(blank=True, default=dict, verbose_name="custom data")),
                (
                    "visit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="page_views",
                        to="django_jss.visit",
                        verbose_name="visit",
                    ),
                ),
            ],
            options={
                "verbose_name": "page view",
                "verbose_name_plural": "page views",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=django_jss.engine.guids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("event", "event"),
                            ("goal", "goal"),
                            ("outcome", "outcome"),
                            ("campaign", "campaign"),
                            ("search", "search"),
                            ("download", "download"),
                            ("error", "error"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("at", models.DateTimeField(db_index=True, verbose_name="time")),
                ("definition_guid", models.UUIDField(blank=True, null=True, verbose_name="definition")),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("points", models.IntegerField(default=0, verbose_name="points")),
                (
                    "monetary_value",
                    models.DecimalField(blank=True, decimal_places=4, max_digits=14, null=True, verbose_name="value"),
                ),
                ("currency", models.CharField(blank=True, max_length=3, verbose_name="currency")),
                ("data", models.JSONField(blank=True, default=dict, verbose_name="custom data")),
                (
                    "page_view",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="events",
                        to="django_jss.pageview",
                        verbose_name="page",
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="events",
                        to="django_jss.visit",
                        verbose_name="visit",
                    ),
                ),
            ],
            options={
                "verbose_name": "event",
                "verbose_name_plural": "events",
                "ordering": ["id"],
            },
        ),
        migrations.AddField(
            model_name="device",
            name="latest_visit",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="django_jss.visit",
            ),
        ),
        migrations.CreateModel(
            name="ComponentParameter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("type", models.CharField(default="Single-Line Text", max_length=100, verbose_name="type")),
                ("display_name", models.CharField(blank=True, max_length=200, verbose_name="display name")),
                ("position", models.PositiveIntegerField(default=0, verbose_name="position")),
                (
                    "component",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="parameters",
                        to="django_jss.component",
                    ),
                ),
            ],
            options={
                "verbose_name": "parameter",
                "verbose_name_plural": "parameters",
                "ordering": ["position", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("component", "name"), name="jss_componentparameter_name")
                ],
            },
        ),
        migrations.CreateModel(
            name="ItemVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(default=1, verbose_name="number")),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "draft"), ("published", "published")],
                        default="draft",
                        max_length=20,
                        verbose_name="state",
                    ),
                ),
                ("publish_from", models.DateTimeField(blank=True, null=True, verbose_name="publish from")),
                ("publish_until", models.DateTimeField(blank=True, null=True, verbose_name="publish until")),
                ("display_name", models.CharField(blank=True, max_length=200, verbose_name="display name")),
                ("fields", models.JSONField(blank=True, default=dict, verbose_name="fields")),
                ("lock", models.PositiveIntegerField(default=0, editable=False)),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="versions", to="django_jss.item"
                    ),
                ),
                (
                    "updated_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="changed by",
                    ),
                ),
                (
                    "language",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="django_jss.language",
                        verbose_name="language",
                    ),
                ),
            ],
            options={
                "verbose_name": "version",
                "verbose_name_plural": "versions",
                "ordering": ["language", "-number"],
                "constraints": [
                    models.UniqueConstraint(fields=("item", "language", "number"), name="jss_itemversion_number")
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="layout",
            constraint=models.UniqueConstraint(fields=("item", "language_key", "stage"), name="jss_layout_stage"),
        ),
        migrations.AddConstraint(
            model_name="patterncard",
            constraint=models.UniqueConstraint(fields=("profile", "name"), name="jss_patterncard_name_per_profile"),
        ),
        migrations.AddConstraint(
            model_name="profilecard",
            constraint=models.UniqueConstraint(fields=("profile", "name"), name="jss_profilecard_name_per_profile"),
        ),
        migrations.AddConstraint(
            model_name="itemcard",
            constraint=models.UniqueConstraint(fields=("item", "card"), name="jss_itemcard_once_per_item"),
        ),
        migrations.AddConstraint(
            model_name="profilekey",
            constraint=models.UniqueConstraint(fields=("profile", "name"), name="jss_profilekey_name_per_profile"),
        ),
        migrations.AddConstraint(
            model_name="profilekey",
            constraint=models.CheckConstraint(
                condition=models.Q(("low__lt", models.F("high"))), name="jss_profilekey_range"
            ),
        ),
        migrations.AddConstraint(
            model_name="rendering",
            constraint=models.UniqueConstraint(fields=("layout", "uid"), name="jss_rendering_uid_per_layout"),
        ),
        migrations.AddConstraint(
            model_name="ruleset",
            constraint=models.UniqueConstraint(
                fields=("route", "rendering_uid"), name="jss_ruleset_rendering_of_route"
            ),
        ),
        migrations.AddConstraint(
            model_name="segment",
            constraint=models.UniqueConstraint(fields=("site", "name"), name="jss_segment_name_per_site"),
        ),
        migrations.AddConstraint(
            model_name="savedrule",
            constraint=models.UniqueConstraint(fields=("site", "name"), name="jss_savedrule_name_per_site"),
        ),
        migrations.AddIndex(
            model_name="rulechange",
            index=models.Index(fields=["key", "at"], name="jss_rulechange_of_key"),
        ),
        migrations.AddConstraint(
            model_name="redirect",
            constraint=models.UniqueConstraint(fields=("site", "path_key"), name="jss_redirect_path_per_site"),
        ),
        migrations.AddConstraint(
            model_name="profile",
            constraint=models.UniqueConstraint(fields=("site", "name"), name="jss_profile_name_per_site"),
        ),
        migrations.AddConstraint(
            model_name="placeholder",
            constraint=models.UniqueConstraint(fields=("site", "key"), name="jss_placeholder_key_per_site"),
        ),
        migrations.AddConstraint(
            model_name="persona",
            constraint=models.UniqueConstraint(fields=("site", "name"), name="jss_persona_name_per_site"),
        ),
        migrations.AddConstraint(
            model_name="pageevent",
            constraint=models.UniqueConstraint(fields=("site", "alias_key"), name="jss_pageevent_alias_per_site"),
        ),
        migrations.AddConstraint(
            model_name="outcome",
            constraint=models.UniqueConstraint(fields=("site", "alias_key"), name="jss_outcome_alias_per_site"),
        ),
        migrations.AddConstraint(
            model_name="mediaitem",
            constraint=models.UniqueConstraint(fields=("site", "path_key"), name="jss_mediaitem_path_per_site"),
        ),
        migrations.AddConstraint(
            model_name="goal",
            constraint=models.UniqueConstraint(fields=("site", "alias_key"), name="jss_goal_alias_per_site"),
        ),
        migrations.AddConstraint(
            model_name="dictionaryphrase",
            constraint=models.UniqueConstraint(
                fields=("site", "language", "key_hash"), name="jss_dictionaryphrase_key"
            ),
        ),
        migrations.AddConstraint(
            model_name="campaign",
            constraint=models.UniqueConstraint(fields=("site", "alias_key"), name="jss_campaign_alias_per_site"),
        ),
        migrations.AddConstraint(
            model_name="calendar",
            constraint=models.UniqueConstraint(fields=("site", "name"), name="jss_calendar_name_per_site"),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.UniqueConstraint(fields=("site", "path_key"), name="jss_item_path_per_site"),
        ),
        migrations.AddConstraint(
            model_name="component",
            constraint=models.UniqueConstraint(fields=("site", "name"), name="jss_component_name_per_site"),
        ),
        migrations.AddConstraint(
            model_name="templatebase",
            constraint=models.UniqueConstraint(fields=("template", "base"), name="jss_templatebase_once"),
        ),
        migrations.AddConstraint(
            model_name="template",
            constraint=models.UniqueConstraint(fields=("site", "name"), name="jss_template_name_per_site"),
        ),
        migrations.AddConstraint(
            model_name="templatefield",
            constraint=models.UniqueConstraint(fields=("template", "name"), name="jss_templatefield_name_per_template"),
        ),
        migrations.AddConstraint(
            model_name="turnedaway",
            constraint=models.UniqueConstraint(fields=("site", "on", "reason", "agent"), name="jss_turnedaway_per_day"),
        ),
        migrations.AddIndex(
            model_name="visit",
            index=models.Index(fields=["contact", "number"], name="jss_visit_of_contact"),
        ),
        migrations.AddIndex(
            model_name="pageview",
            index=models.Index(fields=["visit", "sequence"], name="jss_pageview_of_visit"),
        ),
        migrations.AddIndex(
            model_name="pageview",
            index=models.Index(fields=["item_guid", "at"], name="jss_pageview_of_page"),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["definition_guid", "at"], name="jss_event_of_definition"),
        ),
    ]
