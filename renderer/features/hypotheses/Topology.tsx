import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { layoutCalls, type CallLayout, type PlacedCaller } from '#shared/model/call-layout.ts';
import { useCall } from '../../client/index.ts';
import { formatNumber } from '../../ui/number.ts';
import classes from './HypothesesScreen.module.css';
import { showRecords } from './show-records.ts';
import type { Diagnosis, Hypothesis, Step } from './step-words.ts';

const BOX = { width: 150, height: 28, gapX: 90, gapY: 16, edge: 8 };

/** Who calls whom, read from the ids that sources hand on; the steps of the hypothesis stand where they happened. */
export function Topology({
  diagnosis,
  hypothesis,
}: {
  diagnosis: Diagnosis;
  hypothesis: Hypothesis | undefined;
}) {
  const { t } = useTranslation();
  const { data } = useCall('sources.list', {}, { keep: true });
  const { calls } = diagnosis;
  const names = useMemo(
    () => new Map(data?.sources.map(({ id, path, log }) => [id, log?.path ?? path])),
    [data],
  );
  const layout = useMemo(() => layoutCalls(calls, (id) => names.get(id) ?? ''), [calls, names]);
  const stepsAt = useMemo(() => {
    const found = new Map<string, number[]>();
    hypothesis?.steps.forEach((step, at) => {
      for (const name of new Set(sourcesOf(step).map((id) => names.get(id) ?? ''))) {
        found.set(name, [...(found.get(name) ?? []), at + 1]);
      }
    });
    return found;
  }, [hypothesis, names]);
  if (layout.calls.length === 0) return null;
  return (
    <section className={classes['detail']} aria-label={t('hypotheses.calls')}>
      <div className={classes['head']}>
        <h2>{t('hypotheses.calls')}</h2>
      </div>
      <p className={classes['dim']}>{t('hypotheses.callsText')}</p>
      <div className={classes['topology']}>
        <Drawing layout={layout} stepsAt={stepsAt} />
        <table className={classes['table']}>
          <thead>
            <tr>
              <th scope="col">{t('hypotheses.caller')}</th>
              <th scope="col">{t('hypotheses.called')}</th>
              <th scope="col" className={classes['number']}>
                {t('hypotheses.ids')}
              </th>
            </tr>
          </thead>
          <tbody>
            {layout.calls.map(({ from, to, ids }) => (
              <tr key={`${from} ${to}`}>
                <td>
                  <SourceLink name={from} />
                </td>
                <td>
                  <SourceLink name={to} />
                </td>
                <td className={classes['number']}>{formatNumber(ids)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {layout.left > 0 && (
        <p className={classes['dim']}>{t('hypotheses.callersLeft', { count: layout.left })}</p>
      )}
    </section>
  );
}

function sourcesOf({ event }: Step): readonly number[] {
  return event.kind === 'signal' ? event.signal.sources : event.marker.sources;
}

/** The file of a path. */
const shortName = (path: string): string => path.split(/[/\\!]/).at(-1) ?? path;

const quoted = (path: string): string => path.replaceAll(/["\\]/g, String.raw`\$&`);

function SourceLink({ name }: { name: string }) {
  return (
    <button
      type="button"
      className={classes['plain']}
      title={name}
      onClick={() => showRecords(`source:"${quoted(name)}"`, null, null)}
    >
      {shortName(name)}
    </button>
  );
}

function Drawing({
  layout,
  stepsAt,
}: {
  layout: CallLayout;
  stepsAt: ReadonlyMap<string, readonly number[]>;
}) {
  const { t } = useTranslation();
  const { callers, calls } = layout;
  const byName = new Map(callers.map((caller) => [caller.name, caller]));
  const width = (Math.max(...callers.map(({ layer }) => layer)) + 1) * (BOX.width + BOX.gapX);
  const height = (Math.max(...callers.map(({ place }) => place)) + 1) * (BOX.height + BOX.gapY);
  const most = Math.max(...calls.map(({ ids }) => ids));
  return (
    <svg
      className={classes['drawing']}
      viewBox={`0 0 ${width - BOX.gapX + 2} ${height + 30}`}
      style={{ maxInlineSize: width }}
      role="img"
      aria-label={t('hypotheses.callsPicture')}
    >
      <defs>
        <marker
          id="call-arrow"
          viewBox="0 0 8 8"
          refX="7"
          refY="4"
          markerWidth="8"
          markerHeight="8"
          markerUnits="userSpaceOnUse"
          orient="auto"
        >
          <path d="M0 0 8 4 0 8Z" fill="var(--text-dim)" />
        </marker>
      </defs>
      {calls.map(({ from, to, ids, back }) => {
        const [one, other] = [byName.get(from), byName.get(to)];
        if (one === undefined || other === undefined) return null;
        return (
          <path
            key={`${from} ${to}`}
            d={back ? backPath(one, other, height) : pathOf(one, other)}
            fill="none"
            stroke="var(--text-dim)"
            strokeWidth={1 + 2.5 * Math.sqrt(ids / most)}
            strokeDasharray={back ? '4 3' : undefined}
            opacity={back ? 0.5 : 0.8}
            markerEnd="url(#call-arrow)"
          />
        );
      })}
      {callers.map((caller) => {
        const { x, y } = cornerOf(caller);
        const steps = stepsAt.get(caller.name) ?? [];
        return (
          <g key={caller.name} transform={`translate(${x} ${y})`}>
            <title>{caller.name}</title>
            <rect
              width={BOX.width}
              height={BOX.height}
              rx="4"
              fill={steps.length > 0 ? 'var(--surface-selected)' : 'var(--surface-sunk)'}
              stroke={steps.length > 0 ? 'var(--accent)' : 'var(--line)'}
            />
            <text x="8" y="18" fontSize="12" fill="var(--text)">
              {cut(
                shortName(caller.name).replace(/\.(?:log|txt|jsonl?)$/i, ''),
                steps.length > 0 ? 15 : 20,
              )}
            </text>
            {steps.length > 0 && (
              <text x={BOX.width - 6} y="18" fontSize="11" textAnchor="end" fill="var(--accent)">
                {steps.slice(0, 3).join(' ')}
                {steps.length > 3 ? '…' : ''}
              </text>
            )}
          </g>
        );
      })}
    </svg>
  );
}

const cut = (text: string, most: number): string =>
  text.length > most ? `${text.slice(0, most - 1)}…` : text;

function cornerOf({ layer, place }: PlacedCaller): { x: number; y: number } {
  return { x: layer * (BOX.width + BOX.gapX) + 1, y: place * (BOX.height + BOX.gapY) + 1 };
}

/** From the right side of one to the left side of the other. */
function pathOf(from: PlacedCaller, to: PlacedCaller): string {
  const [one, other] = [cornerOf(from), cornerOf(to)];
  const [x1, y1] = [one.x + BOX.width, one.y + BOX.height / 2];
  const [x2, y2] = [other.x, other.y + BOX.height / 2];
  const bend = BOX.gapX / 2;
  // What passes over a layer goes below its boxes.
  const below = to.layer - from.layer > 1 && y1 === y2 ? BOX.height + BOX.gapY / 2 : 0;
  return below === 0
    ? `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`
    : `M${x1} ${y1}C${x1 + bend} ${y1 + below} ${x2 - bend} ${y2 + below} ${x2} ${y2}`;
}

/** Under all others, back to the left. */
function backPath(from: PlacedCaller, to: PlacedCaller, height: number): string {
  const [one, other] = [cornerOf(from), cornerOf(to)];
  const [x1, x2] = [one.x + BOX.width / 2, other.x + BOX.width / 2];
  const [y1, y2] = [one.y + BOX.height, other.y + BOX.height];
  const low = height + BOX.edge;
  return `M${x1} ${y1}C${x1} ${low + 16} ${x2} ${low + 16} ${x2} ${y2 + 2}`;
}
