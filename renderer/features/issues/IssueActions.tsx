import { Button, Menu } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DecisionDialog, type OwnTerm } from './DecisionDialog.tsx';
import { isOpen, type Decision, type Issue } from './issue-filter.ts';
import classes from './IssuesScreen.module.css';

const DAY_US = 86_400_000_000;

interface Props {
  readonly issues: readonly Issue[];
  /** Releases that an issue's records name. */
  readonly releases: readonly string[];
  /** Time of the newest evidence. */
  readonly nowUs: number | null;
  readonly zone: string;
  /** Whether their records name users; null: that is not known. */
  readonly namesUsers: boolean | null;
  onDecide(decision: Decision): void;
}

/** Resolve and ignore, each with the ways to do it; open again what is neither. */
export function IssueActions(props: Props) {
  const { issues, releases, nowUs, zone, namesUsers, onDecide } = props;
  const { t } = useTranslation();
  const [asking, setAsking] = useState<OwnTerm | null>(null);
  const ignore = (until: Extract<Decision, { kind: 'ignore' }>['until']) => (): void =>
    onDecide({ kind: 'ignore', until });
  if (issues.length > 0 && !issues.some(isOpen)) {
    return (
      <Button size="xs" variant="default" onClick={() => onDecide({ kind: 'reopen' })}>
        {t('issues.reopen')}
      </Button>
    );
  }
  return (
    <>
      <Button.Group>
        <Button
          size="xs"
          variant="default"
          onClick={() => onDecide({ kind: 'resolve', in: 'now' })}
        >
          {t('issues.resolve')}
        </Button>
        <Menu position="bottom-end">
          <Menu.Target>
            <Button
              size="xs"
              variant="default"
              className={classes['more'] ?? ''}
              aria-label={t('issues.resolveHow')}
            >
              ▾
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => onDecide({ kind: 'resolve', in: 'next' })}>
              {t('issues.inNext')}
            </Menu.Item>
            {releases.slice(0, 8).map((release) => (
              <Menu.Item
                key={release}
                onClick={() => onDecide({ kind: 'resolve', in: { release } })}
              >
                {t('issues.inRelease', { release })}
              </Menu.Item>
            ))}
            <Menu.Item onClick={() => setAsking('release')}>{t('issues.own.inOther')}</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </Button.Group>
      <Button.Group>
        <Button size="xs" variant="default" onClick={ignore({ kind: 'ever' })}>
          {t('issues.ignore')}
        </Button>
        <Menu position="bottom-end">
          <Menu.Target>
            <Button
              size="xs"
              variant="default"
              className={classes['more'] ?? ''}
              aria-label={t('issues.ignoreHow')}
            >
              ▾
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={ignore({ kind: 'escalating' })}>
              {t('issues.until.escalating')}
            </Menu.Item>
            <Menu.Item onClick={ignore({ kind: 'events', count: 100 })}>
              {t('issues.until.events', { count: 100 })}
            </Menu.Item>
            <Menu.Item onClick={ignore({ kind: 'users', count: 10 })}>
              {t('issues.until.users', { count: 10 })}
            </Menu.Item>
            {nowUs !== null && (
              <>
                <Menu.Item onClick={ignore({ kind: 'time', us: nowUs + DAY_US })}>
                  {t('issues.until.day')}
                </Menu.Item>
                <Menu.Item onClick={ignore({ kind: 'time', us: nowUs + 7 * DAY_US })}>
                  {t('issues.until.week')}
                </Menu.Item>
              </>
            )}
            <Menu.Item onClick={() => setAsking('until')}>{t('issues.own.untilOther')}</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </Button.Group>
      {asking !== null && (
        <DecisionDialog
          term={asking}
          nowUs={nowUs}
          zone={zone}
          namesUsers={namesUsers}
          onClose={() => setAsking(null)}
          onDecide={onDecide}
        />
      )}
    </>
  );
}
