/** The colors of the command's output, by the code that switches them on. */
const classes: Readonly<Record<string, string>> = {
  1: 'bold',
  2: 'dim',
  31: 'red',
  32: 'green',
  33: 'yellow',
};

const style = `
:root{color-scheme:light dark;--back:#f6f8fa;--text:#1f2328;--dim:#57606a;--red:#b3151b;--green:#116329;--yellow:#7d4e00;--line:#d0d7de}
@media (prefers-color-scheme:dark){:root{--back:#0d1117;--text:#e6edf3;--dim:#9da7b3;--red:#ff8b82;--green:#56d364;--yellow:#e3b341;--line:#30363d}}
body{margin:0;background:var(--back)}
pre{margin:0;padding:12px 14px;background:var(--back);color:var(--text);font:12.5px/1.45 "DejaVu Sans Mono",monospace;white-space:pre-wrap;overflow-wrap:anywhere}
.bold{font-weight:700}.dim{color:var(--dim)}.red{color:var(--red)}.green{color:var(--green)}.yellow{color:var(--yellow)}
`;

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** What a command has printed, as a page that looks like a terminal. */
export function inTerminal(command: string, printed: string): string {
  const esc = String.fromCharCode(27);
  const html = printed
    .replace(/[&<>]/g, (one) => entities[one] ?? one)
    .replaceAll(new RegExp(`${esc}\\[(\\d+)m`, 'g'), (_, code: string) =>
      classes[code] ? `<span class="${classes[code]}">` : '</span>',
    );
  return `<!doctype html><style>${style}</style><pre><span class="dim">$</span> ${command}\n${html}</pre>`;
}
