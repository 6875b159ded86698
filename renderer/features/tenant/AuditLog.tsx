import { Alert, Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Output } from '#shared/contract/index.ts';
import { useAction } from '../../client/index.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { formatNumber } from '../../ui/number.ts';
import { formatRelative } from '../../ui/time.ts';
import { Section } from './Section.tsx';
import classes from './TeamScreen.module.css';

type Audit = NonNullable<Output<'tenant.state'>['audit']>;

/** The server's log of who did what, as this machine has seen it: proven, or what is wrong with it. */
export function AuditLog({ audit: { size, seenAt, key, trouble } }: { audit: Audit }) {
  const { t } = useTranslation();
  const trust = useAction('tenant.trustAudit');
  return (
    <Section title={t('team.audit.title')}>
      {trouble === null ? (
        <p>
          {t('team.audit.proven', {
            count: size,
            formatted: formatNumber(size),
            ago: formatRelative(Date.parse(seenAt) * 1000),
          })}
        </p>
      ) : (
        <Alert color="red" title={t('team.audit.wrong')} role="alert">
          <p>{trouble}</p>
          <Button
            size="xs"
            variant="default"
            loading={trust.isPending}
            onClick={() => trust.mutate({})}
          >
            {t('team.audit.trust')}
          </Button>
        </Alert>
      )}
      <code className={classes['print']}>{key}</code>
      <FailureNotice failure={trust.error} />
    </Section>
  );
}
