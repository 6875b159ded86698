import { createHash } from 'node:crypto';

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
  /** What else the page offers. */
  readonly passkey?: PasskeyForm;
  readonly link?: PageLink;
  /** Lines that are to be copied from it. */
  readonly shown?: readonly string[];
}

/** A way on that is not a form of this page. */
export interface PageLink {
  readonly href: string;
  readonly label: string;
}

/** A button by which the browser makes or uses a passkey, and what is sent with its answer. */
export interface PasskeyForm {
  readonly kind: 'create' | 'get';
  readonly text: string;
  /** For `navigator.credentials`, as JSON. */
  readonly options: string;
  readonly hidden: Readonly<Record<string, string>>;
  readonly button: string;
}

const STYLE = `
:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}
body{margin:0;min-height:100vh;display:grid;place-items:center;background:Canvas;color:CanvasText}
main{width:min(24rem,calc(100vw - 3rem));padding:1.5rem 0}
h1{font-size:1.25rem;margin:0 0 .5rem}p{margin:0 0 1.25rem}
label{display:block;font-weight:600;margin-top:1rem}small{display:block;opacity:.8}
input{box-sizing:border-box;width:100%;font:inherit;padding:.5rem;margin-top:.25rem;border:1px solid GrayText;border-radius:4px;background:Field;color:FieldText}
button,.button{font:inherit;font-weight:600;margin-top:1.5rem;padding:.5rem 1rem;border:0;border-radius:4px;background:#2f5fd0;color:#fff}
.button{display:inline-block;margin-top:0;text-decoration:none}
input:focus-visible,button:focus-visible,.button:focus-visible{outline:3px solid #7aa2ff;outline-offset:2px}
hr{border:0;border-top:1px solid GrayText;margin:1.5rem 0}pre{font:1rem/1.6 ui-monospace,monospace;white-space:pre-wrap;overflow-wrap:anywhere}
[role=alert]{border-left:4px solid #c92a2a;padding:.25rem .75rem}`;

/** The one script of such pages: lets the browser make or use a passkey, and sends the answer as a form. */
const SCRIPT = `
for (const button of document.querySelectorAll('[data-passkey]')) {
  button.addEventListener('click', async () => {
    const { form, dataset: { passkey, options } } = button;
    const asked = JSON.parse(options);
    try {
      const credential = await (passkey === 'create'
        ? navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(asked) })
        : navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(asked) }));
      form.elements.credential.value = JSON.stringify(credential);
      form.submit();
    } catch {
      form.querySelector('[role=alert]').hidden = false;
    }
  });
}`;
const SCRIPT_HASH = createHash('sha256').update(SCRIPT).digest('base64');

/** What such a page may load and do: its own style and script, and send its form to this server. */
export const PAGE_POLICY = `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${SCRIPT_HASH}'; form-action 'self' http://127.0.0.1:* http://[::1]:*; frame-ancestors 'none'; base-uri 'none'`;

/** A page with a form that reads well in light and dark and with a screen reader. */
export function formPage(asked: FormPage): string {
  const { title, text, fault, action, hidden = {}, fields, button, shown = [] } = asked;
  const { passkey, link } = asked;
  const inputs = fields.map(({ name, label, type, autocomplete, hint, value }, i) => {
    const described = hint === undefined ? '' : ` aria-describedby="${name}-hint"`;
    const small = hint === undefined ? '' : `<small id="${name}-hint">${escaped(hint)}</small>`;
    const first = i === 0 ? ' autofocus' : '';
    return `<label for="${name}">${escaped(label)}</label>${small}<input id="${name}" name="${name}" type="${type}" autocomplete="${autocomplete}" value="${escaped(value ?? '')}" required${described}${first}>`;
  });
  return page(
    title,
    `<p>${escaped(text)}</p>${alertOf(fault)}${listed(shown)}${link === undefined ? '' : `${linkOf(link)}<hr>`}${passkeyPart(action, passkey)}<form method="post" action="${escaped(action)}">${unseen(hidden)}${inputs.join('')}<button>${escaped(button)}</button></form>`,
  );
}

/** A page whose only way on is a link that looks like a button. */
export function linkPage(asked: {
  readonly title: string;
  readonly text: string;
  readonly fault: string | null;
  readonly link: PageLink;
}): string {
  const { title, text, fault, link } = asked;
  return page(title, `<p>${escaped(text)}</p>${alertOf(fault)}${linkOf(link)}`);
}

const alertOf = (fault: string | null): string =>
  fault === null ? '' : `<p role="alert">${escaped(fault)}</p>`;

const linkOf = ({ href, label }: PageLink): string =>
  `<a class="button" href="${escaped(href)}">${escaped(label)}</a>`;

const unseen = (hidden: Readonly<Record<string, string>>): string =>
  Object.entries(hidden)
    .map(
      ([name, value]) => `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}">`,
    )
    .join('');

const listed = (lines: readonly string[]): string =>
  lines.length === 0 ? '' : `<pre>${lines.map(escaped).join('\n')}</pre>`;

function passkeyPart(action: string, passkey: PasskeyForm | undefined): string {
  if (passkey === undefined) return '';
  const { kind, text, options, hidden, button } = passkey;
  const failed = '<p role="alert" hidden>The browser gave no passkey. Nothing was changed.</p>';
  return `<form method="post" action="${escaped(action)}">${unseen({ ...hidden, credential: '' })}<p>${escaped(text)}</p>${failed}<button type="button" data-passkey="${kind}" data-options="${escaped(options)}">${escaped(button)}</button></form><hr>`;
}

/** A page that only says something. */
export function textPage(title: string, text: string, shown: readonly string[] = []): string {
  return page(title, `<p>${escaped(text)}</p>${listed(shown)}`);
}

function page(title: string, content: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(title)}</title><style>${STYLE}</style></head><body><main><h1>${escaped(title)}</h1>${content}</main><script>${SCRIPT}</script></body></html>`;
}
