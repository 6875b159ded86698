import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useCall } from '../../client/index.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { formatNumber } from '../../ui/number.ts';
import { formatUs } from '../../ui/time.ts';
import { showRecords } from '../hypotheses/show-records.ts';
import { ownCopy } from './new-rule.ts';
import type { RuleHit } from './rule-rows.ts';
import { RuleLevelMark } from './RuleLevelMark.tsx';
import { useRules } from './rules-store.ts';
import classes from './RulesScreen.module.css';

const MOST_MATCHES = 50;

interface Props {
  readonly ruleKey: string;
  readonly hit: RuleHit | null;
  readonly zone: string;
  onKeep(key: string): void;
}

/** One rule: what it says, what it found, and what can be done about that. */
export function RuleDetail({ ruleKey, hit, zone, onKeep }: Props) {
  const { t } = useTranslation();
  const { data: rule, error } = useCall('rules.get', { key: ruleKey });
  const edit = useRules((rules) => rules.edit);
  if (rule === undefined) return <FailureNotice failure={error} />;
  return (
    <section className={classes['panel']} aria-label={rule.title}>
      <div className={classes['head']}>
        <h2>{rule.title}</h2>
        <div className={classes['actions']}>
          <Button
            size="xs"
            variant="default"
            onClick={() => (rule.own ? edit(rule.file, rule.text) : edit(null, ownCopy(rule.text)))}
          >
            {t(rule.own ? 'rules.edit' : 'rules.copy')}
          </Button>
        </div>
      </div>
      <p className={classes['facts']}>
        <RuleLevelMark level={rule.level} />
        {rule.status !== null && <span>{rule.status}</span>}
        {rule.techniques.map((technique) => (
          <span key={technique} className={classes['tag']}>
            {technique}
          </span>
        ))}
        {rule.tactics.map((tactic) => (
          <span key={tactic}>{tactic}</span>
        ))}
      </p>
      {hit !== null && <Found hit={hit} zone={zone} onKeep={() => onKeep(rule.key)} />}
      {rule.description !== '' && <p className={classes['text']}>{rule.description}</p>}
      {rule.notes.length > 0 && (
        <>
          <h3>{t('rules.notes')}</h3>
          <ul className={classes['list']}>
            {rule.notes.map(({ line, message }) => (
              <li key={message}>
                {line === null ? '' : `${t('rules.line', { line })}: `}
                {message}
              </li>
            ))}
          </ul>
        </>
      )}
      {rule.falsePositives.length > 0 && (
        <>
          <h3>{t('rules.falsePositives')}</h3>
          <ul className={classes['list']}>
            {rule.falsePositives.map((text) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        </>
      )}
      {rule.query !== null && (
        <>
          <h3>{t('rules.query')}</h3>
          <p className={classes['query']}>{rule.query}</p>
        </>
      )}
      <h3>{t('rules.text')}</h3>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, and must by keyboard */}
      <pre className={classes['yaml']} tabIndex={0}>
        {rule.text.trim()}
      </pre>
      <p className={classes['dim']}>
        {rule.file}:{rule.line}
      </p>
    </section>
  );
}

function Found({ hit, zone, onKeep }: { hit: RuleHit; zone: string; onKeep(): void }) {
  const { t } = useTranslation();
  const { count, firstUs, lastUs, matches, query } = hit;
  const span =
    firstUs === null ? '' : `${formatUs(firstUs, zone)} – ${formatUs(lastUs ?? firstUs, zone)}`;
  return (
    <div className={classes['found']}>
      <p>
        <strong>
          {t(matches === null ? 'rules.hitCount' : 'rules.metCount', {
            count,
            formatted: formatNumber(count),
          })}
        </strong>{' '}
        <span className={classes['dim']}>{span}</span>
      </p>
      <div className={classes['actions']}>
        <Button size="xs" onClick={() => showRecords(query, null, null)}>
          {t('rules.showRecords')}
        </Button>
        <Button size="xs" variant="default" onClick={onKeep}>
          {t('rules.keep')}
        </Button>
      </div>
      {matches !== null && (
        <ul className={classes['list']}>
          {matches.slice(0, MOST_MATCHES).map(({ group, value, fromUs, toUs, records }) => (
            <li key={`${fromUs} ${group.map((part) => part.value).join(' ')}`}>
              <button
                type="button"
                className={classes['link']}
                onClick={() => showRecords(query, fromUs, toUs)}
              >
                {formatUs(fromUs, zone)}
              </button>{' '}
              {group.map((part) => `${part.field}=${part.value ?? ''}`).join(', ')}{' '}
              {t('rules.match', { value: formatNumber(value), records })}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
