import type { RunRecord } from '../../record/run-record.js';
import { headlineOf, scenarioName } from '../facts/headline.js';
import { withPlainText } from '../plain-text.js';
import type { Reporter, ReportOptions } from '../reporter.js';
import { applicationSection } from './application-section.js';
import { availabilitySection } from './availability-section.js';
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
import { originSection } from './origin-section.js';
import { topologySection } from './topology-section.js';
import { writeSafetySection } from './write-safety-section.js';

/** One self-contained file for a browser: the answer first, then what broke, and each chart next to its figures. */
export const html = {
  summary: 'For a browser: one file with charts and all figures, which needs no network.',
  fileName: 'report.html',
  render,
} as const satisfies Reporter;

function render(unchecked: RunRecord, options: ReportOptions): string {
  const record = withPlainText(unchecked);
  const drawn = chartData(record);
  const sections = [
    gatesSection(record),
    faultSection(record),
    availabilitySection(record, drawn),
    applicationSection(record),
    originSection(record, drawn),
    writeSafetySection(record),
    latencySection(record, drawn),
    errorsSection(record, drawn),
    topologySection(record),
    ...closingSections(record, options.recordPath),
  ].filter((section) => section !== null);
  const body = markup`<a class="skip" href="#main">Skip to the verdict</a>
<nav aria-label="Parts of this report"><ul>${sections.map(({ id, title }) => markup`<li><a href="#${id}">${title}</a></li>`)}</ul></nav>
<main id="main">
${headlineSection(record)}
${sections.map(sectionBlock)}</main>
`;
  return pageText(documentOf(`${headlineOf(record).word}: ${scenarioName(record)}`, body, drawn));
}
