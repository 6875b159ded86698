import { tool, type ToolSet } from 'ai';
import { z } from 'zod';
import { CONFIDENCES, FINDING_KINDS, plainFinding } from '#shared/model/finding.ts';
import { Failure } from '#shared/model/failure.ts';
import type { Answerer } from '#shared/model/answer.ts';
import type { Masking } from '../../privacy/index.ts';
import { checkAnswer } from '../check-answer.ts';
import { draft } from '../draft.ts';
import type { DecideLeaving } from '../gate/leave-decisions.ts';
import type { Toolbox } from '../tools/toolbox.ts';
import { parseRecordName, recordInput } from '../tools/tool.ts';

const findingInput = z.strictObject({
  kind: z.enum(FINDING_KINDS),
  title: z.string().trim().min(1).max(300),
  text: z.string().max(4000).default(''),
  confidence: z.enum(CONFIDENCES).default('low'),
  records: z.array(recordInput).min(1).max(20).describe('Records that show it.'),
});

/** What a model would write is decided on, and whose name it bears. */
export interface FindingGate {
  readonly masking: Masking;
  readonly decide: DecideLeaving;
  readonly answerer: () => Answerer;
}

/**
 * The one tool by which a model may change the case: it proposes a finding. Its title must be borne out by the records it
 * names, and it is written only once the analyst has seen exactly what and approved of it, each time anew.
 */
export function findingTool(toolbox: Toolbox, gate: FindingGate): ToolSet {
  const { context } = toolbox;
  return {
    keep_finding: tool({
      description:
        'Writes a finding into the case, which the analyst is shown first and may refuse. Only when she asked for one to be kept.',
      inputSchema: findingInput,
      async execute(input) {
        try {
          const work = () => kept(input, toolbox, gate);
          const finding = await toolbox.note('keep_finding', input, work, () => 'written');
          return { finding, written: true };
        } catch (error) {
          if (context.signal.aborted || !(error instanceof Failure)) throw error;
          return gate.masking.maskValue({ failed: error.code, why: error.message });
        }
      },
    }),
  };
}

/** Checks a finding, asks about it and writes it; gives its id. Throws FINDING_UNSUPPORTED, LEAVING_REFUSED, CANCELLED. */
async function kept(
  { records, ...said }: z.output<typeof findingInput>,
  { context }: Toolbox,
  { decide, answerer }: FindingGate,
): Promise<string> {
  const { open } = context;
  const cites = records.map((name) => ({
    ref: parseRecordName(name) ?? { sourceId: 0, ordinal: 0 },
    quote: null,
  }));
  const check = checkAnswer(context, { strict: true, known: true });
  for (const text of [said.title, said.text].filter((one) => one !== '')) {
    const { standing } = await check.add(draft('answer', text, { cites }));
    if (standing !== 'supported') {
      throw new Failure(
        'FINDING_UNSUPPORTED',
        'Nothing was written: a record that the finding names is not in the case, or a number or a quote in it stands in none of them.',
      );
    }
  }
  const { provider, model } = answerer();
  const finding = {
    ...plainFinding(said.kind, said.title),
    ...said,
    citations: check.citations.map(({ record }) => record),
    origin: { by: 'assistant' as const, name: [provider, model ?? ''].join(' ').trim() },
  };
  const body = JSON.stringify({ ...said, records }, null, 2);
  await decide({
    kind: 'write',
    provider,
    model: model ?? '',
    host: 'case',
    size: Buffer.byteLength(body),
    body,
    local: body,
  });
  return open.keepFinding(finding);
}
