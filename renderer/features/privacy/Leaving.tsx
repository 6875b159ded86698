import { useTranslation } from 'react-i18next';
import { leaveOf, LEAVING_WAYS, type Label } from '#shared/model/label.ts';
import { leaveUnder } from '#shared/model/team-policy.ts';
import { useTeamPolicy } from '../../ui/use-team-policy.ts';
import { labelOfSources, nameOf, type CaseKeeping, type Source } from './case-privacy.ts';
import { CaseLabel, SourceLabel } from './LabelSelect.tsx';
import classes from './DataMapScreen.module.css';

/** Labels of the case and of its sources, and what each lets out. */
export function Leaving({
  sources,
  keeping,
}: {
  sources: readonly Source[];
  keeping: CaseKeeping;
}) {
  const { t } = useTranslation();
  const own = new Map(keeping.sources.map(({ id, label }) => [id, label]));
  const labelOf = (id: number): Label => own.get(id) ?? keeping.label;
  const whole = labelOfSources(keeping, sources, null);
  return (
    <div className={classes['page']}>
      <p className={classes['hint']}>{t('privacy.leavingText')}</p>
      <CaseLabel label={keeping.label} />
      <div className={classes['tableBox']} role="region" aria-label={t('privacy.leavingTable')}>
        <table className={classes['table']}>
          <thead>
            <tr>
              <th scope="col">{t('privacy.sourceOnly')}</th>
              <th scope="col">{t('privacy.label')}</th>
              {LEAVING_WAYS.map((way) => (
                <th key={way} scope="col">
                  {t(`privacy.ways.${way}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <tr className={classes['sourceRow']}>
              <th scope="row">{t('privacy.whole')}</th>
              <td>
                {t(`privacy.labels.${whole}`)}
                <span className={classes['why']}>{t('privacy.wholeWhy')}</span>
              </td>
              <Ways label={whole} />
            </tr>
            {sources.map((source) => (
              <tr key={source.id}>
                <th scope="row" className={classes['field']} title={source.path}>
                  {nameOf(source)}
                </th>
                <td>
                  <SourceLabel
                    source={{ id: source.id, name: nameOf(source) }}
                    own={own.get(source.id) ?? null}
                    ofCase={keeping.label}
                  />
                </td>
                <Ways label={labelOf(source.id)} />
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

function Ways({ label }: { label: Label }) {
  const { t } = useTranslation();
  const team = useTeamPolicy();
  return LEAVING_WAYS.map((way) => {
    const leave = leaveUnder(team, label, way);
    const isOfTeam = team !== null && leave !== leaveOf(label, way);
    return (
      <td key={way} className={classes['leave']} data-leave={leave}>
        {t(`privacy.leaves.${leave}`)}
        {isOfTeam && (
          <span className={classes['why']}>{t('setByTeam', { version: team.version })}</span>
        )}
      </td>
    );
  });
}
