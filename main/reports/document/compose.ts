import type { ReportData } from '../data/report-data.ts';
import { timeText } from '../data/value-text.ts';
import { answerBlocks } from './answer-blocks.ts';
import { letterBlocks, letterHead } from './letter-blocks.ts';
import { clockBlocks, classificationBlocks } from './duty-blocks.ts';
import type { Block, ReportDocument } from './document.ts';
import { entriesText, journalBlocks } from './journal-blocks.ts';
import { narrativeBlocks } from './narrative-blocks.ts';
import {
  citedBlocks,
  custodyBlocks,
  findingBlocks,
  issueBlocks,
  populationBlocks,
  sourceBlocks,
  templateBlocks,
  timelineBlocks,
} from './evidence-blocks.ts';

/** A report as it is read: what comes in which order. */
export function composeReport(data: ReportData): ReportDocument {
  const letter = data.stage.layout === 'letter';
  const small = letter || data.parts.length === 0;
  const evidence: Readonly<Record<string, (data: ReportData) => Block[]>> = {
    narrative: narrativeBlocks,
    timeline: timelineBlocks,
    findings: findingBlocks,
    issues: issueBlocks,
    population: populationBlocks,
    templates: templateBlocks,
    sources: sourceBlocks,
    custody: custodyBlocks,
    journal: journalBlocks,
  };
  const blocks = letter
    ? letterBlocks(data)
    : [
        ...clockBlocks(data),
        ...classificationBlocks(data),
        ...answerBlocks(data),
        ...data.parts.flatMap((part) => evidence[part]?.(data) ?? []),
        ...citedBlocks(data),
      ];
  return {
    language: 'en',
    title: data.stage.title,
    letterHead: letter ? letterHead(data) : null,
    marking: letter ? '' : markingOf(data),
    over: letter ? '' : `${data.framework.title} · ${data.framework.law}`,
    subtitle: subtitleOf(data),
    cover: small ? 'head' : 'page',
    facts: letter ? [] : factsOf(data),
    foot: letter
      ? ''
      : `Journal ${data.journal.head.slice(0, 16)} · as of ${timeText(data.journal.at)}`,
    draft: data.draft,
    at: data.journal.at,
    blocks,
  };
}

function subtitleOf({ answers, case: { name }, stage }: ReportData): string {
  if (stage.layout === 'letter') return '';
  const entity = answers.find(({ id }) =>
    ['controller', 'entity', 'covered-entity', 'manufacturer', '1.2'].includes(id),
  );
  return [entity?.text ?? '', name].filter((part) => part !== '').join(' · ');
}

/** What is public needs no mark; what nobody labelled has none. */
function markingOf({ case: { label } }: ReportData): string {
  return label === null || label === 'public' ? '' : label.charAt(0).toUpperCase() + label.slice(1);
}

function signerFacts(signer: ReportData['signer']): ReportDocument['facts'] {
  if (signer === null) return [];
  return [
    { label: 'Signed by', value: [{ text: `${signer.name}; SHA-256 of the certificate` }] },
    { label: '', value: [{ mono: signer.certificate }] },
  ];
}

function factsOf(data: ReportData): ReportDocument['facts'] {
  const { stage, journal, submission, framework } = data;
  return [
    { label: 'For', value: [{ text: stage.to }] },
    { label: 'Basis', value: [{ text: `${stage.law}; ${framework.law}` }] },
    { label: 'Case', value: [{ text: data.case.name }] },
    ...(data.case.reference === null
      ? []
      : [{ label: 'Reference', value: [{ text: data.case.reference }] }]),
    ...(markingOf(data) === '' ? [] : [{ label: 'Label', value: [{ text: markingOf(data) }] }]),
    { label: 'Version', value: [{ text: String(submission) }] },
    ...(data.masked
      ? [{ label: 'Masked', value: [{ text: 'Pseudonyms stand for personal data and secrets' }] }]
      : []),
    { label: 'As of', value: [{ text: timeText(journal.at) }] },
    { label: 'Journal', value: [{ text: `${entriesText(journal.entries)}; digest of its head` }] },
    { label: '', value: [{ mono: journal.head }] },
    { label: 'Evidence', value: [{ text: 'SHA-256 over the list of sources and their hashes' }] },
    { label: '', value: [{ mono: data.evidenceDigest }] },
    ...signerFacts(data.signer),
  ];
}
