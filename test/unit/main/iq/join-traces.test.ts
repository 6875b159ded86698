import { describe, expect, it } from 'vitest';
import { parseTraceText } from '../../../../main/ingest/traces/index.ts';
import { joinTraces } from '../../../../main/iq/join-traces.ts';

const group = (count: number, ...lines: string[]) => ({
  trace: parseTraceText(['\u0001java', ...lines]),
  count,
});

const WHOLE = [
  '!a.Outer',
  '+a.B.run\ta/B.java',
  '+a.Main.main\ta/Main.java',
  '!a.Root',
  '+a.C.load\ta/C.java',
];

describe('joinTraces', () => {
  it('adds a piece to the only problem that it can be of', () => {
    expect(
      joinTraces([
        group(9, ...WHOLE),
        group(1, ...WHOLE.slice(0, 2)),
        group(1, '!b.Other', '+b.X.y\tb/X.java'),
      ]),
    ).toEqual([0, 0, 2]);
  });

  it('leaves a piece alone that could be of several problems', () => {
    const other = [...WHOLE.slice(0, 3), '!a.OtherRoot', '+a.D.load\ta/D.java'];
    expect(
      joinTraces([group(9, ...WHOLE), group(5, ...other), group(1, ...WHOLE.slice(0, 2))]),
    ).toEqual([0, 1, 2]);
  });

  it('keeps another exception in the same place apart', () => {
    const other = [
      '!a.Root',
      '+a.C.load\ta/C.java',
      '+a.B.run\ta/B.java',
      '+a.Main.main\ta/Main.java',
    ];
    const twin = other.with(0, '!a.Twin');
    expect(joinTraces([group(2, ...other), group(2, ...twin)])).toEqual([0, 1]);
  });

  it('adds a trace with a frame more to the commoner one without', () => {
    const frames = ['+p.a\t', '+p.b\t', '+p.c\t', '+p.d\t', '+p.e\t'];
    const more = frames.toSpliced(3, 0, '+p.new\t');
    expect(joinTraces([group(1, '!X', ...more), group(8, '!X', ...frames)])).toEqual([1, 1]);
  });

  it('does not join what only ends alike', () => {
    const ends = ['+p.c\t', '+p.d\t', '+p.e\t', '+p.f\t'];
    expect(
      joinTraces([group(1, '!X', '+p.a\t', ...ends), group(8, '!X', '+p.b\t', ...ends)]),
    ).toEqual([0, 1]);
  });
});
