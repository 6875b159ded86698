import type { Generated } from 'kysely';
import type { Phase } from '../../../shared/deployments/deployment-model.ts';
import type { RetainedKind } from '../../../shared/sync/retention-api.ts';
import type { TeamEventType } from '../../../shared/webhooks/team-events.ts';
import type { Role } from '../../../shared/model/role.ts';
import type { AuditTables } from './audit-tables.ts';
import type { DeviceTables } from './device-tables.ts';
import type { IdentityTables } from './identity-tables.ts';

/** The tables of the server. Each has `tenant_id`, is under row-level security, and belongs to one module. */
export interface Tables extends AuditTables, DeviceTables, IdentityTables {
  tenant: {
    tenant_id: string;
    slug: string;
    name: string;
    last_seq: Generated<string>;
    epoch: Generated<string>;
    lived_on: Generated<string>;
    master_key: Generated<string | null>;
    created_at: Generated<Date>;
  };
  server_life: {
    tenant_id: string;
    epoch: string;
    log_size: string;
    restored_to: Date | null;
    began_at: Generated<Date>;
    entry_seq: string | null;
    entry_body: string | null;
  };
  member: {
    tenant_id: string;
    member_id: string;
    kind: Generated<'person' | 'service'>;
    made_by: Generated<string | null>;
    email: string | null;
    email_key: string | null;
    name: string;
    role: Role;
    passphrase_hash: string | null;
    sealing_key: string | null;
    failures: Generated<number>;
    locked_until: Date | null;
    disabled_at: Date | null;
    created_at: Generated<Date>;
  };
  invitation: {
    tenant_id: string;
    invitation_id: string;
    email: string;
    role: Role;
    token_hash: Buffer;
    invited_by: string;
    expires_at: Date;
    used_at: Date | null;
  };
  api_key: {
    tenant_id: string;
    key_id: string;
    member_id: string;
    name: string;
    secret_hash: Buffer;
    scopes: string[];
    expires_at: Date;
    revoked_at: Date | null;
    created_at: Generated<Date>;
    last_used_on: Date | null;
  };
  oidc_payload: {
    tenant_id: string;
    model: string;
    id_digest: Buffer;
    /** JSON. */
    payload: unknown;
    grant_digest: Buffer | null;
    uid_digest: Buffer | null;
    account: string | null;
    expires_at: Date | null;
    consumed_at: Date | null;
  };
  passkey: {
    tenant_id: string;
    credential_id: string;
    member_id: string;
    public_key: Buffer;
    counter: string;
    name: string;
    created_at: Generated<Date>;
    used_at: Date | null;
  };
  code_app: {
    tenant_id: string;
    member_id: string;
    sealed_secret: string;
    last_step: string;
    created_at: Generated<Date>;
  };
  recovery_code: {
    tenant_id: string;
    member_id: string;
    code_hash: Buffer;
  };
  idempotency: {
    tenant_id: string;
    member_id: string;
    key_hash: Buffer;
    request_hash: Buffer;
    status: number;
    sealed_answer: string;
    created_at: Generated<Date>;
    case_id: string | null;
  };
  token_key: {
    tenant_id: string;
    kid: string;
    sealed_key: string;
    created_at: Generated<Date>;
  };
  shared_case: {
    tenant_id: string;
    case_id: string;
    sealed_name: string;
    generation: Generated<number>;
    shared_by: string;
    created_at: Generated<Date>;
    life: string | null;
    archived_at: Date | null;
    archived_by: string | null;
  };
  deleted_case: {
    tenant_id: string;
    case_id: string;
    reason: string;
    deleted_by: string;
    deleted_at: Generated<Date>;
    had_by: string[];
  };
  case_hold: {
    tenant_id: string;
    case_id: string;
    hold_id: Generated<string>;
    reason: string;
    placed_by: string;
    placed_at: Generated<Date>;
    lifted_by: string | null;
    lifted_at: Date | null;
    lifted_because: string | null;
  };
  case_grant: {
    tenant_id: string;
    case_id: string;
    member_id: string;
    access: 'read' | 'write' | 'manage';
    generation: number;
    sealed_key: string;
    granted_by: string;
    created_at: Generated<Date>;
  };
  raw_logs: {
    tenant_id: string;
    case_id: string;
    upload_id: string;
    generation: number;
    sealed: string;
    shared_by: string;
    created_at: Generated<Date>;
    readable: Generated<string | null>;
    readable_as: unknown;
    readable_at: Generated<Date | null>;
  };
  raw_piece: {
    tenant_id: string;
    case_id: string;
    upload_id: string;
    place: number;
    digest: string;
    bytes: number;
    first_record: Generated<number | null>;
    records: Generated<number | null>;
  };
  raw_chunk: {
    tenant_id: string;
    case_id: string;
    digest: string;
    sealed: Buffer;
  };
  case_entry: {
    tenant_id: string;
    case_id: string;
    seq: string;
    entry_id: string;
    generation: number;
    digest: string;
    before: string | null;
    sealed: string;
    member_id: string;
    received_at: Generated<Date>;
  };
  push_outcome: {
    tenant_id: string;
    case_id: string;
    member_id: string;
    client: string;
    seq: string;
    entry_id: string;
    digest: string;
    outcome: 'applied' | 'known' | 'refused';
    code: string | null;
  };
  environment: {
    tenant_id: string;
    environment_id: string;
    name: string;
    position: number;
    /** JSON, as `executor`, `pinned` and `paused`. */
    policy: unknown;
    executor: unknown;
    sealed_secret: string | null;
    current_id: string | null;
    since: Date | null;
    pinned: unknown;
    paused: unknown;
  };
  release: {
    tenant_id: string;
    release_id: string;
    version: string;
    /** JSON, as `commits`. */
    artefacts: unknown;
    commits: unknown;
    made_by: string;
    made_at: Generated<Date>;
  };
  team_pack: {
    tenant_id: string;
    digest: string;
    body: string;
    signature: string;
    kept_by: string;
    kept_at: Generated<Date>;
  };
  deployment: {
    tenant_id: string;
    deployment_id: string;
    environment_id: string;
    release_id: string;
    phase: Phase;
    /** JSON. */
    course: unknown;
    requested_at: Generated<Date>;
  };
  deployment_event: {
    tenant_id: string;
    deployment_id: string;
    seq: number;
    at: Generated<Date>;
    by: string | null;
    what: string;
  };
  deployment_observation: {
    tenant_id: string;
    deployment_id: string;
    source: string;
    requests: string;
    errors: string;
    new_issues: string;
  };
  freeze_window: {
    tenant_id: string;
    freeze_id: string;
    environment_id: string | null;
    begins: Date;
    ends: Date;
    reason: string;
  };
  webhook: {
    tenant_id: string;
    webhook_id: string;
    url: string;
    events: TeamEventType[];
    paused: Generated<boolean>;
    sealed_secret: string;
    sealed_previous: string | null;
    previous_until: Date | null;
    created_at: Generated<Date>;
  };
  webhook_message: {
    tenant_id: string;
    message_id: string;
    type: TeamEventType;
    body: string;
    at: Date;
  };
  webhook_delivery: {
    tenant_id: string;
    delivery_id: string;
    webhook_id: string;
    message_id: string;
    at: Date;
    state: Generated<'waiting' | 'delivered' | 'dead'>;
    tries: Generated<number>;
    tried_at: Date | null;
    said: string | null;
  };
  retention: {
    tenant_id: string;
    kind: RetainedKind | 'audit';
    days: number;
    set_by: string | null;
  };
  billing_event: {
    tenant_id: string;
    event_id: string;
    made_at: Date;
    place: number;
    subscription: string;
    customer: string;
    price: string | null;
    seats: number;
    standing: 'live' | 'late' | 'ended';
    paid_until: Date | null;
    received_at: Generated<Date>;
  };
  licence_key: {
    tenant_id: string;
    sealed_key: string;
  };
  usage_now: {
    tenant_id: string;
    storage_bytes: string;
  };
  usage_day: {
    tenant_id: string;
    day: string;
    seats: number;
    storage_bytes: string;
    ai_tokens: string;
  };
  ai_usage: {
    tenant_id: string;
    day: string;
    member_id: string;
    client: string;
    tokens: string;
  };
  limit_warned: {
    tenant_id: string;
    what: string;
    percent: number;
  };
  incident: {
    tenant_id: string;
    incident_id: string;
    environment_id: string | null;
    title: string;
    opened_at: Generated<Date>;
    closed_at: Date | null;
  };
}
