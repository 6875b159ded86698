import { Alert, Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Output } from '#shared/contract/index.ts';
import { useAction, useCall } from '../../client/index.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import classes from './TeamScreen.module.css';

/** The number that two members compare, so that neither the server nor anybody between puts a key of his own in the way. */
export function SafetyNumber({
  member: { memberId, name, key },
  done,
}: {
  member: Output<'tenant.members'>[number];
  done: () => void;
}) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const compared = useAction('tenant.compared');
  const { data, error } = useCall('tenant.safetyNumber', { memberId }, { keep: true });
  if (data === undefined) return <FailureNotice failure={error} />;
  const { number } = data;
  return (
    <Alert mt="sm" color={key === 'changed' ? 'red' : 'gray'} title={t('team.key.title', { name })}>
      <p>{t(key === 'changed' ? 'team.key.aboutChanged' : 'team.key.about', { name })}</p>
      <code className={classes['print']} data-testid="safety-number">
        {number}
      </code>
      {key === 'compared' ? (
        <Button size="xs" variant="default" onClick={done}>
          {t('team.key.close')}
        </Button>
      ) : (
        <Button
          size="xs"
          loading={compared.isPending}
          onClick={() =>
            compared.mutate(
              { memberId, number },
              {
                onSuccess: () => {
                  void queries.invalidateQueries({ queryKey: ['tenant.members'] });
                  done();
                },
              },
            )
          }
        >
          {t('team.key.same')}
        </Button>
      )}
      <FailureNotice failure={compared.error} />
    </Alert>
  );
}
