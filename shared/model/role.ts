/** What a member of a tenant may do, from least to most; `deployer` and `auditor` stand beside `lead`. */
export const ROLES = ['viewer', 'analyst', 'lead', 'deployer', 'auditor', 'admin'] as const;

export type Role = (typeof ROLES)[number];
