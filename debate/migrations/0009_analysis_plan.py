from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('debate', '0008_debate_tags'),
    ]

    operations = [
        migrations.AddField(
            model_name='experiment',
            name='analysis',
            field=models.JSONField(blank=True, db_default={}, default=dict, editable=False, help_text='The analysis plan, while it is a draft.'),
        ),
        migrations.AddField(
            model_name='experiment',
            name='analysis_frozen',
            field=models.JSONField(editable=False, help_text='The analysis plan as launched.', null=True),
        ),
        migrations.AddField(
            model_name='experiment',
            name='analysis_hash',
            field=models.CharField(blank=True, db_default='', default='', editable=False, help_text='The sha256 of the frozen plan with the design that it is about.', max_length=64),
        ),
    ]
