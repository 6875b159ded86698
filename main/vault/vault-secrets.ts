import { z } from 'zod';

/** What a vault seals under its key. */
export const secrets = z.strictObject({
  /** PKCS #8 DER, base64url. */
  signingKey: z.string(),
  /** Keys of cases by their header in hex, base64url. */
  caseKeys: z.record(z.string(), z.string()),
  recent: z.array(z.strictObject({ path: z.string(), name: z.string(), openedAt: z.string() })),
  /** The case that was open when the vault was locked or the app ended. */
  open: z.string().nullable(),
  /** What files are signed with: a key (PKCS #8 DER) and its certificates (DER), base64url. */
  identity: z.strictObject({ pkcs8: z.string(), chain: z.array(z.string()).min(1) }).optional(),
  /** What others seal copies of cases for (P-256), base64url. */
  sealing: z.strictObject({ private: z.string(), public: z.string() }).optional(),
});
export type Secrets = z.output<typeof secrets>;

/** Cases by the headers that their keys are kept under (hex), and the paths where they were last. */
export interface CasesToForget {
  readonly headers: readonly string[];
  readonly paths: readonly string[];
}

/** The same without the keys of some cases, and without their places. */
export function withoutCases(held: Secrets, { headers, paths }: CasesToForget): Secrets {
  const keys = Object.entries(held.caseKeys).filter(([header]) => !headers.includes(header));
  return {
    ...held,
    caseKeys: Object.fromEntries(keys),
    recent: held.recent.filter(({ path }) => !paths.includes(path)),
    open: held.open !== null && paths.includes(held.open) ? null : held.open,
  };
}
