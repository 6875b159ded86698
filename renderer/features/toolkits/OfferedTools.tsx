import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ListedToolkit, OfferedTool } from '#shared/model/toolkit.ts';
import { useAction } from '../../client/index.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import classes from './ToolkitSettings.module.css';

/** What a toolkit's server offers, word for word, each tool to be allowed as it is described now. */
export function OfferedTools({
  toolkit: { id },
  tools,
  onChanged,
}: {
  toolkit: ListedToolkit;
  tools: readonly OfferedTool[];
  onChanged(): void;
}) {
  const { t } = useTranslation();
  const allow = useAction('toolkits.allow');
  const disallow = useAction('toolkits.disallow');
  if (tools.length === 0) return <p className={classes['facts']}>{t('toolkits.noTools')}</p>;
  return (
    <>
      <ul className={classes['tools']}>
        {tools.map(({ name, description, schema, changes, sha256, standing }) => (
          <li key={name} className={classes['tool']} aria-label={name}>
            <div>
              <strong>{name}</strong>
              <span className={classes['mark']}>
                {t(changes ? 'toolkits.changes' : 'toolkits.reads')}
              </span>
              {standing !== 'new' && (
                <span className={classes[standing === 'changed' ? 'warn' : 'facts']}>
                  {' '}
                  {t(`toolkits.standing.${standing}`)}
                </span>
              )}
              <p className={classes['told']}>{description}</p>
            </div>
            {standing === 'allowed' ? (
              <Button
                size="compact-xs"
                variant="default"
                onClick={() => disallow.mutate({ id, tool: name }, { onSuccess: onChanged })}
              >
                {t('toolkits.disallow')}
              </Button>
            ) : (
              <Button
                size="compact-xs"
                onClick={() => allow.mutate({ id, tool: name, sha256 }, { onSuccess: onChanged })}
              >
                {t(standing === 'changed' ? 'toolkits.allowAgain' : 'toolkits.allow')}
              </Button>
            )}
            <details className={classes['schema']}>
              <summary>{t('toolkits.takes')}</summary>
              {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, and must by keyboard */}
              <pre tabIndex={0}>{JSON.stringify(JSON.parse(schema), null, 2)}</pre>
            </details>
          </li>
        ))}
      </ul>
      <FailureNotice failure={allow.error ?? disallow.error} />
    </>
  );
}
