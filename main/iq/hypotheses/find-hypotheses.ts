import type { CallEdge, Hypothesis, Marker, Step } from '#shared/model/hypothesis.ts';
import type { RecordRef } from '#shared/model/record.ts';
import type { Signal } from '#shared/model/signal.ts';
import type { SignalTables } from '../signals/index.ts';
import { idsOfSubjects } from './call-graph.ts';
import { againstOf, checksOf, evidenceOf, idOf, titleOf } from './hypothesis-text.ts';
import type { Candidate, Reached } from './candidate.ts';
import { loggedTimeUs } from './logged-time.ts';
import { linkOf, wordsOfPath, type Surroundings } from './link.ts';
import { isTrouble, markerNode, signalNode, type Node } from './node.ts';

/** Hypotheses beyond these would be guesses. */
const MOST_SHOWN = 5;
/** A cause explains and is believed by so much at least. */
const LEAST_WORTH = 0.12;
/** An event belongs to a chain when it is linked to its beginning by so much. */
const LINKED = 0.25;
/** What is better by a little is much more likely: odds grow with this power of the worth. */
const SHARPNESS = 3;
/** Of two that began at the same time, either may have led to the other. */
const UNSURE = 0.5;
/** Effects begin within about this share of the time in which anything was logged after their cause. */
const REACH = 0.3;
const TOGETHER = 0.01;
const MOST_STEPS = 14;
const MOST_REFS = 5;

/**
 * Ranks what may have happened first: every marker and every signal is tried as the beginning of all that came after it,
 * and is worth what it explains of the trouble, times how readily it is believed to begin a chain. Empty: nothing
 * changed, or only what passed by itself and led to nothing. Pure.
 */
export function findHypotheses(
  tables: SignalTables,
  signals: readonly Signal[],
  markers: readonly Marker[],
  calls: readonly CallEdge[],
): Hypothesis[] {
  const { slices } = tables;
  const rangeUs = slices.buckets * slices.widthUs;
  const nodes = signals.map((signal) => nodeOf(signal, tables));
  const trouble = nodes.filter(
    ({ event }) => event.kind === 'signal' && isTrouble(event.signal, rangeUs),
  );
  if (trouble.length === 0) return [];
  const loggedUs = loggedTimeUs(tables);
  const around: Surroundings = {
    reachUs: loggedUs * REACH,
    apartUs: loggedUs / Math.max(1, beginnings(nodes, rangeUs)),
    calls,
    ids: idsOfSubjects(
      tables,
      new Set(nodes.flatMap(({ subject }) => (subject === null ? [] : [subject]))),
    ),
    words: new Map(tables.sources.map(({ id, path }) => [id, wordsOfPath(path)])),
  };
  const causes = [...nodes, ...markerNodes(markers, trouble, rangeUs)];
  const byTime = nodes.toSorted((a, b) => a.us - b.us);
  const troubled = new Set(trouble);
  const ranked = causes
    .map((cause) => weighed(cause, causes, byTime, troubled, around))
    .filter(({ worth }) => worth >= LEAST_WORTH)
    .sort((a, b) => b.worth - a.worth || a.cause.us - b.cause.us);
  const odds = ranked.reduce((sum, { worth }) => sum + worth ** SHARPNESS, 0.02);
  return ranked.slice(0, MOST_SHOWN).map((candidate, at) => {
    const steps = stepsOf(candidate.chain);
    return {
      id: idOf(candidate.cause),
      title: titleOf(candidate.cause, steps),
      score: candidate.worth ** SHARPNESS / odds,
      steps,
      evidence: evidenceOf(candidate, steps, markers),
      against: againstOf(candidate, nodes, ranked[at === 0 ? 1 : 0] ?? null, around),
      next: checksOf(candidate.cause, steps),
    };
  });
}

/** How many times something began, changes close together counted once. */
function beginnings(nodes: readonly Node[], rangeUs: number): number {
  const times = nodes.map(({ us }) => us).sort((a, b) => a - b);
  return times.filter((us, at) => at === 0 || us - (times[at - 1] ?? us) > TOGETHER * rangeUs)
    .length;
}

function nodeOf(signal: Signal, tables: SignalTables): Node {
  const { kind, id } = signal.subject;
  const subject =
    kind === 'source'
      ? null
      : ([...tables.subjects.values()].find((one) => one.kind === kind && one.id === id)?.code ??
        null);
  if (signal.within !== null)
    return signalNode(signal, subject, samplesOf(signal, subject, tables));
  const refs: RecordRef[] = [];
  let firstUs: number | null = null;
  for (const fact of tables.facts) {
    if (fact.us < signal.sinceUs || fact.subject !== subject) continue;
    if (signal.untilUs !== null && fact.us > signal.untilUs) break;
    if (signal.unit !== null && !signal.sources.includes(fact.sourceId)) continue;
    firstUs ??= fact.us;
    refs.push({ sourceId: fact.sourceId, ordinal: fact.ordinal });
    if (refs.length >= MOST_REFS) break;
  }
  const node = signalNode(signal, subject, refs);
  // What was never there before began with its first record, not with the slice that it lies in.
  const exact = signal.countBefore === 0 && firstUs !== null && tables.complete;
  return exact ? { ...node, us: firstUs ?? node.us, toleranceUs: 1_000_000 } : node;
}

/** Records of the one value that a signal is confined to, from when it began. */
function samplesOf(signal: Signal, subject: number | null, tables: SignalTables): RecordRef[] {
  const { slices, values } = tables;
  const row = values.find(
    (one) =>
      one.subject === subject &&
      one.field === signal.within?.field &&
      one.value === signal.within.value,
  );
  const from = Math.floor((signal.sinceUs - slices.fromUs) / slices.widthUs);
  return [...(row?.samples ?? [])]
    .filter(([slice]) => slice >= from)
    .sort(([a], [b]) => a - b)
    .slice(0, MOST_REFS)
    .map(([, ref]) => ref);
}

/** Markers that have trouble after them, each with how much chance has to do with that. */
function markerNodes(
  markers: readonly Marker[],
  trouble: readonly Node[],
  rangeUs: number,
): Node[] {
  return markers.flatMap((marker) => {
    const after = trouble.filter(({ us, toleranceUs }) => us + toleranceUs >= marker.us);
    if (after.length === 0) return [];
    const first = Math.min(...after.map(({ us }) => us));
    const alike = markers.filter(({ kind }) => kind === marker.kind).length;
    return [markerNode(marker, first, alike, rangeUs)];
  });
}

/** How well each node is explained by a cause: directly, or through what was explained before it. */
function reached(cause: Node, byTime: readonly Node[], around: Surroundings): Reached[] {
  const found: Reached[] = [{ node: cause, strength: 1, link: 1, after: null, because: [] }];
  for (const node of byTime) {
    if (node === cause) continue;
    let best: Reached | null = null;
    for (const [after, earlier] of found.entries()) {
      const { strength: link, because } = linkOf(earlier.node, node, around);
      const strength = earlier.strength * link;
      // A step between must explain it better than the cause itself does.
      if (strength > (best?.strength ?? 0)) best = { node, strength, link, after, because };
    }
    if (best !== null && best.strength >= LINKED) found.push(best);
  }
  return found;
}

/**
 * What a cause is worth: how readily it is believed, times the share of all changes that it explains, times how likely
 * it is that nothing before it led to it in its turn.
 */
function weighed(
  cause: Node,
  causes: readonly Node[],
  byTime: readonly Node[],
  trouble: ReadonlySet<Node>,
  around: Surroundings,
): Candidate {
  const chain = reached(cause, byTime, around);
  const all = byTime.reduce((sum, { weight }) => sum + weight, 0);
  const explained = chain.reduce((sum, { node, strength }) => sum + node.weight * strength, 0);
  const share = chain.some(({ node }) => trouble.has(node)) ? explained / Math.max(1e-9, all) : 0;
  let root = 1;
  for (const earlier of causes) {
    if (earlier === cause || cause.event.kind === 'marker') continue;
    const { strength } = linkOf(earlier, cause, around);
    const first = cause.us - earlier.us > earlier.toleranceUs + cause.toleranceUs;
    const led = strength * earlier.credibility * (first ? 1 : UNSURE);
    root = Math.min(root, 1 - led);
  }
  return { cause, chain, explained: share, root, worth: cause.credibility * share * root };
}

function stepsOf(chain: readonly Reached[]): Step[] {
  const kept = new Set(
    chain
      .toSorted((a, b) => b.node.weight * b.strength - a.node.weight * a.strength)
      .slice(0, MOST_STEPS),
  );
  const [first] = chain;
  if (first !== undefined) kept.add(first);
  const shown = chain.filter((one) => kept.has(one));
  return shown.map(({ node, link, after, because }) => ({
    event: node.event,
    us: node.us,
    untilUs: node.untilUs,
    refs: node.refs,
    after: after === null ? null : shownBefore(chain, shown, after),
    link,
    because,
  }));
}

/** Position among the shown of the event that another follows from, or of the nearest shown one before that. */
function shownBefore(chain: readonly Reached[], shown: readonly Reached[], after: number): number {
  for (let at: number | null = after; at !== null; at = chain[at]?.after ?? null) {
    const place = shown.findIndex((one) => one === chain[at]);
    if (place >= 0) return place;
  }
  return 0;
}
