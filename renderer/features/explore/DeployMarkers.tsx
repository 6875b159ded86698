import { useTranslation } from 'react-i18next';
import { useCall } from '../../client/index.ts';
import { formatUs } from '../../ui/time.ts';
import { useMarkers } from '../deployments/use-markers.ts';
import classes from './Histogram.module.css';
import type { HistogramData } from './histogram-chart.ts';

/** A line whose next is nearer goes without its label, which stands in the words above. */
const LABEL_PX = 56;

/** A deployment as the histogram shows it. */
export interface HistogramMarker {
  readonly us: number;
  /** Beside its line. */
  readonly label: string;
  /** What came in force, where and when. */
  readonly words: string;
}

/** Deployments in the time that a histogram shows, earliest first: those of the team server, and those marked in the case. */
export function useMarkersIn(
  data: HistogramData | undefined,
  zone: string,
): readonly HistogramMarker[] {
  const { t } = useTranslation();
  const team = useMarkers().map((marker): HistogramMarker => {
    const us = marker.at * 1000;
    return {
      us,
      label: marker.way === 'back' ? `↩ ${marker.version}` : marker.version,
      words: t(`explore.histogram.deployed.${marker.way}`, { ...marker, time: formatUs(us, zone) }),
    };
  });
  const { data: marked } = useCall('evidence.markers', {}, { keep: true });
  const own = (marked ?? []).map(({ us, title, version }): HistogramMarker => ({
    us,
    label: version ?? title,
    words: t('explore.histogram.deployed.marked', { title, time: formatUs(us, zone) }),
  }));
  if (data === undefined) return [];
  const end = data.fromUs + data.widthUs * data.buckets.length;
  return [...team, ...own]
    .filter(({ us }) => data.fromUs <= us && us <= end)
    .toSorted((a, b) => a.us - b.us);
}

/** A line at each deployment, in a picture whose slices lie at `left`. */
export function DeployMarkers({
  markers,
  data,
  left,
}: {
  markers: readonly HistogramMarker[];
  data: HistogramData;
  left(bucket: number): number;
}) {
  const places = markers.map(({ us }) => left((us - data.fromUs) / data.widthUs));
  return markers.map(({ words, label }, n) => {
    const place = places[n] ?? 0;
    const room = (places[n + 1] ?? Infinity) - place;
    return (
      <div key={words} className={classes['deployed']} style={{ left: place }}>
        {room >= LABEL_PX && label}
      </div>
    );
  });
}

/** The same in words, for the line above the picture. */
export function DeploymentsHere({ markers }: { markers: readonly HistogramMarker[] }) {
  const { t } = useTranslation();
  const last = markers.at(-1);
  if (last === undefined) return null;
  return (
    <span title={markers.map(({ words }) => words).join('\n')}>
      {last.words}
      {markers.length > 1 &&
        ` ${t('explore.histogram.deployed.more', { count: markers.length - 1 })}`}
    </span>
  );
}
