import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Output } from '#shared/contract/index.ts';
import classes from './TemplatesScreen.module.css';

interface Props {
  readonly corrections: Output<'templates.corrections'>;
  readonly busy: boolean;
  onTakeBack(key: string): void;
}

/** What was set right by hand, each to be taken back. */
export function CorrectionList({ corrections, busy, onTakeBack }: Props) {
  const { t } = useTranslation();
  return (
    <ul className={classes['corrections']}>
      {corrections.map(({ key, sentence, where, remembered, author }) => (
        <li key={key}>
          <span>
            {sentence}{' '}
            <span className={classes['dim']}>
              {where === 'profile'
                ? t('templates.fromProfile')
                : t(remembered ? 'templates.byRemembered' : 'templates.by', { author })}
            </span>
          </span>
          <Button
            size="compact-xs"
            variant="subtle"
            disabled={busy}
            aria-label={t('templates.takeBackOne', { sentence })}
            onClick={() => onTakeBack(key)}
          >
            {t('templates.takeBack')}
          </Button>
        </li>
      ))}
    </ul>
  );
}
