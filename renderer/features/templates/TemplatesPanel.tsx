import { HoverCard, TextInput, UnstyledButton } from '@mantine/core';
import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '#shared/contract/index.ts';
import { levelOf } from '#shared/model/level.ts';
import { addCondition } from '#shared/query/index.ts';
import { useCall } from '../../client/index.ts';
import { LevelMark } from '../../ui/LevelMark.tsx';
import { formatNumber } from '../../ui/number.ts';
import { Sparkline } from '../../ui/Sparkline.tsx';
import { useExplore } from '../explore/explore-store.ts';
import { useParts } from '../../ui/use-parts.ts';
import classes from './TemplatesPanel.module.css';

type Template = Output<'templates.list'>[number];

/** More are found by searching; this many are more than a person reads through. */
const SHOWN = 300;

/** The patterns of the case, commonest first: click narrows to one, Alt-click leaves it out. */
export function TemplatesPanel() {
  const { t } = useTranslation();
  const { data: templates } = useCall('templates.list', {}, { keep: true });
  const [search, setSearch] = useState('');
  const wanted = useDeferredValue(search.toLowerCase());
  const found = (templates ?? []).filter(({ text, name }) =>
    `${name ?? ''} ${text}`.toLowerCase().includes(wanted),
  );
  return (
    <div className={classes['panel']}>
      <TextInput
        m={6}
        value={search}
        placeholder={t('templates.search', {
          count: templates?.length ?? 0,
          formatted: formatNumber(templates?.length ?? 0),
        })}
        aria-label={t('templates.searchLabel')}
        onChange={(event) => setSearch(event.currentTarget.value)}
      />
      <ul className={classes['list']}>
        {found.slice(0, SHOWN).map((template) => (
          <TemplateRow key={template.id} template={template} />
        ))}
      </ul>
      {found.length > SHOWN && (
        <p className={classes['more']}>{t('templates.more', { count: found.length - SHOWN })}</p>
      )}
    </div>
  );
}

function TemplateRow({ template }: { template: Template }) {
  const { t } = useTranslation();
  const { query, setQuery } = useExplore(useParts('query', 'setQuery'));
  const level = levelOf(template.levels.indexOf(Math.max(...template.levels)));
  return (
    <li className={classes['row']}>
      <HoverCard openDelay={500} position="right-start" width={340} withinPortal>
        <HoverCard.Target>
          <UnstyledButton
            className={classes['template']}
            aria-label={t('templates.choose', {
              text: template.text,
              count: template.count,
            })}
            onClick={(event) =>
              setQuery(addCondition(query, `template:${template.id}`, event.altKey))
            }
          >
            <span className={classes['text']}>
              {template.name !== null && <strong>{template.name} </strong>}
              {template.text}
            </span>
            <span className={classes['facts']}>
              <LevelMark level={level} word={false} />
              <span>{formatNumber(template.count)}</span>
              <Sparkline
                values={template.trend}
                label={t('templates.trend', { count: template.count })}
              />
            </span>
          </UnstyledButton>
        </HoverCard.Target>
        <HoverCard.Dropdown>
          <Slots id={template.id} />
        </HoverCard.Dropdown>
      </HoverCard>
    </li>
  );
}

/** What stands in the slots of a template, commonest first. */
function Slots({ id }: { id: number }) {
  const { t } = useTranslation();
  const { data } = useCall('templates.slots', { id });
  if (data === undefined) return <>{t('templates.loading')}</>;
  if (data.slots.length === 0) return <>{t('templates.noSlots')}</>;
  return (
    <div className={classes['slots']}>
      <p>{t('templates.looked', { count: data.looked, formatted: formatNumber(data.looked) })}</p>
      {data.slots.map(({ kind, distinct, values }, slot) => (
        // oxlint-disable-next-line react/no-array-index-key -- a slot is its position
        <section key={slot}>
          <strong>
            {t('templates.slot', { number: slot + 1, kind: t(`templates.kinds.${kind}`) })} ·{' '}
            {t('templates.distinct', { count: distinct, formatted: formatNumber(distinct) })}
          </strong>
          <ul>
            {values.slice(0, 5).map(({ value, count }) => (
              <li key={value}>
                <code>{value}</code> <span>{formatNumber(count)}</span>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}
