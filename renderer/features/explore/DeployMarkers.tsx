import { useTranslation } from 'react-i18next';
import type { DeployMarker } from '#shared/deployments/markers.ts';
import { formatUs } from '../../ui/time.ts';
import { useMarkers } from '../deployments/use-markers.ts';
import classes from './Histogram.module.css';
import type { HistogramData } from './histogram-chart.ts';

/** A line whose next is nearer goes without its version, which stands in the words above. */
const LABEL_PX = 56;

/** Deployments in the time that a histogram shows. */
export function useMarkersIn(data: HistogramData | undefined): readonly DeployMarker[] {
  const markers = useMarkers();
  if (data === undefined) return [];
  const [from, to] = [data.fromUs / 1000, endOf(data) / 1000];
  return markers.filter(({ at }) => from <= at && at <= to);
}

const endOf = ({ fromUs, widthUs, buckets }: HistogramData): number =>
  fromUs + widthUs * buckets.length;

/** A line at each deployment, in a picture whose slices lie at `left`. */
export function DeployMarkers({
  markers,
  data,
  left,
}: {
  markers: readonly DeployMarker[];
  data: HistogramData;
  left(bucket: number): number;
}) {
  const places = markers.map(({ at }) => left((at * 1000 - data.fromUs) / data.widthUs));
  return markers.map(({ at, environment, version, way }, n) => {
    const place = places[n] ?? 0;
    const room = (places[n + 1] ?? Infinity) - place;
    return (
      <div
        key={`${at} ${environment} ${version}`}
        className={classes['deployed']}
        style={{ left: place }}
      >
        {room >= LABEL_PX && (way === 'back' ? `↩ ${version}` : version)}
      </div>
    );
  });
}

/** The same in words, for the line above the picture. */
export function DeploymentsHere({
  markers,
  zone,
}: {
  markers: readonly DeployMarker[];
  zone: string;
}) {
  const { t } = useTranslation();
  const words = markers.map((marker) =>
    t(`explore.histogram.deployed.${marker.way}`, {
      ...marker,
      time: formatUs(marker.at * 1000, zone),
    }),
  );
  const [last] = words.slice(-1);
  if (last === undefined) return null;
  return (
    <span title={words.join('\n')}>
      {last}
      {words.length > 1 && ` ${t('explore.histogram.deployed.more', { count: words.length - 1 })}`}
    </span>
  );
}
