import type { TFunction } from 'i18next';
import type { Output } from '#shared/contract/index.ts';

/** What came of taking in a copy, in words. */
export function mergedText(
  { taken, sources, withheld, erasures }: Output<'custody.merge'>,
  t: TFunction,
): string {
  const parts = [
    ...(taken > 0 ? [t('timeline.share.entriesTaken', { count: taken })] : []),
    ...(sources > 0 ? [t('timeline.share.sourcesTaken', { count: sources })] : []),
    ...(erasures > 0 ? [t('timeline.share.erased', { count: erasures })] : []),
    ...(withheld > 0 ? [t('timeline.share.withheld', { count: withheld })] : []),
  ];
  return parts.length === 0 ? t('timeline.share.nothingNew') : parts.join('. ');
}
