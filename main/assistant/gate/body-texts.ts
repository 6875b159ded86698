/** Members of a protocol that hold ids which the provider or this app made, never words of a case. */
const PROTOCOL = /^(?:id|.*_id|toolCallId|toolUseId|model|type|role|tools|toolConfig|signature)$/;

/**
 * Every text in the body of a request, as it reads when the JSON around it, and the JSON in it, is undone. Null: the body is
 * no JSON, so nobody can say what is in it.
 */
export function bodyTexts(body: string): readonly string[] | null {
  const parsed = parse(body);
  if (parsed === undefined) return null;
  const texts: string[] = [];
  collect(parsed, texts, true);
  return texts;
}

function collect(value: unknown, texts: string[], protocol: boolean): void {
  if (typeof value === 'string') {
    const inner = /^\s*[[{"]/.test(value) ? parse(value) : undefined;
    if (inner === undefined) texts.push(value);
    else collect(inner, texts, false);
  } else if (Array.isArray(value)) {
    for (const item of value) collect(item, texts, protocol);
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, item] of Object.entries(value)) {
      if (protocol && PROTOCOL.test(name)) continue;
      if (!protocol) texts.push(name);
      // What tools were given and gave back is of the case, however deep it lies.
      collect(item, texts, protocol && !/^(?:input|args|response|arguments)$/.test(name));
    }
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
