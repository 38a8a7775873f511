import { transactionOf } from './elle-transactions.js';
import type { HistoryFormat } from './history-format.js';
import { jepsenEvents, refuseDeletions } from './jepsen-events.js';

export const elleEdn: HistoryFormat = {
  summary: "EDN for elle-cli's model rw-register, a map per line.",
  *lines(history) {
    refuseDeletions(history, 'elle-edn');
    for (const [index, event] of jepsenEvents(history).entries()) {
      const { process, type, atNs } = event;
      const steps = transactionOf(event).map(
        ([action, key, value]) => `[:${action} ${JSON.stringify(key)} ${value ?? 'nil'}]`,
      );
      yield `{:index ${index} :process ${process} :type :${type} :f :txn :value [${steps.join(' ')}] :time ${atNs}}`;
    }
  },
};
