/** Text as HTML shows it. */
export function escaped(text: string): string {
  const signs: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replace(/[&<>"']/g, (sign) => signs[sign] ?? '');
}

/** One field of a form. */
export interface FormField {
  readonly name: string;
  readonly label: string;
  readonly type: 'text' | 'email' | 'password';
  readonly autocomplete: string;
  readonly hint?: string;
  readonly value?: string;
}

export interface FormPage {
  readonly title: string;
  readonly text: string;
  /** What was wrong with what was sent last. */
  readonly fault: string | null;
  readonly action: string;
  /** What goes with the form unseen. */
  readonly hidden?: Readonly<Record<string, string>>;
  readonly fields: readonly FormField[];
  readonly button: string;
}

const STYLE = `
:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}
body{margin:0;min-height:100vh;display:grid;place-items:center;background:Canvas;color:CanvasText}
main{width:min(24rem,calc(100vw - 3rem));padding:1.5rem 0}
h1{font-size:1.25rem;margin:0 0 .5rem}p{margin:0 0 1.25rem}
label{display:block;font-weight:600;margin-top:1rem}small{display:block;opacity:.8}
input{box-sizing:border-box;width:100%;font:inherit;padding:.5rem;margin-top:.25rem;border:1px solid GrayText;border-radius:4px;background:Field;color:FieldText}
button{font:inherit;font-weight:600;margin-top:1.5rem;padding:.5rem 1rem;border:0;border-radius:4px;background:#2f5fd0;color:#fff}
input:focus-visible,button:focus-visible{outline:3px solid #7aa2ff;outline-offset:2px}
[role=alert]{border-left:4px solid #c92a2a;padding:.25rem .75rem}`;

/** What such a page may load and do: its own style, and send its form to this server. */
export const PAGE_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; form-action 'self' http://127.0.0.1:* http://[::1]:*; frame-ancestors 'none'; base-uri 'none'";

/** A page with a form, without scripts, that reads well in light and dark and with a screen reader. */
export function formPage(asked: FormPage): string {
  const { title, text, fault, action, hidden = {}, fields, button } = asked;
  const inputs = fields.map(({ name, label, type, autocomplete, hint, value }, i) => {
    const described = hint === undefined ? '' : ` aria-describedby="${name}-hint"`;
    const small = hint === undefined ? '' : `<small id="${name}-hint">${escaped(hint)}</small>`;
    const first = i === 0 ? ' autofocus' : '';
    return `<label for="${name}">${escaped(label)}</label>${small}<input id="${name}" name="${name}" type="${type}" autocomplete="${autocomplete}" value="${escaped(value ?? '')}" required${described}${first}>`;
  });
  const unseen = Object.entries(hidden).map(
    ([name, value]) => `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}">`,
  );
  const alert = fault === null ? '' : `<p role="alert">${escaped(fault)}</p>`;
  return page(
    title,
    `<p>${escaped(text)}</p>${alert}<form method="post" action="${escaped(action)}">${[...unseen, ...inputs].join('')}<button>${escaped(button)}</button></form>`,
  );
}

/** A page that only says something. */
export function textPage(title: string, text: string): string {
  return page(title, `<p>${escaped(text)}</p>`);
}

function page(title: string, content: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(title)}</title><style>${STYLE}</style></head><body><main><h1>${escaped(title)}</h1>${content}</main></body></html>`;
}
