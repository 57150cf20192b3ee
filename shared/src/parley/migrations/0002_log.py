"""What Django has no words for: the partitioned log, room for heap-only updates, the first epoch.

The weeks themselves are made by the action ensure_partitions, which `parley migrate` runs next and beat daily.
"""

import secrets

from django.db import migrations

LOG = """
create table event (
    stream bigint not null,
    seq bigint not null,
    at timestamptz not null,
    xid xid8 not null default pg_current_xact_id(),
    kind text not null,
    data json not null,
    primary key (stream, seq, at)
) partition by range (at);
create index event_xid on event (xid);
"""

# A send changes one row of `stream`, perhaps one of `thread`, and its author's `membership`: no index holds what it
# changes, so with room in the page these stay heap-only updates.
FILLFACTORS = """
alter table stream set (fillfactor = 50);
alter table thread set (fillfactor = 70);
alter table membership set (fillfactor = 70);
"""


def begin_epoch(apps, schema_editor):
    apps.get_model("parley", "Epoch").objects.create(word=secrets.token_hex(8))


class Migration(migrations.Migration):
    dependencies = [("parley", "0001_initial")]
    operations = [
        migrations.RunSQL(LOG, "drop table event"),
        migrations.RunSQL(FILLFACTORS, migrations.RunSQL.noop),
        migrations.RunPython(begin_epoch, migrations.RunPython.noop),
    ]
