import type { Masking } from '../../privacy/index.ts';
import type { ReportData } from './report-data.ts';

/** Answers that somebody wrote in words; the others are chosen, counted or dated. */
const WRITTEN: ReadonlySet<string> = new Set(['text', 'prose', 'email']);

/**
 * The report with personal data and secrets replaced by pseudonyms, wherever somebody wrote or logged them; who signs it
 * stays. Hashes, times and what the framework itself says are as they were.
 */
export async function maskReport(data: ReportData, masking: Masking): Promise<ReportData> {
  const { maskValue } = masking;
  /** What the field is called tells of its value, as in `Name of the contact person`. */
  const named = async (name: string, value: string): Promise<string> =>
    Object.values(await maskValue({ [name]: value }))[0] ?? '';
  const person = (name: string): Promise<string> => named('fullname', name);
  const all = <T, U>(list: readonly T[], of: (item: T) => Promise<U>): Promise<U[]> =>
    Promise.all(list.map(of));
  const by = async <T extends { author: string }>(item: T): Promise<T> => ({
    ...item,
    author: await person(item.author),
  });

  return {
    ...data,
    masked: true,
    case: {
      ...data.case,
      name: await masking.mask(data.case.name),
      reference: await maskValue(data.case.reference),
    },
    journal: { ...data.journal, authors: await all(data.journal.authors, person) },
    answers: await all(data.answers, async (answer) => {
      const justified = await maskValue(answer.justified);
      if (!WRITTEN.has(answer.type) || typeof answer.value !== 'string') {
        return {
          ...answer,
          justified,
          text: answer.value === null ? await masking.mask(answer.text) : answer.text,
        };
      }
      const value = await named(answer.label, answer.value);
      const text = answer.text === answer.value ? value : await masking.mask(answer.text);
      return { ...answer, value, text, justified };
    }),
    times: await all(data.times, async (time) =>
      by({ ...time, basis: await masking.mask(time.basis) }),
    ),
    narrative:
      data.narrative === null
        ? null
        : await by({ ...data.narrative, text: await masking.mask(data.narrative.text) }),
    findings: await all(data.findings, async (finding) => {
      const { title, text, assets, figures } = finding;
      return by({ ...finding, ...(await maskValue({ title, text, assets, figures })) });
    }),
    pins: await all(data.pins, async (pin) => by({ ...pin, note: await masking.mask(pin.note) })),
    cited: await all(data.cited, async (record) => {
      const { source, text } = record;
      return { ...record, ...(await maskValue({ source, text })) };
    }),
    issues: await all(data.issues, async (issue) => ({
      ...issue,
      title: await masking.mask(issue.title),
    })),
    templates: await all(data.templates, async (template) => ({
      ...template,
      text: await masking.mask(template.text),
    })),
    sources: await all(data.sources, async (source) => {
      const { path, problem } = source;
      return { ...source, ...(await maskValue({ path, problem })) };
    }),
    custody: await all(data.custody, async (entry) => {
      const { what, source, where } = entry;
      return {
        ...entry,
        who: await person(entry.who),
        ...(await maskValue({ what, source, where })),
      };
    }),
  };
}
