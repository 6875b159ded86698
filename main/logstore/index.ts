export { listKinds, writeKinds, readKinds, type Kind, type KindTable } from './block-header.ts';
export {
  ColumnsWriter,
  QUOTED_MESSAGE,
  readColumns,
  streamsOf,
  UNKNOWN_MESSAGE,
  type BlockColumns,
  type RecordFacts,
} from './block-columns.ts';
export { COLUMNS_CODEC, packColumns, unpackColumns } from './packed-columns.ts';
export { BlockParts, createPartWriter, piecesOf, type PiecedBlob } from './block-parts.ts';
export { packTaken, unpackText } from './block-text.ts';
export { KERNEL_PAGES, LinesCodec } from './lines-codec.ts';
export {
  blobsOf,
  CODEC,
  decodeText,
  pack,
  release,
  unpack,
  type PackedBlock,
} from './packed-block.ts';
export { ASK_RECORD, readFieldColumns, writeFieldColumns } from './field-columns.ts';
export type { TimesBack } from './times-back.ts';
export { TimeIndexWriter } from './time-index.ts';
export {
  foldsIntoAscii,
  gramClass,
  FILTER_ADDRESSES,
  FILTER_IDS,
  joinFilter,
  LEAST_FILTER_BYTES,
  openFilter,
  FILTER_WORDS,
  type FilterPart,
} from './word-filter.ts';
export { csvFieldColumn } from './export/csv-lines.ts';
export type { ViewExport } from './export/start-export.ts';
export { createLogStore } from './log-store.ts';
export { createSearchPool, type SearchThreadData } from './search-pool.ts';
export { createSearchOperations } from './create-search-operations.ts';
export { NO_HITS, type RuleHits } from './rule-hits.ts';
export type { SetPass } from './search-set.ts';
export type { SetQuery } from './query-set.ts';
export type { SetHits, SetPlanInput } from './set-scan.ts';
export type { Knowledge } from './search-operations.ts';
export { ThreadKnowledge, type SourceTextOf } from './thread-knowledge.ts';
export { CaseBlocks } from './case-blocks.ts';
export { commonestValues } from './facet.ts';
export { roundSlices, type Slices } from './slices.ts';
export { countSeries, type CountRow } from './count-series.ts';
export { countValues, type ValueRow } from './count-values.ts';
export { readFacts, type Fact } from './record-facts.ts';
export { messageOf } from './record-text.ts';
export type { SideTallies } from './side-tallies.ts';
