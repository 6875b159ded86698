import { Alert, Button, Group } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './TeamScreen.module.css';

/** A key that was made just now, and whose. */
export interface MadeKey {
  readonly name: string;
  readonly key: string;
}

/** Shows a key this once; whoever leaves it here has lost it. */
export function ToldKey({ made: { name, key }, done }: { made: MadeKey; done: () => void }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  const copy = useRef<HTMLButtonElement>(null);
  useEffect(() => copy.current?.focus(), [key]);
  return (
    <Alert my="sm" color="gray" role="status" title={t('team.keys.told', { name })}>
      <code className={classes['print']}>{key}</code>
      <p>{t('team.keys.once')}</p>
      <Group gap="xs">
        <Button
          ref={copy}
          size="xs"
          onClick={() => void navigator.clipboard.writeText(key).then(() => setCopied(true))}
        >
          {t(copied ? 'team.keys.copied' : 'team.keys.copy')}
        </Button>
        <Button size="xs" variant="default" onClick={done}>
          {t('team.keys.kept')}
        </Button>
      </Group>
    </Alert>
  );
}
