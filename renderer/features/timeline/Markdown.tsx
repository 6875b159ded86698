import ReactMarkdown, { defaultUrlTransform } from 'react-markdown';
import { useTranslation } from 'react-i18next';
import type { Output } from '#shared/contract/index.ts';
import { useExplore } from '../explore/explore-store.ts';
import { useApp } from '../../app/index.ts';
import classes from './TimelineScreen.module.css';

export type Cited = Output<'evidence.narrative'>['cited'][number];

/** Brings a cited record into sight on the Explore screen. */
export function showCited({ ref }: Cited): void {
  if (ref === null) return;
  useExplore.getState().set({
    query: '',
    range: { fromUs: null, toUs: null },
    selected: ref,
    detail: true,
  });
  useApp.getState().go('explore');
}

/** Markdown whose links to records lead to them, and say when the record is not as it was cited. */
export function Markdown({ text, cited }: { text: string; cited: readonly Cited[] }) {
  const { t } = useTranslation();
  const byKey = new Map(cited.map((one) => [one.key, one]));
  return (
    <div className={classes['markdown']}>
      <ReactMarkdown
        urlTransform={(url) => (url.startsWith('record:') ? url : defaultUrlTransform(url))}
        disallowedElements={['img']}
        components={{
          a({ href = '', children }) {
            if (!href.startsWith('record:')) return <span>{children}</span>;
            const record = byKey.get(href.slice('record:'.length));
            if (record?.ref == null) {
              return (
                <span className={classes['warn']}>
                  {children} ({t('timeline.standing.missing')})
                </span>
              );
            }
            return (
              <>
                <button type="button" className={classes['link']} onClick={() => showCited(record)}>
                  {children}
                </button>
                {record.standing === 'changed' && (
                  <span className={classes['warn']}> ({t('timeline.standing.changed')})</span>
                )}
              </>
            );
          },
        }}
      >
        {text}
      </ReactMarkdown>
    </div>
  );
}
