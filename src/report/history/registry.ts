import { elleEdn } from './elle-edn.js';
import { elleJson } from './elle-json.js';
import type { HistoryFormat } from './history-format.js';
import { jepsenLog } from './jepsen-log.js';
import { porcupine } from './porcupine.js';

/** All formats of a history, by their name in `history --format`. */
export const historyFormats = {
  porcupine,
  'elle-edn': elleEdn,
  'elle-json': elleJson,
  'jepsen-log': jepsenLog,
} as const satisfies Record<string, HistoryFormat>;
