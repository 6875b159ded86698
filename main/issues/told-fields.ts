import type { OpenCase } from '../open-case.ts';

/** What of an issue's surroundings records may name, and the fields that are known to say it, the surest first. */
const NAMES = {
  host: [
    'host',
    'hostname',
    'host.name',
    'server',
    'node',
    'pod',
    'kubernetes.pod_name',
    'k8s.pod.name',
    'instance',
    'container',
    'container_name',
    'Computer',
  ],
  release: [
    'release',
    'version',
    'app_version',
    'appVersion',
    'service.version',
    'build',
    'image_tag',
    'git_sha',
  ],
  user: [
    'user',
    'username',
    'user_id',
    'userId',
    'user.id',
    'user.name',
    'usr',
    'uid',
    'account',
    'account_id',
    'customer',
    'customer_id',
    'login',
  ],
  service: [
    'service',
    'service.name',
    'app',
    'application',
    'component',
    'logger',
    'unit',
    'program',
    'process',
  ],
} as const;

export type ToldBy = keyof typeof NAMES;

/** What a field of a name tells of the surroundings; empty: nothing of them. */
export function surroundingsOf(field: string): readonly ToldBy[] {
  return (Object.keys(NAMES) as ToldBy[]).filter((what) =>
    NAMES[what].some((name) => name === field),
  );
}

/** A value that records name, and how many do. */
export interface ToldValue {
  readonly value: string;
  readonly count: number;
}

/** What the records of a view say of one of the surroundings. */
export interface Told {
  /** Null: no field of them says it. */
  readonly field: string | null;
  readonly values: readonly ToldValue[];
  readonly distinct: number;
  /** Records that name none. */
  readonly silent: number;
}

const SAMPLED = 1000;

/** Which field of the case's records tells each of the surroundings; null: none. */
export async function toldFields(
  store: OpenCase['store'],
  viewId: string,
): Promise<Record<ToldBy, string | null>> {
  const present = new Set((await store.fields(viewId)).map(({ name }) => name));
  const find = (names: readonly string[]): string | null =>
    names.find((name) => present.has(name)) ?? null;
  return {
    host: find(NAMES.host),
    release: find(NAMES.release),
    user: find(NAMES.user),
    service: find(NAMES.service),
  };
}

/** Counts what the records of a view say, all of them. */
export async function countTold(
  store: OpenCase['store'],
  viewId: string,
  field: string | null,
): Promise<Told> {
  const total = store.total(viewId);
  if (field === null) return { field, values: [], distinct: 0, silent: total };
  const { values, distinct } = await store.facet(viewId, field, SAMPLED, true, '');
  const named = values.map(({ value, count }) => ({ value: String(value), count }));
  const told = named.reduce((sum, { count }) => sum + count, 0);
  return { field, values: named, distinct, silent: Math.max(0, total - told) };
}
