"""What people say of themselves: a title and a time zone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("parley", "0003_mention_message")]
    operations = [
        migrations.AddField("user", "title", models.CharField(max_length=100, default="", db_default="")),
        migrations.AddField("user", "time_zone", models.CharField(max_length=64, null=True, blank=True)),
    ]
