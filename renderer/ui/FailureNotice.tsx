import { Alert } from '@mantine/core';
import type { ContractFailure } from '../client/index.ts';

/** What went wrong, for the person; the code small, for who is asked for help. */
export function FailureNotice({ failure }: { failure: ContractFailure | null }) {
  if (failure === null) return null;
  return (
    <Alert color="red" variant="light" role="alert" py={8} px={12}>
      {failure.message}
      <div style={{ fontSize: 11, color: 'var(--text-dim)' }}>{failure.code}</div>
    </Alert>
  );
}
