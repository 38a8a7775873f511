import { basename } from 'node:path';
import type { RunRecord } from '../../record/run-record.js';
import type { Answer } from '../../record/sections/answer.js';
import type { GateRecord } from '../../record/sections/gates.js';
import { counted } from '../../units/counted.js';
import { headlineOf } from '../facts/headline.js';
import { conflictSentence } from '../facts/history.js';
import { stallSentences } from '../facts/stalls.js';
import { formatCount, formatDuration, formatLatency } from '../format-figures.js';
import { applicationSentences } from './application-sentences.js';
import { clientSentences } from './client-sentences.js';
import { earlyEndSentences, saturationSentences } from './doubt-sentences.js';
import { faultSentences } from './fault-sentences.js';
import { loadSentences } from './load-sentences.js';
import { lossSentences } from './loss-sentences.js';
import { originSentences } from './origin-sentences.js';
import { settingOf } from './setting.js';

/** The findings of a record, as the paragraph that opens every report; a record saved with one keeps it. */
export function answerOf(record: RunRecord): Answer {
  return record.answer ?? makeAnswer(record);
}

/** Generates the paragraph from the rest of a record. */
export function makeAnswer(record: RunRecord): Answer {
  const isDrill = record.faults.length > 0;
  const saturation = saturationSentences(record);
  return {
    sentences: [
      ...earlyEndSentences(record),
      ...agentSentences(record),
      ...(isDrill ? faultSentences(record) : [...saturation, ...loadSentences(record)]),
      ...replaySentences(record),
      ...clientSentences(record),
      ...applicationSentences(record),
      ...originSentences(record),
      ...lossSentences(record),
      ...historySentences(record),
      ...(isDrill ? saturation : []),
      ...gateSentences(record),
      ...stallSentences(record),
    ],
    setting: settingOf(record),
  };
}

/** Explains the verdict, if the preceding sentences don't. */
function gateSentences(record: RunRecord): readonly string[] {
  const { gates, verdict } = record;
  const deciding = gates.filter((gate) => gate.verdict === verdict);
  const [first] = deciding;
  if (verdict === 'pass') return [];
  if (first === undefined) return headlineOf(record).reasons.slice(0, 2);
  const others = deciding.length - 1;
  const more = (what: string) => (others > 0 ? ` ${counted(others, 'other gate', 'other gates')} ${what}.` : '');
  if (verdict === 'fail') return [`The gate ${first.expression} failed.${more('failed too')}`];
  return [`The gate ${first.expression} could not be judged${causeOf(first)}.${more('could not be judged either')}`];
}

function causeOf({ reason }: GateRecord): string {
  return reason === undefined ? '' : `: ${reason}`;
}

/** Agents that were lost cast doubt on the figures. */
function agentSentences({ agents = [], scenario }: RunRecord): readonly string[] {
  const lost = agents.filter(({ lostAtMs }) => lostAtMs !== null);
  const wentOn = continues(scenario.agents) && lost.length < agents.length;
  return lost.map(({ name, place, lostAtMs }) => {
    const when = lostAtMs === null || lostAtMs < 0 ? '' : ` at ${formatDuration(lostAtMs)}`;
    const was = `The agent ${name} (place ${place} of ${agents.length}) was lost${when}`;
    return wentOn
      ? `${was}, and the others carried on. What it did is unknown, and so are figures over the whole load after it last reported.`
      : `${was} and ended the run; what it did is unknown.`;
  });
}

function continues(agents: unknown): boolean {
  return (agents as { readonly onLostAgent?: unknown } | undefined)?.onLostAgent === 'continue';
}

/** Which recorded keys are not linearizable, and why the first of them is not. */
function historySentences({ history }: RunRecord): readonly string[] {
  const [first] = history?.illegal ?? [];
  if (history === undefined || first === undefined) return [];
  const { illegalKeys, keys } = history;
  const which = `${illegalKeys} of ${counted(keys, 'recorded key', 'recorded keys')}`;
  return [`${which} ${illegalKeys === 1 ? 'is' : 'are'} not linearizable. ${conflictSentence(first)}`];
}

/** How much of a log was replayed, and how well its times were kept. */
function replaySentences({ replay }: RunRecord): readonly string[] {
  if (replay === undefined) return [];
  const { file, lines, replayed, late } = replay;
  const kept = late
    ? `; 99 % of them were sent within ${formatLatency(late.p99Us)} of their time, all within ${formatLatency(late.maxUs)}`
    : '';
  return [`Of the ${formatCount(lines)} lines of ${basename(file)}, ${formatCount(replayed)} were replayed${kept}.`];
}
