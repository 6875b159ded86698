/** How the web page of a report looks, on a screen and on paper. */
export const STYLE = `
:root { color-scheme: light; --text: #1b1f27; --dim: #5a6270; --line: #dcdfe5; --accent: #1f5fc4; }
* { box-sizing: border-box; }
body { margin: 0; font: 14px/1.5 Inter, system-ui, sans-serif; color: var(--text); background: #fff; font-variant-numeric: tabular-nums; }
main { max-width: 54rem; margin: 0 auto; padding: 2.5rem 1.5rem 4rem; }
header { border-bottom: 2px solid var(--text); padding-bottom: 1.25rem; margin-bottom: 1.5rem; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: .25rem 0; }
h2 { font-size: 1.2rem; margin: 2.25rem 0 .6rem; break-after: avoid; }
h3 { font-size: 1rem; margin: 1.5rem 0 .35rem; break-after: avoid; }
p { margin: .5rem 0; max-width: 46rem; }
ul, main > ol { margin: .5rem 0; padding-inline-start: 1.25rem; }
p:dir(rtl) { margin-inline: 0 auto; }
li:dir(rtl) { margin-inline-start: 1.25rem; }
li > ul, li > ol { margin: 0; padding-inline-start: 1.25rem; }
.letter h1 { font-size: 1.4rem; }
.letter h2 { font-size: 1rem; margin: 1.5rem 0 .35rem; }
.letterhead { margin-bottom: 2rem; }
.letterhead p { margin: .75rem 0; }
.sender { font-weight: 600; }
.marking { float: inline-end; font-weight: 600; margin: 0; }
.closing { margin-top: 2rem; break-after: avoid; }
.signature { border-top: 1px solid var(--text); margin-top: 4rem; padding-top: .35rem; max-width: 20rem; }
.over { color: var(--dim); margin: 0; }
.subtitle { font-size: 1.05rem; margin: 0; }
.draft { display: inline-block; border: 1px solid #a3106f; color: #a3106f; padding: .1rem .6rem; font-weight: 600; }
.dim { color: var(--dim); font-size: .88em; }
code { font: 12px/1.5 'JetBrains Mono', ui-monospace, monospace; overflow-wrap: anywhere; white-space: pre-wrap; }
.facts { margin: 1rem 0 0; }
.facts div { display: grid; grid-template-columns: 8rem 1fr; gap: 1rem; }
.facts dt { color: var(--dim); }
.facts dd { margin: 0; overflow-wrap: anywhere; }
nav ol { padding-inline-start: 1.25rem; columns: 2; }
a { color: var(--accent); text-decoration: none; }
a:hover { text-decoration: underline; }
.cite { font-size: .88em; white-space: nowrap; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; table-layout: fixed; min-width: 34rem; }
th { text-align: start; font-weight: 600; }
th, td { vertical-align: top; padding: .4rem .75rem .4rem 0; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
thead th { border-bottom: 1px solid var(--text); }
th .dim { font-weight: 400; }
.form th strong { font-weight: 500; }
td div + div { margin-top: .2rem; }
.end { text-align: end; padding-inline-end: 1.25rem; }
tr:target { background: #fff6d6; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.notice { border-inline-start: 3px solid var(--accent); background: #f4f5f7; padding: .5rem .9rem; }
.notice.warning { border-color: #8a5a00; }
figure { margin: 1rem 0; }
figcaption { color: var(--dim); font-size: .88em; margin-bottom: .4rem; }
figure svg { width: 100%; height: auto; display: block; }
@media print { main { max-width: none; padding: 0; } tr, figure { break-inside: avoid; } thead { display: table-header-group; } }
`;
