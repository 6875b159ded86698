import type { frameworks } from '../../reports/index.ts';
import { EXIT, print } from './command.ts';

type Framework = ReturnType<typeof frameworks>[number];
type Field = Framework['fields'][number];

/** What reports can be made, or with `fields` everything that one framework asks. */
export function listFrameworks(
  wanted: readonly Framework[],
  fields: boolean,
  json: boolean,
): number {
  if (json) {
    print(JSON.stringify({ frameworks: wanted.map(frameworkDocument) }));
    return EXIT.done;
  }
  for (const framework of wanted) {
    print(`${framework.id.padEnd(14)} ${framework.title} (${framework.law})`);
    for (const stage of framework.stages) {
      print(`  ${stage.id.padEnd(18)} ${stage.title} (${stage.law})`);
      if (!fields) continue;
      for (const field of framework.fields) printField(field, stage.id);
    }
  }
  return EXIT.done;
}

function printField(field: Field, stage: string): void {
  const need = field.stages[stage];
  if (need === undefined) return;
  const choices = field.choices?.map(({ id }) => id).join(', ');
  const type = choices === undefined ? field.type : `${field.type}: ${choices}`;
  print(`    ${need.padEnd(11)} ${field.id.padEnd(24)} ${field.label} [${type}] (${field.law})`);
}

function frameworkDocument(framework: Framework) {
  const { id, title, law, note, stages, fields, clocks } = framework;
  return {
    id,
    title,
    law,
    note: note ?? null,
    stages: stages.map((stage) => ({
      id: stage.id,
      title: stage.title,
      law: stage.law,
      to: stage.to,
      fields: fields
        .filter((field) => field.stages[stage.id] !== undefined)
        .map((field) => ({
          id: field.id,
          label: field.label,
          type: field.type,
          law: field.law,
          need: field.stages[stage.id],
          mandatoryWhen: field.mandatoryWhen ?? null,
          help: field.help ?? null,
          choices: field.choices ?? null,
        })),
      clocks: clocks.filter((clock) => clock.stage === stage.id),
    })),
  };
}
