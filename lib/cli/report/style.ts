/** Light and dark themes, by the reader's system setting. */
export const style = `
:root{color-scheme:light dark;--text:#1f2328;--back:#fff;--raised:#f6f8fa;--soft:#57606a;--line:#d0d7de;--healed:#1a7f37;--self:#6fbf8b;--escalated:#cf222e;--suppressed:#8c959f;--open:#bf8700;--night:#eaeef2}
@media (prefers-color-scheme:dark){:root{--text:#e6edf3;--back:#0d1117;--raised:#161b22;--soft:#9da7b3;--line:#30363d;--healed:#3fb950;--self:#2a7f45;--escalated:#f85149;--suppressed:#6e7681;--open:#d29922;--night:#161b22}}
*{box-sizing:border-box}
body{font:16px/1.5 system-ui,sans-serif;color:var(--text);background:var(--back);max-width:72rem;margin:0 auto;padding:1.25rem}
h1{font-size:1.5rem;margin:0 0 1rem}h2{font-size:1.1rem;margin:1.75rem 0 .5rem}p{margin:.5rem 0}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(13rem,1fr));gap:.75rem;list-style:none;margin:0;padding:0}
.tiles li{background:var(--raised);border:1px solid var(--line);border-radius:6px;padding:.75rem 1rem}
.tiles strong{display:block;font-size:1.9rem;line-height:1.2}.tiles small{display:block;color:var(--soft)}
svg{width:100%;height:auto;display:block}
svg text{fill:var(--soft);font-size:17px;text-anchor:middle}svg .scale{text-anchor:start}.axis{stroke:var(--line);fill:none}
.healed{fill:var(--healed)}.self-recovered{fill:var(--self)}.escalated{fill:var(--escalated)}.suppressed{fill:var(--suppressed)}.open{fill:var(--open)}.night{fill:var(--night)}
.legend span{display:inline-block;margin-right:.8rem;padding-left:.4rem;border-left:.8rem solid;font-size:.9rem}
.legend .healed{border-color:var(--healed)}.legend .self-recovered{border-color:var(--self)}.legend .escalated{border-color:var(--escalated)}.legend .suppressed{border-color:var(--suppressed)}.legend .open{border-color:var(--open)}
.pair{display:grid;grid-template-columns:1fr 1fr;gap:0 2.5rem}.pair>*{min-width:0}
.wide{overflow-x:auto}table{border-collapse:collapse;font-size:.9rem}th,td{text-align:left;padding:.3rem .9rem .3rem 0;border-bottom:1px solid var(--line)}th{color:var(--soft);font-weight:600}
code{font-size:.9em;overflow-wrap:anywhere}
details{border-bottom:1px solid var(--line);padding:.4rem 0}summary{cursor:pointer}
@media (max-width:600px){
body{padding:.9rem}.tiles{grid-template-columns:1fr 1fr;gap:.5rem}.tiles li{padding:.5rem .7rem;font-size:.9rem}.tiles strong{font-size:1.4rem}
svg text{font-size:20px}.pair{display:block}
thead{display:none}table,tbody{display:block}tr{display:block;border-bottom:1px solid var(--line);padding:.4rem 0}td{display:inline-block;border:0;padding:0 .9rem 0 0}td:first-child{display:block;font-weight:600}
td:not(:first-child)::before{content:attr(data-head) " ";color:var(--soft)}
}
@media print{body{max-width:none;padding:0}}
`;
