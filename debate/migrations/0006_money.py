"""Prices within reason, a margin for providers that charge more, and an index by which the newest calls are found.

The index is built beside running work, and takes the place of the one on the endpoint alone.
"""

import django.core.validators
import django.db.models.deletion
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

# By itself Django would also make the foreign key anew, and check it for each row while everybody waits.
NO_INDEX = ["DROP INDEX CONCURRENTLY IF EXISTS debate_modelcall_endpoint_id_a279fd84"]
INDEX = ["CREATE INDEX CONCURRENTLY debate_modelcall_endpoint_id_a279fd84 ON debate_modelcall (endpoint_id)"]


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('debate', '0005_queue'),
    ]

    operations = [
        migrations.AddField(
            model_name='endpoint',
            name='margin',
            field=models.DecimalField(blank=True, decimal_places=2, default=1, help_text='So many times the most that its limits allow is held of the budget for each call. It rises by itself when a call was charged more than was held for it.', max_digits=8, validators=[django.core.validators.MinValueValidator(1)]),
        ),
        migrations.AlterField(
            model_name='endpoint',
            name='price_in',
            field=models.DecimalField(blank=True, decimal_places=4, help_text='USD a million tokens. Nothing = as listed.', max_digits=10, null=True, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(10000)], verbose_name='price of input'),
        ),
        migrations.AlterField(
            model_name='endpoint',
            name='price_out',
            field=models.DecimalField(blank=True, decimal_places=4, help_text='USD a million tokens. Nothing = as listed.', max_digits=10, null=True, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(10000)], verbose_name='price of output'),
        ),
        migrations.AlterField(
            model_name='experiment',
            name='budget_usd',
            field=models.DecimalField(blank=True, decimal_places=6, help_text='USD; a hard cap. Nothing = no cap.', max_digits=12, null=True, validators=[django.core.validators.MinValueValidator(0)], verbose_name='budget'),
        ),
        AddIndexConcurrently(
            model_name='modelcall',
            index=models.Index(fields=['endpoint', '-id'], name='call_newest'),
        ),
        migrations.SeparateDatabaseAndState(
            [migrations.RunSQL(NO_INDEX, INDEX)],
            [
                migrations.AlterField(
                    model_name='modelcall',
                    name='endpoint',
                    field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='calls', to='debate.endpoint'),
                ),
            ],
        ),
    ]
