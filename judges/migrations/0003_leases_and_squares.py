from datetime import timedelta

from django.db import migrations, models
from django.utils import timezone


def lay_out(apps, schema_editor):
    """Give the places of older data what claims need; who has one in hand may keep it for a day."""
    from judges.services.layout import lay_out_places

    Place, Experiment = apps.get_model("judges", "Place"), apps.get_model("debate", "Experiment")
    Debate = apps.get_model("debate", "Debate")
    for experiment, seed in Experiment.objects.values_list("pk", "seed"):
        lay_out_places(Debate.objects.filter(experiment=experiment), Place.objects.all(), experiment, seed)
    taken = Place.objects.filter(pool__isnull=False, player__isnull=False, finished_at=None)
    taken.update(heard_at=models.F("taken_at"), lease_until=timezone.now() + timedelta(days=1))


class Migration(migrations.Migration):
    dependencies = [("judges", "0002_places_and_drafts")]

    operations = [
        migrations.AddField(
            model_name="place",
            name="condition",
            field=models.PositiveSmallIntegerField(default=0, help_text="Its arm, or half of an arm, in that square."),
        ),
        migrations.AddField(
            model_name="place",
            name="heard_at",
            field=models.DateTimeField(help_text="When its person was last heard of, to the minute.", null=True),
        ),
        migrations.AlterField(
            model_name="place",
            name="line",
            field=models.PositiveSmallIntegerField(
                default=0, help_text="Its line of the square of items and conditions."
            ),
        ),
        migrations.RemoveIndex(model_name="place", name="place_free"),
        migrations.AddIndex(
            model_name="place",
            index=models.Index(
                condition=models.Q(("player__isnull", True), ("pool__isnull", False)),
                fields=["pool", "experiment", "line", "condition", "shuffled"],
                name="place_free",
            ),
        ),
        migrations.AddIndex(
            model_name="place",
            index=models.Index(
                condition=models.Q(("player__isnull", True), ("pool__isnull", False)),
                fields=["pool", "experiment", "item"],
                name="place_free_item",
            ),
        ),
        migrations.AddIndex(
            model_name="place",
            index=models.Index(
                condition=models.Q(
                    ("finished_at__isnull", True),
                    ("left_at__isnull", True),
                    ("player__isnull", False),
                    ("pool__isnull", False),
                ),
                fields=["lease_until"],
                name="place_in_hand",
            ),
        ),
        migrations.AddIndex(
            model_name="place",
            index=models.Index(
                condition=models.Q(("finished_at__isnull", False), ("pool__isnull", False)),
                fields=["experiment", "finished_at"],
                name="place_judged",
            ),
        ),
        # Last: no index can be made once rows wait for the check of their new foreign key.
        migrations.RunPython(lay_out, migrations.RunPython.noop, elidable=True),
    ]
