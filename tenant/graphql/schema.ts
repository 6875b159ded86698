import { buildSchema } from 'graphql';

/**
 * What is read by GraphQL: the same answers as by REST, in one request. Names and meanings are those of REST; free
 * objects (policies, executors) are JSON as there.
 */
export const schema = buildSchema(`
  "An object as REST gives it."
  scalar JSON

  type Query {
    me: Me!
    members: [Member!]!
    "Cases that this member has, latest first."
    cases(cursor: String, archived: Boolean = false): CasePage!
    board: Board!
    "Entries of the audit log from a number on, each as it was hashed."
    auditEntries(from: Int = 0, limit: Int = 100): AuditPage!
  }

  "Live views: the answer now, and again whenever it is another one."
  type Subscription {
    members: [Member!]!
    cases(cursor: String, archived: Boolean = false): CasePage!
    board: Board!
  }

  type Me { memberId: ID!, name: String!, email: String!, role: String!, team: String!, sealingKey: String }
  type Member { memberId: ID!, name: String!, email: String!, role: String!, sealingKey: String }

  type CasePage { cases: [SharedCase!]!, next: String }
  type SharedCase {
    caseId: ID!, sealedName: String!, access: String!, generation: Int!, sealedKey: String!
    hold: LegalHold, archivedAt: String
    grants: [Grant!]!
  }
  type LegalHold { reason: String!, by: String!, at: String! }
  type Grant { memberId: ID!, name: String!, access: String!, left: Boolean! }

  type Board {
    environments: [Environment!]!
    releases: [Release!]!
    deployments: [Deployment!]!
    freezes: [Freeze!]!
    incidents: [Incident!]!
    people: JSON!
  }
  type Hold { reason: String!, by: String!, at: String! }
  type Environment {
    environmentId: ID!, name: String!, position: Int!, policy: JSON!, executor: JSON!
    currentId: ID, since: String, pinned: Hold, paused: Hold, active: ActiveDeployment
  }
  type ActiveDeployment {
    deploymentId: ID!, releaseId: ID!, previousId: ID, kind: String!, phase: String!
    requestedBy: ID!, requestedAt: String!
  }
  type Artefact { name: String!, digest: String!, ref: String! }
  type Commit { id: String!, title: String!, author: String }
  type Release { releaseId: ID!, version: String!, artefacts: [Artefact!]!, commits: [Commit!]!, madeAt: String! }
  type Approval { memberId: ID!, approves: Boolean!, at: String! }
  type Gate { gate: String!, is: String!, said: String! }
  type Deployment {
    deploymentId: ID!, environmentId: ID!, releaseId: ID!, previousId: ID, kind: String!, phase: String!
    requestedBy: ID!, requestedAt: String!, approvals: [Approval!]!, gates: [Gate!]!
    appliedAt: String, observeUntil: String, endedAt: String, failedChecks: Int!, tries: Int!, why: String
    events: [DeploymentEvent!]!
  }
  type DeploymentEvent { seq: Int!, at: String!, by: ID, what: String! }
  type Freeze { freezeId: ID!, environmentId: ID, from: String!, until: String!, reason: String! }
  type Incident { incidentId: ID!, environmentId: ID, title: String!, openedAt: String! }

  type AuditPage { bodies: [String!]!, more: Boolean!, first: Int! }
`);
