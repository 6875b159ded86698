import { describe, expect, test } from 'vitest';
import { isLei, readValue } from '../../../../main/reports/frameworks/answer.ts';
import { assess } from '../../../../main/reports/frameworks/assess.ts';
import { frameworkOf, frameworks } from '../../../../main/reports/frameworks/bundled-frameworks.ts';
import { holds } from '../../../../main/reports/frameworks/condition.ts';
import { framework, type Field } from '../../../../main/reports/frameworks/framework.ts';
import { fullAnswers } from './sample-answers.ts';

const NOW = '2026-03-12T15:00:00Z';
const stages = frameworks().flatMap((each) => each.stages.map((stage) => ({ each, stage })));
const named = stages.map(({ each, stage }) => [`${each.id} ${stage.id}`, each, stage] as const);

describe('the frameworks', () => {
  test('are those that the product promises', () => {
    expect(frameworks().map(({ id }) => id)).toEqual([
      'post-incident',
      'gdpr',
      'nis2',
      'dora',
      'cra',
      'hipaa',
      'soc2',
      'pci-dss',
    ]);
  });

  test('DORA has the 76 fields of its form, each at its stages', () => {
    const form = frameworkOf('dora').fields.filter(({ id }) => /^[1-4]\.\d+$/.test(id));
    expect(form).toHaveLength(76);
    const at = (stage: string) => form.filter(({ stages: asked }) => asked[stage] !== undefined);
    expect([at('initial').length, at('intermediate').length, at('final').length]).toEqual([
      25, 60, 76,
    ]);
  });

  test('every mandatory field says where in the law it stands', () => {
    const silent = frameworks().flatMap(({ id, fields }) =>
      fields.filter(({ law }) => law.length < 3).map((field) => `${id} ${field.id}`),
    );
    expect(silent).toEqual([]);
  });

  test('post-incident asks for nothing', () => {
    const review = frameworkOf('post-incident');
    const [stage] = review.stages;
    if (stage === undefined) throw new Error('it has a stage');
    expect(assess(review, stage, new Map(), 'UTC', NOW).missing).toEqual([]);
  });

  test.each(named)('%s: whole, and each mandatory field missed in turn', (_name, each, stage) => {
    const answers = fullAnswers(each, stage);
    const whole = assess(each, stage, answers, 'UTC', NOW);
    expect(whole.missing).toEqual([]);
    for (const { field, mandatory } of whole.asked) {
      const without = new Map(answers);
      without.delete(field.id);
      const missing = assess(each, stage, without, 'UTC', NOW).missing.map(nameAndLaw);
      expect(missing).toEqual(mandatory ? [nameAndLaw(field)] : []);
      without.set(field.id, { justified: 'Not known to anybody.' });
      expect(assess(each, stage, without, 'UTC', NOW).missing).toEqual([]);
    }
  });

  test('what is wrong in the data of a framework is named', () => {
    const dora = frameworkOf('dora');
    const broken = (change: object) => framework.safeParse({ ...dora, ...change }).error?.message;
    expect(broken({ groups: dora.groups.slice(1) })).toContain('there is no group classification');
    expect(broken({ fields: [...dora.fields, dora.fields[0]] })).toContain('a field stands twice');
    expect(broken({ fields: dora.fields.filter(({ id }) => id !== '2.3') })).toContain(
      'there is no field 2.3',
    );
    const renamed = dora.fields.map((field) =>
      field.id === '2.5' ? { ...field, choices: [{ id: 'x', label: 'X' }] } : field,
    );
    expect(broken({ fields: renamed })).toContain('which is no choice of it');
    const days = dora.fields.map((field) =>
      field.id === '3.2' ? { ...field, type: 'date' } : field,
    );
    expect(broken({ fields: days })).toContain(
      '3.3 is before 3.2, which are not times of one type',
    );
  });
});

function nameAndLaw({ id, label, law }: Field): string {
  return `${id} ${label} (${law})`;
}

describe('answers', () => {
  const field = (type: Field['type'], choices?: Field['choices']): Field => ({
    id: 'x',
    group: 'g',
    label: 'X',
    type,
    law: 'Art. 1',
    stages: {},
    ...(choices === undefined ? {} : { choices }),
  });
  const read = (type: Field['type'], given: unknown) =>
    readValue(field(type), given, 'Europe/Berlin');

  test('times become UTC; one without a zone is in that of the case', () => {
    expect(read('datetime', '2026-07-01T12:00:00+02:00')).toEqual({
      ok: true,
      value: '2026-07-01T10:00:00Z',
    });
    expect(read('datetime', '2026-01-01T12:00')).toEqual({
      ok: true,
      value: '2026-01-01T11:00:00Z',
    });
    expect(read('datetime', '2026-02-30T12:00:00Z').ok).toBe(false);
    expect(read('datetime', '2026-07-01').ok).toBe(false);
  });

  test('what does not fit its type is refused', () => {
    const wrong: [Field['type'], unknown][] = [
      ['count', -1],
      ['count', 1.5],
      ['percent', 101],
      ['percent', 12.34],
      ['money', Number.NaN],
      ['duration', '00:24:00'],
      ['currency', 'XYZ'],
      ['countries', ['Germany']],
      ['email', 'nobody'],
      ['yesno', 'maybe'],
      ['date', '2026-02-29'],
      ['text', 12],
      ['lei', '529900T8BM49AURSDO56'],
    ];
    expect(wrong.filter(([type, given]) => read(type, given).ok)).toEqual([]);
    expect(read('percent', 12.3)).toEqual({ ok: true, value: 12.3 });
  });

  test('choices are known by id and by label, and come in the order of the form', () => {
    const choices = field('choices', [
      { id: 'a', label: 'Alpha' },
      { id: 'b', label: 'Beta' },
    ]);
    expect(readValue(choices, ['beta', 'a'], 'UTC')).toEqual({ ok: true, value: ['a', 'b'] });
    expect(readValue(choices, ['gamma'], 'UTC')).toEqual({
      ok: false,
      expected: 'a list of a, b',
    });
  });

  test('one wrong letter of an LEI is found by its check digits', () => {
    expect(isLei('529900T8BM49AURSDO55')).toBe(true);
    expect(isLei('529900T8BM49AURSD055')).toBe(false);
  });
});

describe('the classifier of DORA', () => {
  const dora = frameworkOf('dora');
  const stage = dora.stages.find(({ id }) => id === 'classification');
  if (stage === undefined || dora.classifier === undefined)
    throw new Error('DORA has a classifier');
  const nothing: Readonly<Record<string, string | number | boolean>> = {
    'c-critical': true,
    'c-malicious': false,
    'c-clients-percent': 10,
    'c-clients': 100_000,
    'c-counterparts-percent': 30,
    'c-transactions-percent': 10,
    'c-relevant': false,
    'c-reputation': false,
    'c-duration-hours': 24,
    'c-downtime-hours': 2,
    'c-states': 1,
    'c-data-loss': false,
    'c-cost': 100_000,
    'c-recurring': false,
  };
  const verdict = (change: Readonly<Record<string, string | number | boolean>>) => {
    const answers = new Map(
      Object.entries({ ...nothing, ...change }).map(([id, value]) => [id, { value }]),
    );
    return assess(dora, stage, answers, 'UTC', NOW).verdict;
  };

  test('thresholds must be passed, not only met', () => {
    expect(verdict({})?.verdict).toBe('Not a major incident');
    expect(verdict({})?.criteria.filter(({ met }) => met)).toEqual([]);
  });

  test('one criterion is not enough, two are, malicious access is alone', () => {
    expect(verdict({ 'c-states': 2 })?.positive).toBe(false);
    expect(verdict({ 'c-states': 2, 'c-cost': 100_001 })?.positive).toBe(true);
    expect(verdict({ 'c-downtime-hours': 2.5, 'c-clients': 100_001 })?.positive).toBe(true);
    expect(verdict({ 'c-malicious': true })?.positive).toBe(true);
  });

  test('without a critical service only recurring incidents are major', () => {
    expect(verdict({ 'c-critical': false, 'c-malicious': true })?.positive).toBe(false);
    expect(verdict({ 'c-critical': false, 'c-recurring': true })?.positive).toBe(true);
  });

  test('a question that is open leaves it undecided', () => {
    const answers = new Map([['c-critical', { value: true }]]);
    expect(assess(dora, stage, answers, 'UTC', NOW).verdict?.verdict).toContain('Not decided');
  });
});

test('what is not answered is neither yes nor no', () => {
  expect(holds({ field: 'x', is: false }, new Map())).toBe(false);
  expect(holds({ not: { field: 'x', is: true } }, new Map())).toBe(true);
  expect(holds({ field: 'x', filled: true }, new Map([['x', { justified: 'none' }]]))).toBe(false);
});
