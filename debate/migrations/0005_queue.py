"""The queue of turns. Its indexes are built beside running work, and only the few open turns are written to."""

import django.core.validators
import django.db.models.deletion
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models

QUEUE_UP = """
UPDATE debate_turn t SET experiment_id = d.experiment_id, place_in_order = d.place_in_order
FROM debate_debate d WHERE d.id = t.debate_id AND t.status = 'open' AND t.endpoint_id IS NOT NULL
"""
# Django would check each row while everybody waits, of a new column that is never negative ...
PLACES = [
    "ALTER TABLE debate_turn ADD COLUMN place_in_order integer DEFAULT 0 NOT NULL",
    "ALTER TABLE debate_turn ADD CONSTRAINT debate_turn_place_in_order_check CHECK (place_in_order >= 0) NOT VALID",
    "ALTER TABLE debate_turn VALIDATE CONSTRAINT debate_turn_place_in_order_check",
    "ALTER TABLE debate_turn ALTER COLUMN place_in_order DROP DEFAULT",
]
NO_PLACES = ["ALTER TABLE debate_turn DROP COLUMN place_in_order"]
# ... and of a foreign key whose index goes.
NO_INDEX = ["DROP INDEX CONCURRENTLY IF EXISTS debate_turn_endpoint_id_04b0b547"]
INDEX = ["CREATE INDEX CONCURRENTLY debate_turn_endpoint_id_04b0b547 ON debate_turn (endpoint_id)"]


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('debate', '0004_uploads'),
    ]

    operations = [
        migrations.AddField(
            model_name='endpoint',
            name='tokens_a_minute',
            field=models.PositiveIntegerField(blank=True, help_text='In and out together; nothing = no limit.', null=True, validators=[django.core.validators.MinValueValidator(1)]),
        ),
        migrations.AlterField(
            model_name='endpoint',
            name='requests_a_minute',
            field=models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1)]),
        ),
        migrations.AddField(
            model_name='turn',
            name='experiment',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='debate.experiment'),
        ),
        migrations.SeparateDatabaseAndState(
            [migrations.RunSQL(PLACES, NO_PLACES)],
            [
                migrations.AddField(
                    model_name='turn',
                    name='place_in_order',
                    field=models.PositiveIntegerField(default=0, help_text="Its debate's; earlier ones are spoken first."),
                ),
            ],
        ),
        migrations.RunSQL(QUEUE_UP, migrations.RunSQL.noop),
        AddIndexConcurrently(
            model_name='turn',
            index=models.Index(condition=models.Q(('due_at__isnull', False), ('lease', None), ('status', 'open')), fields=['endpoint', 'experiment', 'place_in_order', 'id'], name='turn_in_queue'),
        ),
        AddIndexConcurrently(
            model_name='turn',
            index=models.Index(condition=models.Q(('lease__isnull', False)), fields=['endpoint', 'experiment'], name='turn_in_hand'),
        ),
        RemoveIndexConcurrently(
            model_name='turn',
            name='turn_due',
        ),
        migrations.SeparateDatabaseAndState(
            [migrations.RunSQL(NO_INDEX, INDEX)],
            [
                migrations.AlterField(
                    model_name='turn',
                    name='endpoint',
                    field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='turns', to='debate.endpoint'),
                ),
            ],
        ),
    ]
