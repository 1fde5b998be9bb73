"""A turn in hand is found by its lease. The index is built beside running work, and the one it replaces goes after."""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('debate', '0006_money'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='turn',
            index=models.Index(condition=models.Q(('lease__isnull', False)), fields=['lease'], name='turn_by_lease'),
        ),
        RemoveIndexConcurrently(model_name='turn', name='turn_in_hand'),
        migrations.AlterField(
            model_name='turn',
            name='place_in_order',
            field=models.PositiveIntegerField(default=0, help_text="Its debate's, later by its step."),
        ),
    ]
