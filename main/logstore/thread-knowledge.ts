import type { Database } from 'better-sqlite3';
import type { CaseKnowledge, SourceText } from './record-text.ts';
import { HitIndex, NO_HITS, type RuleHits } from './rule-hits.ts';
import type { Knowledge } from './search-operations.ts';
import { viewGone } from './view-gone.ts';

/** A log whose header changes all the time must not fill the memory. */
const MOST_SHAPES = 200;

/** Makes the reader of a source's records from what is known of it. */
export type SourceTextOf = (
  source: Knowledge['sources'][number],
  shape: string | null,
) => SourceText;

type ToldSource = Knowledge['sources'][number];

function sameReading(a: ToldSource, b: ToldSource): boolean {
  return (
    a.path === b.path &&
    a.format === b.format &&
    a.definition === b.definition &&
    a.zone === b.zone &&
    a.yearHint === b.yearHint
  );
}

/** Knowledge of the case as the main thread last told it. */
export class ThreadKnowledge implements CaseKnowledge {
  private readonly skeletons = new Map<number, string>();
  private readonly sources = new Map<number, ToldSource>();
  /** Made when a record of the source is first read, and again when its reading changed. */
  private readonly readers = new Map<
    number,
    { readonly source: ToldSource; readonly texts: Map<string | null, SourceText> }
  >();
  private readonly sourceTextOf: SourceTextOf;
  private readonly loadSkeletons: () => void;
  private told: Knowledge | null = null;
  private hits = new HitIndex(NO_HITS);

  constructor(database: Database, sourceTextOf: SourceTextOf) {
    this.sourceTextOf = sourceTextOf;
    const select = database.prepare<[number], { id: number; text: string }>(
      'SELECT id, text FROM skeleton WHERE id > ? ORDER BY id',
    );
    let lastId = 0;
    this.loadSkeletons = () => {
      for (const { id, text } of select.iterate(lastId)) {
        this.skeletons.set(id, text);
        lastId = id;
      }
    };
  }

  know(knowledge: Knowledge): void {
    this.told = knowledge;
    this.sources.clear();
    for (const source of knowledge.sources) this.sources.set(source.id, source);
  }

  source(sourceId: number, shape: string | null): SourceText {
    const source = this.sources.get(sourceId);
    if (source === undefined) throw viewGone();
    let known = this.readers.get(sourceId);
    if (known === undefined || !(known.source === source || sameReading(known.source, source))) {
      known = { source, texts: new Map() };
      this.readers.set(sourceId, known);
    }
    let text = known.texts.get(shape);
    if (text === undefined) {
      text = this.sourceTextOf(source, shape);
      if (known.texts.size >= MOST_SHAPES) known.texts.clear();
      known.texts.set(shape, text);
    }
    return text;
  }

  neighbours(sourceId: number): { previous: number | null; next: number | null } {
    return this.sources.get(sourceId) ?? { previous: null, next: null };
  }

  formatOf(sourceId: number): string {
    return this.sources.get(sourceId)?.format ?? '';
  }

  templateOf(skeletonId: number): number {
    const template = this.told?.templateOf[skeletonId - 1] ?? 0;
    return template === 0 ? skeletonId : template;
  }

  issueOf(skeletonId: number): string | null {
    const at = this.told?.issueOf[skeletonId - 1] ?? 0;
    return at === 0 ? null : (this.told?.issueKeys[at - 1] ?? null);
  }

  knowHits(hits: RuleHits): void {
    this.hits = new HitIndex(hits);
  }

  detected(sourceId: number, first: number, count: number): readonly string[] {
    return this.hits.within(sourceId, first, count);
  }

  skeletonText(skeletonId: number): string {
    let text = this.skeletons.get(skeletonId);
    if (text === undefined) {
      this.loadSkeletons();
      text = this.skeletons.get(skeletonId);
    }
    // Unknown means that anything may stand there.
    return text ?? '\u0000';
  }
}
