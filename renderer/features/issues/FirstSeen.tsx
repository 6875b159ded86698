import { useTranslation } from 'react-i18next';
import { deployedBefore } from '#shared/deployments/markers.ts';
import { formatDuration } from '../../ui/time.ts';
import { useMarkers } from '../deployments/use-markers.ts';
import classes from './IssuePage.module.css';

/** How long after a deployment an issue was first seen; nothing where none was within a day before it. */
export function FirstSeen({ firstUs }: { firstUs: number }) {
  const { t } = useTranslation();
  const found = deployedBefore(useMarkers(), firstUs / 1000);
  if (found === null) return null;
  const { marker, afterMs } = found;
  return (
    <p className={classes['facts']}>
      {t(`issues.firstSeen.${marker.way}`, {
        ...marker,
        after: formatDuration(Math.round(afterMs / 1000) * 1_000_000),
      })}
    </p>
  );
}
