import { themes } from '#core/theme';

type Theme = (typeof themes)['light'];

const variablesOf = (theme: Theme): string =>
  Object.entries(theme)
    .map(([name, color]) => `--${name}: ${color};`)
    .join(' ');

/** The only style sheet of the answer page; the headers allow it by its hash. */
export const styleSheet = `
:root { color-scheme: light dark; ${variablesOf(themes.light)} }
@media (prefers-color-scheme: dark) { :root { ${variablesOf(themes.dark)} } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text); font: 16px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
main { max-width: 720px; margin: 0 auto; padding: 16px 16px 48px; }
h1 { font-size: 21px; line-height: 1.25; margin: 0 0 4px; overflow-wrap: anywhere; }
h2 { font-size: 15px; margin: 24px 0 6px; }
p { margin: 0 0 8px; overflow-wrap: anywhere; }
ul { margin: 0; padding: 0; list-style: none; }
li { padding: 6px 0; border-top: 1px solid var(--line); overflow-wrap: anywhere; }
.quiet { color: var(--quiet); font-size: 14px; }
.good { color: var(--good); font-weight: 600; }
.bad { color: var(--bad); font-weight: 600; }
.waiting { color: var(--waiting); font-weight: 600; }
.note { margin: 16px 0; padding: 10px 12px; background: var(--raised); border-left: 4px solid var(--link); overflow-wrap: anywhere; }
.buttons { display: flex; flex-direction: column; gap: 10px; margin: 16px 0; }
form { margin: 0; }
button { width: 100%; min-height: 48px; padding: 10px 16px; font: inherit; font-weight: 600; color: var(--link); background: var(--ground); border: 2px solid var(--link); border-radius: 8px; cursor: pointer; }
button.main { color: var(--ground); background: var(--link); }
button.stop { color: var(--bad); border-color: var(--bad); }
button:focus-visible, summary:focus-visible { outline: 3px solid var(--text); outline-offset: 2px; }
summary { min-height: 48px; padding: 12px 0; font-weight: 600; color: var(--bad); cursor: pointer; }
svg { display: block; width: 100%; height: auto; background: var(--raised); }
svg .line { fill: none; stroke: var(--link); stroke-width: 2; }
svg .limit { fill: none; stroke: var(--bad); stroke-width: 1.5; stroke-dasharray: 6 4; }
svg .began { fill: none; stroke: var(--waiting); stroke-width: 1.5; }
@media (min-width: 600px) { .buttons { flex-direction: row; flex-wrap: wrap; } .buttons > form { flex: 1 1 200px; } }
`;
