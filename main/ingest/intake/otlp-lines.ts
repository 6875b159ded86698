type Keys = Record<string, unknown>;

/**
 * The log records of one element of `resourceLogs` (OTLP/JSON), a line each, with the resource and the
 * scope that stand once for many beside them. An element that is not so is its own line.
 */
export function otlpLines(element: string): string[] {
  const group = parse(element);
  const lines = listOf(group, 'scopeLogs', 'instrumentationLibraryLogs').flatMap((scoped) =>
    listOf(scoped, 'logRecords', 'logs').map((record) =>
      JSON.stringify({
        ...record,
        timeUnixNano: timeOf(record),
        body: plain(record['body']),
        attributes: named(record['attributes']),
        resource: named(keysOf(group['resource'])['attributes']),
        scope: keysOf(scoped['scope'] ?? scoped['instrumentationLibrary'])['name'],
      }),
    ),
  );
  return lines.length > 0 || 'scopeLogs' in group ? lines : [element];
}

/** Whole numbers that a double cannot hold become texts. */
function parse(element: string): Keys {
  const safe = element.replaceAll(/"(?:[^"\\]|\\.)*"|-?\d{16,}(?![\d.eE])/g, (token) =>
    token.startsWith('"') ? token : `"${token}"`,
  );
  try {
    return keysOf(JSON.parse(safe));
  } catch {
    return {};
  }
}

/** Zero means that the time of the event is not known; then that of its arrival is. */
function timeOf(record: Keys): unknown {
  const time = record['timeUnixNano'];
  const isUnknown = [undefined, null, 0, '0', ''].some((nothing) => nothing === time);
  return isUnknown ? record['observedTimeUnixNano'] : time;
}

function keysOf(value: unknown): Keys {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function listOf(keys: Keys, ...names: readonly string[]): Keys[] {
  for (const name of names) {
    const list = keys[name];
    if (Array.isArray(list)) return list.map(keysOf);
  }
  return [];
}

function named(attributes: unknown): Keys | undefined {
  if (!Array.isArray(attributes)) return undefined;
  return Object.fromEntries(
    attributes.map(keysOf).map((pair) => [String(pair['key']), plain(pair['value'])]),
  );
}

/** An `AnyValue` as JSON would write it. */
function plain(value: unknown): unknown {
  const keys = keysOf(value);
  if ('arrayValue' in keys) {
    const { values } = { values: [], ...keysOf(keys['arrayValue']) };
    return Array.isArray(values) ? values.map(plain) : values;
  }
  if ('kvlistValue' in keys) return named(keysOf(keys['kvlistValue'])['values']);
  const [first] = Object.entries(keys);
  return first === undefined ? (value ?? undefined) : first[1];
}
