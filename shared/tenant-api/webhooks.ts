/** What the team server says of itself, by `npm run build:tenant-client`: not written by hand. */
export interface WebhooksOperations {
  /** Where the team is told of what happens. */
  'GET /api/v1/webhooks': {
    given: Record<string, never>;
    answers: {
      200: {
        webhooks: {
          url: string;
          events: (
            | 'deployment.requested'
            | 'deployment.started'
            | 'deployment.promoted'
            | 'deployment.rolled_back'
            | 'deployment.failed'
            | 'deployment.cancelled'
            | 'promotion.paused'
            | 'promotion.resumed'
            | 'incident.opened'
            | 'incident.closed'
            | 'case.shared'
            | 'case.archived'
            | 'case.brought_back'
            | 'case.deleted'
            | 'case.held'
            | 'case.hold_lifted'
            | 'member.joined'
            | 'member.role_changed'
            | 'member.left'
            | 'api_key.created'
            | 'api_key.rotated'
            | 'api_key.revoked'
            | 'service_account.created'
            | 'service_account.role_changed'
            | 'service_account.ended'
            | 'subscription.changed'
            | 'limit.near'
            | 'limit.reached'
            | 'webhook.test'
          )[];
          webhookId: string;
          paused: boolean;
          createdAt: string;
          previousUntil: string | null;
        }[];
      };
    };
    refusals: 400 | 401 | 403 | 404;
  };
  /** Adds a webhook; its secret is told this once. */
  'POST /api/v1/webhooks': {
    given: {
      headers?: { 'idempotency-key'?: string };
      body: {
        url: string;
        events: (
          | 'deployment.requested'
          | 'deployment.started'
          | 'deployment.promoted'
          | 'deployment.rolled_back'
          | 'deployment.failed'
          | 'deployment.cancelled'
          | 'promotion.paused'
          | 'promotion.resumed'
          | 'incident.opened'
          | 'incident.closed'
          | 'case.shared'
          | 'case.archived'
          | 'case.brought_back'
          | 'case.deleted'
          | 'case.held'
          | 'case.hold_lifted'
          | 'member.joined'
          | 'member.role_changed'
          | 'member.left'
          | 'api_key.created'
          | 'api_key.rotated'
          | 'api_key.revoked'
          | 'service_account.created'
          | 'service_account.role_changed'
          | 'service_account.ended'
          | 'subscription.changed'
          | 'limit.near'
          | 'limit.reached'
          | 'webhook.test'
        )[];
      };
    };
    answers: { 201: { webhookId: string; secret: string } };
    refusals: 400 | 401 | 403 | 404;
  };
  /** Changes where a webhook goes and what it tells; pauses it. The tag that goes with it as If-Match is that of the webhook as the list has it. */
  'PUT /api/v1/webhooks/{webhookId}': {
    given: {
      path: { webhookId: string };
      headers?: { 'idempotency-key'?: string; 'if-match'?: string };
      body: {
        url: string;
        events: (
          | 'deployment.requested'
          | 'deployment.started'
          | 'deployment.promoted'
          | 'deployment.rolled_back'
          | 'deployment.failed'
          | 'deployment.cancelled'
          | 'promotion.paused'
          | 'promotion.resumed'
          | 'incident.opened'
          | 'incident.closed'
          | 'case.shared'
          | 'case.archived'
          | 'case.brought_back'
          | 'case.deleted'
          | 'case.held'
          | 'case.hold_lifted'
          | 'member.joined'
          | 'member.role_changed'
          | 'member.left'
          | 'api_key.created'
          | 'api_key.rotated'
          | 'api_key.revoked'
          | 'service_account.created'
          | 'service_account.role_changed'
          | 'service_account.ended'
          | 'subscription.changed'
          | 'limit.near'
          | 'limit.reached'
          | 'webhook.test'
        )[];
        paused: boolean;
      };
    };
    answers: { 204: null };
    refusals: 400 | 401 | 403 | 404 | 412;
  };
  /** Takes a webhook away, with what was still to be sent to it. */
  'DELETE /api/v1/webhooks/{webhookId}': {
    given: { path: { webhookId: string }; headers?: { 'idempotency-key'?: string } };
    answers: { 204: null };
    refusals: 400 | 401 | 403 | 404;
  };
  /** Gives a webhook another secret; the one before signs beside it for a while. */
  'POST /api/v1/webhooks/{webhookId}/rotate': {
    given: {
      path: { webhookId: string };
      headers?: { 'idempotency-key'?: string };
      body: { overlapHours: number };
    };
    answers: { 200: { webhookId: string; secret: string } };
    refusals: 400 | 401 | 403 | 404;
  };
  /** What was sent to a webhook within a month, or is to be, and what came of it. */
  'GET /api/v1/webhooks/{webhookId}/deliveries': {
    given: { path: { webhookId: string }; query?: { cursor?: string } };
    answers: {
      200: {
        deliveries: {
          deliveryId: string;
          type:
            | 'deployment.requested'
            | 'deployment.started'
            | 'deployment.promoted'
            | 'deployment.rolled_back'
            | 'deployment.failed'
            | 'deployment.cancelled'
            | 'promotion.paused'
            | 'promotion.resumed'
            | 'incident.opened'
            | 'incident.closed'
            | 'case.shared'
            | 'case.archived'
            | 'case.brought_back'
            | 'case.deleted'
            | 'case.held'
            | 'case.hold_lifted'
            | 'member.joined'
            | 'member.role_changed'
            | 'member.left'
            | 'api_key.created'
            | 'api_key.rotated'
            | 'api_key.revoked'
            | 'service_account.created'
            | 'service_account.role_changed'
            | 'service_account.ended'
            | 'subscription.changed'
            | 'limit.near'
            | 'limit.reached'
            | 'webhook.test';
          at: string;
          state: 'waiting' | 'delivered' | 'dead';
          tries: number;
          triedAt: string | null;
          said: string | null;
        }[];
        next: string | null;
      };
    };
    refusals: 400 | 401 | 403 | 404;
  };
  /** Sends a message that says nothing but that it arrives. */
  'POST /api/v1/webhooks/{webhookId}/test': {
    given: { path: { webhookId: string }; headers?: { 'idempotency-key'?: string } };
    answers: { 202: { deliveryId: string } };
    refusals: 400 | 401 | 403 | 404;
  };
  /** Sends a message once more. */
  'POST /api/v1/webhooks/{webhookId}/deliveries/{deliveryId}/again': {
    given: {
      path: { webhookId: string; deliveryId: string };
      headers?: { 'idempotency-key'?: string };
    };
    answers: { 202: { deliveryId: string } };
    refusals: 400 | 401 | 403 | 404;
  };
}
