import { Button, Checkbox, Progress, Select } from '@mantine/core';
import { useDeferredValue, useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { RULE_LEVELS } from '#shared/model/rule.ts';
import { displayZone, useApp, useShortcuts } from '../../app/index.ts';
import { useAction, useCall } from '../../client/index.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { formatNumber } from '../../ui/number.ts';
import { ListAndDetail, ListBar, ListSearch } from '../../ui/ListAndDetail.tsx';
import { showRecords } from '../hypotheses/show-records.ts';
import { newRule } from './new-rule.ts';
import { ruleRows } from './rule-rows.ts';
import { RuleDetail } from './RuleDetail.tsx';
import { RuleEditor } from './RuleEditor.tsx';
import { RulePacks } from './RulePacks.tsx';
import { useRules } from './rules-store.ts';
import classes from './RulesScreen.module.css';
import { RuleTable } from './RuleTable.tsx';
import { useRuleRun } from './use-rule-run.ts';

/** The rules of the profile, and what they found in the case. j and k move, r runs them, Enter shows records, f makes a finding, n writes a rule. */
export function RulesScreen() {
  const { t } = useTranslation();
  const { panel, words, lowest, hitsOnly, set, show, edit } = useRules();
  const { data: list, error } = useCall('rules.list', {}, { keep: true });
  const { data: state } = useCall('app.state', {}, { keep: true });
  const inCase = state?.openCase != null;
  const { data: results } = useCall('rules.results', {}, { enabled: inCase, keep: true });
  const zone = state === undefined ? 'UTC' : displayZone(state);
  const search = useDeferredValue(words);
  const input = useRef<HTMLInputElement>(null);
  const { run } = useRuleRun();
  const keep = useKeep();
  const hits = useMemo(() => (inCase ? (results?.hits ?? []) : []), [results, inCase]);
  const rows = useMemo(
    () => ruleRows(list?.rules ?? [], hits, { words: search, lowest, hitsOnly }),
    [list, hits, search, lowest, hitsOnly],
  );
  const key = panel.kind === 'rule' ? panel.key : null;
  const at = rows.findIndex((row) => row.key === key);
  const hit = hits.find((one) => one.key === key) ?? null;
  const move = (by: number) => (): void => {
    const next = rows[Math.max(0, Math.min(rows.length - 1, at + by))];
    if (next !== undefined) show({ kind: 'rule', key: next.key });
  };
  useShortcuts(t('rail.rules'), [
    { keys: 'J', title: t('rules.keys.next'), run: move(1) },
    { keys: 'K', title: t('rules.keys.previous'), run: move(-1) },
    { keys: 'R', title: t('rules.run'), run: () => inCase && run() },
    {
      keys: 'Enter',
      title: t('rules.showRecords'),
      run: () => hit !== null && showRecords(hit.query, null, null),
    },
    { keys: 'F', title: t('rules.keep'), run: () => hit !== null && keep(hit.key) },
    { keys: 'N', title: t('rules.new'), run: () => edit(null, newRule('search')) },
    { keys: 'P', title: t('rules.packs'), run: () => show({ kind: 'packs' }) },
    { keys: '/', title: t('rules.search'), run: () => input.current?.focus() },
  ]);
  return (
    <ListAndDetail
      detailShare={46}
      detail={
        panel.kind === 'edit' ? (
          <RuleEditor key={panel.session} file={panel.file} initial={panel.text} zone={zone} />
        ) : panel.kind === 'rule' ? (
          <RuleDetail key={panel.key} ruleKey={panel.key} hit={hit} zone={zone} onKeep={keep} />
        ) : (
          list !== undefined && <RulePacks list={list} />
        )
      }
    >
      <ListBar>
        <ListSearch
          input={input}
          value={words}
          label={t('rules.search')}
          onChange={(next) => set({ words: next })}
        />
        <Select
          size="xs"
          className={classes['levels'] ?? ''}
          aria-label={t('rules.lowest')}
          placeholder={t('rules.lowest')}
          clearable
          value={lowest}
          onChange={(value) =>
            set({ lowest: RULE_LEVELS.find((known) => known === value) ?? null })
          }
          data={RULE_LEVELS.map((value) => ({ value, label: t(`rules.levels.${value}`) }))}
        />
        <Checkbox
          size="xs"
          label={t('rules.hitsOnly')}
          checked={hitsOnly}
          onChange={(event) => set({ hitsOnly: event.currentTarget.checked })}
        />
        <Button size="xs" variant="default" onClick={() => show({ kind: 'packs' })}>
          {list !== undefined && list.problems.length > 0
            ? t('rules.packsWith', { count: list.problems.length })
            : t('rules.packs')}
        </Button>
      </ListBar>
      <RunBar
        inCase={inCase}
        alone={list?.alone === true}
        loaded={list?.rules.length ?? 0}
        ran={inCase ? results : null}
      />
      <FailureNotice failure={error} />
      <RuleTable
        rows={rows}
        at={at}
        ran={inCase && results != null}
        onChoose={(chosen) => show({ kind: 'rule', key: chosen })}
      />
    </ListAndDetail>
  );
}

type Results = ReturnType<typeof useCall<'rules.results'>>['data'];

/** Runs the rules, shows how far it has come, and says what they found. */
function RunBar({
  inCase,
  alone,
  loaded,
  ran,
}: {
  inCase: boolean;
  alone: boolean;
  loaded: number;
  ran: Results;
}) {
  const { t } = useTranslation();
  const running = useRules((rules) => rules.running);
  const { run, cancel } = useRuleRun();
  const { data: time } = useCall('explore.time', {}, { enabled: inCase, keep: true });
  const since = ran == null ? 0 : (time?.records ?? ran.records) - ran.records;
  if (!inCase) return <p className={classes['runBar']}>{t('rules.noCase')}</p>;
  if (running !== null) {
    const share = running.of === 0 ? 0 : (100 * running.done) / running.of;
    return (
      <div className={classes['runBar']}>
        <Progress
          className={classes['progress'] ?? ''}
          value={share}
          aria-label={t('rules.running')}
        />
        <span>
          {t('rules.blocks', { done: formatNumber(running.done), of: formatNumber(running.of) })}
        </span>
        <Button size="compact-xs" variant="default" onClick={cancel}>
          {t('rules.cancel')}
        </Button>
      </div>
    );
  }
  return (
    <div className={classes['runBar']}>
      <Button size="xs" disabled={loaded === 0} onClick={run}>
        {t('rules.run')}
      </Button>
      <span role="status">
        {ran == null
          ? t('rules.notRun', { count: loaded, formatted: formatNumber(loaded) })
          : t('rules.ran', {
              hits: formatNumber(ran.hits.length),
              rules: formatNumber(ran.rules),
              seconds: ran.seconds.toFixed(1),
            })}
        {since > 0 &&
          ` ${t(alone ? 'rules.sinceAlone' : 'rules.since', { count: since, formatted: formatNumber(since) })}`}
      </span>
    </div>
  );
}

/** Makes what a rule found a finding, and says so. */
function useKeep(): (key: string) => void {
  const { t } = useTranslation();
  const { mutate, isSuccess, submittedAt } = useAction('rules.keep');
  useEffect(() => {
    if (isSuccess) useApp.getState().notify({ kind: 'info', text: t('rules.kept') });
  }, [isSuccess, submittedAt, t]);
  return (key) => mutate({ key });
}
