import type { RegisterOperation } from '../../model/history.js';
import type { HistoryFormat } from './history-format.js';

/** The return of an operation that may still take effect: the greatest int64, which a number in JavaScript can't hold. */
const never = '9223372036854775807';

export const porcupine: HistoryFormat = {
  summary: 'JSON lines for Porcupine: one operation each, those without a result or an effect left out.',
  *lines(history) {
    for (const [key, operations] of history)
      for (const operation of operations) if (isKnown(operation)) yield line(key, operation);
  },
};

/** A failed write had no effect, and a read without a result shows nothing. */
function isKnown({ kind, value, outcome }: RegisterOperation): boolean {
  return kind === 'write' ? outcome !== 'fail' : outcome === 'ok' && value !== undefined;
}

function line(key: string, { client, kind, value = null, replaced, callNs, returnNs }: RegisterOperation): string {
  const [op, input, output] =
    kind === 'read'
      ? ['read', null, value]
      : replaced === undefined
        ? ['write', value, null]
        : ['swap', value, replaced];
  const fields = JSON.stringify({ client, key, op, input, output, call: callNs });
  return `${fields.slice(0, -1)},"return":${returnNs ?? never}}`;
}
