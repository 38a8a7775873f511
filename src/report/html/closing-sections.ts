import type { RunRecord } from '../../record/run-record.js';
import { costHead, costLine, costRows } from '../facts/cost.js';
import { agentsText } from '../facts/machine-line.js';
import { repeatCommand } from '../facts/repeat-command.js';
import { saturationLine } from '../facts/saturation.js';
import { formatBytes } from '../format-figures.js';
import { factList, folded, type Section, tableBlock } from './blocks.js';
import { html, type Markup } from './markup.js';

/** Warnings, the environment, and how to run it again. */
export function closingSections(record: RunRecord, recordPath: string | null): readonly Section[] {
  return [
    ...(record.warnings.length === 0 ? [] : [warnings(record)]),
    ...cost(record),
    {
      id: 'environment',
      title: 'Environment',
      content: factList([...environmentRows(record), ['saturation', saturationLine(record)]]),
    },
    {
      id: 'repeat',
      title: 'Repeat it',
      content: [
        commandBlock(repeatCommand(record)),
        recordPath === null ? null : html`<p class="quiet">Record: <code>${recordPath}</code></p>`,
        folded(
          'The scenario with all defaults and flags',
          html`<pre tabindex="0" aria-label="The scenario"><code>${JSON.stringify(record.scenario, null, 2)}</code></pre>`,
        ),
      ],
    },
  ];
}

/** A command to copy. */
export function commandBlock(words: readonly string[]): Markup {
  return html`<pre class="command" tabindex="0" aria-label="The command that repeats this run"><code>${words.join(' ')}</code></pre>
`;
}

function cost({ cost }: RunRecord): readonly Section[] {
  const line = costLine(cost);
  if (cost === undefined || line === undefined) return [];
  const prices = tableBlock({
    caption: 'What this load would cost',
    captionSeen: false,
    head: costHead,
    rows: costRows(cost),
    figures: 'but-first',
  });
  return [{ id: 'cost', title: 'Cost', content: [prices, html`<p class="quiet">${line}</p>`] }];
}

function warnings(record: RunRecord): Section {
  return {
    id: 'warnings',
    title: 'Warnings',
    content: html`<ul>${record.warnings.map(({ code, message }) => html`<li><code>${code}</code> ${message}</li>`)}</ul>`,
  };
}

/** Where it ran: engines with their binaries, machine, system and our own version; label and text. */
function environmentRows(record: RunRecord): readonly (readonly [label: string, text: string])[] {
  const { engines, cpuCount, cpuModel, memoryBytes, os, nodeVersion } = record.environment;
  return [
    ...engines.map(({ engine, version, path }) => ['engine', `${engine} ${version} (${path})`] as const),
    ['machine', `${cpuCount} × ${cpuModel}, ${formatBytes(memoryBytes)}`],
    ...(record.agents === undefined ? [] : [['load', agentsText(record.agents)] as const]),
    ['system', `${os}, Node ${nodeVersion.replace(/^v/, '')}`],
    ['cache-bench', record.run.version],
    ['seed', String(record.run.seed)],
  ];
}
