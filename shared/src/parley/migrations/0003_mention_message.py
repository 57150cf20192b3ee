"""Whom a message names: read with each page of a history."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("parley", "0002_log")]
    operations = [
        migrations.AddIndex(
            model_name="mention",
            index=models.Index(fields=["channel", "seq"], name="mention_message"),
        ),
    ]
