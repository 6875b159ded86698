import { Checkbox } from '@mantine/core';
import type { IDockviewPanelProps } from 'dockview-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatUs } from '../../ui/time.ts';
import { useExploreContext } from './explore-context.ts';
import { useExplore } from './explore-store.ts';
import type { Mover, SideName } from './sides.ts';
import classes from './SidesPanel.module.css';
import { SideTable } from './SideTable.tsx';

/** Two sources, or two queries, side by side on one time axis. */
export function SidesPanel({ api, containerApi }: IDockviewPanelProps) {
  const { t } = useTranslation();
  const { zone } = useExploreContext();
  const { locked, us } = useExplore((state) => state.sides);
  const setSides = useExplore((state) => state.setSides);
  const isInFront = useIsInFront(api, containerApi);
  const [used, setUsed] = useState<SideName>('left');
  const mover = useRef<Mover>({ side: null, line: null });
  const moved = (side: SideName, toUs: number, line: number): void => {
    mover.current = { side, line };
    setSides({ us: toUs });
  };
  return (
    <div className={classes['panel']}>
      <div className={classes['head']}>
        <Checkbox
          size="xs"
          label={t('explore.sides.lock')}
          checked={locked}
          onChange={(event) => setSides({ locked: event.currentTarget.checked })}
        />
        <span className={classes['moment']} role="status">
          {us === null ? t('explore.sides.noMoment') : formatUs(us, zone, true)}
        </span>
      </div>
      <div className={classes['tables']}>
        {(['left', 'right'] as const).map((side) => (
          <SideTable
            key={side}
            side={side}
            mover={mover}
            takesKeys={isInFront && used === side}
            onUsed={() => setUsed(side)}
            onMoved={(toUs, line) => moved(side, toUs, line)}
          />
        ))}
      </div>
    </div>
  );
}

/** Whether this panel is in sight and was used since the records were. */
function useIsInFront(
  api: IDockviewPanelProps['api'],
  dock: IDockviewPanelProps['containerApi'],
): boolean {
  const [isInFront, setInFront] = useState(api.isVisible);
  useEffect(() => {
    const watches = [
      api.onDidVisibilityChange(({ isVisible }) => setInFront(isVisible)),
      // Both are in sight where one was dragged beside the other.
      dock.onDidActivePanelChange(({ panel }) => {
        if (panel?.id === api.id) setInFront(true);
        else if (panel?.id === 'records') setInFront(false);
      }),
    ];
    return () => watches.forEach((watch) => watch.dispose());
  }, [api, dock]);
  return isInFront;
}
