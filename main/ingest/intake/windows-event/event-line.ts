import titles from '../../../../resources/windows/event-titles.json' with { type: 'json' };
import { attributeOf, childOf, elementsOf, localName, textOf, type Element } from './element.ts';

type Value = string | Values;
/** Own keys only: names come from the log. */
type Values = Map<string, Value>;

/** Values this long are cut in the message, not in the fields. */
const LONGEST_IN_MESSAGE = 2000;
const DEEPEST = 16;

/** MSDN "Standard keywords": an audit that failed, which Windows gives the level "information". */
const AUDIT_FAILURE = 0x10000000000000n;

const LEVELS: Readonly<Record<string, string>> = {
  '1': 'fatal',
  '2': 'error',
  '3': 'warning',
  '4': 'info',
  '5': 'debug',
};

const TITLES = new Map(
  Object.entries(titles).map(([provider, events]) => [provider, new Map(Object.entries(events))]),
);

/**
 * One line of JSON for an `Event` element of the Windows Event Log: what `System` says under plain
 * names, `EventData` and `UserData` by the names of their parts, and a message that can be read.
 */
export function eventLine(event: Element): string {
  const system = childOf(event, 'System');
  const told = systemValues(system);
  const data = dataValues(event);
  const rendered = textOf(childOf(childOf(event, 'RenderingInfo'), 'Message')).trim();
  const message = rendered === '' ? describe(told, data) : rendered;
  const values: Values = new Map<string, Value>([
    ['TimeCreated', attributeOf(childOf(system, 'TimeCreated'), 'SystemTime')],
    ['Severity', severityOf(told)],
    ['Message', message],
    ...told,
  ]);
  if (data.size > 0) values.set('EventData', data);
  return json(values);
}

function systemValues(system: Element | undefined): Map<string, string> {
  const execution = childOf(system, 'Execution');
  const correlation = childOf(system, 'Correlation');
  const provider = childOf(system, 'Provider');
  const text = (name: string): string => textOf(childOf(system, name)).trim();
  const all: [string, string][] = [
    ['EventID', text('EventID')],
    ['Provider', attributeOf(provider, 'Name') || attributeOf(provider, 'EventSourceName')],
    ['Channel', text('Channel')],
    ['Computer', text('Computer')],
    ['EventRecordID', text('EventRecordID')],
    ['Level', text('Level')],
    ['Task', text('Task')],
    ['Opcode', text('Opcode')],
    ['Keywords', text('Keywords')],
    ['Version', text('Version')],
    ['ProcessID', attributeOf(execution, 'ProcessID')],
    ['ThreadID', attributeOf(execution, 'ThreadID')],
    ['UserID', attributeOf(childOf(system, 'Security'), 'UserID')],
    ['ActivityID', attributeOf(correlation, 'ActivityID')],
    ['RelatedActivityID', attributeOf(correlation, 'RelatedActivityID')],
  ];
  return new Map(all.filter(([, value]) => value !== ''));
}

/** The parts of the event's own data. Classic events do not name them: they are numbered. */
function dataValues(event: Element): Values {
  const values: Values = new Map();
  const eventData = childOf(event, 'EventData') ?? childOf(event, 'DebugData');
  const parts = elementsOf(eventData);
  const unnamed = parts.filter(isUnnamed).length;
  for (const part of parts) {
    const own = attributeOf(part, 'Name') || (isUnnamed(part) ? '' : localName(part));
    const numbered = unnamed === 1 ? 'Data' : `Data${values.size + 1}`;
    const name = own === '' ? numbered : own;
    put(values, name, elementsOf(part).length > 0 ? nested(part, 0) : textOf(part));
  }
  for (const root of elementsOf(childOf(event, 'UserData'))) {
    for (const part of elementsOf(root)) put(values, localName(part), nested(part, 0));
  }
  return values;
}

function isUnnamed(part: Element): boolean {
  return localName(part) === 'Data' && attributeOf(part, 'Name') === '';
}

function nested(element: Element, depth: number): Value {
  const parts = elementsOf(element);
  if (parts.length === 0 || depth >= DEEPEST) return textOf(element);
  const values: Values = new Map();
  for (const part of parts) {
    put(values, attributeOf(part, 'Name') || localName(part), nested(part, depth + 1));
  }
  return values;
}

function put(values: Values, name: string, value: Value): void {
  let free = name;
  for (let count = 2; values.has(free); count++) free = `${name}${count}`;
  values.set(free, value);
}

function severityOf(told: ReadonlyMap<string, string>): string {
  const keywords = told.get('Keywords') ?? '';
  if (/^0x[\da-f]{1,16}$/i.test(keywords) && (BigInt(keywords) & AUDIT_FAILURE) !== 0n) {
    // Classic events keep a further bit there, and have levels of their own.
    if (!(told.get('Level') ?? '0').match(/^[1235]$/)) return 'warning';
  }
  return LEVELS[told.get('Level') ?? ''] ?? 'info';
}

/** What an event says: its title where it is well known, and its data. */
function describe(told: ReadonlyMap<string, string>, data: Values): string {
  const provider = told.get('Provider') ?? '';
  const id = told.get('EventID') ?? '';
  const title = TITLES.get(provider)?.get(id);
  const head = title === undefined ? `${provider} ${id}` : `${id} ${title}`;
  const parts = [...data].flatMap(([name, value]) => say(name, value));
  return parts.length === 0 ? head : `${head}: ${parts.join(', ')}`;
}

function say(name: string, value: Value): string[] {
  if (typeof value !== 'string') return [...value].flatMap(([part, inner]) => say(part, inner));
  const text = value.trim();
  if (text === '' || text === '-' || name === 'Binary') return [];
  const short = text.length > LONGEST_IN_MESSAGE ? `${text.slice(0, LONGEST_IN_MESSAGE)}…` : text;
  return [/^Data\d*$/.test(name) ? short : `${name}=${short}`];
}

const NUMBERS = new Set([
  'EventID',
  'EventRecordID',
  'Level',
  'Task',
  'Opcode',
  'Version',
  'ProcessID',
  'ThreadID',
]);

function json(values: Values): string {
  const parts: string[] = [];
  for (const [name, value] of values) {
    parts.push(`${JSON.stringify(name)}:${jsonOf(name, value)}`);
  }
  return `{${parts.join(',')}}`;
}

function jsonOf(name: string, value: Value): string {
  if (typeof value !== 'string') return json(value);
  const isNumber = NUMBERS.has(name) && /^(?:0|[1-9]\d{0,14})$/.test(value);
  return isNumber ? value : JSON.stringify(value);
}
