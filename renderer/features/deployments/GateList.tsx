import { useTranslation } from 'react-i18next';
import classes from './DeploymentsScreen.module.css';
import type { Deployment } from './use-board.ts';

const SIGNS = { open: '✓', closed: '✕', waiting: '…' } as const;

/** How the gates stand, told by sign and word. */
export function GateList({ gates }: { gates: Deployment['gates'] }) {
  const { t } = useTranslation();
  return (
    <ul className={classes['gates']}>
      {gates.map(({ gate, is, said }) => (
        <li key={gate} data-is={is}>
          <span aria-hidden="true">{SIGNS[is]}</span>
          <span className={classes['hidden']}>{t(`deployments.gateIs.${is}`)}</span> {said}
        </li>
      ))}
    </ul>
  );
}
