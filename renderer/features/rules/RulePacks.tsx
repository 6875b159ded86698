import { Button, Switch } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useAction } from '../../client/index.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { useTeamRelease } from '../../ui/use-team-release.ts';
import { AddRules } from './AddRules.tsx';
import { newRule } from './new-rule.ts';
import type { RuleList } from './rule-rows.ts';
import { useRules } from './rules-store.ts';
import classes from './RulesScreen.module.css';

const MOST_PROBLEMS = 200;

/** The packs that the profile has, and every rule that cannot be used with the reason. */
export function RulePacks({ list }: { list: RuleList }) {
  const { t } = useTranslation();
  const remove = useAction('rules.removePack');
  const edit = useRules((rules) => rules.edit);
  const use = useAction('rules.use');
  const runAlone = useAction('rules.runAlone');
  const released = useTeamRelease();
  const { packs, rules, problems, folder, alone } = list;
  return (
    <section className={classes['panel']} aria-label={t('rules.packs')}>
      <h2>{t('rules.packs')}</h2>
      <p className={classes['dim']}>{t('rules.intro')}</p>
      <div className={classes['actions']}>
        <AddRules />
        <Button size="xs" variant="default" onClick={() => edit(null, newRule('search'))}>
          {t('rules.new')}
        </Button>
        <Button size="xs" variant="default" onClick={() => edit(null, newRule('count'))}>
          {t('rules.newCount')}
        </Button>
      </div>
      <Switch
        className={classes['alone'] ?? ''}
        size="xs"
        label={t('rules.alone')}
        checked={alone}
        onChange={(event) => runAlone.mutate({ alone: event.currentTarget.checked })}
      />
      <FailureNotice failure={remove.error ?? use.error ?? runAlone.error} />
      <ul className={classes['packs']}>
        {packs.map(({ name, own, team, on, files }) => (
          <li key={name}>
            <Switch
              size="xs"
              label={own ? t('rules.own') : team ? released : name}
              checked={on}
              onChange={(event) => use.mutate({ pack: name, on: event.currentTarget.checked })}
            />
            <span className={classes['dim']}>
              {on
                ? t('rules.packRules', {
                    count: rules.filter(({ pack }) => pack === name).length,
                  })
                : t('rules.packOff', { count: files })}
            </span>
            {!own && !team && (
              <Button
                size="compact-xs"
                variant="subtle"
                aria-label={t('rules.removePack', { name })}
                onClick={() => remove.mutate({ name })}
              >
                {t('rules.remove')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      <p className={classes['dim']}>{t('rules.folder', { folder })}</p>
      {problems.length > 0 && (
        <>
          <h3>{t('rules.problems', { count: problems.length })}</h3>
          <ul className={classes['list']}>
            {problems.slice(0, MOST_PROBLEMS).map(({ file, line, title, message }) => (
              <li key={`${file} ${line} ${message}`}>
                <strong>{title ?? ''}</strong> {message}{' '}
                <span className={classes['dim']}>
                  {file}
                  {line === null ? '' : `:${line}`}
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
