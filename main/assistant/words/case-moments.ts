import { compareReleases } from '#shared/model/release-order.ts';
import { escapeRegex } from '#shared/query/index.ts';
import type { OpenCase } from '../../open-case.ts';
import { endOf } from '../offline/inquiry.ts';
import type { CaseMoment } from './time-words.ts';

const SPOKEN_OF =
  /release|deploy|roll|version|upgrade|update|restart|config|incident|outage|disruption/i;
const DEPLOYED = String.raw`(?:release|deployment|deploy|roll-?out|upgrade|update)`;

/** What happened in the case that words speak of as a time: its releases, restarts, changes of configuration, and its incident. */
export async function caseMoments(said: string, open: OpenCase): Promise<CaseMoment[]> {
  if (!SPOKEN_OF.test(said)) return [];
  const { markers, hypotheses } = await open.diagnosis();
  const moments: CaseMoment[] = [];
  const know = (
    pattern: string,
    name: string,
    fromUs: number,
    toUs: number | null = null,
  ): void => {
    moments.push({ pattern, name, fromUs, toUs });
  };
  const releases = markers.filter(({ kind }) => kind === 'release').toSorted((a, b) => a.us - b.us);
  for (const [at, { version, text, us }] of releases.entries()) {
    const before = releases[at - 1]?.version ?? null;
    if (version !== null && !releases.slice(0, at).some((one) => one.version === version)) {
      know(
        String.raw`(?:${DEPLOYED}|version)\s(?:of\s|to\s|to\sversion\s)?${escapeRegex(version)}`,
        text,
        us,
      );
    }
    const back = version !== null && before !== null && compareReleases(version, before) < 0;
    if (back || /roll(?:ed|ing)?[ -]?back|revert/i.test(text))
      know(String.raw`roll-?\s?back`, text, us);
  }
  const [first] = releases;
  if (first !== undefined) know(DEPLOYED, first.text, first.us);
  const restart = markers.find(({ kind }) => kind === 'restart');
  if (restart !== undefined) know(String.raw`(?:first\s)?restart`, restart.text, restart.us);
  const config = markers.find(({ kind }) => kind === 'config');
  if (config !== undefined)
    know(String.raw`config(?:uration)?(?:\s(?:change|update))?`, config.text, config.us);
  const [likeliest] = hypotheses;
  const begun = likeliest?.steps[0];
  if (likeliest !== undefined && begun !== undefined) {
    know(
      String.raw`(?:incident|outage|disruption)(?:\s(?:began|started|begins|starts))?`,
      likeliest.title,
      begun.us,
      endOf(likeliest),
    );
  }
  return moments;
}
