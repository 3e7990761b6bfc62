/** Both themes, by what the reader's system asks for. */
export const style = `
:root{color-scheme:light dark;--text:#1f2328;--back:#fff;--soft:#57606a;--line:#d0d7de;--healed:#1a7f37;--self:#6fbf8b;--escalated:#cf222e;--suppressed:#8c959f;--open:#bf8700;--night:#eaeef2}
@media (prefers-color-scheme:dark){:root{--text:#e6edf3;--back:#0d1117;--soft:#8d96a0;--line:#30363d;--healed:#3fb950;--self:#2a7f45;--escalated:#f85149;--suppressed:#6e7681;--open:#d29922;--night:#161b22}}
body{font:16px/1.5 system-ui,sans-serif;color:var(--text);background:var(--back);max-width:60rem;margin:0 auto;padding:1.5rem}
h1{font-size:1.6rem}h2{font-size:1.2rem;margin-top:2rem}
.headlines{font-size:1.1rem;padding-left:1.2rem}
svg{width:100%;height:auto;display:block}
svg text{fill:var(--soft);font-size:11px;text-anchor:middle}svg .scale{text-anchor:start}
.healed{fill:var(--healed)}.self-recovered{fill:var(--self)}.escalated{fill:var(--escalated)}.suppressed{fill:var(--suppressed)}.open{fill:var(--open)}.night{fill:var(--night)}
.legend span{margin-right:.8rem;padding-left:.6rem;border-left:.8rem solid}
.legend .healed{border-color:var(--healed)}.legend .self-recovered{border-color:var(--self)}.legend .escalated{border-color:var(--escalated)}.legend .suppressed{border-color:var(--suppressed)}.legend .open{border-color:var(--open)}
.wide{overflow-x:auto}table{border-collapse:collapse;font-size:.9rem}th,td{text-align:left;padding:.3rem .7rem .3rem 0;border-bottom:1px solid var(--line);white-space:nowrap}
code{font-size:.9em;overflow-wrap:anywhere}
@media print{body{max-width:none}}
`;
