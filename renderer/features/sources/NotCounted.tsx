import { UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { lastName } from '#shared/model/last-name.ts';
import { useAction } from '../../client/index.ts';
import { formatNumber } from '../../ui/number.ts';
import type { Source } from './source-groups.ts';
import classes from './SourcesPanel.module.css';

/** What of a source is left out because another one has it too, and the way to count it all the same. */
export function NotCounted({ source }: { source: Source }) {
  const { t } = useTranslation();
  const { mutate: count } = useAction('sources.countAnyway');
  const { duplicate } = source;
  if (duplicate === null) return null;
  const name = lastName(duplicate.of);
  return (
    <div className={classes['notCounted']} title={duplicate.of}>
      {t(`sources.duplicate.${duplicate.kind}`, { name, lines: formatNumber(duplicate.lines) })}{' '}
      <UnstyledButton className={classes['link']} onClick={() => count({ id: source.id })}>
        {t('sources.duplicate.count')}
      </UnstyledButton>
    </div>
  );
}
