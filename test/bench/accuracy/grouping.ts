/** How well lines were grouped and their templates told, in the counts that the field publishes. All are shares of 1. */
export interface Accuracy {
  /** Grouping accuracy: lines whose group holds exactly the lines of their label (Zhu et al., ICSE-SEIP 2019). */
  readonly groupingAccuracy: number;
  /** F1 of groups that hold exactly the lines of a label (Jiang et al., ISSTA 2024). */
  readonly groupF1: number;
  /** Lines whose template is the label's, token for token (Khan et al., ICSE 2022). */
  readonly parsingAccuracy: number;
  /** F1 of templates whose group is exact and whose text is the label's (Khan et al., ICSE 2022). */
  readonly templateF1: number;
}

/** A group that is not exactly one label's lines, or whose text is not its label's. */
export interface WrongGroup {
  readonly template: string;
  readonly lines: number;
  readonly against: readonly string[];
}

interface Group {
  readonly lines: number;
  readonly others: ReadonlySet<string>;
}

/** Groups by name, each with the names on the other side that it shares lines with. */
function groupsOf(names: readonly string[], others: readonly string[]): Map<string, Group> {
  const groups = new Map<string, { lines: number; others: Set<string> }>();
  for (const [line, name] of names.entries()) {
    const group = groups.get(name) ?? { lines: 0, others: new Set<string>() };
    group.lines++;
    group.others.add(others[line] ?? '');
    groups.set(name, group);
  }
  return groups;
}

/**
 * Compares what was found with the labels, line for line.
 *
 * @param found the group of each line, and the text of each group
 * @param labels the group of each line, and the text of each group; texts may be left out where only groups are labelled
 */
export function compareGroups(
  found: { readonly groups: readonly string[]; readonly texts: ReadonlyMap<string, string> },
  labels: { readonly groups: readonly string[]; readonly texts: ReadonlyMap<string, string> },
): { accuracy: Accuracy; wrong: WrongGroup[] } {
  const mine = groupsOf(found.groups, labels.groups);
  const theirs = groupsOf(labels.groups, found.groups);
  let rightLines = 0;
  let rightGroups = 0;
  let rightTemplates = 0;
  const wrong: WrongGroup[] = [];
  for (const [name, { lines, others }] of mine) {
    const [label = ''] = others;
    const around = new Set([...others].flatMap((other) => [...(theirs.get(other)?.others ?? [])]));
    const isExact = others.size === 1 && around.size === 1;
    const text = plainTemplate(found.texts.get(name) ?? '');
    const isText = text === plainTemplate(labels.texts.get(label) ?? '');
    if (isExact) {
      rightLines += lines;
      rightGroups++;
      if (isText) rightTemplates++;
    }
    if (isExact && (isText || labels.texts.size === 0)) continue;
    const against =
      isExact || others.size > 1 ? [...others] : [...around].filter((o) => o !== name);
    const textOf = (other: string): string =>
      labels.texts.get(other) ?? found.texts.get(other) ?? other;
    wrong.push({ template: text, lines, against: against.map(textOf) });
  }
  const sameText = found.groups.filter(
    (group, line) =>
      plainTemplate(found.texts.get(group) ?? '') ===
      plainTemplate(labels.texts.get(labels.groups[line] ?? '') ?? ''),
  ).length;
  const f1 = (right: number): number => (2 * right) / (mine.size + theirs.size);
  return {
    accuracy: {
      groupingAccuracy: rightLines / found.groups.length,
      groupF1: f1(rightGroups),
      parsingAccuracy: sameText / found.groups.length,
      templateF1: f1(rightTemplates),
    },
    wrong: wrong.sort((a, b) => b.lines - a.lines),
  };
}

/** A template without differences that mean nothing: runs of spaces, and variables that touch. */
function plainTemplate(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/(?:<\*>)+/g, '<*>')
    .trim();
}
