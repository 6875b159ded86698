import { SegmentedControl } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useCall } from '../../client/index.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { FrameworkList } from './FrameworkList.tsx';
import { Preview } from './Preview.tsx';
import { useReports } from './reports-store.ts';
import classes from './ReportsScreen.module.css';
import { StageForm } from './StageForm.tsx';

/** Reports in the shape that a law or a standard asks for: questions, deadlines, a live preview, export and submission. */
export function ReportsScreen() {
  const { t } = useTranslation();
  const { chosen, pane, setPane } = useReports();
  const { data: frameworks, error: refused } = useCall('reports.frameworks', {}, { keep: true });
  const { data: state, error } = useCall('reports.state', chosen, { keep: true });
  if (frameworks === undefined) return <FailureNotice failure={refused} />;
  return (
    <div className={classes['screen']} data-pane={pane}>
      <FrameworkList frameworks={frameworks} />
      <div className={classes['switch']}>
        <SegmentedControl
          size="xs"
          aria-label={t('reports.pane')}
          value={pane}
          onChange={(value) => setPane(value === 'preview' ? 'preview' : 'fields')}
          data={[
            { value: 'fields', label: t('reports.fields') },
            { value: 'preview', label: t('reports.preview') },
          ]}
        />
      </div>
      <section className={classes['form']} aria-label={t('reports.fields')}>
        <FailureNotice failure={error} />
        {state !== undefined && (
          <StageForm key={`${chosen.framework} ${chosen.stage}`} chosen={chosen} state={state} />
        )}
      </section>
      <Preview chosen={chosen} />
    </div>
  );
}
