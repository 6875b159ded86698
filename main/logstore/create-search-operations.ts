import type { Database } from 'better-sqlite3';
import { Failure } from '#shared/model/failure.ts';
import { LEVELS } from '#shared/model/level.ts';
import type { Fields } from '#shared/model/record.ts';
import { compileMatcher, explainQuery, parseQuery } from '#shared/query/index.ts';
import { collectGarbage } from '../collect-garbage.ts';
import { planScan, type ScanPlan } from './scan-plan.ts';
import { scanBlock } from './block-scan.ts';
import type { BlockFacts } from './block-facts.ts';
import { CaseBlocks } from './case-blocks.ts';
import { citedLines, citeRecord } from './cited-lines.ts';
import { countSeries } from './count-series.ts';
import { createExportOperations } from './export/export-operations.ts';
import { DICTIONARY_FIELDS, forSpreadRecords, tallyDictionary, tallyFields } from './facet.ts';
import { histogramOf } from './histogram.ts';
import { refsAround } from './neighbours.ts';
import { personalPlaces } from './personal-places.ts';
import { personalExcerpts } from './personal-excerpts.ts';
import { personalTallies } from './personal-tally.ts';
import { recordIds } from './record-ids.ts';
import { foldedRun, messageOf, rawText, rowOf } from './record-text.ts';
import { RowTexts } from './row-texts.ts';
import type { RecordPlace, ScanAnswer, SearchOperations } from './search-operations.ts';
import { SetPlan } from './set-scan.ts';
import { sideTallies } from './side-tallies.ts';
import { tallySlots } from './slot-tally.ts';
import type { TextPrivacy } from './text-privacy.ts';
import { ThreadKnowledge, type SourceTextOf } from './thread-knowledge.ts';
import { forgetRooms } from './unpack-rooms.ts';
import { viewGone } from './view-gone.ts';
import { selectedIndices, type ViewEntry } from './view.ts';
import { ViewOrder, type RecordKey } from './view-order.ts';
import { ViewRuns } from './view-runs.ts';

/** A thread that was asked for several blocks answers after this time, so that rows are shown and a search can be cancelled. */
const SCAN_MS = 4;

interface OpenView {
  readonly entries: readonly ViewEntry[];
  readonly order: ViewOrder;
  readonly runs: ViewRuns;
}

/** The operations of a search thread over a read-only connection to the case. */
export function createSearchOperations(
  database: Database,
  sourceTextOf: SourceTextOf,
  openPrivacy: () => Promise<TextPrivacy>,
): SearchOperations {
  const blocks = new CaseBlocks(database);
  const knowledge = new ThreadKnowledge(database, sourceTextOf);
  const rowTexts = new RowTexts(blocks);
  const plans = new Map<string, ScanPlan>();
  const sets = new Map<string, SetPlan>();
  const views = new Map<string, OpenView>();

  const viewOf = (id: string): OpenView => {
    const view = views.get(id);
    if (view === undefined) throw viewGone();
    return view;
  };
  const placeOfKey = (key: RecordKey): RecordPlace => ({
    us: key.us,
    blockId: key.block.id,
    index: key.index,
  });
  const keyOf = (block: BlockFacts, index: number): RecordKey => ({
    us: blocks.columns(block).timeUs[index] ?? 0,
    block,
    index,
  });

  function scan(name: string, blockId: number): ScanAnswer {
    const plan = plans.get(name);
    const block = blocks.find(blockId);
    if (plan === undefined || block === undefined) throw viewGone();
    return { blockId, ...scanBlock(plan, block, blocks, knowledge) };
  }

  return {
    ...createExportOperations(blocks, knowledge, openPrivacy),
    refresh({ reload, live }) {
      if (reload) {
        blocks.reload();
        views.clear();
      } else {
        blocks.extend();
        for (const sourceId of live) blocks.dropReplaced(sourceId);
      }
      return [...blocks.all()].map((block) => ({
        id: block.id,
        sourceId: block.sourceId,
        firstOrdinal: block.firstOrdinal,
        records: block.records,
        minUs: block.minUs,
        maxUs: block.maxUs,
        timed: block.timed,
      }));
    },
    levelCounts() {
      const counts = LEVELS.map(() => 0);
      for (const { kinds } of blocks.all()) {
        kinds.ofLevels.forEach((count, level) => (counts[level] = (counts[level] ?? 0) + count));
      }
      return counts;
    },
    rest() {
      blocks.forget();
      forgetRooms();
      // SQLite keeps up to 16 MB of pages a connection.
      database.pragma('shrink_memory');
      collectGarbage();
    },
    know(input) {
      knowledge.know(input);
      for (const { id, place, startUs } of input.sources) blocks.put(id, place, startUs);
      for (const plan of plans.values()) {
        plan.decided.clear();
        plan.decidedValues.clear();
      }
    },
    knowHits: (hits) => knowledge.knowHits(hits),
    plan({ plan, query, zone, fromUs, toUs }) {
      const parsed = parseQuery(query);
      if (!parsed.ok) {
        const { message, position, length, expected, example } = parsed.error;
        throw new Failure('QUERY_INVALID', message, {
          position,
          length,
          expected: expected.join(', '),
          example,
        });
      }
      const matcher = compileMatcher(parsed.query, { zone });
      plans.set(plan, planScan(parsed.query, matcher, zone, fromUs, toUs));
      return { meaning: explainQuery(parsed.query) };
    },
    forgetPlan({ plan }) {
      plans.delete(plan);
    },
    scan({ plan, blockIds }) {
      const until = performance.now() + SCAN_MS;
      const answers: ScanAnswer[] = [];
      for (const blockId of blockIds) {
        answers.push(scan(plan, blockId));
        if (performance.now() > until) break;
      }
      return answers;
    },
    scanTogether: ({ plans: names, blockId }) =>
      blocks.together(blockId, () => names.map((name) => scan(name, blockId))),

    planSet({ plan, ...input }) {
      sets.set(plan, new SetPlan(input));
    },
    forgetSet({ plan }) {
      sets.delete(plan);
    },
    scanSet({ plan, blockId }) {
      const set = sets.get(plan);
      const block = blocks.find(blockId);
      if (set === undefined || block === undefined) throw viewGone();
      return set.scan(block, knowledge.formatOf(block.sourceId), blocks, knowledge);
    },

    setView({ view, entries }) {
      const order = new ViewOrder(entries, blocks);
      views.set(view, { entries, order, runs: new ViewRuns(order) });
    },
    forgetView({ view }) {
      views.delete(view);
    },
    rows({ view, start, count }) {
      const keys = viewOf(view).order.rows(start, count);
      const texts = rowTexts.of(keys);
      return keys.map((key, at) => rowOf(key, blocks, knowledge, texts[at]));
    },
    places: ({ view, start, count }) => viewOf(view).order.rows(start, count).map(placeOfKey),
    runs({ view, row, before, after, head }) {
      const runs = viewOf(view).runs.around(row, before, after);
      return runs.map((run) => foldedRun(run, head, blocks, knowledge));
    },
    countRuns: ({ view, from, to }) => viewOf(view).runs.count(from, to),
    rankOfPlace({ view: id, place }) {
      const view = viewOf(id);
      const block = blocks.find(place.blockId);
      if (block === undefined) throw viewGone();
      const entry = view.entries.find(({ blockId }) => blockId === place.blockId);
      const rank = view.order.rank({ us: place.us, block, index: place.index });
      return { rank, inView: entry !== undefined && holds(entry, block, place.index) };
    },
    rankOfTime: ({ view, us }) => viewOf(view).order.rankOfTime(us),
    placeOf({ ref }) {
      const found = blocks.record(ref.sourceId, ref.ordinal);
      return found === null ? null : placeOfKey(keyOf(found.block, found.index));
    },
    placeOfLine({ sourceId, line }) {
      const found = blocks.recordAtLine(sourceId, line);
      return found === null ? null : placeOfKey(keyOf(found.block, found.index));
    },
    histogram: ({ view, slices }) => histogramOf(viewOf(view).entries, slices, blocks),
    tallies({ view, fields, wanted, prefix }) {
      const { entries } = viewOf(view);
      const total = entries.reduce((sum, entry) => sum + entry.count, 0);
      const told = fields.filter((field) => !DICTIONARY_FIELDS.has(field));
      const most = wanted ?? Number.POSITIVE_INFINITY;
      const counted = tallyFields(told, entries, most, blocks, knowledge);
      const start = prefix.toLowerCase();
      return fields.map((field) => {
        const { tally, looked, covered } = counted[told.indexOf(field)] ?? {
          tally: tallyDictionary(field, entries, blocks, knowledge),
          looked: total,
          covered: total,
        };
        const values = [...tally].filter(([value]) =>
          String(value).toLowerCase().startsWith(start),
        );
        return { values, looked, covered };
      });
    },
    slotTallies: ({ view, pattern, slots, wanted }) =>
      tallySlots(
        pattern,
        slots,
        viewOf(view).entries,
        wanted ?? Number.POSITIVE_INFINITY,
        blocks,
        knowledge,
      ),
    templateSeries({ ids, slices }) {
      const places = new Map(ids.map((id, at) => [id, at + 1]));
      const counts = ids.map(() => new Uint32Array(slices.buckets));
      const placeOf = (skeletonId: number): number =>
        places.get(knowledge.templateOf(skeletonId)) ?? 0;
      for (const { subject, counts: more } of countSeries(blocks, slices, placeOf)) {
        const sum = counts[subject - 1];
        for (let i = 0; sum !== undefined && i < more.length; i++) {
          sum[i] = (sum[i] ?? 0) + (more[i] ?? 0);
        }
      }
      return counts;
    },
    sideTallies: ({ view, sample }) => sideTallies(viewOf(view).entries, sample, blocks, knowledge),
    fieldNames({ view, wanted }) {
      const fields = new FieldNames();
      const looked = forSpreadRecords(
        viewOf(view).entries,
        wanted,
        blocks,
        (found) => fields.add(found),
        knowledge,
      );
      return { looked, fields: fields.list() };
    },
    record({ ref }) {
      const found = blocks.record(ref.sourceId, ref.ordinal);
      if (found === null) return null;
      const { block, index } = found;
      const source = knowledge.source(block.sourceId, block.shape);
      const raw = rawText(blocks, block, index);
      return {
        row: rowOf(keyOf(block, index), blocks, knowledge),
        message: messageOf(blocks, block, index, source),
        raw,
        fields: Object.entries(source.fields(raw)).map(([name, value]) => ({ name, value })),
        sourceId: block.sourceId,
      };
    },
    cite: ({ refs }) => refs.map((ref) => citeRecord(ref, blocks, knowledge)),
    cited: ({ places }) => places.map((place) => citedLines(place, blocks, knowledge)),
    sourceRows({ ref, before, after }) {
      const around = refsAround(ref, before, after, blocks, knowledge);
      const rows = around.refs.flatMap(({ sourceId, ordinal }) => {
        const found = blocks.record(sourceId, ordinal);
        return found === null ? [] : [rowOf(keyOf(found.block, found.index), blocks, knowledge)];
      });
      return { rows, index: around.index };
    },
    messages({ view, wanted }) {
      const { order } = viewOf(view);
      const count = Math.min(wanted, order.total);
      // A few runs of neighbours instead of single records: each run opens a block or two.
      const runs = Math.min(count, 16);
      const startOf = (run: number): number => Math.floor((run * order.total) / runs);
      const keys = Array.from({ length: runs }, (_, run) => {
        // No further than where the next run starts, so that no record is taken twice.
        const room = startOf(run + 1) - startOf(run);
        return order.rows(startOf(run), Math.min(room, Math.ceil(count / runs)));
      }).flat();
      return keys.slice(0, wanted).map(({ block, index }) => {
        const message = messageOf(
          blocks,
          block,
          index,
          knowledge.source(block.sourceId, block.shape),
        );
        const newline = message.indexOf('\n');
        return newline < 0 ? message : message.slice(0, newline);
      });
    },
    async personal({ blockId }) {
      const privacy = await openPrivacy();
      const block = blocks.find(blockId);
      if (block === undefined) throw viewGone();
      return personalTallies(personalPlaces(block, blocks, knowledge, privacy));
    },
    async personalExcerpts({ blockId, ...wanted }) {
      const privacy = await openPrivacy();
      const block = blocks.find(blockId);
      if (block === undefined) throw viewGone();
      const places = personalPlaces(block, blocks, knowledge, privacy);
      const rowAt = (index: number) => rowOf(keyOf(block, index), blocks, knowledge);
      return personalExcerpts(block, blocks, places, rowAt, wanted);
    },
    recordIds({ blockId }) {
      const block = blocks.find(blockId);
      if (block === undefined) throw viewGone();
      return recordIds(blocks, block);
    },
    assignments({ blockId }) {
      const block = blocks.find(blockId);
      if (block === undefined) throw viewGone();
      const columns = blocks.columns(block);
      return {
        sourceId: block.sourceId,
        firstLine: block.firstLine,
        lines: Uint32Array.from(columns.lines),
        skeletonIds: Uint32Array.from(columns.kinds, (kind) => block.kinds.skeletonIds[kind] ?? 0),
      };
    },
  };

  function holds(entry: ViewEntry, block: BlockFacts, index: number): boolean {
    const columns = blocks.columns(block);
    if (entry.selection.by === 'all') return true;
    if (entry.selection.by === 'kinds') {
      return entry.selection.accepted[columns.kinds[index] ?? 0] === 1;
    }
    return selectedIndices(entry.selection, columns)?.includes(index) ?? true;
  }
}

/** Which fields records have. */
class FieldNames {
  private readonly seen = new Map<
    string,
    { count: number; numbers: number; values: Set<unknown> }
  >();

  add(fields: Fields): void {
    for (const [name, value] of Object.entries(fields)) {
      let field = this.seen.get(name);
      if (field === undefined) {
        field = { count: 0, numbers: 0, values: new Set() };
        this.seen.set(name, field);
      }
      field.count++;
      if (typeof value === 'number') field.numbers++;
      if (field.values.size < 1000) field.values.add(value);
    }
  }

  list(): { name: string; count: number; numeric: boolean; distinct: number }[] {
    return [...this.seen].map(([name, field]) => ({
      name,
      count: field.count,
      numeric: field.numbers === field.count,
      distinct: field.values.size,
    }));
  }
}
