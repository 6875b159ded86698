import { useDebouncedValue } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { useCall } from '../../client/index.ts';
import classes from './GatePage.module.css';

const STEPS = [1, 2, 3, 4];

/** How well a passphrase would hold, and what would make it better. */
export function PassphraseMeter({ passphrase, words }: { passphrase: string; words: string[] }) {
  const { t } = useTranslation();
  const [asked] = useDebouncedValue(passphrase, 200);
  const { data } = useCall(
    'vault.strength',
    { passphrase: asked, words: words.filter((word) => word !== '') },
    { keep: true },
  );
  if (passphrase === '' || data === undefined) return null;
  const tone = !data.accepted ? 'weak' : data.score < 4 ? 'fair' : 'good';
  const hint = data.accepted
    ? t(`start.strength.${tone}`)
    : ([data.warning, ...data.suggestions].find((text) => text !== null && text !== '') ??
      t('start.strength.weak'));
  return (
    <div role="status">
      <div className={classes['meter']} aria-hidden="true">
        {STEPS.map((step) => (
          <span key={step} data-on={data.score >= step ? tone : undefined} />
        ))}
      </div>
      <div className={classes['hint']}>{hint}</div>
    </div>
  );
}
