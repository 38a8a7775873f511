import type { RunRecord } from '../../model/run-record.js';
import { headlineOf, scenarioName } from '../facts/headline.js';
import { withPlainText } from '../plain-text.js';
import type { Reporter, ReportOptions } from '../reporter.js';
import { sectionBlock } from './blocks.js';
import { chartData } from './charts/chart-data.js';
import { closingSections } from './closing-sections.js';
import { documentOf } from './document.js';
import { errorsSection } from './errors-section.js';
import { faultSection } from './fault-section.js';
import { gatesSection } from './gates-section.js';
import { headlineSection } from './headline-section.js';
import { latencySection } from './latency-section.js';
import { html as markup, pageText } from './markup.js';
import { timeSection } from './time-section.js';
import { topologySection } from './topology-section.js';
import { writeSafetySection } from './write-safety-section.js';

/** One file for a browser that needs nothing else: the verdict first, then charts, each with its figures beside it. */
export const html = {
  summary: 'For a browser: one file that needs no network, with charts and all figures.',
  fileName: 'report.html',
  render,
} as const satisfies Reporter;

function render(unchecked: RunRecord, options: ReportOptions): string {
  const record = withPlainText(unchecked);
  const sections = [
    gatesSection(record),
    timeSection(record),
    latencySection(record),
    errorsSection(record),
    writeSafetySection(record),
    faultSection(record),
    topologySection(record),
    ...closingSections(record, options.recordPath),
  ];
  const body = markup`<a class="skip" href="#main">Skip to the verdict</a>
<nav aria-label="Parts of this report"><ul>${sections.map(({ id, title }) => markup`<li><a href="#${id}">${title}</a></li>`)}</ul></nav>
<main id="main">
${headlineSection(record)}
${sections.map(sectionBlock)}</main>
`;
  return pageText(documentOf(`${headlineOf(record).word}: ${scenarioName(record)}`, body, chartData(record)));
}
