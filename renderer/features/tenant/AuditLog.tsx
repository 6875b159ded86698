import { Alert, Button, Group, Modal } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '#shared/contract/index.ts';
import { useAction } from '../../client/index.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { formatNumber } from '../../ui/number.ts';
import { formatRelative } from '../../ui/time.ts';
import { AuditArchives } from './AuditArchives.tsx';
import { Section } from './Section.tsx';
import classes from './TeamScreen.module.css';

type Audit = NonNullable<Output<'tenant.state'>['audit']>;

/** The server's log of who did what, as this machine has seen it: proven, or what is wrong with it. */
export function AuditLog({
  audit: { size, seenAt, key, trouble },
  mayRead,
}: {
  audit: Audit;
  mayRead: boolean;
}) {
  const { t } = useTranslation();
  const [asks, setAsks] = useState(false);
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
          <Button size="xs" variant="default" onClick={() => setAsks(true)}>
            {t('team.audit.trust')}
          </Button>
        </Alert>
      )}
      <code className={classes['print']}>{key}</code>
      {mayRead && <AuditArchives />}
      {asks && <TrustDialog onClose={() => setAsks(false)} />}
    </Section>
  );
}

/** Says what is given up before the log is believed as it is. */
function TrustDialog({ onClose }: { onClose(): void }) {
  const { t } = useTranslation();
  const trust = useAction('tenant.trustAudit');
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('team.audit.trust')}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <p>{t('team.audit.givenUp')}</p>
      <FailureNotice failure={trust.error} />
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={onClose}>
          {t('team.audit.keep')}
        </Button>
        <Button
          color="red"
          loading={trust.isPending}
          onClick={() => trust.mutate({}, { onSuccess: onClose })}
        >
          {t('team.audit.forget')}
        </Button>
      </Group>
    </Modal>
  );
}
