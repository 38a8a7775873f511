import { UsageError } from '../../errors/errors.js';
import type { SeenValue } from '../../model/history.js';
import type { HistoryFormat } from './history-format.js';
import { type JepsenEvent, jepsenEvents } from './jepsen-events.js';

export const jepsenLog: HistoryFormat = {
  summary: "The log of a Jepsen test on one register, as Knossos' and Porcupine's tests read it.",
  *lines(history) {
    if (history.size !== 1) {
      const [example] = history.keys();
      throw new UsageError(
        `A Jepsen log is about one register, and this history has ${history.size} keys. Choose one, such as --key ${example}`,
      );
    }
    for (const event of jepsenEvents(history))
      yield `INFO  jepsen.util - ${event.process}\t:${event.type}\t${actionOf(event)}`;
  },
};

/** A write that shows what it replaced is a compare-and-set that succeeded. */
function actionOf({ type, operation }: JepsenEvent): string {
  const { kind, value = null, replaced, outcome } = operation;
  const suffix = type === 'info' || (type === 'fail' && kind === 'read') ? '\t:timed-out' : '';
  if (suffix !== '' && kind === 'read') return `:read${suffix}`;
  if (kind === 'read') return `:read\t${type === 'ok' ? nil(value) : 'nil'}`;
  if (outcome === 'ok' && typeof replaced === 'number') return `:cas\t[${replaced} ${nil(value)}]`;
  return `:write\t${nil(value)}${suffix}`;
}

function nil(value: SeenValue): string {
  return value === null ? 'nil' : String(value);
}
