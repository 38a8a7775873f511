import { transactionOf } from './elle-transactions.js';
import type { HistoryFormat } from './history-format.js';
import { jepsenEvents, refuseDeletions } from './jepsen-events.js';

export const elleJson: HistoryFormat = {
  summary: "JSON for elle-cli's model rw-register: one array, an object per line.",
  *lines(history) {
    refuseDeletions(history, 'elle-json');
    const events = jepsenEvents(history);
    yield '[';
    for (const [index, event] of events.entries()) {
      const { process, type, atNs: time } = event;
      const object = { index, process, type, f: 'txn', value: transactionOf(event), time };
      yield `${JSON.stringify(object)}${index + 1 < events.length ? ',' : ''}`;
    }
    yield ']';
  },
};
