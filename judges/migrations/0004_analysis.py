import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('debate', '0008_debate_tags'),
        ('judges', '0003_leases_and_squares'),
    ]

    operations = [
        migrations.CreateModel(
            name='Analysis',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=64, unique=True)),
                ('scope', models.JSONField(help_text='{experiments, where, without}: which judgements.')),
                ('status', models.CharField(choices=[('waiting', 'Waiting'), ('running', 'Running'), ('done', 'Done'), ('failed', 'Failed')], default='waiting', max_length=10)),
                ('version', models.CharField(blank=True, max_length=200)),
                ('result', models.JSONField(null=True)),
                ('reason', models.TextField(blank=True, help_text='Why it failed, in words.')),
                ('asked_at', models.DateTimeField()),
                ('begun_at', models.DateTimeField(null=True)),
                ('done_at', models.DateTimeField(null=True)),
                ('experiment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='debate.experiment')),
            ],
            options={
                'ordering': ['-asked_at'],
            },
        ),
    ]
