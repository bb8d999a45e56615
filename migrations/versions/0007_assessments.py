"""assessments"""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    _create_candidate_accounts()
    _create_exams()
    _create_registrations()
    with op.batch_alter_table('attempts') as table:
        table.add_column(sa.Column('registration_id', sa.Integer(), nullable=True))
        table.add_column(sa.Column('try_number', sa.SmallInteger(), server_default='1', nullable=False))
        table.alter_column('participant_id', existing_type=sa.Integer(), nullable=True)
        table.create_unique_constraint('uq_attempts_registration_id_try_number', ['registration_id', 'try_number'])
        table.create_foreign_key('fk_attempts_registration_id_registrations', 'registrations', ['registration_id'], ['id'])
        table.create_check_constraint(op.f('ck_attempts_one_owner'), '(participant_id is null) <> (registration_id is null)')
    with op.batch_alter_table('blueprints') as table:
        table.add_column(sa.Column('purpose', sa.String(length=10), server_default='spot', nullable=False))
        table.create_check_constraint(op.f('ck_blueprints_purpose'), "purpose in ('spot', 'exam')")


def _create_candidate_accounts() -> None:
    op.create_table('candidate_accounts',
        sa.Column('candidate_id', sa.Integer(), nullable=False),
        sa.Column('password_hash', sa.String(length=200), nullable=False),
        sa.Column('state', sa.String(length=10), nullable=False),
        sa.Column('activated_at', sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state in ('active', 'locked')", name=op.f('ck_candidate_accounts_state')),
        sa.ForeignKeyConstraint(['candidate_id'], ['candidates.id'], name=op.f('fk_candidate_accounts_candidate_id_candidates')),
        sa.PrimaryKeyConstraint('candidate_id', name=op.f('pk_candidate_accounts'))
    )
    op.create_table('candidate_sessions',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('token_hash', sa.String(length=64), nullable=False),
        sa.Column('candidate_id', sa.Integer(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('device', sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(['candidate_id'], ['candidates.id'], name=op.f('fk_candidate_sessions_candidate_id_candidates')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_candidate_sessions')),
        sa.UniqueConstraint('token_hash', name=op.f('uq_candidate_sessions_token_hash'))
    )
    op.create_index('ix_candidate_sessions_candidate_id', 'candidate_sessions', ['candidate_id'])
    op.create_table('activation_codes',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('candidate_id', sa.Integer(), nullable=False),
        sa.Column('code_hash', sa.String(length=64), nullable=False),
        sa.Column('issued_by_id', sa.Integer(), nullable=True),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['candidate_id'], ['candidates.id'], name=op.f('fk_activation_codes_candidate_id_candidates')),
        sa.ForeignKeyConstraint(['issued_by_id'], ['accounts.id'], name=op.f('fk_activation_codes_issued_by_id_accounts')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_activation_codes')),
        sa.UniqueConstraint('code_hash', name=op.f('uq_activation_codes_code_hash'))
    )
    op.create_index('ix_activation_codes_candidate_id', 'activation_codes', ['candidate_id'])


def _create_exams() -> None:
    op.create_table('exams',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('name', sa.String(length=80), nullable=False),
        sa.Column('kind', sa.String(length=20), nullable=False),
        sa.Column('region_id', sa.Integer(), nullable=True),
        sa.Column('enterprise_id', sa.Integer(), nullable=True),
        sa.Column('state', sa.String(length=10), nullable=False),
        sa.Column('audience', sa.JSON(), nullable=False),
        sa.Column('blueprint_id', sa.Integer(), nullable=True),
        sa.Column('attempts_allowed', sa.Integer(), nullable=False),
        sa.Column('wait_hours', sa.Integer(), nullable=False),
        sa.Column('identity_level', sa.String(length=2), nullable=False),
        sa.Column('shows', sa.String(length=12), nullable=False),
        sa.Column('seed', sa.LargeBinary(), nullable=False),
        sa.Column('commitment', sa.String(length=64), nullable=False),
        sa.Column('item_pool_digest', sa.String(length=64), nullable=True),
        sa.Column('next_number', sa.Integer(), nullable=False),
        sa.Column('copied_from_id', sa.Integer(), nullable=True),
        sa.Column('created_by_id', sa.Integer(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('announced_at', sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("identity_level in ('L1', 'L2', 'L3')", name=op.f('ck_exams_identity_level')),
        sa.CheckConstraint("shows in ('at_once', 'after_close')", name=op.f('ck_exams_shows')),
        sa.CheckConstraint("state in ('draft', 'announced', 'closed', 'cancelled')", name=op.f('ck_exams_state')),
        sa.CheckConstraint('attempts_allowed between 1 and 9', name=op.f('ck_exams_attempts_allowed')),
        sa.ForeignKeyConstraint(['blueprint_id'], ['blueprints.id'], name=op.f('fk_exams_blueprint_id_blueprints')),
        sa.ForeignKeyConstraint(['copied_from_id'], ['exams.id'], name=op.f('fk_exams_copied_from_id_exams')),
        sa.ForeignKeyConstraint(['created_by_id'], ['accounts.id'], name=op.f('fk_exams_created_by_id_accounts')),
        sa.ForeignKeyConstraint(['enterprise_id'], ['enterprises.id'], name=op.f('fk_exams_enterprise_id_enterprises')),
        sa.ForeignKeyConstraint(['item_pool_digest'], ['item_pools.digest'], name=op.f('fk_exams_item_pool_digest_item_pools')),
        sa.ForeignKeyConstraint(['region_id'], ['regions.id'], name=op.f('fk_exams_region_id_regions')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_exams'))
    )
    op.create_index('ix_exams_enterprise_id', 'exams', ['enterprise_id'])
    op.create_index('ix_exams_kind', 'exams', ['kind'])
    op.create_index('ix_exams_region_id', 'exams', ['region_id'])
    op.create_table('sittings',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('exam_id', sa.Integer(), nullable=False),
        sa.Column('opens_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('closes_at', sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint('closes_at > opens_at', name=op.f('ck_sittings_window')),
        sa.ForeignKeyConstraint(['exam_id'], ['exams.id'], name=op.f('fk_sittings_exam_id_exams')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_sittings'))
    )
    op.create_index('ix_sittings_closes_at', 'sittings', ['closes_at'])
    op.create_index('ix_sittings_exam_id', 'sittings', ['exam_id'])


def _create_registrations() -> None:
    op.create_table('registrations',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('exam_id', sa.Integer(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('candidate_id', sa.Integer(), nullable=False),
        sa.Column('employment_id', sa.Integer(), nullable=False),
        sa.Column('enterprise_id', sa.Integer(), nullable=False),
        sa.Column('role', sa.String(length=10), nullable=False),
        sa.Column('post', sa.String(length=30), nullable=True),
        sa.Column('industry', sa.String(length=30), nullable=False),
        sa.Column('state', sa.String(length=10), nullable=False),
        sa.Column('blueprint_id', sa.Integer(), nullable=False),
        sa.Column('blueprint_revision', sa.Integer(), nullable=False),
        sa.Column('extra_percent', sa.Integer(), nullable=False),
        sa.Column('large_print', sa.Boolean(), nullable=False),
        sa.Column('accommodation_reason', sa.String(length=200), nullable=False),
        sa.Column('registered_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('passed_at', sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state in ('due', 'sitting', 'passed', 'failed', 'withdrawn')", name=op.f('ck_registrations_state')),
        sa.CheckConstraint('extra_percent between 0 and 200', name=op.f('ck_registrations_extra_percent')),
        sa.ForeignKeyConstraint(['blueprint_id'], ['blueprints.id'], name=op.f('fk_registrations_blueprint_id_blueprints')),
        sa.ForeignKeyConstraint(['candidate_id'], ['candidates.id'], name=op.f('fk_registrations_candidate_id_candidates')),
        sa.ForeignKeyConstraint(['employment_id'], ['employments.id'], name=op.f('fk_registrations_employment_id_employments')),
        sa.ForeignKeyConstraint(['enterprise_id'], ['enterprises.id'], name=op.f('fk_registrations_enterprise_id_enterprises')),
        sa.ForeignKeyConstraint(['exam_id'], ['exams.id'], name=op.f('fk_registrations_exam_id_exams')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_registrations')),
        sa.UniqueConstraint('exam_id', 'candidate_id', name=op.f('uq_registrations_exam_id_candidate_id')),
        sa.UniqueConstraint('exam_id', 'number', name=op.f('uq_registrations_exam_id_number'))
    )
    op.create_index('ix_registrations_candidate_id', 'registrations', ['candidate_id'])
    op.create_index('ix_registrations_enterprise_id_state', 'registrations', ['enterprise_id', 'state'])


def downgrade() -> None:
    """Back: attempts of exams have no place in the older schema and go with their steps and results."""
    with op.batch_alter_table('blueprints') as table:
        table.drop_constraint(op.f('ck_blueprints_purpose'), type_='check')
        table.drop_column('purpose')
    of_exams = 'select id from attempts where registration_id is not null'
    for name in ('attempt_steps', 'attempt_events', 'attempt_results'):
        op.execute(f'delete from {name} where attempt_id in ({of_exams})')
    op.execute('delete from attempts where registration_id is not null')
    with op.batch_alter_table('attempts') as table:
        table.drop_constraint(op.f('ck_attempts_one_owner'), type_='check')
        table.drop_constraint('fk_attempts_registration_id_registrations', type_='foreignkey')
        table.drop_constraint('uq_attempts_registration_id_try_number', type_='unique')
        table.alter_column('participant_id', existing_type=sa.Integer(), nullable=False)
        table.drop_column('try_number')
        table.drop_column('registration_id')
    for name in ('registrations', 'sittings', 'exams', 'activation_codes', 'candidate_sessions', 'candidate_accounts'):
        op.drop_table(name)
