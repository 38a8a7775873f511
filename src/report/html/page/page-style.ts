import { paletteStyle } from './palette.js';

/** The style of the page. Charts take their colours from custom properties, so that light and dark have one palette each. */
export const pageStyle = `
${paletteStyle}* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-padding-top: 1rem; }
body {
  margin: 0; background: var(--page); color: var(--ink); overflow-wrap: break-word;
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "DejaVu Sans", sans-serif;
}
main, nav { max-width: 1120px; margin: 0 auto; padding: 0 20px; }
a { color: var(--link); }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: 3px; }
code, pre { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: 0.9em; }
code { overflow-wrap: anywhere; }
.quiet { color: var(--quiet); font-size: 0.87em; margin: 8px 0 0; }
.answer { font-size: 1.12em; line-height: 1.5; margin: 10px 0 0; max-width: 78ch; }
.unseen, .skip:not(:focus) { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip:focus { display: block; padding: 10px 20px; }

nav ul { display: flex; flex-wrap: wrap; gap: 2px 18px; margin: 0; padding: 14px 0 10px; list-style: none; font-size: 0.87em; }
nav a { color: var(--quiet); text-decoration: none; }
nav a:hover { color: var(--link); text-decoration: underline; }

header, section { background: var(--paper); border: 1px solid var(--line); border-radius: 8px; padding: 22px 24px; margin: 0 0 16px; }
header { border-top: 5px solid var(--unknown); }
header.pass { border-top-color: var(--pass); }
header.fail { border-top-color: var(--fail); }
h1 { font-size: 1.6rem; line-height: 1.3; font-weight: 650; margin: 0; letter-spacing: -0.01em; }
h2 { font-size: 1.16rem; line-height: 1.3; font-weight: 650; margin: 0 0 14px; }
h3 { font-size: 1rem; font-weight: 650; margin: 24px 0 8px; }
h4 { font-size: 0.93em; font-weight: 600; margin: 16px 0 6px; }
h2 + h3 { margin-top: 0; }
section > p:first-of-type { margin-top: 0; }
[hidden] { display: none; }
.verdict { display: inline-block; white-space: nowrap; font-weight: 700; font-size: 0.8em; line-height: 1.5; letter-spacing: 0.03em; padding: 0 0.6em; border-radius: 4px; }
h1 .verdict { margin-right: 0.3em; font-size: 0.86em; vertical-align: 0.05em; }
.verdict.pass { color: var(--pass); background: var(--pass-soft); }
.verdict.fail { color: var(--fail); background: var(--fail-soft); }
.verdict.unknown { color: var(--unknown); background: var(--unknown-soft); }
.reasons { margin: 12px 0 0; padding-left: 1.2em; }
.notice { border-left: 4px solid var(--unknown); background: var(--unknown-soft); margin: 14px 0 0; padding: 8px 12px; }

.key { display: grid; grid-template-columns: repeat(auto-fit, minmax(172px, 1fr)); gap: 18px 28px; margin: 20px 0 0; padding: 18px 0 0; border-top: 1px solid var(--line); }
.key dt { color: var(--quiet); font-size: 0.87em; }
.key dd { margin: 0; font-size: 0.87em; color: var(--quiet); font-variant-numeric: tabular-nums; }
.key .lead { display: block; font-size: 1.72rem; line-height: 1.3; font-weight: 650; color: var(--ink); letter-spacing: -0.015em; }
.key .part { display: flex; justify-content: space-between; gap: 12px; max-width: 12em; line-height: 1.42; }
.key .part span + span { color: var(--ink); font-weight: 600; }
header > .quiet { margin-top: 18px; }

.scroll { overflow-x: auto; margin: 0 0 14px; position: relative; }
section > .scroll:last-child, section > .facts:last-child { margin-bottom: 0; }
table { border-collapse: separate; border-spacing: 0; width: 100%; font-size: 0.93em; font-variant-numeric: tabular-nums; }
caption { text-align: left; color: var(--quiet); font-size: 0.93em; padding: 0 0 6px; }
th, td { text-align: left; vertical-align: baseline; padding: 6px 16px 6px 0; font-weight: 400; }
tbody > tr > * { border-top: 1px solid var(--line); }
th:last-child, td:last-child { padding-right: 2px; }
thead th { color: var(--quiet); font-size: 0.93em; white-space: nowrap; }
tbody th { font-weight: 500; position: sticky; left: 0; background: var(--paper); }
.columns-2, .columns-3 { max-width: 36rem; }
.figure { text-align: right; white-space: nowrap; }
td.text { min-width: 4.5em; }
.scroll td code { white-space: nowrap; }
.why { display: block; color: var(--quiet); font-size: 0.93em; font-weight: 400; }
.beside { display: grid; grid-template-columns: repeat(auto-fit, minmax(240px, 1fr)); gap: 0 48px; align-items: start; margin-top: 14px; }

.facts { margin: 0 0 12px; font-size: 0.93em; }
.facts > div { display: grid; grid-template-columns: 9.5em 1fr; gap: 0 16px; padding: 6px 0; border-bottom: 1px solid var(--line); }
.facts > div:last-child { border-bottom: 0; }
.facts dt { color: var(--quiet); }
.facts dd { margin: 0; font-variant-numeric: tabular-nums; min-width: 0; overflow-wrap: anywhere; }

details { margin: 8px 0; }
summary { cursor: pointer; color: var(--link); width: fit-content; }
details[open] > summary { margin-bottom: 8px; }
pre { background: var(--soft); border-radius: 6px; padding: 12px 14px; margin: 0 0 8px; overflow-x: auto; max-height: 34rem; }
pre.command { white-space: pre-wrap; overflow-wrap: anywhere; user-select: all; }

.waterfall table { min-width: 320px; max-width: none; table-layout: fixed; }
.waterfall th:first-child { width: 38%; }
.waterfall th:nth-child(2) { width: 6.5em; }
.waterfall thead th:last-child { text-align: right; }
.waterfall caption { color: var(--ink); font-weight: 600; }
.waterfall th, .waterfall td { padding-top: 4px; padding-bottom: 4px; }
.bar { display: block; width: 100%; height: 12px; min-width: 60px; }
.bar.lane { min-width: 120px; height: 14px; }

.chart { margin: 0 0 26px; }
* + .chart { margin-top: 26px; }
h2 + .chart { margin-top: 0; }
.number { display: inline-block; min-width: 17px; padding: 0 5px; border-radius: 8px; background: var(--quiet); color: var(--paper); font-size: 11px; line-height: 16px; font-weight: 600; text-align: center; white-space: nowrap; }
.uplot .number { position: absolute; transform: translateX(-50%); }
.milestones { display: grid; grid-template-columns: repeat(auto-fill, minmax(200px, 1fr)); gap: 2px 16px; margin: 6px 0 0; padding: 0; list-style: none; font-size: 12.5px; }
.milestones .when { color: var(--quiet); font-variant-numeric: tabular-nums; }
figcaption { font-weight: 600; font-size: 0.93em; margin: 0 0 4px; }
.plot { position: relative; }
.still svg[role] { width: 100%; height: auto; }
.wide { display: block; }
.narrow { display: none; }
.runs { margin: 0 0 18px; }
.quiet + .runs { margin-top: 14px; }
.legend svg { vertical-align: -2px; }
.tally { max-width: none; }
.tally td:last-child { white-space: nowrap; }
.runs figcaption { margin: 0 0 2px; }
.runs figcaption .quiet { font-weight: 400; }
.runs .why { margin: 0 0 4px; font-size: 0.87em; }
.legend { display: flex; flex-wrap: wrap; gap: 2px 18px; margin: 2px 0 0; padding: 0; list-style: none; font-size: 12.5px; color: var(--quiet); }
@media screen { .drawn > .still { display: none; } }
.uplot { font-family: inherit; }
.u-legend { font-size: 12.5px; text-align: left; margin: 2px 0 0; color: var(--ink); width: auto; }
.u-legend, .u-legend * { border: 0; }
.u-legend.u-inline tr { margin-right: 18px; }
.u-legend th, .u-legend td { padding: 2px 0; min-width: 0; }
.u-legend.u-inline th::after { content: none; }
.u-legend th { font-weight: 500; color: var(--quiet); position: static; }
.u-legend .u-marker { width: 14px; height: 10px; border-radius: 2px; margin-right: 6px; }
.u-legend td { padding-left: 5px; text-align: left; font-variant-numeric: tabular-nums; }
.u-legend tr:first-child:has(td:empty) { display: none; }
.u-legend tr:first-child .u-marker { display: none; }
.u-select { background: var(--link); opacity: 0.14; }
.u-hz .u-cursor-x, .u-vt .u-cursor-y { border-right-color: var(--quiet); }

@media (max-width: 640px) {
  .wide { display: none; }
  .narrow { display: block; }
  body { font-size: 14.5px; }
  main, nav { padding: 0 10px; }
  header, section { padding: 16px 14px; border-radius: 6px; }
  h1 { font-size: 1.28rem; }
  .key { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 14px 16px; }
  .key .lead { font-size: 1.35rem; }
  th, td { padding-right: 10px; }
  .facts > div { grid-template-columns: 1fr; }
  .waterfall th:first-child { width: 45%; }
  .gates thead, .tally thead, .steps thead { display: none; }
  :is(.gates, .tally, .steps) tr { display: flex; flex-wrap: wrap; gap: 0 14px; border-top: 1px solid var(--line); padding: 6px 0; }
  :is(.gates, .tally, .steps) tr > * { border-top: 0; padding: 2px 0; }
  :is(.gates, .tally, .steps) th { flex: 0 0 100%; }
  .steps td:nth-child(3)::before { content: 'p50 '; color: var(--quiet); }
  .steps td:nth-child(4)::before { content: 'p99 '; color: var(--quiet); }
  .gates td:nth-child(3)::before { content: 'observed '; color: var(--quiet); }
  .gates td:nth-child(4)::before { content: 'limit '; color: var(--quiet); }
}
@media print {
  .plot { display: none; }
  .legend, .milestones { font-size: 10px; }
  .number { font-size: 9px; line-height: 13px; }
  body { background: none; font-size: 11px; }
  main { max-width: none; padding: 0; }
  nav, .skip { display: none; }
  header, section { border-left: 0; border-right: 0; border-radius: 0; padding: 12px 0; break-inside: auto; }
  figure, tr, h2, h3, .facts > div { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  .scroll, pre { overflow: visible; max-height: none; }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; }
}
`;
