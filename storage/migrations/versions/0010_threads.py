"""threads of people with facilitators

Revision ID: 0010
Revises: 0009
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import storage.columns

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('thread',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('workshop_id', sa.Integer(), nullable=False),
    sa.Column('enrolment_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('taken_by', sa.Integer(), nullable=True),
    sa.Column('answering_by', sa.Integer(), nullable=True),
    sa.Column('answering_at', storage.columns.UtcDateTime(), nullable=True),
    sa.Column('held_by', sa.Integer(), nullable=True),
    sa.Column('held_at', storage.columns.UtcDateTime(), nullable=True),
    sa.Column('topic_id', sa.Integer(), nullable=True),
    sa.Column('opened_at', storage.columns.UtcDateTime(), nullable=False),
    sa.Column('changed_at', storage.columns.UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['answering_by'], ['person.id'], ),
    sa.ForeignKeyConstraint(['enrolment_id'], ['enrolment.id'], ),
    sa.ForeignKeyConstraint(['held_by'], ['person.id'], ),
    sa.ForeignKeyConstraint(['taken_by'], ['person.id'], ),
    sa.ForeignKeyConstraint(['workshop_id'], ['workshop.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('enrolment_id')
    )
    with op.batch_alter_table('thread', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_thread_workshop_id'), ['workshop_id'], unique=False)

    op.create_table('ready_answer',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('workshop_id', sa.Integer(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=True),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('created_at', storage.columns.UtcDateTime(), nullable=False),
    sa.Column('deleted_at', storage.columns.UtcDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['author_id'], ['person.id'], ),
    sa.ForeignKeyConstraint(['workshop_id'], ['workshop.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('ready_answer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_ready_answer_workshop_id'), ['workshop_id'], unique=False)

    op.create_table('thread_message',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('thread_id', sa.Integer(), nullable=False),
    sa.Column('direction', sa.String(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=True),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('media_id', sa.Integer(), nullable=True),
    sa.Column('withheld', sa.Boolean(), nullable=False),
    sa.Column('chat_id', sa.Integer(), nullable=False),
    sa.Column('message_id', sa.Integer(), nullable=False),
    sa.Column('at', storage.columns.UtcDateTime(), nullable=False),
    sa.Column('edited_at', storage.columns.UtcDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['author_id'], ['person.id'], ),
    sa.ForeignKeyConstraint(['media_id'], ['media.id'], ),
    sa.ForeignKeyConstraint(['thread_id'], ['thread.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('thread_message', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_thread_message_thread_id'), ['thread_id'], unique=False)

    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.add_column(sa.Column('thread_message_id', sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f('ix_outbox_thread_message_id'), ['thread_message_id'], unique=False)
        batch_op.create_foreign_key('fk_outbox_thread_message', 'thread_message', ['thread_message_id'], ['id'])


def downgrade() -> None:
    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.drop_constraint('fk_outbox_thread_message', type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_outbox_thread_message_id'))
        batch_op.drop_column('thread_message_id')

    for table in ('thread_message', 'ready_answer'):
        op.drop_table(table)
    with op.batch_alter_table('thread', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_thread_workshop_id'))
    op.drop_table('thread')
