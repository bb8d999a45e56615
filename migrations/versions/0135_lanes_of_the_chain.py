"""the audit log is chained in lanes: acts of the same moment no longer wait for each other's commit"""

import sqlalchemy as sa
from alembic import op

revision = "0135"
down_revision = "0130"
branch_labels = None
depends_on = None

# Nodes of the older program hold 7230001 alone while they append; ours share it, and one of 32 lanes of 7230002.
_TAKE = """
create function take_audit_place(wanted integer)
returns table (lane integer, place integer, digest text, ids bigint[])
language plpgsql volatile as $$
#variable_conflict use_column
declare mine integer;
begin
  perform pg_advisory_xact_lock_shared(7230001);
  mine := nullif(current_setting('examapp.audit_lane', true), '')::integer;
  if mine is null then
    for number in 0..31 loop
      if pg_try_advisory_xact_lock(7230002, number) then
        mine := number;
        exit;
      end if;
    end loop;
    if mine is null then
      mine := floor(random() * 32)::integer;
      perform pg_advisory_xact_lock(7230002, mine);
    end if;
    perform set_config('examapp.audit_lane', mine::text, true);
  end if;
  return query
    select lanes.lane, last.place, last.digest::text, null::bigint[]
    from generate_series(0, (select max(e.lane)::integer from audit_entries e)) as lanes (lane)
    cross join lateral (
      select e.place, e.digest from audit_entries e
      where e.lane = lanes.lane order by e.place desc limit 1
    ) as last
    union all
    select -1, e.id, e.digest::text, null::bigint[] from audit_entries e
    where e.place is null and e.id = (select max(x.id) from audit_entries x);
  return query
    select mine, null::integer, null::text, array(
      select given.id from (
        select nextval('audit_entry_ids') as id from generate_series(
          1,
          wanted + greatest(
            0,
            (select max(e.id) from audit_entries e) - (select last_value from audit_entry_ids)
          )
        )
      ) as given order by given.id desc limit wanted
    );
end
$$
"""


def upgrade() -> None:
    """Forward; entries of before keep their numbers, their digests and no lane."""
    op.add_column("audit_entries", sa.Column("lane", sa.SmallInteger(), nullable=True))
    op.add_column("audit_entries", sa.Column("place", sa.Integer(), nullable=True))
    op.add_column("audit_entries", sa.Column("seen", sa.Text(), nullable=True))
    op.create_index("ux_audit_entries_place", "audit_entries", ["lane", "place"], unique=True)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("create sequence audit_entry_ids minvalue 0 start 0")
        op.execute("select setval('audit_entry_ids', (select coalesce(max(id), 0) from audit_entries))")
        op.execute(_TAKE)
    else:
        _refuse_again("id = new.id or (lane = new.lane and place = new.place)")


def _refuse_again(taken: str) -> None:
    """A row that replaces another one, by its number or its place, deletes it without a word on some connections."""
    op.execute("drop trigger tr_audit_entries_again")
    op.execute(
        "create trigger tr_audit_entries_again before insert on audit_entries"
        f" when exists (select 1 from audit_entries where {taken})"
        " begin select raise(abort, 'the audit log is only ever added to'); end"
    )


def downgrade() -> None:
    """Back; nothing is lost, and what stood in one lane without gaps in its numbers is checked as before.

    Of acts that went on at the same moment the older program says that they were changed.
    """
    if op.get_bind().dialect.name == "postgresql":
        op.execute("drop function take_audit_place(integer)")
        op.execute("drop sequence audit_entry_ids")
    else:
        _refuse_again("id = new.id")
    op.drop_index("ux_audit_entries_place", "audit_entries")
    # Not as a batch: that would rebuild the table and lose its triggers.
    for name in ("seen", "place", "lane"):
        op.execute(f"alter table audit_entries drop column {name}")
