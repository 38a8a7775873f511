import type { RunRecord } from '../../record/run-record.js';
import type { Answer } from '../../record/sections/answer.js';
import type { GateRecord } from '../../record/sections/gates.js';
import { counted } from '../../units/counted.js';
import { headlineOf } from '../facts/headline.js';
import { stallSentences } from '../facts/stalls.js';
import { agentSentences } from './agent-sentences.js';
import { applicationSentences } from './application-sentences.js';
import { clientSentences } from './client-sentences.js';
import { earlyEndSentences, saturationSentences } from './doubt-sentences.js';
import { faultSentences } from './fault-sentences.js';
import { historySentences } from './history-sentences.js';
import { loadSentences } from './load-sentences.js';
import { lossSentences } from './loss-sentences.js';
import { originSentences } from './origin-sentences.js';
import { replaySentences } from './replay-sentences.js';
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
