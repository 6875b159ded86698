import { Button, Group, Modal, SegmentedControl, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction, useCall } from '../../client/index.ts';
import classes from './IssuesScreen.module.css';

type Where = 'case' | 'profile';

/** The analyst's own rules for what is one issue, of this case or of all. */
export function GroupingRules({ onClose }: { onClose(): void }) {
  const { t } = useTranslation();
  const [where, setWhere] = useState<Where>('case');
  const { data } = useCall('issues.grouping', {});
  return (
    <Modal opened size="xl" title={t('issues.rules.title')} onClose={onClose}>
      <p className={classes['facts']}>{t('issues.rules.text')}</p>
      <SegmentedControl
        size="xs"
        aria-label={t('issues.rules.where')}
        value={where}
        onChange={(value) => setWhere(value === 'profile' ? 'profile' : 'case')}
        data={[
          { value: 'case', label: t('issues.rules.case') },
          { value: 'profile', label: t('issues.rules.profile') },
        ]}
      />
      {data !== undefined && <RuleTexts key={where} where={where} data={data} />}
    </Modal>
  );
}

type Grouping = NonNullable<ReturnType<typeof useCall<'issues.grouping'>>['data']>;

function RuleTexts({ where, data }: { where: Where; data: Grouping }) {
  const { t } = useTranslation();
  const { mutate: save, isPending } = useAction('issues.setGrouping');
  const [fingerprint, setFingerprint] = useState(data[where].fingerprint);
  const [stackTrace, setStackTrace] = useState(data[where].stackTrace);
  const kept = data[where];
  const problems = data.problems.filter((problem) => problem.where === where);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save({ where, fingerprint, stackTrace });
      }}
    >
      <Textarea
        autosize
        minRows={5}
        maxRows={12}
        classNames={{ input: classes['ruleText'] ?? '' }}
        label={t('issues.rules.fingerprint')}
        placeholder={
          'error.type:DatabaseUnavailable -> system-down\nstack.function:query -> {{ default }}, {{ level }}'
        }
        value={fingerprint}
        onChange={(event) => setFingerprint(event.currentTarget.value)}
      />
      <Textarea
        autosize
        minRows={5}
        maxRows={12}
        classNames={{ input: classes['ruleText'] ?? '' }}
        label={t('issues.rules.stackTrace')}
        placeholder={'stack.abs_path:**/generated/** -group\nfamily:native max-frames=3'}
        value={stackTrace}
        onChange={(event) => setStackTrace(event.currentTarget.value)}
      />
      <ul className={classes['problems']} role="status">
        {problems.map((problem) => (
          <li key={`${problem.of} ${problem.line}`}>
            {t(`issues.rules.${problem.of}`)}, {t('issues.rules.line', { line: problem.line })}:{' '}
            {problem.message}
          </li>
        ))}
      </ul>
      <Group justify="flex-end">
        <Button
          type="submit"
          loading={isPending}
          disabled={fingerprint === kept.fingerprint && stackTrace === kept.stackTrace}
        >
          {t('issues.rules.save')}
        </Button>
      </Group>
    </form>
  );
}
