import { Alert, Button, Group } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Output } from '#shared/contract/index.ts';
import { useAction, useCall } from '../../client/index.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { PlanUsage } from './PlanUsage.tsx';
import { Section } from './Section.tsx';
import classes from './TeamScreen.module.css';

type Licence = NonNullable<Output<'tenant.licence'>>;

/** The plan of the team: its licence on this machine, and for an admin what is used and paid. Nothing without billing. */
export function Plan({ isAdmin }: { isAdmin: boolean }) {
  const { t } = useTranslation();
  const { data: licence, error } = useCall('tenant.licence', {}, { keep: true });
  if (licence === undefined || licence === null || licence.standing === 'unlimited') return null;
  return (
    <Section title={t('team.plan.title')}>
      <LicenceLine licence={licence} />
      <FailureNotice failure={error} />
      {isAdmin && <PlanUsage />}
    </Section>
  );
}

function LicenceLine({ licence: { standing, said, plan, until } }: { licence: Licence }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const fetch = useAction('tenant.fetchLicence');
  if (said === null) {
    return <p>{t('team.plan.known', { plan, until: until === null ? '' : until.slice(0, 10) })}</p>;
  }
  const isWrong = standing === 'bad' || standing === 'other-team';
  return (
    <Alert
      role="status"
      color={standing === 'missing' ? 'gray' : standing === 'grace' ? 'yellow' : 'red'}
      title={t(`team.plan.standing.${standing}`)}
    >
      <p className={classes['wrap']}>{said}</p>
      <Group gap="xs">
        <Button
          size="xs"
          variant="default"
          loading={fetch.isPending}
          onClick={() =>
            fetch.mutate(
              { forget: isWrong },
              { onSuccess: () => void queries.invalidateQueries({ queryKey: ['tenant.licence'] }) },
            )
          }
        >
          {t(isWrong ? 'team.plan.forget' : 'team.plan.fetch')}
        </Button>
      </Group>
      <FailureNotice failure={fetch.error} />
    </Alert>
  );
}
