import { Html } from '#core/html';
import { themes } from '#core/theme';

/** How many parts an incident's strip has. */
export const stripUnits = 40;

/** CloudWatch passes `dark` or `light`; anything else is light, CloudWatch's default. */
export function style(theme: string | undefined): Html {
  const { ground, raised, line, text, quiet, link, good, bad, waiting } =
    themes[theme === 'dark' ? 'dark' : 'light'];
  return new Html(`<style>
.nightshift { background: ${ground}; color: ${text}; font: 14px/1.45 "Amazon Ember", "Helvetica Neue", Arial, sans-serif; padding: 12px; min-height: 100%; box-sizing: border-box; }
.nightshift * { box-sizing: border-box; }
.nightshift h2 { font-size: 17px; line-height: 1.3; margin: 0 0 2px; color: ${text}; overflow-wrap: anywhere; }
.nightshift p { margin: 0 0 10px; color: ${text}; }
.nightshift .quiet, .nightshift time { color: ${quiet}; }
.nightshift .bar { display: flex; flex-wrap: wrap; gap: 8px 12px; align-items: flex-end; margin: 0 0 12px; }
.nightshift label { flex: 1 1 130px; font-size: 12px; color: ${quiet}; }
.nightshift select, .nightshift input { display: block; margin-top: 2px; width: 100%; height: 32px; padding: 5px 8px; font: inherit; color: ${text}; background: ${ground}; border: 1px solid ${quiet}; border-radius: 4px; }
.nightshift a { color: ${link}; text-decoration: underline; cursor: pointer; }
.nightshift a.btn { display: inline-block; padding: 5px 14px; font-weight: 600; color: ${link}; background: ${ground}; border: 1px solid ${link}; border-radius: 16px; text-decoration: none; }
.nightshift a.btn-primary { color: ${ground}; background: ${link}; }
.nightshift a:focus-visible, .nightshift select:focus-visible, .nightshift a.btn:hover { text-decoration: underline; }
.nightshift .scroll { overflow-x: auto; margin: 0 0 14px; }
.nightshift table { width: 100%; border-collapse: collapse; background: ${ground}; color: ${text}; }
.nightshift caption { text-align: left; font-weight: 600; padding: 4px 0 6px; color: ${text}; caption-side: top; }
.nightshift th, .nightshift td { text-align: left; vertical-align: top; padding: 6px 12px 6px 8px; border-bottom: 1px solid ${line}; font-weight: 400; color: ${text}; background: ${ground}; overflow-wrap: anywhere; }
.nightshift thead th { font-weight: 600; font-size: 12px; color: ${quiet}; background: ${raised}; white-space: nowrap; }
.nightshift tbody th { white-space: nowrap; }
.nightshift bdi { unicode-bidi: isolate; }
.nightshift .verdict { font-weight: 600; white-space: nowrap; }
.nightshift .good { color: ${good}; }
.nightshift .bad { color: ${bad}; }
.nightshift .waiting { color: ${waiting}; }
.nightshift time { white-space: nowrap; }
.nightshift a time { color: inherit; }
.nightshift .name { white-space: nowrap; }
.nightshift .facts { margin: 0 0 4px; font-size: 12px; color: ${quiet}; }
.nightshift code { user-select: all; overflow-wrap: anywhere; }
.nightshift .strip { display: flex; height: 12px; margin: 0 0 4px; background: ${raised}; }
.nightshift .key { display: inline-block; width: 10px; height: 10px; margin-right: 4px; }
.nightshift .facts .name { margin-right: 10px; }
.nightshift .checking { background: ${quiet}; }
.nightshift .acting { background: ${link}; }
.nightshift .strip .waiting, .nightshift .key.waiting { background: ${waiting}; }
.nightshift .person { background: ${bad}; }
${Array.from({ length: stripUnits }, (_, index) => `.nightshift .strip .w${index + 1} { width: ${((index + 1) * 100) / stripUnits}%; }`).join('\n')}
@media (max-width: 600px) {
.nightshift thead { display: none; }
.nightshift tr, .nightshift tbody th, .nightshift td { display: block; }
.nightshift tr { padding: 6px 0; border-bottom: 1px solid ${line}; }
.nightshift tbody th, .nightshift td { border-bottom: 0; padding: 1px 12px 1px 0; white-space: normal; }
.nightshift td { display: inline-block; }
.nightshift td:last-child { display: block; }
.nightshift tbody th { font-weight: 600; }
.nightshift [data-head]::before { content: attr(data-head) " "; font-size: 12px; font-weight: 400; color: ${quiet}; }
.nightshift td:empty { display: none; }
}
.nightshift .note { border-left: 4px solid ${waiting}; background: ${raised}; padding: 8px 12px; margin: 0 0 12px; }
</style>`);
}
