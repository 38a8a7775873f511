import {
  type OperationPlan,
  randomDigits,
  randomPlaceholder,
  tokenDigits,
  tokenPlaceholder,
} from '../../../model/operation-plan.js';
import { keyDigits, keyNameAround } from '../../../model/write-stamp.js';
import { ByteTemplate, type TemplateContext } from './byte-template.js';

/** The RESP request of an operation as a template, without its lifetime; identical in both versions. */
export function respTemplate(
  { words, space, keyBase, lifetime }: OperationPlan,
  context: TemplateContext,
): ByteTemplate {
  const { before, after } = keyNameAround(space, context.runTag);
  const keyBytes = before.length + keyDigits + after.length;
  const encoded = words.map((word) => {
    // A free command may contain any character; in the template, one character is one byte.
    const bytes = Buffer.from(word).toString('latin1');
    const values = bytes.split('__data__').length - 1;
    if (values > 1) throw new Error(`A word may contain one value, but "${word}" contains ${values}.`);
    const literal = bytes
      .replace('__data__', '')
      .replaceAll('__key__', '.'.repeat(keyBytes))
      .replaceAll(randomPlaceholder, '.'.repeat(randomDigits))
      .replaceAll(tokenPlaceholder, '.'.repeat(tokenDigits));
    const length = values === 0 ? String(literal.length) : `__size+${literal.length}__`;
    return `$${length}\r\n${bytes}\r\n`;
  });
  const count = words.length + (lifetime === undefined ? 0 : 1);
  return new ByteTemplate(`*${count}\r\n${encoded.join('')}`, space, context, keyBase);
}
