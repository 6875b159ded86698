import { Alert, Anchor, Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ReactNode } from 'react';
import { useSignIn, type ContractFailure } from '../../client/index.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';

/** What went wrong; if the second factor is needed just now, the way to show it, after which it is tried again. */
export function StepUpNotice({
  failure,
  retry,
  changed,
}: {
  failure: ContractFailure | null;
  retry: () => void;
  /** What says it when somebody else has changed meanwhile what was to be changed. */
  changed?: ReactNode;
}) {
  const { t } = useTranslation();
  const { begin, cancel, page, isWaiting, failure: refused } = useSignIn('tenant.signIn');
  if (failure?.code === 'CHANGED_MEANWHILE' && changed !== undefined) return changed;
  if (failure?.code !== 'STEP_UP_REQUIRED') return <FailureNotice failure={failure} />;
  return (
    <Alert mt="sm" color="gray" role="alert">
      <p>{t('team.stepUp')}</p>
      {isWaiting ? (
        <>
          <p role="status">
            {t('team.waiting')}{' '}
            {page !== null && !page.opened && (
              <Anchor href={page.page} target="_blank" rel="noreferrer">
                {t('team.openPage')}
              </Anchor>
            )}
          </p>
          <Button size="xs" variant="default" onClick={cancel}>
            {t('team.cancel')}
          </Button>
        </>
      ) : (
        <Button size="xs" onClick={() => begin({ way: 'browser', stepUp: true }, retry)}>
          {t('team.confirm')}
        </Button>
      )}
      <FailureNotice failure={refused} />
    </Alert>
  );
}
