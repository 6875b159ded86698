import type { Hypothesis, Step } from '#shared/model/hypothesis.ts';
import { citing, draft, lookAt, type DraftStatement } from '../draft.ts';
import { concerns } from './focus.ts';
import {
  at,
  citesOf,
  isGrave,
  queryOf,
  short,
  wordsOf,
  type Inquiry,
  type Said,
} from './inquiry.ts';

const CAUSES = {
  release: 'a release',
  restart: 'a restart',
  config: 'a change of configuration',
} as const;
const MOST_STEPS = 8;

/** Why: the likeliest hypothesis, or of what is asked about the chain that leads to it. */
export async function answerWhy(inquiry: Inquiry): Promise<Said> {
  const { hypotheses, verdict } = inquiry.diagnosis;
  const [likeliest] = hypotheses;
  if (likeliest === undefined) {
    return { known: false, statements: [draft('answer', `I do not know the cause. ${verdict}`)] };
  }
  const { focus } = inquiry;
  if (focus === null) return { known: true, statements: await chainOf(inquiry, likeliest, null) };
  for (const hypothesis of hypotheses) {
    const about = hypothesis.steps.slice(1).filter(({ event }) => concerns(event, focus));
    const asked = about.find(tellsOfFailure) ?? about[0];
    if (asked !== undefined) {
      return { known: true, statements: await chainOf(inquiry, hypothesis, asked) };
    }
  }
  const causes = hypotheses.find(
    ({ steps: [first] }) => first !== undefined && concerns(first.event, focus),
  );
  if (causes !== undefined) {
    return {
      known: true,
      statements: [
        draft(
          'answer',
          `${focus.name} stands at the beginning of a hypothesis, not at its end: nothing was logged before it that explains it.`,
        ),
        ...(await chainOf(inquiry, causes, null)),
      ],
    };
  }
  return {
    known: false,
    statements: [
      draft(
        'answer',
        `I do not know why ${focus.name}: it did not change by more than chance together with anything else. The likeliest cause of what did change in this case:`,
      ),
      ...(await chainOf(inquiry, likeliest, null)),
    ],
  };
}

/** A hypothesis in sentences; with `asked` those of its steps that lead there. */
async function chainOf(
  inquiry: Inquiry,
  hypothesis: Hypothesis,
  asked: Step | null,
): Promise<DraftStatement[]> {
  const { steps, evidence, against } = hypothesis;
  const [cause] = steps;
  if (cause === undefined) return [];
  const statements = [
    await causeStatement(inquiry, cause, asked !== null),
    chanceOf(inquiry, hypothesis),
  ];
  const chain = asked === null ? steps.slice(1) : pathTo(steps, asked);
  const told = gravest(chain);
  for (const step of told) {
    const because = step.because.length === 0 ? '' : ` (${step.because.join(', ')})`;
    const said = `${wordsOf(step.event).replace(/\.$/, '')}${because}.`;
    const look = lookAt(queryOf(step.event));
    statements.push(
      draft('answer', said, { us: step.us, cites: await citesOf(inquiry, step), look }),
    );
  }
  const more = chain.length - told.length;
  if (more > 0) {
    statements.push(
      draft(
        'answer',
        `${more} more ${more === 1 ? 'change' : 'changes'} followed; they are listed under Hypotheses.`,
      ),
    );
  }
  // What began it and what followed are told above.
  const beside = evidence.slice(
    1 + steps.slice(1).filter(({ event }) => event.kind === 'signal').length,
  );
  for (const [part, list] of [
    ['evidence', beside],
    ['against', against],
  ] as const) {
    for (const { text, query, fromUs, toUs, refs } of list) {
      const look = query === null ? null : lookAt(query, fromUs, toUs);
      statements.push(draft(part, text, { us: fromUs, cites: citing(refs, 2), look }));
    }
  }
  return statements;
}

/** As many steps as are told, in order of time: failures rather than others, early ones rather than late. */
function gravest(chain: readonly Step[]): Step[] {
  const grave = chain.filter(tellsOfFailure);
  const chosen = new Set([...grave, ...chain].slice(0, MOST_STEPS));
  for (const step of [...grave, ...chain]) if (chosen.size < MOST_STEPS) chosen.add(step);
  return chain.filter((step) => chosen.has(step));
}

const tellsOfFailure = ({ event }: Step): boolean =>
  event.kind === 'signal' && isGrave(event.signal);

async function causeStatement(
  inquiry: Inquiry,
  cause: Step,
  ofFocus: boolean,
): Promise<DraftStatement> {
  const what =
    cause.event.kind === 'marker'
      ? `${CAUSES[cause.event.marker.kind]} at ${at(cause.us, inquiry)}: “${short(cause.event.marker.text)}”`
      : `this, from ${at(cause.us, inquiry)} on: ${wordsOf(cause.event)}`;
  const of = ofFocus ? ` of what happened to ${inquiry.focus?.name ?? ''}` : '';
  return draft('answer', `The likeliest cause${of} is ${what}${what.endsWith('.') ? '' : '.'}`, {
    us: cause.us,
    cites: await citesOf(inquiry, cause),
    look: lookAt(queryOf(cause.event)),
  });
}

function chanceOf({ diagnosis }: Inquiry, { score, steps }: Hypothesis): DraftStatement {
  const followed = steps.length - 1;
  const rank = diagnosis.hypotheses.findIndex((one) => one.score === score) + 1;
  const place = rank === 1 ? 'the first' : `number ${rank}`;
  return draft(
    'answer',
    `It is ${place} of ${diagnosis.hypotheses.length} hypotheses, with a probability of ${Math.round(score * 100)} % among them; ${followed} ${followed === 1 ? 'change' : 'changes'} followed from it.`,
  );
}

/** The steps from the cause to one of them, in order of time, without the cause. */
function pathTo(steps: readonly Step[], asked: Step): Step[] {
  const path: Step[] = [];
  let at: number | null = steps.indexOf(asked);
  while (at !== null && at > 0) {
    const step: Step | undefined = steps[at];
    if (step === undefined) break;
    path.unshift(step);
    at = step.after;
  }
  return path;
}
